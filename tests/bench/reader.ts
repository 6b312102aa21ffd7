/** The way of a page through the product: robots, fetch, take apart, keep, shelve, index. Only the bytes are local. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Source } from '../../src/lib/research/run.ts';
import { noMeans } from '../../src/lib/server/library/centre.ts';
import { createLibrary } from '../../src/lib/server/library/library.ts';
import { Failure } from '../../src/lib/server/net/failure.ts';
import type { Fetcher } from '../../src/lib/server/ports.ts';
import { createLanceIndex } from '../../src/lib/server/providers/index/lance.ts';
import { openVectorCache } from '../../src/lib/server/providers/index/vector-cache.ts';
import { openDatabase } from '../../src/lib/server/providers/journal/database.ts';
import { createSnapshots } from '../../src/lib/server/providers/journal/snapshots.ts';
import { createExtractPool } from '../../src/lib/server/web/extract/pool.ts';
import type { ReadOutcome } from '../../src/lib/server/web/page.ts';
import { createWeb } from '../../src/lib/server/web/read.ts';

export const WORKERS = 1;
const AT_ONCE = 4;

export interface Reader {
	/** Reads the pages as a run of that name, and asks it one question at the end: then everything is in the index. */
	readRun(runId: string, urls: readonly string[]): Promise<{ read: number; skipped: number }>;
	close(): Promise<void>;
}

/** A reader over a folder of its own. */
export function openReader(folder: string): Reader {
	mkdirSync(folder, { recursive: true });
	const pool = createExtractPool({
		size: WORKERS,
		workerUrl: new URL('./worker.ts', import.meta.url)
	});
	const web = createWeb({ fetcher: loopback, pool, now: Date.now });
	const db = openDatabase(join(folder, 'journal.db'));
	const index = createLanceIndex({
		folder: join(folder, 'index'),
		dimensions: 8,
		embedderId: 'none'
	});
	const cache = openVectorCache(folder);
	const snapshots = createSnapshots(db, Date.now);
	const library = createLibrary({ index, snapshots, embedder: null, cache, means: noMeans });
	const { signal } = new AbortController();
	return {
		readRun: async (runId, urls) => {
			const waiting = [...urls];
			const sources: Source[] = [];
			const work = async () => {
				for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
					const outcome = await web.read(url, { signal });
					if (!outcome.ok) continue;
					const source = sourceOf(outcome, `s${sources.length + 1}`);
					sources.push(source);
					await library.keep(outcome.snapshot);
					await library.shelve(runId, source, outcome.snapshot);
				}
			};
			await Promise.all(Array.from({ length: AT_ONCE }, work));
			const question = {
				runId,
				sources,
				language: 'en',
				limit: 10,
				perSource: 3,
				embed: 0,
				signal
			};
			await library.find('what the page says of its price', question);
			const { index: state, message } = library.state();
			if (state === 'failing') throw new Error(message ?? 'the index failed');
			return { read: sources.length, skipped: urls.length - sources.length };
		},
		close: async () => {
			await pool.close();
			await index.close();
			cache.close();
			db.close();
		}
	};
}

function sourceOf({ page, snapshot }: ReadOutcome & { ok: true }, id: string): Source {
	const { bytes: _bytes, ...known } = page;
	return {
		...known,
		id,
		askedUrl: page.url,
		textHash: snapshot.textHash,
		textLength: snapshot.text.length,
		passageCount: snapshot.passages.length,
		via: 'user',
		round: 0
	};
}

/** Bytes from loopback only; the guard that refuses such addresses is not what is measured. */
const loopback: Fetcher = {
	name: 'loopback',
	fetch: async (url, { signal }) => {
		const reply = await fetch(url, { signal });
		if (!reply.ok) {
			await reply.body?.cancel();
			throw new Failure('missing', 'is not there', { provider: 'loopback' });
		}
		return {
			headers: {},
			url,
			status: reply.status,
			contentType: reply.headers.get('content-type') ?? '',
			bytes: new Uint8Array(await reply.arrayBuffer()),
			truncated: false
		};
	}
};
