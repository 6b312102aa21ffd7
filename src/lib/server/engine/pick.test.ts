import { describe, expect, it } from 'vitest';
import type { Candidate } from './weigh.ts';
import { isAsTheyCome, merged } from './pick.ts';

const candidate = (quote: string, score: number) => ({ quote, score }) as Candidate;
const [first, second, third, fourth, fifth] = [0.44, 0.43, 0.42, 0.41, 0.4].map((score, at) =>
	candidate(`line ${at + 1}`, score)
) as [Candidate, Candidate, Candidate, Candidate, Candidate];
const chosen = [first, second, third, fourth];
const shown = [...chosen, fifth];
const quotes = (kept: readonly Candidate[]) => kept.map(({ quote }) => quote);

describe('what a model takes and the rules keep', () => {
	it("a careful choice removes weak lines, but not the rules' best", () => {
		const kept = merged({ shown, taken: [fifth], chosen });
		expect(quotes(kept)).toEqual(['line 5', 'line 1', 'line 2', 'line 3']);
		expect(kept[0]?.score).toBeGreaterThan(0.45); // it counts as an answer
	});
	it('who takes nearly everything has not chosen', () => {
		const kept = merged({ shown, taken: [fifth, fourth, first, second], chosen });
		expect(kept).toEqual(chosen);
	});
	it('no choice changes nothing', () => {
		expect(merged({ shown, taken: [], chosen })).toEqual(chosen);
	});
	it('who takes the lines as they come has not chosen either', () => {
		expect(
			[
				[0, 1, 2, 3],
				[0, 1, 2, 3, 4, 5]
			].every(isAsTheyCome)
		).toBe(true);
		expect([[], [0, 1, 2], [0, 1, 3, 4], [1, 2, 3, 4]].some(isAsTheyCome)).toBe(false);
	});
});
