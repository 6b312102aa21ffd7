/**
 * V2 modifiers: a word that turns the one after it ("pre-production", "former mayor", "acting director", "副市长") may not
 * lose that turn on the way into a sentence. Pure; English and Chinese.
 */
import { isCjk } from '../../../research/words.ts';
import { rootsOf } from './clauses.ts';

const PREFIXES = 'pre|post|non|anti|ex|co|vice|semi|sub|quasi|pseudo|counter|half|under|would-be';
const HYPHENED = new RegExp(`(?<![\\p{L}\\p{N}-])(${PREFIXES})[-‐‑]([\\p{L}]{3,})`, 'giu');
/** Written as one word only where the rest is long enough not to be a word by chance. */
const JOINED = /(?<![\p{L}-])(pre|post|non|anti|semi|co|sub|pseudo|counter|vice)(\p{Ll}{5,})/giu;
const CHANCE =
	/^(?:predominant\w*|postpone\w*|present\w*|convention\w*|subject\w*|submission\w*|subsection\w*|counterpart\w*|preserv\w*|cooperat\w*|prescri\w*)$/iu;

/** Words before a noun that turn it, with those that say the same. */
const WORDS: readonly (readonly [string, RegExp])[] = [
	[
		'former',
		/\b(?:former(?:ly)?|ex|once|previous(?:ly)?|erstwhile|one-time|past|until|had been|used to|served|was (?:the |an? )?|were)\b/iu
	],
	['deputy', /\b(?:deputy|deputies|vice|assistant)\b/iu],
	['vice', /\b(?:vice|deputy)\b/iu],
	['acting', /\b(?:acting|interim|caretaker|temporary|temporarily)\b/iu],
	['interim', /\b(?:acting|interim|caretaker|temporary|temporarily|provisional)\b/iu],
	['assistant', /\b(?:assistant|deputy|aide)\b/iu],
	['associate', /\bassociate\b/iu],
	['honorary', /\bhonorary\b/iu],
	['alleged', /\b(?:alleged(?:ly)?|accused|suspected|reported(?:ly)?)\b/iu],
	['suspected', /\b(?:suspected|alleged(?:ly)?|possible|possibly|may|believed)\b/iu],
	['self-proclaimed', /\bself-\p{L}+\b/iu],
	['so-called', /\bso-called\b/iu]
];
const OFFICE =
	/^(?:presidents?|directors?|chair\p{L}*|ministers?|heads?|mayors?|governors?|chiefs?|secretar\p{L}+|managers?|ceos?|commissioners?|attorneys?|ambassadors?|principals?|deans?|captains?|leaders?|prime|editors?|inspectors?|coach|curators?|rectors?|registrars?|superintendents?)$/iu;
const NO_NOUN =
	/^(?:of|and|or|in|on|at|by|for|from|to|with|as|who|which|that|was|is|were|are|has|had|the|a|an|his|her|its|their)$/iu;

/** A word of the quote that the sentence has without what turns it there, as the quote writes it; null for none. */
export function lostModifier(sentence: string, quote: string): string | null {
	if (isCjk(sentence)) return lostZh(sentence, quote);
	return lostPrefix(sentence, quote) ?? lostWord(sentence, quote);
}

function lostPrefix(sentence: string, quote: string): string | null {
	const bareQuote = new Set(wordsOf(quote.replace(HYPHENED, ' ').replace(JOINED, ' ')));
	const said = new Set(wordsOf(sentence.replace(HYPHENED, ' ')));
	const joined = [...quote.matchAll(JOINED)].filter(([word]) => !CHANCE.test(word));
	for (const [whole, prefix = '', stem = ''] of [...quote.matchAll(HYPHENED), ...joined]) {
		const [root = ''] = rootsOf(stem);
		if (root === '' || bareQuote.has(root) || !said.has(root)) continue;
		if (new RegExp(`\\b${prefix}[-‐‑ ]?${stem.slice(0, 4)}`, 'iu').test(sentence)) continue;
		if (isSaidOtherwise(prefix.toLowerCase(), sentence)) continue;
		return whole;
	}
	return null;
}

/** Other ways to say what a prefix says. */
const OTHERWISE: Readonly<Record<string, RegExp>> = {
	pre: /\b(?:before|prior|ahead|early|earlier|preparatory|advance)\b/iu,
	post: /\b(?:after|following|later|since)\b/iu,
	non: /\b(?:not?|without|never|n['’]t|un\p{L}+)\b/iu,
	anti: /\b(?:against|oppos\p{L}+)\b/iu,
	ex: /\b(?:former(?:ly)?|once|previous(?:ly)?|used to)\b/iu,
	co: /\b(?:and|with|together|joint(?:ly)?|both|one of|shared?|alongside)\b/iu,
	vice: /\bdeputy\b/iu,
	semi: /\b(?:partly|half|partially)\b/iu,
	half: /\b(?:semi|partly|partially)\b/iu
};
const isSaidOtherwise = (prefix: string, sentence: string) =>
	OTHERWISE[prefix]?.test(sentence) === true;

function lostWord(sentence: string, quote: string): string | null {
	for (const [word, same] of WORDS) {
		const marker = new RegExp(`\\b${word}[ -]((?:[\\p{L}’'-]+ ?){1,4})`, 'giu');
		const said = new Set(wordsOf(sentence));
		for (const [, after = ''] of quote.matchAll(marker)) {
			const nouns = nounsOf(after).filter((noun) => word !== 'acting' || OFFICE.test(noun));
			const lost = nouns.find((noun) => {
				const [root = ''] = rootsOf(noun);
				if (root === '' || !said.has(root)) return false;
				return !wordsOf(without(quote, [word, noun])).includes(root);
			});
			if (lost !== undefined && !same.test(sentence)) return `${word} ${lost}`;
		}
	}
	return null;
}

/** The text without the modifier and all up to its noun. */
function without(text: string, [word = '', noun = '']: readonly string[]): string {
	return text.replace(new RegExp(`\\b${word}[ -](?:\\S+ ){0,3}?${noun}`, 'giu'), ' ');
}

/** Whom a modifier may mean: the common word after it, and those further on that name a person ("former tennis player"). */
function nounsOf(after: string): string[] {
	const words = after.trim().split(/\s+/u);
	const start = words.findIndex((word) => /^\p{Ll}/u.test(word));
	const common = start < 0 ? [] : words.slice(start);
	const end = common.findIndex((word) => NO_NOUN.test(word) || /^\p{Lu}/u.test(word));
	const run = end < 0 ? common : common.slice(0, end);
	return run.filter((word, at) => at === 0 || OFFICE.test(word) || PERSON.test(word));
}

const PERSON = /(?:er|or|ist|ian|man|woman|men|women|ee|ers|ors|ists|ians|ees)$/u;
const wordsOf = (text: string) => rootsOf(text.replace(/[-‐‑]/gu, ' '));

const OFFICE_ZH =
	'(?:总统|总理|首相|主席|部长|市长|省长|州长|县长|区长|镇长|村长|书记|主任|局长|处长|厅长|司长|院长|所长|校长|行长|会长|社长|团长|队长|馆长|台长|总裁|总经理|经理|董事长|董事|首席执行官|议长|议员|大使|外长|防长|财长|教练|主教练|教授|研究员|秘书长|检察长|司令|总编辑|主编|导演|球员|选手|官员|高管|妻|夫|女友|男友|雇员|员工)';
const TURNED_ZH = new RegExp(
	`(?<![此之以年月日天提目空])(前任?|副|代理?|原|准|候任|名誉|常务副|执行)(${OFFICE_ZH})`,
	'gu'
);
const NEGATED_ZH = /(?:非|未|反|准|半)(\p{sc=Han}{2,3})/gu;
const SAME_ZH: Readonly<Record<string, RegExp>> = {
	前: /前|原|曾|卸任|离任/u,
	前任: /前|原|曾|卸任/u,
	原: /前|原|曾/u,
	副: /副/u,
	常务副: /副/u,
	代: /代|临时/u,
	代理: /代|临时/u,
	准: /准|候任|即将/u,
	候任: /准|候任|即将|当选/u,
	名誉: /名誉|荣誉/u,
	执行: /执行|代/u
};

function lostZh(sentence: string, quote: string): string | null {
	const bare = quote.replace(TURNED_ZH, ' ');
	for (const [whole, modifier = '', office = ''] of quote.matchAll(TURNED_ZH)) {
		if (bare.includes(office) || !sentence.replace(TURNED_ZH, ' ').includes(office)) continue;
		if (SAME_ZH[modifier]?.test(sentence) !== true) return whole;
	}
	for (const [whole, rest = ''] of quote.matchAll(NEGATED_ZH)) {
		const kept = [rest, rest.slice(0, 2)].find((one) => sentence.includes(one));
		if (
			kept === undefined ||
			quote.split(kept).length !== quote.split(whole.charAt(0) + kept).length
		)
			continue;
		if (!/[非未不无没反半准]|并未/u.test(sentence)) return whole.charAt(0) + kept;
	}
	return null;
}
