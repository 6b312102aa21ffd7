/** Reads one page: robots, fetch, sort, decode, take apart. Everything that can go wrong is an outcome with a reason. */
import { Failure, isCancelled, type FailureKind } from '../net/failure.ts';
import type { DrawingFetcher, Fetcher, FetchOptions, Snapshot } from '../ports.ts';
import type { ExtractPool } from './extract/pool.ts';
import { openDoubtfully, sentence, skip, type Doubtful, type Opening } from './open.ts';
import type { Opener, ReadOutcome, SkipReason, Web } from './page.ts';
import { createRobots, WAIT_IN_CRAWL, WAIT_IN_RUN, type Robots } from './robots.ts';
import { canonicalUrl } from './url.ts';

export interface WebParts {
	readonly fetcher: Fetcher;
	/** For pages that need JavaScript; null: there is no browser at all (tests). */
	readonly browser?: DrawingFetcher | null;
	readonly pool: ExtractPool;
	readonly now: () => number;
}

export function createWeb({
	fetcher,
	browser = null,
	pool,
	now
}: WebParts): Web & Opener & { robots: Robots } {
	const robots = createRobots(fetcher);
	/** A page as it was opened, or as the browser draws it where that gives more. */
	const fuller = async (
		first: Doubtful,
		{ mostWaitMs, ...drawing }: Omit<Drawing, 'browser' | 'pace'> & { mostWaitMs: number }
	): Promise<ReadOutcome> => {
		if (!first.thin || !browser) return first.outcome;
		// Where the page was sent to another site, that site's wish holds.
		const { signal } = drawing.opening;
		const pace = await robots.pace(drawing.url, { signal, mostWaitMs });
		return drawn(first, { ...drawing, browser, pace });
	};
	return {
		robots,
		open: async (page, { signal, own, draw = false }) => {
			try {
				const opening = { pool, signal, readAt: now(), own };
				const first = await openDoubtfully(page, opening);
				if (!draw) return first.outcome;
				return await fuller(first, { url: page.url, opening, draw, mostWaitMs: WAIT_IN_CRAWL });
			} catch (error) {
				if (signal.aborted || isCancelled(error)) throw cancelledBy(signal, error);
				return outcomeOf(error);
			}
		},
		read: async (url, { signal, draw = true }) => {
			// A page the user named may be any words: what is no address is data, as every page that could not be read.
			if (canonicalUrl(url) === null)
				return skip('not-allowed', 'This is no address of a page (http or https).');
			try {
				if (!(await robots.allows(url, signal)))
					return skip('robots', 'The site asks programs not to read it.');
				const pace = await robots.pace(url, { signal, mostWaitMs: WAIT_IN_RUN });
				const page = await fetcher.fetch(url, { signal, ...pace });
				const opening = { pool, signal, readAt: now(), own: false };
				const first = await openDoubtfully(page, opening);
				return await fuller(first, { url: page.url, opening, draw, mostWaitMs: WAIT_IN_RUN });
			} catch (error) {
				if (signal.aborted || isCancelled(error)) throw cancelledBy(signal, error);
				return outcomeOf(error);
			}
		}
	};
}

const DRAWN = ' (drawn)';

/** True for a kept copy of a page as the browser drew it. */
export function isDrawn({ extractor }: Pick<Snapshot, 'extractor'>): boolean {
	return extractor.endsWith(DRAWN);
}

interface Drawing {
	readonly url: string;
	readonly browser: DrawingFetcher;
	readonly opening: Opening;
	readonly pace: Pick<FetchOptions, 'pace'>;
	readonly draw: boolean; // false: this effort does not wait for a browser
}

/** The page as a browser draws it where that gives more; what was there already stands otherwise. */
async function drawn(
	first: Doubtful,
	{ url, browser, opening, draw, pace }: Drawing
): Promise<ReadOutcome> {
	const problem = draw ? browser.unavailable() : 'This effort does not wait for a browser.';
	if (problem !== null) return withWords(first.outcome, problem);
	try {
		const page = await browser.fetch(url, { signal: opening.signal, ...pace });
		const second = await openDoubtfully(page, opening);
		if (!second.outcome.ok) return first.outcome.ok ? first.outcome : second.outcome;
		if (first.outcome.ok && second.length <= first.length) return first.outcome;
		const { snapshot } = second.outcome;
		const extractor = `${snapshot.extractor}${DRAWN}`;
		return { ...second.outcome, snapshot: { ...snapshot, extractor } };
	} catch (error) {
		if (opening.signal.aborted || isCancelled(error) || !(error instanceof Failure)) throw error;
		return first.outcome.ok ? first.outcome : outcomeOf(error);
	}
}

/** Why a page that needs JavaScript was not drawn. */
function withWords(outcome: ReadOutcome, problem: string): ReadOutcome {
	return outcome.ok || outcome.reason !== 'needs-javascript'
		? outcome
		: { ...outcome, message: `${outcome.message} ${problem}` };
}

function cancelledBy(signal: AbortSignal, cause: unknown): Failure {
	return cause instanceof Failure && cause.kind === 'cancelled'
		? cause
		: new Failure('cancelled', 'cancelled', { provider: 'web', cause: signal.reason ?? cause });
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
