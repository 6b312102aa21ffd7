/**
 * Which lines are the page's text. A forest gives every line its chance; a text is worth the F1 it can be expected to
 * reach, so that the lines worth taking, and what Readability is worth, are known without knowing the truth. Readability
 * stands unless the lines promise clearly more.
 */
import { wordCount } from './features.ts';
import type { Line } from './lines.ts';

/** Expected F1 of a choice: twice the expected common words over both sizes. */
function worth(hit: number, taken: number, all: number): number {
	return taken + all > 0 ? (2 * hit) / (taken + all) : 0;
}

export interface Weighed {
	readonly line: Line;
	readonly words: number;
	readonly chance: number;
}

export function weigh(lines: readonly Line[], chances: readonly number[]): Weighed[] {
	return lines.map((line, at) => ({ line, words: wordCount(line.text), chance: chances[at] ?? 0 }));
}

/** The lines that promise the best F1 together, in their order, and what they promise. */
export function bestLines(weighed: readonly Weighed[]): { lines: Line[]; worth: number } {
	const all = weighed.reduce((sum, one) => sum + one.words * one.chance, 0);
	const sorted = [...weighed].sort((a, b) => b.chance - a.chance);
	let [hit, taken, best, least] = [0, 0, 0, 1];
	for (const { words, chance } of sorted) {
		hit += words * chance;
		taken += words;
		const now = worth(hit, taken, all);
		if (now >= best) [best, least] = [now, chance];
	}
	return {
		lines: weighed.filter(({ chance }) => chance >= least).map(({ line }) => line),
		worth: best
	};
}

/** What another extractor's lines promise: lines it has and the page has not count as chance 0.5. */
export function worthOf(lines: readonly Line[], weighed: readonly Weighed[]): number {
	const all = weighed.reduce((sum, one) => sum + one.words * one.chance, 0);
	const chances = new Map(weighed.map(({ line, chance }) => [line.text, chance]));
	let [hit, taken] = [0, 0];
	for (const { text } of lines) {
		const words = wordCount(text);
		hit += words * (chances.get(text) ?? 0.5);
		taken += words;
	}
	return worth(hit, taken, all);
}
