/**
 * A real model behind a real OpenAI-compatible server, named by LIVE_MODEL_URL ("http://127.0.0.1:8801/v1"). Nothing is
 * asserted of its words, only what must hold whatever a model says. Skipped, and said so, where no such server is given.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figuresOf } from '../../src/lib/research/figures.ts';
import { reportOf } from '../../src/lib/research/report.ts';
import { readAnswer } from '../../src/lib/server/engine/read-answer.ts';
import { PROMPTS } from '../../src/lib/server/engine/prompts/all.ts';
import { rubricPrompt } from '../../src/lib/server/engine/prompts/rubric.ts';
import type { Model, ModelRequest } from '../../src/lib/server/ports.ts';
import { createModel } from '../../src/lib/server/providers/model/client.ts';
import { openBench, type Bench } from '../golden/bench.ts';

const LIVE = process.env['LIVE_MODEL_URL'] ?? '';
const PATIENCE = 300_000; // small machines write a few tokens a second
const RUN_PATIENCE = 900_000;

if (LIVE === '') console.log('skipped: no live model (set LIVE_MODEL_URL to run tests/live)');

/** The first model the server lists. */
async function liveModel(): Promise<Model> {
	const reply = await fetch(`${LIVE}/models`);
	const { data } = (await reply.json()) as { data?: { id: string }[] };
	const model = data?.[0]?.id;
	if (model === undefined) throw new Error(`${LIVE}/models names no model`);
	return createModel({ name: 'live', baseUrl: LIVE, model, apiKey: '' });
}

const input = {
	question: 'Who designed the Tessel Bridge, and when did it open?',
	asked: ['Who designed it?'],
	seen: ['Tessel Bridge', 'Ingrid Halvorsen'],
	most: 3,
	language: 'en'
};

const request = (change: Partial<ModelRequest> = {}): ModelRequest => ({
	messages: [
		{ role: 'system', content: `${rubricPrompt.system}\n\n${rubricPrompt.example}` },
		{ role: 'user', content: rubricPrompt.user(input) }
	],
	shape: { kind: 'schema', name: rubricPrompt.id, schema: rubricPrompt.schema },
	maxTokens: rubricPrompt.maxOutput,
	temperature: 0,
	thinking: 'off',
	signal: AbortSignal.timeout(PATIENCE),
	onText: () => undefined,
	...change
});

describe.skipIf(LIVE === '')('a live model', () => {
	let model: Model;
	let bench: Bench;
	beforeAll(async () => {
		model = await liveModel();
		bench = await openBench(() => [model]);
	}, PATIENCE);
	afterAll(() => bench.close());

	it(
		'gives an answer bound by a schema, in that form and within its tokens',
		async () => {
			const reply = await model.complete(request());
			const { value, remark } = readAnswer(rubricPrompt, { ...reply, input });
			expect(remark).toBe('');
			expect(value?.value.length).toBeGreaterThan(0);
			expect(reply.usage.input).toBeGreaterThan(0);
			expect(reply.usage.output).toBeLessThanOrEqual(rubricPrompt.maxOutput);
		},
		PATIENCE
	);

	it(
		'takes a prefix that was sent before from its cache',
		async () => {
			const brief = { shape: { kind: 'text' } as const, maxTokens: 4 };
			const short = (change: Partial<ModelRequest>) =>
				// Cut at the cap is what is wanted here; what counts is how the prompt was counted.
				model.complete(request({ ...brief, ...change })).then(({ usage }) => usage);
			await short({});
			const again = await short({});
			expect(again.cached).toBeGreaterThan(0);
			expect(again.cached).toBeLessThanOrEqual(again.input);
		},
		PATIENCE
	);

	it(
		'never writes more than it may',
		async () => {
			const messages = [
				{ role: 'user' as const, content: 'Count from one to five hundred, in words.' }
			];
			const reply = await model.complete(
				request({ messages, shape: { kind: 'text' }, maxTokens: 24 })
			);
			expect(reply.finish).toBe('length');
			expect(reply.usage.output).toBeLessThanOrEqual(24);
		},
		PATIENCE
	);

	it(
		'makes a report in which every fact is cited or marked, and every quote stands where it says',
		async () => {
			const id = await bench.start({ text: input.question, effort: 'quick' });
			await bench.work(id);
			const view = await bench.view(id);
			expect(view.status).toBe('done');
			expect(view.usage.inputTokens).toBeGreaterThan(0);
			expect(view.usage.outputTokens).toBeGreaterThan(0);

			const report = reportOf(view);
			const hashes = new Map(report.sources.map((source) => [source.id, source.textHash]));
			const sentences = report.sections.flatMap((section) => section.sentences);
			const citations = sentences.flatMap((one) => one.citations);
			expect(citations.length).toBeGreaterThan(0);
			for (const { sourceId, start, end, quote } of citations) {
				const kept = await bench.snapshots.find(hashes.get(sourceId) ?? '');
				expect(kept?.text.slice(start, end)).toBe(quote);
			}
			const factual = sentences.filter((one) => one.kind !== 'framing');
			const bare = factual.filter((one) => one.citations.length === 0 && one.verdict !== 'partly');
			expect(bare.map((one) => one.text)).toEqual([]);
			expect(sentences.filter((one) => one.verdict === null)).toEqual([]);

			for (const call of view.calls) {
				const prompt = PROMPTS.find((one) => `${one.id}@${one.version}` === call.prompt);
				expect(call.outputTokens, call.key).toBeLessThanOrEqual(prompt?.maxOutput ?? 0);
			}
			const { calls, fellBack, written, quoted } = figuresOf(report, view.calls);
			console.log(
				`live: ${calls} calls, ${fellBack} fell back, ${written} written, ${quoted} quoted, ${view.usage.inputTokens + view.usage.outputTokens} tokens`
			);
		},
		RUN_PATIENCE
	);
});
