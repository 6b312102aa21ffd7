/** An embeddings endpoint that is away when the server opens: asked again until it answers, more and more seldom. */
import { Failure } from '../net/failure.ts';
import type { Embedder } from '../ports.ts';

const FIRST_MS = 15_000;
const MOST_MS = 5 * 60_000;
/** What asking again does not change. */
const FINAL: ReadonlySet<Failure['kind']> = new Set(['auth', 'billing', 'blocked']);

export interface Waiting {
	readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
	readonly signal: AbortSignal;
}

/** Whether there is any use in waiting for an endpoint that failed so. */
export function mayAnswer({ kind }: Failure): boolean {
	return !FINAL.has(kind);
}

/** The embedder once it opens; null when the signal aborts, or when it fails in a way that stays. */
export async function untilItAnswers(
	open: () => Promise<Embedder>,
	{ sleep, signal }: Waiting
): Promise<Embedder | null> {
	for (let wait = FIRST_MS; ; wait = Math.min(wait * 2, MOST_MS)) {
		try {
			await sleep(wait, signal);
			if (signal.aborted) return null;
			return await open();
		} catch (error) {
			if (signal.aborted) return null;
			if (!(error instanceof Failure)) throw error;
			if (!mayAnswer(error)) return null;
		}
	}
}
