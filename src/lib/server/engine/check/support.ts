/**
 * Verification by code of sentences that are not verbatim (harness note, section 6.5): V2, atomic facts against the union
 * of the cited quotes, and V3, how much of what the sentence says stands in them. Pure; English and Chinese.
 */
import { contentTokens } from '../../../research/words.ts';
import { checkDates } from './dates.ts';
import { clausesOf, HAN, type Finding, type Ground } from './ground.ts';
import { checkNames } from './names.ts';
import { checkNumbers } from './numbers.ts';
import { checkAttribution, checkModality, checkPolarity, checkUtmost } from './strength.ts';

export type { CheckName, Finding, Ground } from './ground.ts';

/** Bands of V3, fixed on the labelled pairs of tests/eval/data/checks.jsonl. */
const PASS = 0.6;
const GREY = 0.4;

/**
 * Every V2 and V3 check of one sentence. Each clause must stand on one quote whole: names and numbers of two quotes put
 * together in one clause are nobody's statement, however well each is supported.
 */
export function checkSupport(sentence: string, grounds: readonly Ground[]): Finding[] {
	const parts = unitsOf(sentence).map((unit) => bestOf(unit, grounds));
	const names = [...new Set(parts.flatMap((part) => part.findings.map((one) => one.name)))];
	const findings = names.map((name): Finding => {
		const each = parts.flatMap((part) => part.findings.filter((one) => one.name === name));
		return (
			each.find((one) => one.outcome === 'fail') ??
			each.at(-1) ?? { name, outcome: 'pass', note: '' }
		);
	});
	return [...findings, supportFinding(parts)];
}

interface Part {
	readonly findings: readonly Finding[];
	readonly score: number;
	readonly weight: number;
}

/** The ground under which a clause stands best: fewest failures first, then most of its content. */
function bestOf(unit: string, grounds: readonly Ground[]): Part {
	const weight = contentTokens(unit).reduce((sum, word) => sum + weightOf(word), 0);
	const tried = grounds.map((ground) => ({
		findings: [
			checkNumbers(unit, [ground]),
			checkDates(unit, [ground]),
			checkNames(unit, [ground]),
			checkPolarity(unit, [ground]),
			checkModality(unit, [ground]),
			checkUtmost(unit, [ground]),
			checkAttribution(unit, [ground])
		],
		score: supportScore(unit, [ground]),
		weight
	}));
	const failures = ({ findings }: Part) => findings.filter((one) => one.outcome === 'fail').length;
	const [best] = tried.sort((a, b) => failures(a) - failures(b) || b.score - a.score);
	return best ?? { findings: [], score: 0, weight };
}

function supportFinding(parts: readonly Part[]): Finding {
	const name = 'V3 lexical support';
	const total = parts.reduce((sum, part) => sum + part.weight, 0);
	const mean =
		total === 0 ? 0 : parts.reduce((sum, part) => sum + part.weight * part.score, 0) / total;
	const least = Math.min(...parts.map((part) => part.score));
	const band = bandOf(least) === 'fail' ? 'fail' : bandOf(mean);
	const share = `${Math.round(mean * 100)} % of its content is in the quotes`;
	if (band === 'grey')
		return { name, outcome: 'not-run', note: `${share}: neither enough nor too little to tell` };
	return { name, outcome: band, note: share };
}

/** The clauses of a sentence that say something by themselves; a short one belongs to the one before it. */
function unitsOf(sentence: string): string[] {
	const units: string[] = [];
	for (const clause of clausesOf(sentence)) {
		const last = units.at(-1);
		if (last !== undefined && contentTokens(clause).length < 3)
			units[units.length - 1] = `${last}, ${clause}`;
		else units.push(clause);
	}
	const [first, second, ...rest] = units;
	const lone = first !== undefined && second !== undefined && contentTokens(first).length < 3;
	return lone ? [`${first}, ${second}`, ...rest] : units;
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
