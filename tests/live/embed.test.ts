/**
 * A real embeddings endpoint, named by LIVE_EMBED_URL ("http://127.0.0.1:8899/v1"): a llama.cpp server started with
 * `--embeddings --pooling mean`, say. Skipped, and said so, where no such server is given.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Embedder } from '../../src/lib/server/ports.ts';
import { openRemoteEmbedder } from '../../src/lib/server/providers/embed/openai.ts';

const LIVE = process.env['LIVE_EMBED_URL'] ?? '';
const PATIENCE = 300_000; // small machines take their time

if (LIVE === '')
	console.log('skipped: no live embedder (set LIVE_EMBED_URL to run tests/live/embed)');

const how = () => ({ kind: 'passage', signal: AbortSignal.timeout(PATIENCE) }) as const;
const cosine = (a: Float32Array, b: Float32Array) =>
	a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);

describe.skipIf(LIVE === '')('a live embedder', () => {
	let embedder: Embedder;
	beforeAll(async () => {
		const reply = await fetch(`${LIVE}/models`);
		const { data } = (await reply.json()) as { data?: { id: string }[] };
		const model = data?.[0]?.id ?? '';
		embedder = await openRemoteEmbedder({ baseUrl: LIVE, model, apiKey: '', weight: undefined });
	}, PATIENCE);

	it(
		'gives each text its own vector, in order, alone as among others',
		async () => {
			const texts = ['The bridge was opened in 1932.', 'Bananas are rich in potassium.', '', '桥'];
			const together = await embedder.embed(texts, how());
			expect(together.map((vector) => vector.length)).toEqual(texts.map(() => embedder.dimensions));
			for (const [at, text] of texts.entries()) {
				const [alone] = await embedder.embed([text], how());
				expect(
					cosine(alone ?? new Float32Array(), together[at] ?? new Float32Array())
				).toBeGreaterThan(0.99);
			}
		},
		PATIENCE
	);
	it(
		'takes more texts than one request holds, and one that is longer than it reads',
		async () => {
			const many = Array.from({ length: 40 }, (_, at) => `text number ${at}`);
			expect(await embedder.embed(many, how())).toHaveLength(40);
			expect(await embedder.embed(['short', 'word '.repeat(3_000)], how())).toHaveLength(2);
		},
		PATIENCE
	);
});
