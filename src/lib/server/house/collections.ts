/** Collections put together: their rows, their bytes, the page reader and the index. */
import type { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { createCollectionReader } from '../collections/reader.ts';
import { Collections, type CollectionCaps } from '../collections/collections.ts';
import type { CollectionReader } from '../collections/found.ts';
import type { Holdings } from '../library/holdings.ts';
import type { Fetcher, SnapshotStore } from '../ports.ts';
import { openBlobs } from '../providers/journal/blobs.ts';
import { createCollectionStores } from '../providers/journal/collections.ts';
import type { Opener } from '../web/page.ts';
import { outcomeOf } from '../web/read.ts';
import type { Robots } from '../web/robots.ts';

export interface CollectionsOf {
	readonly db: DatabaseSync;
	readonly dataDir: string;
	readonly snapshots: SnapshotStore;
	readonly holdings: Holdings;
	readonly fetcher: Fetcher;
	readonly web: Opener & { readonly robots: Robots };
	readonly caps: CollectionCaps;
	readonly now: () => number;
	readonly onError: (where: string, error: unknown) => void;
}

/** The collections, their work taken up again, and what a run sees of them. */
export async function openCollections(
	parts: CollectionsOf
): Promise<{ collections: Collections; reader: CollectionReader }> {
	const { db, snapshots, holdings, fetcher, web, caps, now, onError } = parts;
	const stores = createCollectionStores(db, now);
	const collections = new Collections({
		...stores,
		...{ snapshots, holdings, fetcher, caps, now, onError, outcomeOf },
		blobs: openBlobs(join(parts.dataDir, 'documents')),
		opener: web,
		robots: web.robots
	});
	await collections.open();
	const reader = createCollectionReader({ ...stores, snapshots, holdings, now });
	return { collections, reader };
}
