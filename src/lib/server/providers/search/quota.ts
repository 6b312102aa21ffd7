/**
 * What is left of an engine's allowance, as the engine itself last said. Names as documented: X-RateLimit-* (Brave,
 * GitHub, NCBI; several windows stand side by side with commas, the last is the longest), X-RateLimit-*-USD (OpenAlex),
 * RateLimit-* (the IETF draft), X-Rate-Limit-Limit with -Interval (Crossref: a rate, nothing is counted down).
 */
export interface Quota {
	readonly remaining: number | null;
	readonly limit: number | null;
	readonly unit: 'requests' | 'credits' | 'usd';
	readonly resetAt: number | null; // milliseconds since the epoch
}

type Headers = Readonly<Record<string, string>>;

/** Null when the headers say nothing of the kind. `now`: milliseconds since the epoch. */
export function readQuota(headers: Headers, now: number): Quota | null {
	const usd = numberOf(headers['x-ratelimit-remaining-usd']);
	const remaining =
		usd ?? numberOf(headers['x-ratelimit-remaining']) ?? numberOf(headers['ratelimit-remaining']);
	const limit =
		(usd === null ? null : numberOf(headers['x-ratelimit-limit-usd'])) ??
		numberOf(headers['x-ratelimit-limit']) ??
		numberOf(headers['ratelimit-limit']) ??
		numberOf(headers['x-rate-limit-limit']);
	if (remaining === null && limit === null) return null;
	const reset = numberOf(headers['x-ratelimit-reset'] ?? headers['ratelimit-reset']);
	return {
		remaining,
		limit,
		unit: usd === null ? 'requests' : 'usd',
		resetAt: reset === null ? null : momentOf(reset, now)
	};
}

/** The last of several numbers with commas between them; null when there is none. */
function numberOf(header: string | undefined): number | null {
	const last = header?.split(',').at(-1)?.split(';')[0]?.trim().replace(/^\$/u, '') ?? '';
	return /^\d+(?:\.\d+)?$/u.test(last) ? Number(last) : null;
}

/** A reset is said in seconds from now or in seconds since the epoch. */
const momentOf = (reset: number, now: number) =>
	reset > 1_000_000_000 ? reset * 1000 : now + reset * 1000;
