/** Reads one page: robots, fetch, sort, decode, take apart. Everything that can go wrong is an outcome with a reason. */
import { Failure, isCancelled, type FailureKind } from '../net/failure.ts';
import type { Fetcher } from '../ports.ts';
import type { ExtractPool } from './extract/pool.ts';
import { openPage, sentence, skip } from './open.ts';
import type { Opener, ReadOutcome, SkipReason, Web } from './page.ts';
import { createRobots, type Robots } from './robots.ts';

export interface WebParts {
	readonly fetcher: Fetcher;
	readonly pool: ExtractPool;
	readonly now: () => number;
}

export function createWeb({ fetcher, pool, now }: WebParts): Web & Opener & { robots: Robots } {
	const robots = createRobots(fetcher);
	return {
		robots,
		open: async (page, { signal, own }) => {
			try {
				return await openPage(page, { pool, signal, readAt: now(), own });
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
				return await openPage(page, { pool, signal, readAt: now(), own: false });
			} catch (error) {
				if (signal.aborted || isCancelled(error)) throw cancelledBy(signal, error);
				return outcomeOf(error);
			}
		}
	};
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
