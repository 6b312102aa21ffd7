/** Collections on real rows, kept copies and the real page reader; only the web and the index are ours. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach } from 'vitest';
import type { Document } from '../../src/lib/research/collection.ts';
import type { Collections } from '../../src/lib/server/collections/collections.ts';
import { openCollections } from '../../src/lib/server/house/collections.ts';
import { noMeans } from '../../src/lib/server/library/centre.ts';
import { createHoldings } from '../../src/lib/server/library/holdings.ts';
import { Failure } from '../../src/lib/server/net/failure.ts';
import type {
	DrawingFetcher,
	Embedder,
	FetchedPage,
	Fetcher,
	FetchOptions,
	Index
} from '../../src/lib/server/ports.ts';
import { openDatabase } from '../../src/lib/server/providers/journal/database.ts';
import { createSnapshots } from '../../src/lib/server/providers/journal/snapshots.ts';
import { createExtractPool } from '../../src/lib/server/web/extract/pool.ts';
import { createWeb } from '../../src/lib/server/web/read.ts';
import { memoryIndex } from './bench.ts';

const pool = createExtractPool({ size: 1 });
/** Undone after each test, last first. */
export const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
	for (const end of ends.splice(0).reverse()) await end();
});
afterAll(() => pool.close());

export const TEXT = (subject: string) =>
	`${subject} is described here in a sentence that is long enough to be kept as a page of its own by the reader.`;
export const page = (title: string, body: string) =>
	`<!doctype html><title>${title}</title><article><h1>${title}</h1><p>${body}</p></article>`;

export interface Site {
	readonly pages: Map<string, { body: string; etag?: string; type?: string }>;
	readonly asked: { url: string; unless: FetchOptions['unless']; pace: FetchOptions['pace'] }[];
	readonly fetcher: Fetcher;
	/** While set, fetches wait for it. */
	hold: Promise<void> | null;
}

/** A web of pages in a map. What it has not is 404; an ETag is honoured. */
export function site(
	pages: Record<string, string | { body: string; etag?: string; type?: string }>
): Site {
	const map = new Map(
		Object.entries(pages).map(([url, one]) => [url, typeof one === 'string' ? { body: one } : one])
	);
	const asked: Site['asked'] = [];
	const self: Site = {
		pages: map,
		asked,
		hold: null,
		fetcher: {
			name: 'fake',
			fetch: async (url, { signal, unless, pace }): Promise<FetchedPage> => {
				asked.push({ url, unless, pace });
				// A signal that was aborted before tells nobody any more.
				if (signal.aborted) throw new Failure('cancelled', 'cancelled', { provider: 'fake' });
				await Promise.race([
					self.hold,
					new Promise((_, reject) => {
						const leave = () => reject(new Failure('cancelled', 'cancelled', { provider: 'fake' }));
						// Aborted before it was asked: no event comes any more.
						if (signal.aborted) leave();
						else signal.addEventListener('abort', leave);
					})
				]);
				const found = map.get(url);
				if (!found) throw new Failure('missing', 'is not there (404)', { provider: 'fake' });
				const same = found.etag !== undefined && unless?.etag === found.etag;
				return {
					url,
					status: same ? 304 : 200,
					contentType: found.type ?? 'text/html',
					bytes: same ? new Uint8Array() : new TextEncoder().encode(found.body),
					truncated: false,
					headers: found.etag === undefined ? {} : { etag: found.etag }
				};
			}
		}
	};
	return self;
}

export interface Opened {
	readonly collections: Collections;
	readonly db: DatabaseSync;
	readonly folder: string;
	readonly id: string;
	close(): Promise<void>;
	give(name: string, text: string): Promise<string>;
	documents(): Promise<readonly Document[]>;
	texts(): number;
}

export async function opened({
	folder = mkdtempSync(path.join(tmpdir(), 'collections-')),
	web = site({}),
	index = memoryIndex(),
	embedder = null,
	browser = null,
	roots = [],
	pages = 50,
	files = 20,
	id
}: {
	folder?: string;
	web?: Site;
	index?: Index;
	embedder?: Embedder | null;
	browser?: DrawingFetcher | null;
	roots?: readonly string[];
	pages?: number;
	files?: number;
	id?: string;
} = {}): Promise<Opened> {
	let clock = 1_700_000_000_000;
	const now = () => (clock += 1);
	const db = openDatabase(path.join(folder, 'groundwork.db'));
	const snapshots = createSnapshots(db, now);
	const cache = { get: () => new Map<string, Float32Array>(), put: () => undefined };
	const errors: unknown[] = [];
	const { collections } = await openCollections({
		...{ db, dataDir: folder, snapshots, fetcher: web.fetcher, now },
		holdings: createHoldings({ index, snapshots, embedder, cache, means: noMeans }),
		web: createWeb({ fetcher: web.fetcher, browser, pool, now }),
		caps: { fileBytes: 2_000, files, pages, roots },
		onError: (_, error) => errors.push(error)
	});
	let open = true;
	const close = async () => {
		if (!open) return;
		open = false;
		await collections.close();
		db.close();
	};
	ends.push(() => rmSync(folder, { recursive: true, force: true }), close);
	const collectionId = id ?? (await collections.create('Papers')).id;
	return {
		...{ collections, db, folder, close, id: collectionId },
		give: async (name, text) => {
			const chunks = (async function* () {
				yield await Promise.resolve(Buffer.from(text));
			})();
			const given = await collections.give(collectionId, { name, chunks, origin: 'upload' });
			return given.outcome;
		},
		documents: () => collections.documents({ collectionId, limit: 100 }),
		texts: () => Number(db.prepare('SELECT count(*) AS n FROM snapshots').get()?.['n'])
	};
}

export const states = (documents: readonly Document[]) =>
	documents.map(({ name, status, reason }) => [name, status, reason]);
