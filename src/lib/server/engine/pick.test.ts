import { describe, expect, it } from 'vitest';
import type { ModelCall } from '../../research/run.ts';
import { readAnswer } from './read-answer.ts';
import { nameOf } from './prompts/prompt.ts';
import type { Candidate } from './weigh.ts';
import { merged, timesNotChosen } from './pick.ts';
import { AS_THEY_COME, evidencePrompt, isAsTheyCome } from './prompts/evidence.ts';

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
	it('how often it did not is told by the calls of the rounds before: a resumed round asks what the first one asked', () => {
		const call = (key: string, note = AS_THEY_COME) =>
			({ key, prompt: nameOf(evidencePrompt), note }) as ModelCall;
		const calls = [
			call('evidence g1 in round 0 #1'),
			call('evidence g2 in round 0 #1', ''),
			call('evidence g1 in round 1 #1'),
			call('v2 evidence g3 in round 2 #1')
		];
		expect([0, 1, 2, 3].map((round) => timesNotChosen({ calls }, round))).toEqual([0, 1, 2, 3]);
	});
	it('an answer that took them so says it for the record', () => {
		const lines = [1, 2, 3, 4, 5, 6, 7].map((n) => ({ title: 't', text: `line ${n}` }));
		const read = (numbers: number[]) =>
			readAnswer(evidencePrompt, {
				...{ text: JSON.stringify({ lines: numbers }), shape: 'json' },
				input: { question: 'q', names: [], lines }
			}).remark;
		expect([read([1, 2, 3, 4]), read([2, 4])]).toEqual([AS_THEY_COME, '']);
	});
});
