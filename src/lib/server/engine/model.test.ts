/** What may be asked of a model, and what is made of the form of its answers. */
import { describe, expect, it } from 'vitest';
import { budgetOf } from '../../research/effort.ts';
import { emptyView, type RunView } from '../../research/fold.ts';
import { parseAnswer } from './answer-format.ts';
import { readAnswer } from './read-answer.ts';
import { waitAfter } from './patience.ts';
import { evidencePrompt } from './prompts/evidence.ts';
import { hashOf } from './prompts/prompt.ts';
import { queriesPrompt } from './prompts/queries.ts';
import { sectionPrompt } from './prompts/section.ts';
import { lacksBudget, NO_RESERVE } from './reserve.ts';
import { narrower } from './repair.ts';

const view = (usage: Partial<RunView['usage']>, restedMs = 0): RunView => {
	const empty = emptyView('run');
	return {
		...empty,
		usage: { ...empty.usage, ...usage },
		timings: { ...empty.timings, startedAt: 0, restedMs }
	};
};

describe('a call fits the budget or is not made', () => {
	const budget = budgetOf('quick', { tokens: 10_000, usd: 1, seconds: 100 });
	const needs = { tokens: 1_000, usd: 0.1 };
	const ask = { budget, needs, reserved: NO_RESERVE, now: 1_000, ms: 0 };
	it.each([
		['there is room', view({}), 'gather', null],
		['writing may use what gathering may not', view({ inputTokens: 8_000 }), 'write', null],
		['gathering leaves room for writing', view({ inputTokens: 8_000 }), 'gather', /token budget/u],
		['tokens are used up', view({ inputTokens: 9_500 }), 'write', /9500 of 10000/u],
		['money is used up', view({ usd: 1.2 }), 'write', /money budget/u],
		['a price is unknown under a cap', view({ usd: null, unpriced: 1 }), 'write', /not known/u]
	] as const)('%s', (...[, seen, phase, said]) => {
		const lacking = lacksBudget(seen, { ...ask, phase });
		if (said === null) expect(lacking).toBeNull();
		else expect(lacking).toMatch(said);
	});
	it('time counts while the run works, not while it rests', () => {
		const late = { ...ask, now: 97_000, phase: 'write' as const };
		expect(lacksBudget(view({}), late)).toMatch(/time budget/u);
		expect(lacksBudget(view({}, 60_000), late)).toBeNull();
	});
	it('a slow model is not asked for what would outlast its phase', () => {
		const half = { ...ask, now: 50_000, phase: 'gather' as const };
		expect(lacksBudget(view({}), { ...half, ms: 9_000 })).toBeNull();
		expect(lacksBudget(view({}), { ...half, ms: 11_000 })).toMatch(/about 11 s needed/u);
		expect(lacksBudget(view({}), { ...half, phase: 'write', ms: 11_000 })).toBeNull();
		const late = { ...ask, now: 80_000, ms: 6_000 };
		expect(lacksBudget(view({}), { ...late, phase: 'polish' })).toMatch(/time budget/u);
		expect(lacksBudget(view({}), { ...late, phase: 'write' })).toBeNull();
	});
});

describe('a later version', () => {
	it('shares only what it may spend itself', () => {
		const whole = budgetOf('quick', { tokens: 14_000, seconds: 1_000 });
		const from = { searches: 0, pages: 0, tokens: 10_000, usd: 0, seconds: 900 };
		const budget = { ...whole, from };
		const seen = view({ inputTokens: 10_000 });
		// 0.85 of the 4,000 that are its own, whatever went before.
		const free = (tokens: number) => ({ tokens, usd: 0 });
		const asking = {
			...{ budget, phase: 'gather' as const, now: 910_000 },
			...{ reserved: NO_RESERVE, ms: 0 }
		};
		expect(lacksBudget(seen, { ...asking, needs: free(3_400) })).toBeNull();
		expect(lacksBudget(seen, { ...asking, needs: free(3_401) })).toMatch(/token budget/u);
		expect(lacksBudget(seen, { ...asking, needs: free(100), now: 961_000 })).toMatch(
			/time budget/u
		);
	});
});

describe('a busy server is asked again', () => {
	it('after a doubling wait, spread by chance', () => {
		const waits = [1, 2, 3].map((tries) => waitAfter({ retryAfterMs: null }, { tries, chance: 0 }));
		expect(waits).toEqual([500, 1_000, 2_000]);
		expect(waitAfter({ retryAfterMs: null }, { tries: 1, chance: 0.999 })).toBeGreaterThan(1_450);
		expect(waitAfter({ retryAfterMs: null }, { tries: 40, chance: 1 })).toBeLessThanOrEqual(60_000);
	});
	it('never before the time it asked for', () => {
		expect(waitAfter({ retryAfterMs: 3_000 }, { tries: 1, chance: 0 })).toBe(3_000);
		expect(waitAfter({ retryAfterMs: 3_000 }, { tries: 1, chance: 0.5 })).toBe(3_300);
	});
});

describe('the form of an answer', () => {
	it.each([
		['{"lines": [1, 2]}', { lines: [1, 2] }, false],
		['Sure!\n```json\n{"lines": [1, 2],}\n```', { lines: [1, 2] }, true],
		['<think>maybe 3</think>{"lines": [1]}', { lines: [1] }, true],
		['{lines: [1]}', { lines: [1] }, true],
		['{"a": [{"x": 1}, {"x": 2}, {"x": ', { a: [{ x: 1 }, { x: 2 }] }, true],
		[
			'{"items": ["What did it cost?", "Who built it?", "When did',
			{ items: ['What did it cost?', 'Who built it?'] },
			true
		],
		['{"lines": [1, 2, 3', { lines: [1, 2] }, true],
		['{"a": [{"x": 1, "y": 2}, {"x": 2, "y": ', { a: [{ x: 1, y: 2 }] }, true],
		['perhaps {"lines": [9]}, no</think>{"lines": [1]}', { lines: [1] }, true],
		['{"text": "a } in a string"} and more', { text: 'a } in a string' }, true]
	])('%s', (text, value, mended) => {
		expect(parseAnswer(text)).toEqual({ value, mended });
	});
	it('is refused where there is none', () => {
		expect(parseAnswer('I would choose the first two lines.')).toBeNull();
		expect(parseAnswer('')).toBeNull();
	});
});

describe('what a prompt makes of an answer', () => {
	const lines = [1, 2, 3].map((n) => ({ title: 't', text: `line ${n}` }));
	const input = { question: 'q', names: [], lines };
	it('numbers out of range are dropped; none in range is a complaint', () => {
		const read = (text: string) => readAnswer(evidencePrompt, { text, shape: 'schema', input });
		expect(read('{"lines": [2, 9, 2]}').value).toMatchObject({ value: { places: [1] } });
		expect(read('{"lines": [7]}').remark).toContain('between 1 and 3');
		expect(read('{"lines": []}').value).toMatchObject({ value: { places: [] } });
	});
	it('lines do where JSON does not', () => {
		const read = (text: string) => readAnswer(evidencePrompt, { text, shape: 'text', input });
		expect(read('LINES: 1, 3').value).toMatchObject({ value: { places: [0, 2] } });
		expect(read('LINES: none').value).toMatchObject({ value: { places: [] } });
		expect(read('I like line one.').remark).toContain('no line');
	});
	it('a written sentence brings no address, mark or heading, and is whole', () => {
		const section = {
			...{ question: 'q', heading: 'h', neighbours: [], language: 'en', most: 4, instructions: [] },
			quotes: [{ text: 'A bridge opened.', title: 't', date: null }]
		};
		const text = JSON.stringify({
			sentences: [
				{ text: '# A bridge opened [12] in the **town**.', cites: [1] },
				{ text: 'Look at https://evil.test/x.', cites: [1] },
				{ text: 'A bridge that was', cites: [1] },
				{ text: 'Nobody said this.', cites: [5] }
			]
		});
		const read = readAnswer(sectionPrompt, { text, shape: 'schema', input: section });
		expect(read.value?.value.map((one) => one.text)).toEqual(['A bridge opened in the town.']);
	});
	it('a query brings no address and no operator', () => {
		const gaps = [{ id: 'g1', question: 'q', found: [] }];
		const asked = { question: 'q', gaps, sent: [], languages: ['en'], most: 3, left: '' };
		const text =
			'{"queries": [{"gap": "g1", "language": "xx", "query": "bridge cost site:evil.test http://evil.test"}]}';
		const read = readAnswer(queriesPrompt, { text, shape: 'schema', input: asked });
		expect(read.value?.value).toEqual([{ gapId: 'g1', text: 'bridge cost', language: 'en' }]);
	});
	it('a prompt’s words are in its hash', () => {
		expect(hashOf(sectionPrompt)).not.toBe(hashOf({ ...sectionPrompt, system: 'other' }));
	});
});

describe('repair', () => {
	it('tries a sentence without its later clauses', () => {
		expect(
			narrower('The bridge opened in 1931, and it cost a great deal; nobody knows why.')
		).toEqual([
			'The bridge opened in 1931, and it cost a great deal.',
			'The bridge opened in 1931.'
		]);
		expect(narrower('该桥于1931年建成通车，而造价无人知晓。')).toEqual(['该桥于1931年建成通车。']);
	});
});
