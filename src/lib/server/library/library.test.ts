import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Source } from '../../research/run.ts';
import { Failure } from '../net/failure.ts';
import type { Embedder, Index, Snapshot } from '../ports.ts';
import { createLanceIndex } from '../providers/index/lance.ts';
import { openVectorCache } from '../providers/index/vector-cache.ts';
import { noMeans } from './centre.ts';
import { createLibrary } from './library.ts';

let folder: string;
const opened: Index[] = [];
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'library-'));
});
afterAll(async () => {
	for (const index of opened) await index.close();
	rmSync(folder, { recursive: true, force: true });
});

let made = 0;
function freshIndex(name = `index-${(made += 1)}`, dimensions = 3): Index {
	const index = createLanceIndex({ folder: join(folder, name), dimensions, embedderId: 'fake@1' });
	opened.push(index);
	return index;
}

/** Bridges point one way, power plants another; Chinese leans aside from English, as it does in real models. */
function fakeEmbedder(): Embedder & { asked: string[] } {
	const asked: string[] = [];
	return {
		id: 'fake@1',
		dimensions: 3,
		asked,
		embed: (texts) => {
			asked.push(...texts);
			const vector = (text: string) =>
				/bridge|桥/iu.test(text)
					? [1, 0, 0]
					: /plant/iu.test(text)
						? [0, 1, 0]
						: /电站/u.test(text)
							? [-0.8, 0.6, 0]
							: [0, 0, 1];
			return Promise.resolve(texts.map((text) => Float32Array.from(vector(text))));
		},
		close: () => Promise.resolve()
	};
}

function page(n: number, text: string, language = 'en'): { source: Source; snapshot: Snapshot } {
	const textHash = createHash('sha256').update(text).digest('hex');
	const source: Source = {
		id: `s${n}`,
		url: `http://p${n}.test/`,
		askedUrl: `http://p${n}.test/`,
		title: '',
		site: 'p',
		author: null,
		publishedAt: null,
		updatedAt: null,
		readAt: 0,
		language,
		kind: 'article',
		textHash,
		textLength: text.length,
		passageCount: 1,
		truncated: false,
		via: 'q1',
		round: 0
	};
	const passages = [{ id: '1', start: 0, end: text.length, text, headings: [] }];
	return { source, snapshot: { textHash, text, passages, links: [], extractor: 't', rawHash: '' } };
}
const PAGES = [
	page(1, 'The Tessel Bridge is a steel arch bridge over the river.'),
	page(2, 'The Norvale plant makes power from the tide.'),
	page(3, '诺维尔潮汐电站于2011年建成。', 'zh'),
	page(4, 'The market hall sells fish on Fridays.')
];

async function shelved(index: Index, embedder: Embedder | null) {
	const kept = new Map<string, Snapshot>();
	const snapshots = {
		keep: (one: Snapshot) => Promise.resolve(void kept.set(one.textHash, one)),
		find: (hash: string) => Promise.resolve(kept.get(hash))
	};
	const cache = openVectorCache(join(folder, `cache-${(made += 1)}`));
	const library = createLibrary({ index, snapshots, embedder, cache, means: noMeans });
	for (const { source, snapshot } of PAGES) {
		await library.keep(snapshot);
		await library.shelve('run', source, snapshot);
		await library.shelve('run', source, snapshot); // idempotent
	}
	return library;
}
const options = {
	runId: 'run',
	sources: PAGES.map((one) => one.source),
	limit: 4,
	perSource: 2,
	signal: new AbortController().signal
};
const ids = (found: readonly { source: { id: string } }[]) => found.map((one) => one.source.id);

describe('finding', () => {
	it('by words alone finds the words, and nothing of other runs', async () => {
		const library = await shelved(freshIndex(), null);
		expect(
			ids(await library.find('Tessel Bridge river', { ...options, language: 'en', embed: 0 }))[0]
		).toBe('s1');
		expect(
			await library.find('Tessel Bridge', { ...options, runId: 'other', language: 'en', embed: 0 })
		).toEqual([]);
		expect(
			await library.closeness('x', ['y'], { language: 'en', signal: options.signal })
		).toBeNull();
		expect(library.state().embedder).toContain('words alone');
	});
	it('a Chinese question finds Chinese words and an English page', async () => {
		const library = await shelved(freshIndex(), fakeEmbedder());
		const found = await library.find('潮汐电站何时建成？', {
			...options,
			language: 'zh',
			embed: 9
		});
		expect(ids(found).slice(0, 2)).toEqual(['s3', 's2']);
	});
	it('embeds nothing twice, and no more than it may', async () => {
		const embedder = fakeEmbedder();
		const library = await shelved(freshIndex(), embedder);
		await library.find('the bridge', { ...options, language: 'en', embed: 1 });
		expect(embedder.asked.length).toBe(2); // the question and one passage
		await library.find('the bridge', { ...options, language: 'en', embed: 9 });
		expect(new Set(embedder.asked).size).toBe(embedder.asked.length);
	});
	it('writes the pages of a run together, when it is asked something, and forgets runs that nothing can find', async () => {
		const index = freshIndex();
		const done: string[] = [];
		const watched: Index = {
			...index,
			add: (rows) => {
				done.push(`add ${rows.map((row) => row.passageId).join(' ')}`);
				return index.add(rows);
			},
			forget: (scope) => {
				done.push(`forget ${scope}`);
				return index.forget(scope);
			}
		};
		const library = await shelved(watched, null);
		expect(await index.count('run')).toBe(0);
		await library.find('Tessel Bridge', { ...options, language: 'en', embed: 0 });
		expect(done).toEqual(['forget run', 'add s1.1 s2.1 s3.1 s4.1']);
		expect(await index.count('run')).toBe(PAGES.length);
		const { source, snapshot } = page(5, 'The lighthouse of Varnholm is white.');
		for (let n = 1; n <= 12; n += 1) await library.shelve(`later-${n}`, source, snapshot);
		const last = { ...options, runId: 'later-12', sources: [source], language: 'en', embed: 0 };
		expect(ids(await library.find('lighthouse', last))).toEqual(['s5']);
		expect(await index.count('run')).toBe(0);
	});
	it('goes on by words when the embedder fails, and says so', async () => {
		const broken: Embedder = {
			...fakeEmbedder(),
			embed: () => Promise.reject(new Failure('unavailable', 'it broke', { provider: 'fake' }))
		};
		const library = await shelved(freshIndex(), broken);
		expect(
			ids(await library.find('Tessel Bridge', { ...options, language: 'en', embed: 9 }))[0]
		).toBe('s1');
		expect(library.state().embedder).toContain('it broke');
	});
	it('goes on without the index, and says so', async () => {
		const dead = () => Promise.reject(new Error('no index'));
		const index: Index = {
			add: dead,
			words: dead,
			nearest: dead,
			vectors: dead,
			count: () => Promise.reject(new Error('no index')),
			forget: dead,
			close: () => Promise.resolve()
		};
		const library = await shelved(index, null);
		expect(
			ids(await library.find('Tessel Bridge', { ...options, language: 'en', embed: 0 }))[0]
		).toBe('s1');
		expect(library.state()).toMatchObject({ index: 'failing', message: 'no index' });
	});
	it('gives what stands beside a passage when it is asked, with the ids of the run', async () => {
		const library = await shelved(freshIndex(), null);
		const { source, snapshot } = page(7, 'One is so. Two is so.');
		const passages = [0, 11].map((start, at) => {
			const text = snapshot.text.slice(start, start + 10);
			return { id: `${at + 1}`, start, end: start + text.length, text, headings: [] };
		});
		await library.keep({ ...snapshot, passages });
		const { before, after } = await library.neighbours(source, 's7.2');
		expect(after).toBeNull();
		expect(before).toMatchObject({
			passage: { id: 's7.1', text: 'One is so.' },
			shared: 'paragraph'
		});
		const gone = library.neighbours({ id: 's8', textHash: 'nothing' }, 's8.1');
		await expect(gone).rejects.toMatchObject({ kind: 'missing' });
	});
	it('a kept copy that is gone is a failure in words', async () => {
		const library = await shelved(freshIndex(), null);
		await expect(library.snapshot('nothing')).rejects.toMatchObject({ kind: 'missing' });
	});
});

describe('the index', () => {
	const row = (place: string, text: string, vector: Float32Array | null) => {
		const [scope = '', passageId = ''] = place.split('/');
		return { scope, sourceId: 's1', passageId, textHash: 'h', language: 'en', text, vector };
	};
	it('refuses vectors of another dimension, in and out', async () => {
		const index = freshIndex();
		await expect(index.add([row('a/s1.1', 'x', Float32Array.from([1, 2]))])).rejects.toMatchObject({
			kind: 'malformed'
		});
		await expect(
			index.nearest(Float32Array.from([1]), { scopes: ['a'], limit: 1 })
		).rejects.toMatchObject({ kind: 'malformed' });
	});
	it('finds by words in both scripts and by vectors, within a run, and forgets a run', async () => {
		const index = freshIndex();
		await index.add([
			row('a/s1.1', 'a tidal power plant', null),
			row('a/s1.2', '潮汐电站建成', Float32Array.from([0, 1, 0])),
			row('b/s1.1', 'a tidal power plant', null)
		]);
		const words = async (query: string, scope = 'a') =>
			(await index.words(query, { scopes: [scope], limit: 5 })).map((one) => one.passageId);
		expect(await words('tidal')).toEqual(['s1.1']);
		expect(await words('电站')).toEqual(['s1.2']);
		expect(await words(`it's "odd" AND (?`)).toEqual([]);
		await index.vectors('a', new Map([['s1.1', Float32Array.from([1, 0, 0])]]));
		expect(
			(await index.nearest(Float32Array.from([1, 0, 0]), { scopes: ['a'], limit: 5 }))[0]?.passageId
		).toBe('s1.1');
		await index.forget('a');
		expect([await words('tidal'), await words('tidal', 'b')]).toEqual([[], ['s1.1']]);
	});
	it('a folder that cannot be read is made anew', async () => {
		const { mkdirSync, writeFileSync } = await import('node:fs');
		const name = 'damaged';
		const first = freshIndex(name);
		await first.add([row('a/s1.1', 'words', null)]);
		await first.close();
		const { readdirSync } = await import('node:fs');
		const [table = ''] = readdirSync(join(folder, name));
		const versions = join(folder, name, table, '_versions');
		for (const file of readdirSync(versions)) writeFileSync(join(versions, file), 'rubbish');
		mkdirSync(join(folder, name), { recursive: true });
		const second = freshIndex(name);
		expect(await second.words('words', { scopes: ['a'], limit: 5 })).toEqual([]);
		await second.add([row('a/s1.1', 'words walrus', null)]);
		expect((await second.words('walrus', { scopes: ['a'], limit: 5 })).length).toBe(1);
	});
});
