/** The thread a model lives in: started at the first order, answers matched to their orders, ended when it is told. */
import { Worker } from 'node:worker_threads';
import { Failure } from '../../net/failure.ts';
import type { Alignment, AlignPair, Embedder } from '../../ports.ts';

const SLICE = 24; // texts an order holds: between two of them other callers get their turn

export type Order = { texts: readonly string[]; kind: 'query' | 'passage' } | { pair: AlignPair };
export interface Answer {
	readonly id: number;
	readonly vectors?: Float32Array[];
	readonly alignment?: Alignment;
	readonly error?: string;
}
interface Waiting {
	readonly done: (answer: Answer) => void;
	readonly fail: (error: Failure) => void;
}
export interface ModelThread {
	send(order: Order): Promise<Answer>;
	readonly embed: Embedder['embed'];
	/** While it rests it gives its memory back as soon as nobody waits; another order starts it anew. */
	rest(resting: boolean): void;
	close(): Promise<void>;
}

export function createModelThread({
	workerUrl,
	workerData,
	provider
}: {
	workerUrl: URL;
	workerData: unknown;
	provider: string;
}): ModelThread {
	const waiting = new Map<number, Waiting>();
	let worker: Worker | null = null;
	let orders = 0;
	let resting = false;

	const failed = (message: string, cause?: unknown) =>
		new Failure('unavailable', message, { provider, retryable: false, cause });
	const lose = (message: string, cause?: unknown) => {
		worker = null;
		for (const { fail } of waiting.values()) fail(failed(message, cause));
		waiting.clear();
	};
	const end = async () => {
		const thread = worker;
		worker = null;
		await thread?.terminate();
	};
	const endIfResting = () => {
		if (resting && waiting.size === 0) void end();
	};
	const start = () => {
		const thread = new Worker(workerUrl, { workerData, execArgv: [] });
		thread.unref();
		thread.on('message', (answer: Answer) => {
			const caller = waiting.get(answer.id);
			waiting.delete(answer.id);
			if (answer.error === undefined) caller?.done(answer);
			else caller?.fail(failed(wordsFor(answer.error)));
			endIfResting();
		});
		thread.on('error', (error) => {
			if (worker === thread) lose('the embedder broke down', error);
		});
		thread.on('exit', () => {
			if (worker === thread) lose('the embedder ended');
		});
		return thread;
	};
	const send = (order: Order) =>
		new Promise<Answer>((done, fail) => {
			worker ??= start();
			orders += 1;
			waiting.set(orders, { done, fail });
			worker.postMessage({ id: orders, ...order });
		});
	return {
		send,
		embed: async (texts, { kind, signal }) => {
			const out: Float32Array[] = [];
			for (let at = 0; at < texts.length; at += SLICE) {
				unlessAborted(signal, provider);
				const { vectors } = await send({ texts: texts.slice(at, at + SLICE), kind });
				out.push(...(vectors ?? []));
			}
			return out;
		},
		rest: (now) => {
			resting = now;
			endIfResting();
		},
		close: async () => {
			const thread = worker;
			lose('closing');
			await thread?.terminate();
		}
	};
}

export function unlessAborted(signal: AbortSignal, provider: string): void {
	if (signal.aborted) throw new Failure('cancelled', 'cancelled', { provider });
}

function wordsFor(error: string): string {
	return /Cannot find (?:module|package)|onnxruntime-node/iu.test(error)
		? 'onnxruntime-node is not installed on this platform'
		: `the embedder failed: ${error}`;
}
