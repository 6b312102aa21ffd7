/** The seams of collections: what is known of them and their documents, and the bytes that were given. */
import type {
	Collection,
	Counts,
	Crawl,
	Document,
	DocumentStatus
} from '../../research/collection.ts';

export interface CollectionShelf {
	create(row: { id: string; name: string; at: number }): Promise<void>;
	find(id: string): Promise<Collection | undefined>;
	/** By name. */
	list(): Promise<readonly Collection[]>;
	/** False when there is none. */
	rename(id: string, name: string, at: number): Promise<boolean>;
	/** Deletes it with its documents and crawls. Texts that nothing else names go too; gives the hashes of such bytes. */
	remove(id: string): Promise<readonly string[]>;
}

export type NewDocument = Pick<
	Document,
	'id' | 'collectionId' | 'crawlId' | 'origin' | 'name' | 'url' | 'depth' | 'rawHash' | 'bytes'
> & { readonly at: number };

export interface DocumentFilter {
	readonly collectionId: string;
	readonly status?: DocumentStatus;
	readonly limit: number;
	readonly after?: string; // id of the last one already seen
}

/** Documents. What is queued or being read is the work there is: it outlives the process. */
export interface DocumentShelf {
	/**
	 * Not added when the collection has this address already, or this name with the same bytes; other bytes replace them.
	 * `orphan`: the hash of bytes that nothing has any more.
	 */
	add(row: NewDocument): Promise<{ added: boolean; orphan: string | null }>;
	find(id: string): Promise<Document | undefined>;
	/** In the order in which they were added. */
	list(filter: DocumentFilter): Promise<readonly Document[]>;
	/** Takes the next queued document and marks it as being read: one of the collection that waited longest. */
	next(): Promise<Document | undefined>;
	/** Changes what is known of a document; does nothing when it is gone. */
	change(id: string, patch: Partial<Document>): Promise<void>;
	/** Gives everything of a collection (or of one crawl, or with one status) a new status; the number of documents. */
	requeue(filter: {
		collectionId?: string;
		crawlId?: string;
		status?: DocumentStatus;
	}): Promise<number>;
	/** Ends waiting: what was read before counts as read, the rest as failed with this reason. */
	cancel(collectionId: string, why: { reason: string; message: string }): Promise<void>;
	/** Read documents of one collection whose passages have no vectors of this embedder, at most `limit`. */
	unembedded(embedder: string, limit: number): Promise<readonly Document[]>;
	/** Deletes it. Its text goes where nothing else names it; gives the hash of its bytes when nothing else has them. */
	remove(id: string): Promise<string | null>;
	/** Deletes a text that neither a run nor a document names. */
	forgetText(textHash: string): Promise<void>;
	/** How a crawl stands: documents it has, and how many of them wait or are being read. */
	ofCrawl(crawlId: string): Promise<{ all: number; open: number; read: number }>;
	counts(collectionId: string): Promise<Counts>;
}

export interface CrawlShelf {
	create(row: Pick<Crawl, 'id' | 'collectionId' | 'url' | 'depth' | 'pages'>): Promise<void>;
	find(id: string): Promise<Crawl | undefined>;
	/** All of a collection, oldest first; without one, those that are not over. */
	list(collectionId: string | null): Promise<readonly Crawl[]>;
	change(id: string, patch: Partial<Crawl>): Promise<void>;
	/** Deletes it; its documents stay. */
	remove(id: string): Promise<void>;
}

/** The bytes of documents as they were given, by hash, on disk. */
export interface Blobs {
	/** Streams to disk. Throws Failure "too-large" past the cap; nothing is kept then. */
	keep(chunks: AsyncIterable<Uint8Array>, most: number): Promise<{ hash: string; bytes: number }>;
	/** Undefined when nothing is kept under that hash. */
	read(hash: string): Promise<Uint8Array | undefined>;
	forget(hash: string): Promise<void>;
}
