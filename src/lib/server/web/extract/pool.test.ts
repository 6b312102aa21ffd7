import { describe, expect, it } from 'vitest';
import { createExtractPool } from './pool.ts';
import type { Work } from './work.ts';

/** Answers with what it was sent, at once, and says so where the asker can see it without letting the answer in. */
const ECHO = new URL(
	`data:text/javascript,${encodeURIComponent(`
		import { parentPort } from 'node:worker_threads';
		parentPort.on('message', ({ id, work }) => {
			parentPort.postMessage({ id, worked: work.name });
			Atomics.store(work.sent, 0, 1);
			Atomics.notify(work.sent, 0);
		});
	`)}`
);

describe('a page that was given up', () => {
	it('never answers for the next one, although its answer was on the way', async () => {
		const pool = createExtractPool({ size: 1, workerUrl: ECHO });
		const ask = (name: string, signal: AbortSignal) => {
			const sent = new Int32Array(new SharedArrayBuffer(4));
			const work = { name, sent } as unknown as Work; // the echo reads nothing else
			return { sent, answer: pool.run(work, signal) as unknown as Promise<string> };
		};
		const gone = new AbortController();
		const first = ask('first', gone.signal);
		Atomics.wait(first.sent, 0, 0, 10_000); // its answer lies in the queue, and cannot be read yet
		gone.abort();
		await expect(first.answer).rejects.toThrow();
		const later = new AbortController().signal;
		expect(await ask('second', later).answer).toBe('second');
		expect(await ask('third', later).answer).toBe('third');
		await pool.close();
	});
});
