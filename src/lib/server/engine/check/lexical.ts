/**
 * V3 lexical support: how much of what a sentence says stands close together in its quotes. Two interpretable parts,
 * weighed once: words found in the best window of a quote, and neighbouring words that are neighbours there too.
 * Few constants on purpose. Words alone reach a macro-F1 of some 0.66 on AttributionBench whatever the constants are
 * (`npm run eval -- attribution`), so this says "the quotes speak of this", never "the quotes prove this".
 */
import { isCjk } from '../../../research/words.ts';
import { allRootsOf, rootsOf } from './clauses.ts';
import { datesIn } from './dates.ts';
import { namesOf } from './names.ts';
import { amountsIn } from './numbers.ts';

export interface Basis {
	readonly quote: string;
	readonly beside: string; // neighbouring sentences and the title: a word found only here counts half
}

const WINDOW = 40; // roots; about three sentences
const STRIDE = 10; // roots
const NEAR = 5; // roots between which two words still count as neighbours
const WORDS_SHARE = 0.75;
const BESIDE = 0.5;
const PASS = 0.6;
const FAIL = 0.34;

/** The band of a score of `recallOf`: taken as support, left to a judge, or taken as something else. */
export function bandOf(score: number): 'pass' | 'grey' | 'fail' {
	if (score >= PASS) return 'pass';
	return score >= FAIL ? 'grey' : 'fail';
}

/** The share, 0 to 1, of the sentence's words that its quotes hold. Numbers and dates are left to V2. */
export function recallOf(sentence: string, bases: readonly Basis[]): number {
	const plain = withoutFigures(sentence);
	const said = rootsOf(plain);
	const list = said.length > 0 ? said : allRootsOf(sentence);
	if (list.length === 0) return 0;
	const weigh = weigher(plain);
	const beside = new Set(bases.flatMap((basis) => rootsOf(basis.beside)));
	const quoted = bases.flatMap((basis) => rootsOf(basis.quote));
	const words = Math.max(
		...windowsOf(quoted).map((window) => covered(list, { window, beside, weigh }))
	);
	return WORDS_SHARE * words + (1 - WORDS_SHARE) * neighbours(list, quoted, words);
}

/** Long words and names tell more than short ones. */
function weigher(sentence: string): (root: string) => number {
	const names = new Set(namesOf(sentence).flatMap(({ words }) => words.flatMap(allRootsOf)));
	return (root) => {
		if (isCjk(root)) return 1;
		return Math.min(2, 0.4 + 0.2 * root.length) * (names.has(root) ? 1.4 : 1);
	};
}

function windowsOf(roots: readonly string[]): ReadonlySet<string>[] {
	const windows = [new Set(roots.slice(0, WINDOW))];
	for (let at = STRIDE; at + WINDOW - STRIDE < roots.length; at += STRIDE) {
		windows.push(new Set(roots.slice(at, at + WINDOW)));
	}
	return windows;
}

function covered(
	said: readonly string[],
	{
		window,
		beside,
		weigh
	}: {
		window: ReadonlySet<string>;
		beside: ReadonlySet<string>;
		weigh: (root: string) => number;
	}
): number {
	let [met, total] = [0, 0];
	for (const root of new Set(said)) {
		const weight = weigh(root);
		total += weight;
		if (window.has(root)) met += weight;
		else if (beside.has(root)) met += BESIDE * weight;
	}
	return total === 0 ? 0 : met / total;
}

/** The share of neighbouring words that stand near each other in the quotes; `alone` for a single word. */
function neighbours(said: readonly string[], quoted: readonly string[], alone: number): number {
	const places = new Map<string, number[]>();
	quoted.forEach((root, at) => places.set(root, [...(places.get(root) ?? []), at]));
	const pairs = said.slice(1).map((root, at) => [said[at] ?? '', root] as const);
	if (pairs.length === 0) return alone;
	const near = pairs.filter(([a, b]) =>
		(places.get(a) ?? []).some((one) =>
			(places.get(b) ?? []).some((other) => one !== other && Math.abs(one - other) <= NEAR)
		)
	);
	return near.length / pairs.length;
}

/** The sentence without its numbers and dates, which V2 compares by value. */
function withoutFigures(sentence: string): string {
	const spans = [...amountsIn(sentence, { dates: false }), ...datesIn(sentence)];
	let text = sentence;
	for (const { start, end } of spans.sort((a, b) => b.start - a.start)) {
		text = `${text.slice(0, start)} ${text.slice(end)}`;
	}
	return text;
}
