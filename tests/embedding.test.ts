/** A larger model through the whole house: fetched from a hub on loopback that gives the built-in model's files. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig, type Environment } from '../src/lib/server/config.ts';
import { openHouse, type House } from '../src/lib/server/house.ts';
import { createLocalEmbedder } from '../src/lib/server/providers/embed/local.ts';
import { createFetchedEmbedder } from '../src/lib/server/providers/embed/fetched.ts';
import { EMBED_MODELS } from '../src/lib/research/embed-models.ts';
import { sha256, startHub, type Hub } from './fixtures/hub.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const BUILT_IN = path.join(ROOT, 'models', 'e5-small');
const MODEL = readFileSync(path.join(BUILT_IN, 'e5-small.onnx'));
const AT = 'Xenova/multilingual-e5-small/resolve/main';
let hub: Hub;
const ends: (() => unknown)[] = [];
beforeAll(async () => {
	hub = await startHub();
	hub.files.set(`${AT}/tokenizer.json`, readFileSync(path.join(BUILT_IN, 'tokenizer.json')));
	hub.files.set(`${AT}/onnx/model_quantized.onnx`, MODEL);
});
afterAll(async () => {
	for (const end of ends.reverse()) await end();
	await hub.close();
});

function newFolder(): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'larger-'));
	ends.push(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}
async function open(dataDir: string, environment: Environment = {}): Promise<House> {
	const settings = { EMBED_HUB_URL: hub.url, FIND_LOCAL_MODELS: '0', BROWSER_PATH: 'off' };
	const config = readConfig({ DATA_DIR: dataDir, ...settings, ...environment });
	const house = await openHouse(config, {
		...{ root: ROOT, fromSource: true, version: 'test' },
		onError: (where, error) => {
			throw new Error(where, { cause: error });
		}
	});
	let closing: Promise<void> | null = null;
	const close = () => (closing ??= house.close());
	ends.push(close);
	return { ...house, close };
}
const stage = async (house: House) => (await house.setup.read()).embedding.state.stage;

async function withDocument(house: House): Promise<string> {
	const { id } = await house.collections.create('Papers');
	const text =
		'The lighthouse of Ostermunde was built of red sandstone in 1871 by Anna Verhoeven. ';
	const chunks = (async function* () {
		yield await Promise.resolve(Buffer.from(text.repeat(4)));
	})();
	await house.collections.give(id, { name: 'a.txt', chunks, origin: 'upload' });
	await house.collections.idle();
	return id;
}
const embedded = async (house: House, collectionId: string) =>
	(await house.collections.documents({ collectionId, limit: 1 }))[0]?.embedded;

describe('a larger model', () => {
	it('gives the vectors that its files give', async () => {
		const model = EMBED_MODELS.find(({ id }) => id === 'e5-small-full');
		if (!model) throw new Error('it is in the table');
		const folder = newFolder();
		writeFileSync(path.join(folder, 'model.onnx'), MODEL);
		const tokenizer = readFileSync(path.join(BUILT_IN, 'tokenizer.json'));
		writeFileSync(path.join(folder, 'tokenizer.json'), tokenizer);
		const fetched = createFetchedEmbedder({ model, folder, sum: sha256(MODEL), weight: 2 });
		const local = createLocalEmbedder({ folder: BUILT_IN });
		ends.push(
			() => fetched.close(),
			() => local.close()
		);
		const texts = ['How high is the tower?', '这座塔有多高？'];
		const how = { kind: 'query', signal: AbortSignal.timeout(30_000) } as const;
		const [ours, theirs] = [await fetched.embed(texts, how), await local.embed(texts, how)];
		ours.forEach((vector, at) => {
			const cosine = vector.reduce(
				(sum, value, place) => sum + value * (theirs[at]?.[place] ?? 0),
				0
			);
			expect(cosine).toBeGreaterThan(0.999);
		});
	});

	it('chosen while it runs: words at once, vectors behind, without a restart; afterwards without a hub', async () => {
		const folder = newFolder();
		const first = await open(folder);
		const id = await withDocument(first);
		expect(await embedded(first, id)).toMatch(/^e5-small@/u);
		expect(hub.asked).toEqual([]);
		await first.setup.setEmbedding({ model: 'e5-small-full' });
		await expect.poll(() => stage(first), { timeout: 30_000 }).toBe('ready');
		await first.collections.idle();
		const model = `e5-small-full@${sha256(MODEL).slice(0, 12)}`;
		expect(await embedded(first, id)).toBe(model);
		expect(first.health().checks.library).toMatchObject({ embedder: model, index: 'ok' });
		expect((await first.setup.read()).embedding).toMatchObject({ model, locked: false });
		await first.setup.setEmbedding({ model: null });
		await first.collections.idle();
		expect(await embedded(first, id)).toMatch(/^e5-small@/u);
		await first.setup.setEmbedding({ model: 'e5-small-full' });
		await expect.poll(() => stage(first), { timeout: 30_000 }).toBe('ready');
		await first.collections.idle();
		await first.close();

		const again = await open(folder, { EMBED_HUB_URL: 'http://127.0.0.1:1' });
		await again.collections.idle();
		expect(await stage(again)).toBe('ready');
		expect(await embedded(again, id)).toBe(model);
		expect(again.settings().problems).toEqual([]);
	}, 60_000);

	it('that cannot be had: the server opens, the built-in one works, and it is said', async () => {
		const house = await open(newFolder(), { EMBED_LOCAL: 'e5-base' });
		const id = await withDocument(house);
		await expect.poll(() => stage(house)).toBe('failed');
		expect(await embedded(house, id)).toMatch(/^e5-small@/u);
		expect(house.settings().problems.join()).toContain('does not have tokenizer.json (404)');
	}, 60_000);
});
