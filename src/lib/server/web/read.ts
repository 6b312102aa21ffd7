/** Reads one page: robots, fetch, sort, decode, take apart. Everything that can go wrong is an outcome with a reason. */
import { createHash } from 'node:crypto';
import { Failure, isCancelled, type FailureKind } from '../net/failure.ts';
import type { FetchedPage, Fetcher } from '../ports.ts';
import { decodePage, sortOf } from './decode.ts';
import type { ExtractPool } from './extract/pool.ts';
import type { Worked } from './extract/work.ts';
import type { Opener, ReadOutcome, SkipReason, Web } from './page.ts';
import { createRobots, type Robots } from './robots.ts';
import { wallOf } from './walls.ts';

export interface WebParts {
	readonly fetcher: Fetcher;
	readonly pool: ExtractPool;
	readonly now: () => number;
}

const FEWEST = 80; // characters of text that are worth keeping

export function createWeb({ fetcher, pool, now }: WebParts): Web & Opener & { robots: Robots } {
	const robots = createRobots(fetcher);
	return {
		robots,
		open: async (page, { signal, own }) => {
			try {
				return await open(page, { pool, signal, readAt: now(), own });
			} catch (error) {
				if (signal.aborted || isCancelled(error)) throw cancelledBy(signal, error);
				return outcomeOf(error);
			}
		},
		read: async (url, { signal }) => {
			try {
				if (!(await robots.allows(url, signal)))
					return skip('robots', 'The site asks programs not to read it.');
				const page = await fetcher.fetch(url, { signal });
				return await open(page, { pool, signal, readAt: now(), own: false });
			} catch (error) {
				if (signal.aborted || isCancelled(error)) throw cancelledBy(signal, error);
				return outcomeOf(error);
			}
		}
	};
}

function skip(reason: SkipReason, message: string): ReadOutcome {
	return { ok: false, reason, message };
}

function cancelledBy(signal: AbortSignal, cause: unknown): Failure {
	return cause instanceof Failure && cause.kind === 'cancelled'
		? cause
		: new Failure('cancelled', 'cancelled', { provider: 'web', cause: signal.reason ?? cause });
}

interface Opening {
	readonly pool: ExtractPool;
	readonly signal: AbortSignal;
	readonly readAt: number;
	readonly own: boolean;
}

async function open(page: FetchedPage, opening: Opening): Promise<ReadOutcome> {
	if (page.bytes.byteLength === 0) return skip('empty', 'The page has no content.');
	const sort = sortOf(page.bytes, page.contentType);
	if (sort === 'pdf') return skip('wrong-type', 'PDF documents are not read yet.');
	if (sort === 'binary') return skip('wrong-type', 'Not a page of text.');
	const { text: source } = decodePage(page.bytes, page.contentType);
	let worked: Worked;
	try {
		worked = await opening.pool.run({ sort, source, url: page.url }, opening.signal);
	} catch (error) {
		if (opening.signal.aborted) throw error;
		return skip(
			'unreadable',
			error instanceof Error ? sentence(error.message) : 'The page could not be read.'
		);
	}
	const wall = opening.own ? null : wallOf(worked);
	if (wall) return wall;
	if (worked.text.length < (opening.own ? 1 : FEWEST))
		return skip('empty', 'Hardly any text is left when the furniture of the page is taken away.');
	return kept(page, { worked, readAt: opening.readAt });
}

function kept(
	page: FetchedPage,
	{ worked, readAt }: { worked: Worked; readAt: number }
): ReadOutcome {
	const {
		text,
		textHash,
		passages,
		links,
		extractor,
		scriptLength: _scripts,
		...metadata
	} = worked;
	const rawHash = createHash('sha256').update(page.bytes).digest('hex');
	return {
		ok: true,
		page: {
			...metadata,
			url: page.url,
			truncated: page.truncated,
			bytes: page.bytes.byteLength,
			readAt
		},
		snapshot: { textHash, text, passages, links, extractor, rawHash }
	};
}

const REASONS: Readonly<Record<FailureKind, SkipReason>> = {
	auth: 'blocked',
	limited: 'rate-limited',
	unavailable: 'unavailable',
	refused: 'blocked',
	malformed: 'unavailable',
	'too-large': 'too-large',
	blocked: 'not-allowed',
	missing: 'not-found',
	billing: 'blocked',
	overflow: 'too-large',
	truncated: 'unavailable',
	filtered: 'blocked',
	empty: 'empty',
	cancelled: 'unavailable'
};

/** What a failed fetch means for who wanted the page. Throws what is no Failure. */
export function outcomeOf(error: unknown): ReadOutcome {
	if (!(error instanceof Failure)) throw error;
	const loop = error.kind === 'refused' && error.message.includes('circle');
	return skip(loop ? 'redirect-loop' : REASONS[error.kind], sentence(`the page ${error.message}`));
}

function sentence(words: string): string {
	const text = words.charAt(0).toUpperCase() + words.slice(1);
	return /[.!?]$/u.test(text) ? text : `${text}.`;
}
