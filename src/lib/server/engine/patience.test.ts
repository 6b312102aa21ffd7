/** What becomes of a question whose model does not answer: what is waited for, what is changed, what is entered. */
import { describe, expect, it } from 'vitest';
import { budgetOf } from '../../research/effort.ts';
import type { FactDraft } from '../../research/facts.ts';
import { emptyView, fold, type RunView } from '../../research/fold.ts';
import { Failure, type FailureKind } from '../net/failure.ts';
import type { Model, ModelRequest } from '../ports.ts';
import { ask } from './model.ts';
import { evidencePrompt } from './prompts/evidence.ts';
import { sectionPrompt } from './prompts/section.ts';
import { Reservations } from './reserve.ts';
import type { Run, Tools } from './tools.ts';

const failing = (kind: FailureKind, retryAfterMs: number | null = null) =>
	new Failure(kind, `it is ${kind}`, { provider: 'x', retryAfterMs });
const usage = { input: 300, cached: 0, output: 90, reasoning: 80, estimated: false };

/** A model that answers each request by the next thing in the list, the last one for ever. */
function modelOf(id: string, answers: readonly (Failure | string)[]) {
	const asked: ModelRequest[] = [];
	const model: Model = {
		...{ id, context: 32_768, atOnce: 1, local: false, shape: 'json' },
		reasoningRoom: () => 0,
		costOf: () => 0.001,
		complete: (request) => {
			const answer = answers[Math.min(asked.length, answers.length - 1)] ?? '';
			asked.push(request);
			if (answer instanceof Failure) return Promise.reject(answer);
			const reply = { text: answer, finish: 'stop', usage, served: id, usd: 0.002 } as const;
			return Promise.resolve({ ...reply, ms: 5, shape: 'json' });
		}
	};
	return { model, asked };
}

function bench(models: readonly Model[]) {
	let view: RunView = emptyView('r');
	const sleeps: number[] = [];
	const append: Run['append'] = (make) => {
		const facts = make(view).map((draft: FactDraft, at) => ({
			...draft,
			seq: view.seq + 1 + at,
			at: 0
		}));
		for (const fact of facts) view = fold(view, fact);
		return Promise.resolve(facts);
	};
	const run: Run = {
		...{ id: 'r', append, tell: () => undefined },
		view: () => view,
		...{ signal: new AbortController().signal, enough: new AbortController().signal },
		boundary: () => Promise.resolve(),
		planned: () => Promise.resolve()
	};
	const tools = {
		models: () => models,
		held: new Reservations(),
		traces: { keep: () => Promise.resolve('h'), find: () => Promise.resolve(null) },
		clock: {
			...{ now: () => 0, elapsed: () => 0, chance: () => 0 },
			sleep: (ms: number) => Promise.resolve(void sleeps.push(ms))
		}
	} as unknown as Tools;
	const input = {
		question: 'q',
		names: [],
		lines: [1, 2, 3].map((n) => ({ title: 't', text: `line ${n}` }))
	};
	const budget = budgetOf('quick', {});
	const question = (key: string) => ask({ run, tools }, evidencePrompt, { key, input, budget });
	return { question, sleeps, run, tools, budget, view: () => view };
}

const GOOD = '{"lines": [2]}';

describe('a model that does not answer', () => {
	it('is waited for between two tries, and not after the last one', async () => {
		const { model, asked } = modelOf('busy', [failing('unavailable')]);
		const other = modelOf('other', [GOOD]);
		const { question, sleeps } = bench([model, other.model]);
		expect((await question('a'))?.by).toContain('other');
		expect(asked.length).toBe(3);
		expect(sleeps).toEqual([500, 1_000]);
	});
	it('that is down is tried, and not waited for', async () => {
		const busy = modelOf('busy', [failing('limited', 30_000)]);
		const { question, sleeps } = bench([busy.model, modelOf('other', [GOOD]).model]);
		await question('a');
		const [tries, waits] = [busy.asked.length, sleeps.length];
		await question('b');
		expect(busy.asked.length).toBe(tries + 1);
		expect(sleeps.length).toBe(waits);
	});
	it('that asks for a longer wait than a run has is left for the next one at once', async () => {
		const spent = modelOf('spent', [failing('limited', 3_600_000)]);
		const { question, sleeps, view } = bench([spent.model, modelOf('other', [GOOD]).model]);
		expect((await question('a'))?.by).toContain('other');
		expect(spent.asked.length).toBe(1);
		expect(sleeps).toEqual([]);
		expect(view().calls[0]?.waitMs).toBe(3_600_000);
	});
});

describe('an answer that is empty', () => {
	const empty = () => failing('empty').charging({ usage, usd: 0.004, served: 'm-1' });
	it('is asked for again at once without thinking, which may have used up its tokens', async () => {
		const { model, asked } = modelOf('m', [empty(), '{"sentences": []}']);
		const { run, tools, budget, sleeps } = bench([model]);
		const input = {
			...{ question: 'q', heading: 'h', neighbours: [], language: 'en', most: 4, instructions: [] },
			quotes: [{ text: 'A bridge opened.', title: 't', date: null }]
		};
		await ask({ run, tools }, sectionPrompt, { key: 's', input, budget });
		expect(asked.slice(0, 2).map(({ thinking }) => thinking)).toEqual([
			sectionPrompt.thinking,
			'off'
		]);
		expect(sectionPrompt.thinking).not.toBe('off');
		expect(sleeps).toEqual([]);
	});
	it('was thought over and billed: the ledger and the budget have its tokens', async () => {
		const { question, view } = bench([modelOf('m', [empty(), GOOD]).model]);
		await question('a');
		expect(view().calls[0]).toMatchObject({
			...{ outcome: 'failed', failure: 'empty', served: 'm-1', usd: 0.004 },
			...{ inputTokens: 300, outputTokens: 90, reasoningTokens: 80 }
		});
		expect(view().usage).toMatchObject({ inputTokens: 600, outputTokens: 180, unpriced: 0 });
		expect(view().usage.usd).toBeCloseTo(0.006, 9);
	});
});
