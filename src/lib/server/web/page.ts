/** What reading one page gives: the kept copy with its metadata, or a typed reason why not. Never an empty nothing. */
import type { FetchedPage, Snapshot } from '../ports.ts';

export const SKIP_REASONS = [
	'not-allowed', // outside the run's scope, the URL ledger or our guard (address, scheme, port)
	'robots', // the site's robots.txt forbids it
	'blocked', // 401, 403, 451, bot check
	'rate-limited', // still 429 after honouring Retry-After
	'not-found', // 404, 410, soft 404
	'unavailable', // DNS, refused, reset, timeout, 5xx
	'redirect-loop',
	'too-large',
	'wrong-type', // not a type we read
	'encrypted', // a document that opens with a password only
	'damaged', // a document whose structure is broken
	'no-text', // a document without a text layer, or whose letters have no Unicode map
	'empty', // nothing left after extraction
	'needs-javascript',
	'login-wall',
	'paywall',
	'consent-wall',
	'unreadable' // the parser failed, ran out of time or memory
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

export interface PageFacts {
	readonly url: string; // final
	readonly title: string;
	readonly site: string;
	readonly author: string | null;
	readonly publishedAt: string | null;
	readonly updatedAt: string | null;
	readonly language: string;
	readonly kind: string; // source class
	readonly truncated: boolean;
	readonly bytes: number;
	readonly readAt: number;
	readonly sketch?: string; // what origin.ts found out: see the fields of Source
	readonly domain?: string;
	readonly agency?: string | null;
	readonly licence?: string;
	readonly canonical?: string;
	readonly fullText?: string;
}
export type ReadOutcome =
	| { readonly ok: true; readonly page: PageFacts; readonly snapshot: Snapshot }
	| {
			readonly ok: false;
			readonly reason: SkipReason;
			readonly message: string;
			readonly fullText?: string; // where the page of a paper says that its full text stands
	  };

/** The page reader: fetch, extract, split. Fails only by cancelling; everything else is an outcome. */
export interface Web {
	/** `draw`: a page that needs JavaScript may be drawn by the browser (default). */
	read(url: string, options: { signal: AbortSignal; draw?: boolean }): Promise<ReadOutcome>;
}

/** Takes apart what is here already: an uploaded file, a page that a crawl fetched. Fails only by cancelling. */
export interface Opener {
	/**
	 * `own`: a file of the user's; it may be short, and what reads like a wall is its text. `draw`: a page of the web that
	 * needs JavaScript may be drawn by the browser, which asks for it again.
	 */
	open(
		page: FetchedPage,
		options: { signal: AbortSignal; own: boolean; draw?: boolean }
	): Promise<ReadOutcome>;
}
