/** Reads one document: bytes that were given, or a page of a crawl, asked for only if it changed. */
import { createHash } from 'node:crypto';
import type { Document } from '../../research/collection.ts';
import { Failure, isCancelled } from '../net/failure.ts';
import type { FetchedPage, Fetcher } from '../ports.ts';
import type { Blobs } from '../ports/collections.ts';
import type { Opener, ReadOutcome } from '../web/page.ts';
import { isDrawn } from '../web/read.ts';
import { WAIT_IN_CRAWL, type Robots } from '../web/robots.ts';
import { claimedType } from './names.ts';

export interface ReadingParts {
	readonly blobs: Blobs;
	readonly opener: Opener;
	readonly fetcher: Fetcher;
	readonly robots: Robots;
	/** What a fetch's failure means for the reader, in words. */
	readonly outcomeOf: (error: unknown) => ReadOutcome;
}

export type Reading =
	| { readonly kind: 'unchanged' }
	| {
			readonly kind: 'outcome';
			readonly outcome: ReadOutcome;
			readonly rawHash: string | null;
			readonly bytes: number;
			readonly etag: string | null;
			readonly modified: string | null;
	  };

/** Fails only by cancelling. */
export async function readDocument(
	document: Document,
	parts: ReadingParts,
	signal: AbortSignal
): Promise<Reading> {
	if (document.origin === 'crawl') return readPage(document, parts, signal);
	const { rawHash, name } = document;
	const bytes = rawHash === null ? undefined : await parts.blobs.read(rawHash);
	if (!bytes) return failed('not-found', 'The file that was given is gone from the data folder.');
	const page: FetchedPage = {
		// No address of the web: a name that resolves nowhere, for readers that look at the ending.
		url: `https://document.invalid/${encodeURIComponent(name.split('/').at(-1) ?? name)}`,
		status: 200,
		contentType: claimedType(name),
		bytes,
		truncated: false,
		headers: {}
	};
	const outcome = await parts.opener.open(page, { signal, own: true });
	return { kind: 'outcome', outcome, rawHash, bytes: bytes.byteLength, etag: null, modified: null };
}

async function readPage(
	document: Document,
	{ robots, fetcher, opener, outcomeOf }: ReadingParts,
	signal: AbortSignal
): Promise<Reading> {
	const url = document.url ?? document.name;
	const { etag, modified, textHash } = document;
	try {
		if (!(await robots.allows(url, signal)))
			return failed('robots', 'The site asks programs not to read it.');
		const pace = await robots.pace(url, { signal, mostWaitMs: WAIT_IN_CRAWL });
		const page = await fetcher.fetch(url, {
			signal,
			...pace,
			...(textHash !== null && { unless: { etag, modified } })
		});
		if (page.status === 304) return { kind: 'unchanged' };
		const rawHash = createHash('sha256').update(page.bytes).digest('hex');
		if (textHash !== null && rawHash === document.rawHash) return { kind: 'unchanged' };
		const outcome = await opener.open(page, { signal, own: false, draw: true });
		const { byteLength } = page.bytes;
		// The shell of a drawn page stays the same whatever its scripts bring: it is drawn again each time.
		if (outcome.ok && isDrawn(outcome.snapshot)) {
			const { rawHash: own } = outcome.snapshot;
			return {
				kind: 'outcome',
				outcome,
				rawHash: own,
				bytes: byteLength,
				etag: null,
				modified: null
			};
		}
		return {
			kind: 'outcome',
			outcome,
			rawHash,
			bytes: byteLength,
			etag: page.headers['etag'] ?? null,
			modified: page.headers['last-modified'] ?? null
		};
	} catch (error) {
		if (signal.aborted || isCancelled(error) || !(error instanceof Failure)) throw error;
		return { kind: 'outcome', outcome: outcomeOf(error), rawHash: null, bytes: 0, etag, modified };
	}
}

function failed(reason: 'not-found' | 'robots', message: string): Reading {
	const outcome = { ok: false as const, reason, message };
	return { kind: 'outcome', outcome, rawHash: null, bytes: 0, etag: null, modified: null };
}
