/**
 * V2 subject: what a quote says of something it names may not be said of "a film", "someone" or "he". Either the
 * sentence names what the quote is about, or it begins with another thing that the quote itself brings in. Pure; English
 * and Chinese.
 */
import { isCjk, plainKey } from '../../../research/words.ts';
import { rootsOf } from './clauses.ts';
import { codesOf, namesOf } from './names.ts';
import { verbAt } from './verbs.ts';

const INDEFINITE =
	/^(?:an?|one|some|another|a certain|some sort of)\s+(?!of\b)(?!\d)([\p{L}\p{N}'’,-]+(?:\s[\p{L}\p{N}'’,-]+){0,11})\s?$|^(?:someone|somebody|something|a person|people|one)$/iu;
const PRONOUN = /^(?:he|she|it|they|this|these|those(?! who)|his|her|its|their)\b/iu;
/** "It took years", "It is not known that": nothing is meant by it. */
const EXPLETIVE =
	/^it (?:takes?|took|seems?|seemed|appears?|appeared|turn(?:s|ed) out|happen(?:s|ed)|rain(?:s|ed)|snow(?:s|ed))\b|^it (?:is|was|will be|has been|had been)\b(?! an? )[^,;]*\b(?:that|to|who|which|when|whether|until)\b/iu;

interface Told {
	readonly quote: string;
	readonly title: string; // of its page: tells a name from a word that only begins the quote
}

/** What the sentence should have named, as the quote writes it; null when the subject is kept or needs no name. */
export function lostSubject(sentence: string, told: Told): string | null {
	return isCjk(sentence) ? lostZh(sentence, told.quote) : lostEn(sentence, told);
}

function lostEn(sentence: string, { quote, title }: Told): string | null {
	const topic = topicOf(quote);
	const runs = namesOf(topic).filter(
		({ words, first }) =>
			!first || words.length > 1 || plainKey(title).includes(plainKey(words.join('')))
	);
	const names = [...runs.map(({ words }) => words.join(' ')), ...codesOf(topic)];
	const lead = topic.length <= 60 ? topic : names[0];
	if (lead === undefined || names.length === 0 || INDEFINITE.test(topic) || PRONOUN.test(topic))
		return null;
	if (names.some((name) => isNamedIn(name, sentence))) return null;
	const said = topicOf(sentence);
	if (PRONOUN.test(said)) return EXPLETIVE.test(sentence) || isPronounOf(said, quote) ? null : lead;
	const noun = INDEFINITE.exec(said);
	const rest = runs.reduce((text, { words }) => text.replaceAll(words.join(' '), ' '), quote);
	return noun && !isBroughtIn(noun[1] ?? '', rest) ? lead : null;
}

/** What stands before the first verb of a text, without an opening that only says when or where. */
function topicOf(text: string): string {
	const body = text.replace(
		/^(?:in|on|at|by|from|since|after|before|during|for|with|under|as|according to|despite|around|following)\s[^,]{2,60},\s*/iu,
		''
	);
	const at = verbAt(body);
	return at <= 0 ? '' : body.slice(0, at).trim().replace(/,$/u, '');
}

function isNamedIn(name: string, sentence: string): boolean {
	const key = plainKey(sentence);
	return name
		.split(/[\s-]+/u)
		.filter((word) => word.length > 2)
		.some((word) => key.includes(plainKey(word).slice(0, 6)));
}

/** The quote speaks of the same pronoun before any other subject, so it says no more itself. */
function isPronounOf(said: string, quote: string): boolean {
	const [pronoun = ''] = said.split(/\s/u);
	const first = quote.search(new RegExp(`\\b${pronoun}\\b`, 'iu'));
	return first >= 0 && first < 25;
}

/** "A retired teacher": the quote has it too, and not as what its subject is ("is a film"). */
function isBroughtIn(noun: string, quote: string): boolean {
	const [bare = ''] = noun.split(
		/\s(?:of|in|on|at|by|for|from|with|near|to|named|called|who|that|which)\s|,/u
	);
	const roots = rootsOf(bare);
	const head = roots.at(-1) ?? '';
	if (head === '') return false;
	const named = quote.replace(
		/\b(?:is|was|are|were|be|been|became|becomes|as|remains|remained)\s+(?:\p{L}+ly\s+)?(?:an?|one|the|another|some)\s[^,.;]*?(?=\b(?:that|which|who|by|in|of|from|directed|written|located)\b|[,.;]|$)/giu,
		' '
	);
	return rootsOf(named).includes(head);
}

const INDEFINITE_ZH =
	/^(?:有)?(?:一|某|另一)(?:部|位|名|个|家|座|种|款|项|条|所|支|艘|本|首|场|届|只|幅|次|份)?(?:\p{sc=Han}{0,10})|^有人|^某人/u;
const VERB_ZH =
	/是|为(?!了)|于(?!是)|在(?!线)|由|被|将|位|拥有|共有|获|宣布|表示|举行|开幕|发布|建成|，/u;

function lostZh(sentence: string, quote: string): string | null {
	if (!INDEFINITE_ZH.test(sentence) || INDEFINITE_ZH.test(quote)) return null;
	const at = quote.search(VERB_ZH);
	const topic = (at > 0 ? quote.slice(0, at) : '').replace(
		/^(?:据悉|目前|近日|日前|当日|当天)[，,]?/u,
		''
	);
	const names = topic.match(/[\p{sc=Han}A-Za-z0-9]{2,}/gu) ?? [];
	const [lead] = names;
	if (lead === undefined || /^(?:他|她|它|该|此|这|其)/u.test(lead)) return null;
	// The last two characters are as a rule what kind of thing it is: "石桥" of "青石桥".
	const grams = names.flatMap((name) => pairsOf(name.length > 2 ? name.slice(0, -1) : name));
	if (grams.some((gram) => sentence.includes(gram))) return null;
	const noun =
		/^(?:有)?(?:一|某|另一)\p{sc=Han}(\p{sc=Han}{1,8}?)(?=是|为|于|在|由|被|将|位|拥|共|获|宣|表|举|开|发|建|，|。)/u.exec(
			sentence
		)?.[1] ?? '';
	const brought = noun !== '' && isBroughtInZh(noun, quote.slice(at));
	return brought ? null : lead;
}

function isBroughtInZh(noun: string, quote: string): boolean {
	const rest = quote.replace(/(?:是|为|成为|系)(?:一|某)?[^，。；]*/gu, ' ');
	return rest.includes(noun.slice(-2));
}

function pairsOf(text: string): string[] {
	const characters = [...text];
	return characters.slice(1).map((_, at) => `${characters[at] ?? ''}${characters[at + 1] ?? ''}`);
}
