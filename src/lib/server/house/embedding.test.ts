/** A larger model chosen, fetched, proven and used; what goes wrong leaves the embedder that was there. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startHub, type Hub, type HubFault } from '../../../../tests/fixtures/hub.ts';
import { smallModel, wordPieces } from '../../../../tests/fixtures/small-model.ts';
import type { EmbedModel } from '../../research/embed-models.ts';
import { readConfig, type Environment } from '../config.ts';
import { createCall } from '../net/call.ts';
import type { Embedder, SettingValues } from '../ports.ts';
import { openEmbedding } from './embedding.ts';

const row = (id: string, dimensions: number): EmbedModel => ({
	...{ id, name: `Model ${id}`, repository: `a/${id}`, licence: 'MIT', languages: 'two' },
	...{ dimensions, pooling: 'mean', prefix: { query: '', passage: '' }, tokens: 16 },
	files: {
		model: { path: 'onnx/model.onnx', bytes: 2_000 },
		tokenizer: { path: 'tokenizer.json', bytes: 300 }
	}
});
const MODELS = [row('granite-97m', 3), row('e5-base', 4)];
const WORDS = wordPieces(['red', 'green']);
const modelOf = (width: number, first = 1) =>
	smallModel({
		table: Array.from({ length: 600 }, (_, at) =>
			Array.from({ length: width }, (_, place) => Number(at % width === place) + first)
		)
	});
const at = (id: string, file: string) => `a/${id}/resolve/main/${file}`;

const outside = createCall({ userAgent: 'test', spacingMs: 0 });
let hub: Hub;
let dataDir: string;
let kept: Map<string, unknown>;
const ends: (() => unknown)[] = [];
beforeAll(async () => {
	hub = await startHub();
});
beforeEach(() => {
	dataDir = mkdtempSync(join(tmpdir(), 'embedding-'));
	ends.push(() => rmSync(dataDir, { recursive: true, force: true }));
	kept = new Map();
	hub.faults.clear();
	hub.asked.length = 0;
	for (const { id, dimensions } of MODELS) {
		hub.files.set(at(id, 'tokenizer.json'), Buffer.from(WORDS));
		hub.files.set(at(id, 'onnx/model.onnx'), modelOf(dimensions));
	}
});
afterAll(async () => {
	for (const end of ends.reverse()) await end();
	await outside.close();
	await hub.close();
});

const values: SettingValues = {
	read: (name) => Promise.resolve(kept.get(name) ?? null),
	write: (name, value) => Promise.resolve(void kept.set(name, value))
};
/** The room as the house opens it; `used` is every embedder it was told to use, the usual one as null. */
async function open(environment: Environment = {}) {
	const config = readConfig({ DATA_DIR: dataDir, EMBED_HUB_URL: hub.url, ...environment });
	const used: (Embedder | null)[] = [];
	const embedding = await openEmbedding(config, {
		...{ values, download: outside.download, models: MODELS, builtIn: 'built-in@1' },
		workerUrl: new URL('../providers/embed/worker.ts', import.meta.url),
		onError: (where, error) => {
			throw new Error(where, { cause: error });
		},
		sleep: () => Promise.resolve()
	});
	ends.push(() => embedding.close());
	const ready = embedding.ready();
	if (!ready) embedding.begin((embedder) => used.push(embedder));
	const stage = () => embedding.out().state.stage;
	return { embedding, ready, used, stage };
}
const asked = () => hub.asked.length;
const fault = (id: string, file: string, how: HubFault) => hub.faults.set(at(id, file), how);

describe('a larger model', () => {
	it('nothing is asked of the hub unless one is chosen', async () => {
		const { embedding, stage } = await open();
		await embedding.idle();
		expect([asked(), stage(), embedding.out().chosen]).toEqual([0, 'none', null]);
		expect(embedding.out().choices[0]).toMatchObject({ licence: 'MIT', bytes: 2_300 });
	});
	it('chosen on the page, is fetched in the background, proven and then used; a restart asks nobody', async () => {
		const gate = Promise.withResolvers<void>();
		fault('granite-97m', 'onnx/model.onnx', { hold: gate.promise });
		const { embedding, used, stage } = await open();
		await embedding.choose({ model: 'granite-97m' });
		await expect.poll(() => embedding.out().state.done).toBeGreaterThan(1_000);
		expect([stage(), embedding.out().model, used]).toEqual(['fetching', 'built-in@1', []]);
		gate.resolve();
		await embedding.idle();
		expect([stage(), used.length]).toEqual(['ready', 1]);
		const [vector] = (await used[0]?.embed(['red'], always())) ?? [];
		expect(vector).toHaveLength(3);
		// The commit that the first file came from is where the second was asked for.
		expect(hub.asked).toHaveLength(2);
		expect(hub.asked[1]).toContain('/resolve/0123456789abcdef');
		const before = asked();
		const again = await open();
		expect(again.ready?.id).toBe(used[0]?.id);
		expect([again.stage(), asked()]).toEqual(['ready', before]);
	});
	it.each([
		['tokenizer.json', { status: 404 }, 'does not have tokenizer.json (404)'],
		['onnx/model.onnx', { otherBytes: Buffer.from('x') }, 'checksum'],
		['onnx/model.onnx', { plain: true, html: true }, 'web page']
	] as const)('%s %j: the built-in one goes on, and it says why', async (file, how, words) => {
		fault('granite-97m', file, how);
		const { embedding, used, stage } = await open({ EMBED_LOCAL: 'granite-97m' });
		await embedding.idle();
		expect([stage(), used]).toEqual(['failed', []]);
		const [problem] = embedding.problems();
		expect(problem).toContain(words);
		expect(problem).toContain('Meanwhile: built-in@1');
		hub.faults.clear();
		await embedding.choose({ model: 'granite-97m' }); // the same again: tried again
		await embedding.idle();
		expect([stage(), used.length, embedding.problems()]).toEqual(['ready', 1, []]);
	});
	it('without a network it says so and what to do', async () => {
		const { embedding } = await open({
			EMBED_LOCAL: 'granite-97m',
			EMBED_HUB_URL: 'http://127.0.0.1:1'
		});
		await embedding.idle();
		expect(embedding.problems()[0]).toMatch(/127\.0\.0\.1:1: refused .*EMBED_HUB_URL.*mirror/u);
	});
	it('no ONNX or other dimensions: not used, nothing lost, fetched anew when it is put right', async () => {
		for (const [bytes, words] of [
			[Buffer.from('<not onnx>'), 'ONNX Runtime can open'],
			[modelOf(5), 'vectors of 5 numbers where 3']
		] as const) {
			hub.files.set(at('granite-97m', 'onnx/model.onnx'), bytes);
			const { embedding, used, stage } = await open({ EMBED_LOCAL: 'granite-97m' });
			await embedding.anew();
			await embedding.idle();
			if (stage() !== 'failed') throw new Error(stage());
			expect(embedding.problems()[0]).toContain(words);
			expect(embedding.problems()[0]).toContain('Fetch it anew');
			hub.files.set(at('granite-97m', 'onnx/model.onnx'), modelOf(3));
			await embedding.anew();
			await embedding.idle();
			expect([stage(), used.length]).toEqual(['ready', 1]);
			await embedding.close();
			rmSync(join(dataDir, 'models'), { recursive: true });
		}
	});
	it('damaged on the disk, it is fetched again; another one in its place is not taken', async () => {
		const first = await open({ EMBED_LOCAL: 'granite-97m' });
		await first.embedding.idle();
		await first.embedding.close();
		const file = join(dataDir, 'models', 'granite-97m', 'model.onnx');
		writeFileSync(file, 'broken');
		const before = asked();
		const second = await open({ EMBED_LOCAL: 'granite-97m' });
		await second.embedding.idle();
		expect([second.stage(), asked() - before]).toEqual(['ready', 1]);
		await second.embedding.close();
		writeFileSync(file, 'broken');
		hub.files.set(at('granite-97m', 'onnx/model.onnx'), modelOf(3, 2));
		const third = await open({ EMBED_LOCAL: 'granite-97m' });
		await third.embedding.idle();
		expect(third.embedding.problems()[0]).toContain('than the one first fetched');
		await third.embedding.anew();
		await third.embedding.idle();
		expect(third.stage()).toBe('ready');
		expect(readdirSync(join(dataDir, 'models', 'granite-97m')).sort()).toEqual([
			...['fetched.json', 'model.onnx', 'tokenizer.json']
		]);
	});
	it('after another, and back: each is told, and one that failed leaves the one in use', async () => {
		const { embedding, used } = await open();
		const ids = () => used.map((one) => one?.id.replace(/@.*/u, '') ?? null);
		await embedding.choose({ model: 'granite-97m' });
		await embedding.idle();
		fault('e5-base', 'tokenizer.json', { status: 404 });
		await embedding.choose({ model: 'e5-base' });
		await embedding.idle();
		expect(embedding.problems()[0]).toContain('Meanwhile: granite-97m@');
		expect(ids()).toEqual(['granite-97m']);
		hub.faults.clear();
		await embedding.choose({ model: 'e5-base' });
		await embedding.idle();
		await embedding.choose({ model: null });
		await embedding.choose({ model: 'granite-97m' });
		await embedding.idle();
		expect(ids()).toEqual(['granite-97m', 'e5-base', null, 'granite-97m']);
		expect(used[3]).toBe(used[0]);
		// What is no longer in use still answers a run that was begun with it.
		expect((await used[1]?.embed(['red'], always()))?.[0]).toHaveLength(4);
		expect(kept.get('embedding')).toEqual({ model: 'granite-97m' });
	});
	it('given up while it comes: the fetching ends, and nothing of it is used', async () => {
		fault('granite-97m', 'onnx/model.onnx', { hold: new Promise(() => undefined) });
		const { embedding, used, stage } = await open();
		await embedding.choose({ model: 'granite-97m' });
		await expect.poll(() => embedding.out().state.done).toBeGreaterThan(1_000);
		await embedding.choose({ model: null });
		expect([stage(), used, embedding.out().chosen]).toEqual(['none', [], null]);
	});
	it('is refused where the environment says which, or where there is none of that name', async () => {
		const locked = await open({ EMBED_LOCAL: 'built-in' });
		await expect(locked.embedding.choose({ model: 'e5-base' })).rejects.toThrow('EMBED_LOCAL is');
		const { embedding } = await open();
		await expect(embedding.choose({ model: 'gpt' })).rejects.toThrow('granite-97m, e5-base');
	});
});

function always() {
	return { kind: 'query', signal: AbortSignal.timeout(10_000) } as const;
}

describe('its settings', () => {
	it('are a model of the table, and not beside an endpoint', () => {
		expect(() => readConfig({ EMBED_LOCAL: 'gpt' })).toThrow('EMBED_LOCAL');
		const endpoint = { EMBED_BASE_URL: 'http://127.0.0.1:1/v1', EMBED_MODEL: 'm' };
		expect(() => readConfig({ ...endpoint, EMBED_LOCAL: 'e5-base' })).toThrow('one of them');
		expect(readConfig({ EMBED_HUB_URL: 'https://mirror.test/' }).embedLocal).toEqual({
			...{ model: null, hub: 'https://mirror.test', weight: undefined }
		});
	});
});
