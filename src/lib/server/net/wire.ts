/** What the wire gives, in our words: header lists as one text each, and what went wrong as a Failure. */
import { Failure } from './failure.ts';

/** Lower-case names; a header that comes twice as one text. */
export function flat(
	headers: Record<string, string | string[] | undefined>
): Record<string, string> {
	const out: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers)) {
		if (value !== undefined)
			out[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
	}
	return out;
}

/** What went wrong, in our words: never an inside address, never a body. */
export function failureOf(
	error: unknown,
	{ signal, provider }: { signal: AbortSignal; provider: string },
	timeout: AbortSignal
): Failure {
	if (signal.aborted) return new Failure('cancelled', 'cancelled', { provider, cause: error });
	if (timeout.aborted)
		return new Failure('unavailable', 'took too long', {
			provider,
			retryable: false,
			cause: error
		});
	const inner = innermost(error);
	if (inner instanceof Failure) return inner;
	const code = inner instanceof Error && 'code' in inner ? String(inner.code) : '';
	return new Failure('unavailable', wordsFor(code), {
		provider,
		retryable: !/TIMEOUT/u.test(code),
		cause: error
	});
}

function innermost(error: unknown): unknown {
	let inner = error;
	for (
		let depth = 0;
		depth < 5 && inner instanceof Error && !(inner instanceof Failure);
		depth += 1
	) {
		if (!(inner.cause instanceof Error)) break;
		inner = inner.cause;
	}
	return inner;
}

function wordsFor(code: string): string {
	if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'no such host';
	if (code === 'ECONNREFUSED') return 'refused the connection';
	if (/TIMEOUT/u.test(code)) return 'did not answer in time';
	if (/OVERFLOW/u.test(code)) return 'sent headers beyond our cap';
	if (/CERT|SSL|TLS/u.test(code)) return 'has a broken certificate';
	return 'broke the connection';
}
