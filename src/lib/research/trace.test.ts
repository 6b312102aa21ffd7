/** The trace of a run: nothing of its facts is missing, and every call is found again by its number. */
import { describe, expect, it } from 'vitest';
import type { Fact, FactDraft } from './facts.ts';
import type { ModelCall } from './run.ts';
import { TraceOut } from './trace-api.ts';
import { traceOf } from './trace.ts';

const call = (key: string, over: Partial<ModelCall> = {}): ModelCall => ({
	...{ key, prompt: 'queries@2', promptHash: 'h', role: 'small', requested: 'c/m', served: 'm' },
	...{ shape: 'schema', outcome: 'ok', failure: null, note: '', contextHash: 'c', answerHash: 'a' },
	...{ inputTokens: 100, cachedTokens: 40, outputTokens: 10, reasoningTokens: 5 },
	...{ estimated: false, usd: 0.01, ms: 900 },
	...over
});
const spent = (step: string, made?: ModelCall): FactDraft => ({
	type: 'budget.spent',
	spending: {
		...{ step, ms: 7, searches: 0, pages: 0, bytes: 0, usd: made?.usd ?? null },
		...{ inputTokens: 0, cachedTokens: 0, outputTokens: 0 }
	},
	...(made && { call: made })
});
const skipped = (url: string): FactDraft => ({
	type: 'source.skipped',
	skipped: { url, reason: 'robots', message: 'robots.txt says no', via: 'q1', round: 0, at: 1 }
});
const DRAFTS: readonly FactDraft[] = [
	{
		type: 'run.started',
		question: {
			...{ text: 'Who built it?', effort: 'quick', language: 'en', limits: {} },
			scope: { allow: [], deny: [], urls: [] }
		}
	},
	spent('understand'),
	spent('queries 0 #1', call('queries 0 #1')),
	{
		type: 'query.sent',
		query: { id: 'q1', text: 'built it', language: 'en', gapId: null, why: 'as asked', round: 0 }
	},
	{
		type: 'hits.found',
		queryId: 'q1',
		hits: [
			{
				...{ url: 'https://a.example/x', title: 'X', snippet: '', engine: 'one', rank: 1 },
				publishedAt: null
			}
		],
		replies: [{ engine: 'two', outcome: 'failed', hits: 0, ms: 1500, message: 'HTTP 503' }]
	},
	skipped('https://a.example/x'),
	skipped('groundwork:document/1'),
	spent('round 0'),
	spent('compose b1 #1', call('compose b1 #1', { usd: null, outcome: 'invalid', note: 'no JSON' })),
	spent('compose b1 #2', call('compose b1 #2', { outcome: 'skipped', usd: null, inputTokens: 0 })),
	{
		type: 'sentence.checked',
		sectionId: 'b1',
		revision: 1,
		results: [
			{
				sentenceId: 'b1.1',
				verdict: 'partly',
				checks: [
					{ name: 'V2 numbers', outcome: 'fail', note: '7 is in no quote' },
					{ name: 'V3 support', outcome: 'not-run', note: '' }
				]
			}
		]
	},
	spent('verify'),
	{ type: 'run.finished', title: 'T', order: [], notes: [] },
	{ type: 'steer.added', steer: { kind: 'question', text: 'And when?' } },
	{ type: 'run.resumed' }
];
const facts = DRAFTS.map((draft, at): Fact => ({ ...draft, seq: at + 1, at: 1000 + at }));
const trace = traceOf('r', facts);
const steps = trace.versions.flatMap((one) => one.steps);

describe('the trace', () => {
	it('holds versions and steps in order, what is not in a done step under no name', () => {
		expect(trace.question).toBe('Who built it?');
		expect(trace.versions.map((one) => [one.number, one.finishedAt])).toEqual([
			[1, 1012],
			[2, null]
		]);
		expect(steps.map((step) => step.name)).toEqual(['understand', 'round 0', 'verify', '', '']);
		expect(steps.at(-1)?.rows.map((row) => row.kind)).toEqual(['reader', 'run']);
	});

	it('shows engine replies and hits under their query, and why pages were skipped', () => {
		const rows = steps[1]?.rows ?? [];
		expect(rows.map((row) => row.kind)).toEqual(['call', 'query', 'skipped', 'skipped']);
		expect(rows[1]?.parts).toMatchObject([
			{ kind: 'reply', text: 'two', outcome: 'failed', note: '0 hits, 1.5 s: HTTP 503' },
			{ kind: 'hit', text: 'X', note: 'one, rank 1', url: 'https://a.example/x' }
		]);
		expect(rows[2]).toMatchObject({ outcome: 'robots', note: 'robots.txt says no' });
	});

	it('links only to the web', () => {
		expect((steps[1]?.rows ?? []).map((row) => row.url)).toEqual([
			null,
			null,
			'https://a.example/x',
			null
		]);
	});

	it('numbers calls as their pages do and sums them without those never sent', () => {
		const calls = steps.flatMap((step) => step.rows.flatMap((row) => row.call ?? []));
		expect(calls.map((one) => [one.n, one.key])).toEqual([
			[1, 'queries 0 #1'],
			[2, 'compose b1 #1'],
			[3, 'compose b1 #2']
		]);
		expect(trace.totals).toEqual({
			...{ calls: 2, inputTokens: 200, cachedTokens: 80, outputTokens: 20, reasoningTokens: 10 },
			...{ usd: 0.01, unpriced: 1 }
		});
	});

	it('says which checks failed and which did not run', () => {
		expect(steps[2]?.rows.at(-1)).toMatchObject({
			note: '1 partly',
			parts: [
				{ outcome: 'partly', note: 'V2 numbers failed: 7 is in no quote; V3 support not run' }
			]
		});
	});

	it('is what the API says it is', () => {
		expect(TraceOut.parse(trace)).toEqual(trace);
	});
});
