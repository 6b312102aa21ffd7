/** Collections as a run uses them: a query finds documents, an address gives the kept copy. */
import type { Document } from '../../research/collection.ts';
import { documentAt, documentUrl } from '../../research/documents.ts';
import { isCancelled } from '../net/failure.ts';
import type { Held, Holdings } from '../library/holdings.ts';
import type { SnapshotStore } from '../ports.ts';
import type { CollectionShelf, DocumentShelf } from '../ports/collections.ts';
import type { ReadOutcome } from '../web/page.ts';
import type { CollectionReader } from './found.ts';

export interface ReaderParts {
	readonly collections: CollectionShelf;
	readonly documents: DocumentShelf;
	readonly snapshots: SnapshotStore;
	readonly holdings: Holdings;
	readonly now: () => number;
}

const ENGINE = 'collections';
const SNIPPET = 300; // characters

export function createCollectionReader(parts: ReaderParts): CollectionReader {
	return {
		find: async (query, options) => {
			const began = parts.now();
			const ms = () => Math.max(0, parts.now() - began);
			const heldOf = async (id: string) => heldAs(await parts.documents.find(id));
			try {
				const found = await parts.holdings.find(query, { ...options, heldOf });
				const hits = found.map(({ held, passage }, at) => ({
					url: documentUrl(held.collectionId, held.id),
					title: held.title,
					snippet: passage.replace(/\s+/gu, ' ').slice(0, SNIPPET),
					engine: ENGINE,
					rank: at + 1,
					publishedAt: null
				}));
				const outcome = hits.length > 0 ? ('ok' as const) : ('empty' as const);
				return {
					hits,
					reply: { engine: ENGINE, outcome, hits: hits.length, ms: ms(), message: null }
				};
			} catch (error) {
				if (isCancelled(error)) throw error;
				const message = error instanceof Error ? error.message : 'no reason given';
				return {
					hits: [],
					reply: { engine: ENGINE, outcome: 'failed', hits: 0, ms: ms(), message }
				};
			}
		},
		read: (url) => keptCopy(url, parts)
	};
}

/** A document as the index knows it; undefined when it has no text. */
export function heldAs(document: Document | undefined): Held | undefined {
	if (document?.textHash == null) return undefined;
	const { id, collectionId, title, language, textHash } = document;
	return { id, collectionId, title, language, textHash };
}

const GONE: ReadOutcome = {
	ok: false,
	reason: 'not-found',
	message: 'The document is not in its collection any more.'
};

async function keptCopy(url: string, parts: ReaderParts): Promise<ReadOutcome> {
	const place = documentAt(url);
	const document = place ? await parts.documents.find(place.documentId) : undefined;
	if (!place || document?.collectionId !== place.collectionId) return GONE;
	const collection = await parts.collections.find(place.collectionId);
	const snapshot = document.textHash ? await parts.snapshots.find(document.textHash) : undefined;
	if (!collection || !snapshot) return GONE;
	const { title, author, publishedAt, updatedAt, licence, language, truncated } = document;
	const { bytes, readAt } = document;
	return {
		ok: true,
		page: {
			url,
			title,
			site: collection.name,
			author,
			publishedAt,
			updatedAt,
			...(licence !== null && { licence }),
			language,
			kind: 'document',
			truncated,
			bytes,
			readAt: readAt ?? document.addedAt
		},
		// Links of a private document are not the run's to follow.
		snapshot: { ...snapshot, links: [] }
	};
}
