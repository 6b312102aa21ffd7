/** How long a model that did not answer is waited for, and when it is not asked any more: told by the facts alone. */
import type { ModelCall } from '../../research/run.ts';
import type { Failure } from '../net/failure.ts';

const RETRIES = 2; // of one try that failed for a passing reason
const MOST_WAIT_MS = 60_000;

/**
 * Milliseconds to wait before a busy server is asked again: as long as it said, else doubling from half a second; spread
 * by chance, so that runs that were refused together do not come back together.
 */
export function waitAfter(
	error: Pick<Failure, 'retryAfterMs'>,
	{ tries, chance }: { tries: number; chance: number }
): number {
	const said = error.retryAfterMs;
	const doubling = 500 * 2 ** Math.min(tries, 6);
	// Never earlier than the server asked for.
	const wait = said == null ? doubling * (0.5 + chance) : said * (1 + 0.2 * chance);
	return Math.min(MOST_WAIT_MS, Math.round(wait));
}

/** A key that is refused, an account without money, a model that is not there: asking again in this run is no use. */
const LASTING: ReadonlySet<string> = new Set(['auth', 'billing', 'missing']);

/** Whether asking a model this question is no use, by what it said to others. */
export function isRefused(
	calls: readonly ModelCall[],
	{ model, key }: { model: string; key: string }
): boolean {
	// What this very question was told stays in its own count, so that a resumed run counts as the first one did; and a
	// question that was put to the model already was put before anyone beside it was refused.
	const own = (call: ModelCall) => call.key.startsWith(`${key} #`);
	if (calls.some((call) => call.requested === model && own(call))) return false;
	return calls.some((call) => call.requested === model && LASTING.has(call.failure ?? ''));
}

/** The calls as they stood when this one was written down, so that a resumed run judges by what the first one saw. */
function callsUpTo(calls: readonly ModelCall[], { key }: ModelCall): readonly ModelCall[] {
	return calls.slice(0, calls.findIndex((one) => one.key === key) + 1);
}

/** True when a model's last three answers all failed: it is then tried, but not waited for. */
function isDown(calls: readonly ModelCall[], model: string): boolean {
	const last = calls
		.filter((call) => call.requested === model && call.outcome !== 'skipped')
		.slice(-3);
	return last.length === 3 && last.every((call) => call.outcome === 'failed');
}

const PASSING: ReadonlySet<string> = new Set(['limited', 'unavailable', 'truncated', 'empty']);

/** How often a failed call may be made again; told by the facts alone, so that a resumed run does as the first one. */
export function patienceAfter(call: ModelCall, calls: readonly ModelCall[]): number {
	const late = (call.waitMs ?? 0) > MOST_WAIT_MS; // it would only refuse again
	const passing = PASSING.has(call.failure ?? '') && !late;
	return passing && !isDown(callsUpTo(calls, call), call.requested) ? RETRIES : 0;
}
