/**
 * Shorter ways of saying one English quote that are true where the quote is true: pieces that only add something are
 * left out, a verb's other part is left out, "X (born D)" becomes "X was born on D", "F was directed by D" becomes "D
 * directed F". Nothing is made of a clause that depends on another ("if", "that"), so that no form says more. Pure.
 */
import { inOwnWords } from '../../research/own-words.ts';
import { sentenceSpans } from '../../research/sentences.ts';
import { isCjk } from '../../research/words.ts';
import { MONTHS_LONG } from './check/dates.ts';
import { hasMainVerb, verbAt } from './check/verbs.ts';
import { dangles } from './quality.ts';

const DAY = `(?:\\d{1,2} (?:${MONTHS_LONG}) \\d{3,4}|(?:${MONTHS_LONG}) \\d{1,2}, \\d{3,4})`;
const PLACE = '(\\p{Lu}[^,()\\d–-]{2,30})';
const LIFE = new RegExp(
	`^([^(),;]{3,60}?)\\s?\\(\\s*(?:born\\s+)?(?:${PLACE}, )?(${DAY})(?: in ${PLACE})?(?:\\s*[–-]\\s*(?:${PLACE}, )?(${DAY}))?\\s*\\)`,
	'u'
);
const BRACKET = /\s?\([^()]*\)|\s?\[[^[\]]*\]/gu;
const VERB =
	'(?:is|was|are|were|has|had|became|won|died|founded|directed|wrote|made|played|served|worked|moved|began|earned|received|led|joined|married|published|produced|released|opened|includes|contains|appeared|studied|taught|ran|took|offers?|provides?|eats?|spreads?|uses?|allows?|helps?|covers?|gives?|makes?|sings|plays|urges)';
/** From comma to comma behind the subject, where nothing but an addition can begin so. */
const ADDITION = new RegExp(
	`^([^,;]{2,70}), (?:an?|the|one of|who|which|whose|born|also|formerly|known|now|her|his|its)\\s[^;]*?,\\s(?=${VERB}\\b)`,
	'u'
);
const TAIL =
	/,\s(?:which|who|whose|where|based on|starring|featuring|including|along with|together with|such as|regarded as|as well as)\s[^;]*$/u;
/** What makes the parts of a sentence lean on each other. */
const DEPENDS =
	/\b(?:if|unless|whether|that|which|who|whom|whose|because|although|though|while|when|where|before|after|than|except|without|nor|neither|either|denied|allegedly|so)\b/iu;
const SECOND = new RegExp(`,? and (?=${VERB}\\b)`, 'u');
const PREDICATE = new RegExp(`^([^,;]{2,70}?) (${VERB}\\b.+)$`, 'u');
const PAST: Readonly<Record<string, string>> = {
	'written and directed': 'wrote and directed',
	...{ directed: 'directed', written: 'wrote', produced: 'produced', designed: 'designed' },
	...{ built: 'built', composed: 'composed', founded: 'founded', developed: 'developed' },
	...{ created: 'created', published: 'published', released: 'released', recorded: 'recorded' },
	...{ performed: 'performed', painted: 'painted', edited: 'edited', discovered: 'discovered' },
	'co-directed': 'co-directed'
};
const MADE = Object.keys(PAST).join('|');
const AGENT = `(\\p{Lu}[\\p{L}.'’-]*(?:(?:,? and|,| of| de| von| van)? \\p{Lu}[\\p{L}.'’-]*){0,7})(?=$|[,;]| (?:and|in|on|at|for|from|with|as)\\b)`;
const WHAT_BY = new RegExp(
	`^([^,;]{2,70}?) (?:is|was) ((?:an?|the) [^,;]*?) (${MADE}) by ${AGENT}`,
	'u'
);
const DONE_BY = new RegExp(`^([^,;]{2,70}?) (?:is|was) (${MADE}) by ${AGENT}`, 'u');
const INCLUDES = /^((?:The|Some|Its)? ?[^,;]{3,70}?) include ((?:[^,;]+, )+and [^,;]+)$/u;
const SAID =
	/^((?:\p{Lu}|[Tt]he )[^,;]{2,60}?) (?:said|says|stated|states|reported|reports) that ([^“”"]+)$/u;
const PERSON = /^(?:He|She) (?=is|was|has|had|became|won|died)/u;
const THING = /^It (?=is|was|has|had|won)/u;
const KIND =
	/^(?:The|An?) |\b(?:is|was) (?:an?|the) [^,.]*\b(?:film|song|single|album|book|novel|company|town|city|village|river|bridge|series|game|school|church)\b/u;

/** Whole sentences in other words than the quote's, each with its full stop; none for a quote that gives no hold. */
export function shorterForms(quote: string): string[] {
	if (isCjk(quote)) return [];
	const [first = '', second = ''] = sentenceSpans(quote, 'en').map(({ start, end }) =>
		quote.slice(start, end)
	);
	if (first === '' || dangles(first)) return [];
	const told = bare(first);
	return [...lives(first), ...shapes(told), ...shapes(resolved(told, second))]
		.filter((form) => isBalanced(form) && hasMainVerb(form) && !/[!?:]/u.test(form))
		.map((form) => `${form.charAt(0).toUpperCase()}${form.slice(1)}.`)
		.filter((form, at, all) => inOwnWords(form, quote) && all.indexOf(form) === at);
}

/** "Anna Example (born 4 May 1901 – 3 June 1980)": what the bracket says, as a sentence. */
function lives(sentence: string): string[] {
	const match = LIFE.exec(sentence);
	if (!match || verbAt(`${match[1]} `) >= 0) return [];
	const [, name = '', from, born = '', near, at, died] = match;
	const birth = `${name.trim()} was born${placed(from ?? near)} on ${born}`;
	return [died === undefined ? birth : `${birth} and died${placed(at)} on ${died}`];
}

const placed = (place: string | undefined) => (place === undefined ? '' : ` in ${place.trim()}`);

/** A sentence without brackets, without additions between commas, and without its full stop. */
function bare(sentence: string): string {
	const plain = sentence
		.replace(BRACKET, '')
		.replace(BRACKET, '')
		.replace(/\s+,/gu, ',')
		.replace(/^([^,;]{2,70}), (?=(?:is|was)\b)/u, '$1 ')
		.replace(/(?<!\b\p{Lu})[.\s]+$/u, '');
	const added = ADDITION.exec(plain);
	if (!added || verbAt(`${added[1]} `) >= 0) return plain;
	const main = `${added[1]} ${plain.slice(added[0].length)}`;
	return isBalanced(main) ? main : plain;
}

const count = (text: string, mark: string) => text.split(mark).length - 1;
const isBalanced = (text: string) =>
	count(text, '"') % 2 === 0 &&
	count(text, '(') === count(text, ')') &&
	count(text, '“') === count(text, '”') &&
	count(text, '[') <= count(text, ']') &&
	count(text, '‘') <= count(text, '’'); // which is an apostrophe too

/** The second sentence about whom the first is about, with that name in place of "He", "She" or "It". */
function resolved(first: string, second: string): string {
	const subject = PREDICATE.exec(first)?.[1] ?? '';
	if (
		!/^(?!(?:In|On|At|By|After|Before|During|From|Since|With|For|As)\b)\p{Lu}/u.test(subject) ||
		verbAt(`${subject} `) >= 0 ||
		dangles(`${subject} `)
	)
		return '';
	const pronoun = KIND.test(first) ? THING : PERSON;
	return pronoun.test(second) ? bare(second.replace(pronoun, `${subject} `)) : '';
}

function shapes(sentence: string): string[] {
	if (sentence === '') return [];
	const said = SAID.exec(sentence);
	if (said) {
		const sayer = (said[1] ?? '').replace(/^The /u, 'the ');
		return [`According to ${sayer}, ${said[2] ?? ''}`];
	}
	const main = sentence.replace(TAIL, '');
	const whole = isBalanced(main) ? main : sentence;
	if (DEPENDS.test(whole)) return [whole];
	return [...turned(whole), ...alone(whole), whole];
}

/** "D directed F, a 1969 film" for "F is a 1969 film directed by D"; "A, B and C are among X" for "X include A, B and C". */
function turned(sentence: string): string[] {
	const [, listed, things] = INCLUDES.exec(sentence) ?? [];
	if (listed !== undefined && things !== undefined) return [`${things} are among ${lower(listed)}`];
	const what = WHAT_BY.exec(sentence);
	if (what) {
		const [, name = '', kind = '', verb = '', by = ''] = what;
		return [`${by} ${PAST[verb] ?? verb} ${lower(name)}, ${kind}`];
	}
	const done = DONE_BY.exec(sentence);
	if (!done) return [];
	const [, name = '', verb = '', by = ''] = done;
	return [`${by} ${PAST[verb] ?? verb} ${lower(name)}`];
}

/** Each of two verbs of one subject by itself. */
function alone(sentence: string): string[] {
	const match = PREDICATE.exec(sentence);
	if (!match) return [];
	const [, subject = '', predicate = ''] = match;
	const parts = predicate.split(SECOND);
	if (parts.length !== 2 || verbAt(`${subject} `) >= 0) return [];
	return parts.map((part) => `${subject} ${part.replace(/^(is|was|has|had) also /u, '$1 ')}`);
}

const lower = (name: string) =>
	name.replace(/^(?:The|An?|Some|Its) (?=\p{Ll})/u, (word) => word.toLowerCase());
