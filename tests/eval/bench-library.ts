/** The product's own library, index and embedder over texts that are not pages, for measurements. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Passage, Source } from '../../src/lib/research/run.ts';
import { readMeans, type MeansFile } from '../../src/lib/server/library/centre.ts';
import { createLibrary, type OpenLibrary } from '../../src/lib/server/library/library.ts';
import type { Snapshot } from '../../src/lib/server/ports.ts';
import { createLocalEmbedder } from '../../src/lib/server/providers/embed/local.ts';
import { createLanceIndex } from '../../src/lib/server/providers/index/lance.ts';
import { openVectorCache } from '../../src/lib/server/providers/index/vector-cache.ts';

/** What a measurement over a set is told. */
export interface Measuring {
	readonly data: string; // the folder of the set
	readonly every?: number; // only every so many questions
	readonly keep?: string | undefined; // a folder in which vectors stay for the next time
}

const MODEL = new URL('../../models/e5-small', import.meta.url).pathname;

export interface Bench {
	readonly library: OpenLibrary;
	close(): Promise<void>;
}

/** `keep` is a folder for vectors that the next measurement finds again. */
export function openBench(keep: string | undefined): Bench {
	const folder = mkdtempSync(join(tmpdir(), 'retrieval-'));
	if (keep !== undefined) mkdirSync(keep, { recursive: true });
	const embedder = createLocalEmbedder({ folder: MODEL });
	const cache = openVectorCache(keep ?? folder);
	const index = createLanceIndex({
		folder: join(folder, 'index'),
		dimensions: embedder.dimensions,
		embedderId: embedder.id
	});
	const kept = new Map<string, Snapshot>();
	const means = readMeans(JSON.parse(readFileSync(join(MODEL, 'means.json'), 'utf8')) as MeansFile);
	const library = createLibrary({
		index,
		embedder,
		cache,
		means,
		snapshots: {
			keep: (one) => Promise.resolve(void kept.set(one.textHash, one)),
			find: (hash) => Promise.resolve(kept.get(hash))
		}
	});
	const close = async () => {
		await embedder.close();
		await index.close();
		cache.close();
		rmSync(folder, { recursive: true, force: true });
	};
	return { library, close };
}

/** Puts a text with its passages into a run, as a page that was read. */
export async function shelveText(
	{ library }: Bench,
	runId: string,
	one: {
		id: string;
		text: string;
		language: string;
		passages?: readonly Passage[];
	}
): Promise<Source> {
	const textHash = createHash('sha256').update(one.text).digest('hex');
	const passages = one.passages ?? [
		{ id: '1', start: 0, end: one.text.length, text: one.text, headings: [] }
	];
	const source: Source = {
		id: one.id,
		url: `http://set.test/${one.id}`,
		askedUrl: `http://set.test/${one.id}`,
		title: '',
		site: 'set.test',
		author: null,
		publishedAt: null,
		updatedAt: null,
		readAt: 0,
		language: one.language,
		kind: 'article',
		textHash,
		textLength: one.text.length,
		passageCount: passages.length,
		truncated: false,
		via: 'user',
		round: 0
	};
	await library.shelve(runId, source, {
		textHash,
		text: one.text,
		passages,
		links: [],
		extractor: 'none',
		rawHash: ''
	});
	return source;
}
