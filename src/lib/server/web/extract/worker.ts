/** The thread in which pages are taken apart: it may be killed at any time. */
import { parentPort } from 'node:worker_threads';
import { Unreadable } from './documents/parts.ts';
import { workOn, type Work } from './work.ts';

parentPort?.on('message', ({ id, work }: { id: number; work: Work }) => {
	workOn(work).then(
		(worked) => parentPort?.postMessage({ id, worked }),
		(error: unknown) =>
			parentPort?.postMessage({
				id,
				error: error instanceof Error ? error.message : String(error),
				...(error instanceof Unreadable && { reason: error.reason })
			})
	);
});
