/**
 * Verification by code of sentences that are not verbatim (harness note, section 6.5): V2, atomic facts against the union
 * of the cited quotes, and V3, how much of what the sentence says stands in them. Pure; English and Chinese.
 */
import { contentTokens } from '../../../research/words.ts';
import { checkDates } from './dates.ts';
import { HAN, type Finding, type Ground } from './ground.ts';
import { checkNames } from './names.ts';
import { checkNumbers } from './numbers.ts';
import { checkAttribution, checkModality, checkPolarity, checkUtmost } from './strength.ts';

export type { CheckName, Finding, Ground } from './ground.ts';

/** Bands of V3, fixed on the labelled pairs of tests/eval/data/checks.jsonl. */
const PASS = 0.6;
const GREY = 0.4;

/** Every V2 and V3 check of one sentence against the union of its quotes. */
export function checkSupport(sentence: string, grounds: readonly Ground[]): Finding[] {
	const score = supportScore(sentence, grounds);
	const band = bandOf(score);
	const share = `${Math.round(score * 100)} % of its content is in the quotes`;
	return [
		checkNumbers(sentence, grounds),
		checkDates(sentence, grounds),
		checkNames(sentence, grounds),
		checkPolarity(sentence, grounds),
		checkModality(sentence, grounds),
		checkUtmost(sentence, grounds),
		checkAttribution(sentence, grounds),
		{
			name: 'V3 lexical support',
			outcome: band === 'fail' ? 'fail' : band === 'pass' ? 'pass' : 'not-run',
			note: band === 'grey' ? `${share}: neither enough nor too little to tell` : share
		}
	];
}

/** Share of the sentence's content that its quotes hold, 0..1: the quotes count whole, what stands around them less. */
export function supportScore(sentence: string, grounds: readonly Ground[]): number {
	const said = [...new Set(contentTokens(sentence))];
	if (said.length === 0 || grounds.length === 0) return 0;
	const quotes = evidenceWords(grounds.map((one) => one.quote));
	const titles = evidenceWords(grounds.map((one) => one.title));
	const around = evidenceWords(grounds.map((one) => one.around));
	let total = 0;
	let held = 0;
	for (const word of said) {
		const weight = weightOf(word);
		total += weight;
		held +=
			weight *
			Math.max(inside(word, quotes), 0.9 * inside(word, titles), 0.7 * inside(word, around));
	}
	return held / total;
}

export function bandOf(score: number): 'pass' | 'grey' | 'fail' {
	return score >= PASS ? 'pass' : score >= GREY ? 'grey' : 'fail';
}

interface Words {
	readonly tokens: ReadonlySet<string>;
	readonly signs: ReadonlySet<string>; // single CJK characters
}

function evidenceWords(texts: readonly string[]): Words {
	const text = texts.join('\n');
	return {
		tokens: new Set(contentTokens(text)),
		signs: new Set([...text].filter((sign) => HAN.test(sign)))
	};
}

/** 1 for the word itself, less for a kin by its stem or, in Chinese, for its characters apart. */
function inside(word: string, { tokens, signs }: Words): number {
	if (tokens.has(word)) return 1;
	if (HAN.test(word)) return [...word].every((sign) => signs.has(sign)) ? 0.6 : 0;
	if (word.length < 5 || /\d/u.test(word)) return 0;
	const stem = word.slice(0, Math.max(4, word.length - 3));
	return [...tokens].some(
		(token) => token.startsWith(stem) && Math.abs(token.length - word.length) <= 4
	)
		? 0.8
		: 0;
}

/** Longer words and numbers say more. */
function weightOf(word: string): number {
	if (/\d/u.test(word)) return 2;
	if (HAN.test(word)) return 1;
	return word.length >= 8 ? 1.6 : word.length >= 6 ? 1.3 : 1;
}

const FACTUAL =
	/\p{N}|\b(?:caus\w+|because|due to|led to|first|only|largest|most|never|always|increas\w+|decreas\w+|said|announced|found|show(?:s|ed)?)\b|[一二三四五六七八九十]{1,3}[个名家年月日次条]|导致|由于|首|最|唯一|表示|宣布|发现/iu;

/** True when a sentence holds nothing to check: no number, no claim word, no name beyond the question's own. */
export function isFraming(sentence: string, question: string): boolean {
	if (FACTUAL.test(sentence)) return false;
	const asked = new Set(contentTokens(question));
	return contentTokens(sentence).filter((word) => !asked.has(word)).length <= 4;
}
