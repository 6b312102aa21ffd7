/**
 * Killable threads for pages: each has a bounded heap, each page a deadline. A page that runs into either costs its
 * thread, never the process, and the next page gets a new one.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Work, Worked } from './work.ts';

export interface ExtractPool {
	/** Rejects with an Error in words when the page cannot be taken apart, and with the signal's reason when aborted. */
	run(work: Work, signal: AbortSignal): Promise<Worked>;
	close(): Promise<void>;
}

const HEAP_MB = 384;
const STACK_MB = 4;

interface Job {
	readonly work: Work;
	readonly done: (worked: Worked) => void;
	readonly fail: (error: Error) => void;
	settled: boolean;
}
interface Thread {
	worker: Worker | null; // started at the first page
	job: Job | null;
	timer: NodeJS.Timeout | null;
}

export function createExtractPool({
	workerUrl = new URL('./worker.ts', import.meta.url),
	size = Math.max(1, Math.min(4, availableParallelism() - 1)),
	deadlineMs = 10_000
}: { workerUrl?: URL; size?: number; deadlineMs?: number } = {}): ExtractPool {
	const threads: Thread[] = Array.from({ length: size }, () => ({
		worker: null,
		job: null,
		timer: null
	}));
	const waiting: Job[] = [];
	let closed = false;

	const next = () => {
		for (const thread of threads) {
			if (thread.job || closed) continue;
			const job = waiting.shift();
			if (!job) return;
			if (job.settled) {
				next();
				return;
			}
			give(thread, job);
		}
	};
	const give = (thread: Thread, job: Job) => {
		const worker = thread.worker ?? start(thread);
		thread.worker = worker;
		thread.job = job;
		thread.timer = setTimeout(
			() => end(thread, new Error('taking the page apart took too long')),
			deadlineMs
		);
		worker.ref();
		worker.postMessage({ id: 0, work: job.work });
	};
	const start = (thread: Thread) => {
		const worker = new Worker(workerUrl, {
			resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, stackSizeMb: STACK_MB },
			execArgv: []
		});
		worker.on('message', ({ worked, error }: { worked?: Worked; error?: string }) => {
			const job = release(thread);
			if (worked) settle(job, () => job?.done(worked));
			else settle(job, () => job?.fail(new Error(error ?? 'the page could not be taken apart')));
			next();
		});
		worker.on('error', (error) => {
			if (thread.worker === worker) end(thread, new Error(wordsFor(error)));
		});
		return worker;
	};
	const release = (thread: Thread): Job | null => {
		if (thread.timer) clearTimeout(thread.timer);
		const job = thread.job;
		thread.job = null;
		thread.timer = null;
		thread.worker?.unref(); // an idle thread does not keep the process
		return job;
	};
	const end = (thread: Thread, error: Error) => {
		const worker = thread.worker;
		const job = release(thread);
		thread.worker = null;
		void worker?.terminate();
		settle(job, () => job?.fail(error));
		next();
	};

	return {
		run: (work, signal) =>
			new Promise<Worked>((resolve, reject) => {
				if (closed || signal.aborted) return reject(abortedBy(signal));
				const leave = () => {
					settle(job, () => job.fail(abortedBy(signal)));
					const thread = threads.find((one) => one.job === job);
					if (thread) end(thread, abortedBy(signal));
				};
				const unlisten = () => signal.removeEventListener('abort', leave);
				const job: Job = {
					work,
					done: (worked) => {
						unlisten();
						resolve(worked);
					},
					fail: (error) => {
						unlisten();
						reject(error);
					},
					settled: false
				};
				signal.addEventListener('abort', leave, { once: true });
				waiting.push(job);
				next();
			}),
		close: async () => {
			closed = true;
			for (const job of waiting.splice(0)) settle(job, () => job.fail(new Error('closing')));
			await Promise.all(
				threads.map(async (thread) => {
					settle(thread.job, () => thread.job?.fail(new Error('closing')));
					if (thread.timer) clearTimeout(thread.timer);
					await thread.worker?.terminate();
				})
			);
		}
	};
}

function settle(job: Job | null, how: () => void): void {
	if (!job || job.settled) return;
	job.settled = true;
	how();
}

function abortedBy(signal: AbortSignal): Error {
	return signal.reason instanceof Error ? signal.reason : new DOMException('aborted', 'AbortError');
}

function wordsFor(error: unknown): string {
	const code = error instanceof Error && 'code' in error ? String(error.code) : '';
	return code === 'ERR_WORKER_OUT_OF_MEMORY'
		? 'taking the page apart took too much memory'
		: 'the page could not be taken apart';
}
