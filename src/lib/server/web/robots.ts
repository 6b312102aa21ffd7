/** robots.txt as RFC 9309 has it: fetched once per host and hour, 4xx allows, 5xx and silence forbid for a while. */
import { Failure, isCancelled } from '../net/failure.ts';
import type { Fetcher, FetchOptions } from '../ports.ts';
import { readRobots } from './robots-rules.ts';

export const AGENT = 'Groundwork';
const MAX_BYTES = 500_000;
const KEEP_MS = 3_600_000;
const KEEP_BAD_MS = 60_000;
const MOST_HOSTS = 2_000;

/** How long a caller waits for its turn at a host that asks for pauses, in milliseconds. */
export const WAIT_IN_RUN = 20_000;
export const WAIT_IN_CRAWL = 60_000;

export interface Robots {
	allows(url: string, signal: AbortSignal): Promise<boolean>;
	/** What the site of this address asks for between two requests (Crawl-delay), as an option of a fetch. */
	pace(
		url: string,
		options: { signal: AbortSignal; mostWaitMs: number }
	): Promise<Pick<FetchOptions, 'pace'>>;
	/** Sitemaps that the site of this address names. */
	sitemaps(url: string, signal: AbortSignal): Promise<readonly string[]>;
}

interface Rules {
	readonly allows: (url: string) => boolean;
	readonly delay: number; // seconds
	readonly sitemaps: readonly string[];
	readonly until: number;
}

export function createRobots(fetcher: Fetcher): Robots {
	const known = new Map<string, Promise<Rules>>();
	const rulesOf = async (url: string, signal: AbortSignal): Promise<Rules> => {
		const { origin } = new URL(url);
		const now = performance.now();
		const held = await known.get(origin)?.catch(() => undefined);
		if (held && held.until > now) return held;
		if (known.size > MOST_HOSTS) known.clear();
		const asked = fetchRules(fetcher, { origin, signal, now });
		known.set(origin, asked);
		asked.catch(() => known.delete(origin)); // cancelled: the next page asks again
		return asked;
	};
	return {
		allows: async (url, signal) => (await rulesOf(url, signal)).allows(url),
		pace: async (url, { signal, mostWaitMs }) => {
			const { delay } = await rulesOf(url, signal);
			return delay > 0 ? { pace: { gapMs: 1000 * delay, mostWaitMs } } : {};
		},
		sitemaps: async (url, signal) => (await rulesOf(url, signal)).sitemaps
	};
}

async function fetchRules(
	fetcher: Fetcher,
	{ origin, signal, now }: { origin: string; signal: AbortSignal; now: number }
): Promise<Rules> {
	const url = `${origin}/robots.txt`;
	const open: Rules = { allows: () => true, delay: 0, sitemaps: [], until: now + KEEP_MS };
	const shut: Rules = { allows: () => false, delay: 0, sitemaps: [], until: now + KEEP_BAD_MS };
	try {
		const page = await fetcher.fetch(url, { signal });
		const rules = readRobots(new TextDecoder().decode(page.bytes.subarray(0, MAX_BYTES)));
		return {
			allows: (asked) => rules.allows(asked, AGENT),
			delay: rules.delay(AGENT),
			sitemaps: rules.sitemaps,
			until: now + KEEP_MS
		};
	} catch (error) {
		if (isCancelled(error)) throw error;
		const silent =
			error instanceof Failure && (error.kind === 'unavailable' || error.kind === 'limited');
		return silent ? shut : open; // 4xx: there are no rules
	}
}
