/** The JSON API of collections: what is taken, what is given. Their part of the OpenAPI document is made from it. */
import { z } from 'zod';
import type { Collection, CrawlStanding } from './collection.ts';
import { CollectionName, Counts, CRAWL_STATUSES, Document } from './collection.ts';
import { DOCUMENT_STATUSES } from './documents.ts';

export const CollectionBody = z.strictObject({ name: CollectionName });
export const FolderBody = z.strictObject({ path: z.string().min(1).max(4_000) });
export const CrawlBody = z.strictObject({
	url: z.string().trim().min(1).max(2_000),
	depth: z.number().int().min(0).max(10).optional(), // links followed from the start
	pages: z.number().int().min(1).optional() // at most; the settings cap it
});
export const AgainBody = z.strictObject({ status: z.enum(['failed', 'read']).optional() });

export const DocumentsQuery = z.strictObject({
	status: z.enum(DOCUMENT_STATUSES).optional(),
	cursor: z.string().max(64).optional(),
	limit: z.coerce.number().int().min(1).max(200).default(50)
});

const Moment = z.iso.datetime();
export const CrawlOut = z.object({
	id: z.string(),
	url: z.string(),
	depth: z.number().int(),
	pages: z.number().int(),
	status: z.enum(CRAWL_STATUSES),
	message: z.string(),
	found: z.number().int(), // pages
	open: z.number().int(), // of them: wait or are being read
	read: z.number().int(),
	startedAt: Moment.nullable(),
	endedAt: Moment.nullable()
});
export const CollectionOut = z.object({
	id: z.string(),
	name: z.string(),
	counts: Counts,
	createdAt: Moment,
	updatedAt: Moment
});
export const CollectionDetailOut = CollectionOut.extend({ crawls: z.array(CrawlOut) });
export const CollectionsOut = z.object({ collections: z.array(CollectionOut) });
export const DocumentOut = Document.pick({
	id: true,
	origin: true,
	name: true,
	url: true,
	status: true,
	reason: true,
	message: true,
	bytes: true,
	title: true,
	author: true,
	publishedAt: true,
	licence: true,
	language: true,
	textLength: true,
	passageCount: true
}).extend({ addedAt: Moment, readAt: Moment.nullable() });
export const DocumentsOut = z.object({
	documents: z.array(DocumentOut),
	next: z.string().nullable()
});
export const GivenOut = z.object({
	files: z.array(
		z.object({
			name: z.string(),
			outcome: z.enum(['added', 'known', 'refused']),
			message: z.string()
		})
	)
});
export const ProgressOut = z.object({ counts: Counts, crawls: z.array(CrawlOut) });

const iso = (at: number) => new Date(at).toISOString();

export function collectionOut(collection: Collection): z.infer<typeof CollectionOut> {
	const { id, name, counts, createdAt, updatedAt } = collection;
	return { id, name, counts, createdAt: iso(createdAt), updatedAt: iso(updatedAt) };
}

export function crawlOut(crawl: CrawlStanding): z.infer<typeof CrawlOut> {
	const { id, url, depth, pages, status, message, startedAt, endedAt } = crawl;
	const { found, open, read } = crawl;
	return {
		...{ id, url, depth, pages, status, message, found, open, read },
		startedAt: startedAt === null ? null : iso(startedAt),
		endedAt: endedAt === null ? null : iso(endedAt)
	};
}

export function documentOut(document: Document): z.infer<typeof DocumentOut> {
	const { id, origin, name, url, status, reason, message, bytes, title, author } = document;
	const { publishedAt, licence, language, textLength, passageCount, addedAt, readAt } = document;
	return {
		...{ id, origin, name, url, status, reason, message, bytes, title, author },
		...{ publishedAt, licence, language, textLength, passageCount },
		addedAt: iso(addedAt),
		readAt: readAt === null ? null : iso(readAt)
	};
}
