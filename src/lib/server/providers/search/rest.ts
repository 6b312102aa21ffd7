/**
 * When an engine is left alone. Two bad answers in a row send it to rest for ten minutes, doubling each time up to two
 * hours; a good answer clears everything. A Retry-After rests it at once for as long as it asked. An engine at rest is
 * probed when nobody else has anything (at most once in 5 s), so that one engine that was down for a moment does not
 * leave a run blind for ten minutes; only a Retry-After is kept to the letter.
 */
const STRIKES = 2;
const FIRST_REST_MS = 600_000;
const LONGEST_REST_MS = 7_200_000;
const PROBE_GAP_MS = 5_000;

export class Rest {
	#strikes = 0;
	#rests = 0;
	#until = 0;
	#askedToWait = false;
	#lastProbe = -Infinity;

	/** Milliseconds of rest left; 0 when awake. */
	left(now: number): number {
		return Math.max(0, this.#until - now);
	}

	/** Whether it may be tried although it rests. */
	mayProbe(now: number): boolean {
		return !this.#askedToWait && now - this.#lastProbe >= PROBE_GAP_MS;
	}

	probed(now: number): void {
		this.#lastProbe = now;
	}

	good(): void {
		this.#strikes = 0;
		this.#rests = 0;
		this.#until = 0;
		this.#askedToWait = false;
	}

	/** `retryAfterMs` is what the engine itself asked for, null where it said nothing. */
	bad(now: number, retryAfterMs: number | null): void {
		this.#strikes += 1;
		if (retryAfterMs !== null) {
			this.#until = Math.max(this.#until, now + Math.min(retryAfterMs, LONGEST_REST_MS));
			this.#askedToWait = true;
			return;
		}
		if (this.#strikes < STRIKES || this.left(now) > 0) return;
		this.#askedToWait = false;
		this.#until = now + Math.min(FIRST_REST_MS * 2 ** this.#rests, LONGEST_REST_MS);
		this.#rests += 1;
	}
}
