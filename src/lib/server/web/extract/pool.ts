/**
 * Killable threads for pages: each has a bounded heap, each page a deadline. A page that runs into either costs its
 * thread, never the process, and the next page gets a new one.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SkipReason } from '../page.ts';
import { Unreadable } from './documents/parts.ts';
import type { Work, Worked } from './work.ts';

export interface ExtractPool {
	/** Rejects with an Error in words (Unreadable where the reason is known) when the page cannot be taken apart, and with the signal's reason when aborted. */
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

interface Answer {
	readonly worked?: Worked;
	readonly error?: string;
	readonly reason?: SkipReason;
}

export interface PoolSettings {
	readonly workerUrl?: URL;
	readonly size?: number;
	readonly deadlineMs?: number; // of a page; a document has six times as long
}

const DOCUMENT_PATIENCE = 6;

export function createExtractPool(settings: PoolSettings = {}): ExtractPool {
	return new Threads({
		workerUrl: settings.workerUrl ?? new URL('./worker.ts', import.meta.url),
		size: settings.size ?? Math.max(1, Math.min(4, availableParallelism() - 1)),
		deadlineMs: settings.deadlineMs ?? 10_000
	});
}

class Threads implements ExtractPool {
	readonly #settings: Required<PoolSettings>;
	readonly #threads: Thread[];
	readonly #waiting: Job[] = [];
	#closed = false;

	constructor(settings: Required<PoolSettings>) {
		this.#settings = settings;
		this.#threads = Array.from({ length: settings.size }, () => ({
			worker: null,
			job: null,
			timer: null
		}));
	}

	run(work: Work, signal: AbortSignal): Promise<Worked> {
		return new Promise((resolve, reject) => {
			if (this.#closed || signal.aborted) return reject(abortedBy(signal));
			const leave = () => {
				settle(job, () => job.fail(abortedBy(signal)));
				const thread = this.#threads.find((one) => one.job === job);
				if (thread) this.#end(thread, abortedBy(signal));
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
			this.#waiting.push(job);
			this.#next();
		});
	}

	async close(): Promise<void> {
		this.#closed = true;
		for (const job of this.#waiting.splice(0)) settle(job, () => job.fail(new Error('closing')));
		await Promise.all(
			this.#threads.map(async (thread) => {
				const worker = thread.worker;
				const job = release(thread);
				thread.worker = null;
				settle(job, () => job?.fail(new Error('closing')));
				await worker?.terminate();
			})
		);
	}

	/** Gives waiting pages to idle threads, in the order they came. */
	#next(): void {
		for (const thread of this.#threads) {
			if (thread.job || this.#closed) continue;
			let job = this.#waiting.shift();
			while (job?.settled) job = this.#waiting.shift();
			if (!job) return;
			this.#give(thread, job);
		}
	}

	#give(thread: Thread, job: Job): void {
		const worker = thread.worker ?? this.#start(thread);
		thread.worker = worker;
		thread.job = job;
		thread.timer = setTimeout(
			() => this.#end(thread, new Error('taking the page apart took too long')),
			this.#settings.deadlineMs * ('bytes' in job.work ? DOCUMENT_PATIENCE : 1)
		);
		worker.ref();
		worker.postMessage({ id: 0, work: job.work });
	}

	#start(thread: Thread): Worker {
		const worker = new Worker(this.#settings.workerUrl, {
			resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, stackSizeMb: STACK_MB },
			execArgv: []
		});
		worker.on('message', ({ worked, error, reason }: Answer) => {
			// An answer that was on the way when its page was given up is nobody's: the thread has another worker and page.
			if (thread.worker !== worker) return;
			const job = release(thread);
			if (worked) settle(job, () => job?.done(worked));
			else {
				const words = error ?? 'the page could not be taken apart';
				settle(job, () => job?.fail(reason ? new Unreadable(reason, words) : new Error(words)));
			}
			this.#next();
		});
		worker.on('error', (error) => {
			if (thread.worker === worker) this.#end(thread, new Error(wordsFor(error)));
		});
		return worker;
	}

	/** The thread is lost with its page; the next page gets a new one. */
	#end(thread: Thread, error: Error): void {
		const worker = thread.worker;
		const job = release(thread);
		thread.worker = null;
		void worker?.terminate();
		settle(job, () => job?.fail(error));
		this.#next();
	}
}

function release(thread: Thread): Job | null {
	if (thread.timer) clearTimeout(thread.timer);
	const job = thread.job;
	thread.job = null;
	thread.timer = null;
	thread.worker?.unref(); // an idle thread does not keep the process
	return job;
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
