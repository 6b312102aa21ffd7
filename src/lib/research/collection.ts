/**
 * Collections: documents of the user's own, to be researched beside the web or instead of it. Their text is private: it
 * never becomes a query to the web, and no share link shows it unless the owner says so.
 */
import { z } from 'zod';
import { DOCUMENT_STATUSES } from './documents.ts';

export const DOCUMENT_ORIGINS = ['upload', 'folder', 'crawl'] as const;
export const CRAWL_STATUSES = ['queued', 'crawling', 'done', 'failed', 'cancelled'] as const;

export const DocumentStatus = z.enum(DOCUMENT_STATUSES);
export type DocumentStatus = z.infer<typeof DocumentStatus>;

const Moment = z.number().int().nonnegative();
const Count = z.number().int().nonnegative();

export const CollectionName = z.string().trim().min(1, 'must not be empty').max(120);

/** One document of a collection, as it stands. */
export const Document = z.object({
	id: z.string(),
	collectionId: z.string(),
	crawlId: z.string().nullable(), // of the site or feed it came from
	origin: z.enum(DOCUMENT_ORIGINS),
	name: z.string(), // the file's name with its folder, or the page's address: shown, never used as a path
	url: z.string().nullable(), // where a crawl found it
	depth: Count, // links away from the start of its crawl
	status: DocumentStatus,
	reason: z.string().nullable(), // typed: a SkipReason of web/page.ts, or "cancelled"
	message: z.string(), // the reason in words; "" when there is nothing to say
	rawHash: z.string().nullable(), // of the bytes kept beside the database
	bytes: Count,
	textHash: z.string().nullable(), // of the kept copy; kept while a new version is being read
	title: z.string(),
	author: z.string().nullable(),
	publishedAt: z.string().nullable(),
	updatedAt: z.string().nullable(),
	licence: z.string().nullable(), // a name or an address, as the page says it
	language: z.string(),
	truncated: z.boolean(),
	textLength: Count,
	passageCount: Count,
	etag: z.string().nullable(),
	modified: z.string().nullable(), // Last-Modified as sent
	embedded: z.string().nullable(), // id of the embedder whose vectors its passages have
	addedAt: Moment,
	readAt: Moment.nullable()
});
export type Document = z.infer<typeof Document>;

/** A site or feed that a collection follows. */
export const Crawl = z.object({
	id: z.string(),
	collectionId: z.string(),
	url: z.string(),
	depth: Count, // links followed from its start
	pages: z.number().int().positive(), // at most so many documents
	status: z.enum(CRAWL_STATUSES),
	message: z.string(),
	startedAt: Moment.nullable(),
	endedAt: Moment.nullable()
});
export type Crawl = z.infer<typeof Crawl>;

/** A crawl and the documents it has: all that were found, and how many of them wait or are read. */
export interface CrawlStanding extends Crawl {
	readonly found: number;
	readonly open: number; // wait or are being read
	readonly read: number;
}

export const Counts = z.object({
	queued: Count,
	reading: Count,
	read: Count,
	failed: Count,
	passages: Count,
	embedded: Count // documents whose passages have vectors
});
export type Counts = z.infer<typeof Counts>;

export const Collection = z.object({
	id: z.string(),
	name: z.string(),
	createdAt: Moment,
	updatedAt: Moment,
	counts: Counts
});
export type Collection = z.infer<typeof Collection>;
