/** The one way a seam fails. Providers and the page reader throw it; nothing of it may carry a key or a page body. */
export type FailureKind =
	| 'auth' // the key is wrong or missing
	| 'limited' // rate or quota; retry later
	| 'unavailable' // down, timed out, reset, unknown host
	| 'refused' // the other side says no (403, robots, bot check)
	| 'malformed' // it answered with something that is not an answer
	| 'too-large' // over a byte, size or time cap of ours
	| 'blocked' // our own guard forbids it (address, scheme, port)
	| 'missing' // 404, 410
	| 'billing' // a model endpoint wants money or a higher plan
	| 'overflow' // longer than the model's context
	| 'truncated' // the answer broke off before its end
	| 'filtered' // the model's provider withheld the answer
	| 'empty' // a complete answer with nothing in it
	| 'cancelled'; // our own signal

const RETRYABLE: ReadonlySet<FailureKind> = new Set([
	'limited',
	'unavailable',
	'truncated',
	'empty'
]);

/** What a model took although its call failed: tokens are billed whether or not the answer is of use. */
export interface Charge {
	readonly usage: {
		readonly input: number;
		readonly cached: number;
		readonly output: number;
		readonly reasoning: number;
		readonly estimated: boolean;
	};
	readonly usd: number | null; // null: unknown
	readonly price?: string; // where that comes from, in words
	readonly served: string | null;
}

export class Failure extends Error {
	readonly kind: FailureKind;
	readonly provider: string;
	readonly retryable: boolean;
	/** Milliseconds the other side asked us to wait, where it said so. */
	readonly retryAfterMs: number | null;
	/** Null where nothing was taken, or nothing is known of it. */
	charge: Charge | null = null;

	constructor(
		kind: FailureKind,
		message: string,
		{
			provider,
			retryable = RETRYABLE.has(kind),
			retryAfterMs = null,
			cause
		}: { provider: string; retryable?: boolean; retryAfterMs?: number | null; cause?: unknown }
	) {
		super(message, { cause });
		this.name = 'Failure';
		this.kind = kind;
		this.provider = provider;
		this.retryable = retryable;
		this.retryAfterMs = retryAfterMs;
	}

	/** The same failure, with what the call took. */
	charging(charge: Charge): this {
		this.charge = charge;
		return this;
	}
}

/** True when an error is (or wraps) our own abort. */
export function isCancelled(error: unknown): boolean {
	if (error instanceof Failure) return error.kind === 'cancelled';
	return error instanceof Error && error.name === 'AbortError';
}
