/** The embedder that needs no download: models/e5-small in a thread of its own, loaded at the first text. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Failure } from '../../net/failure.ts';
import type { Aligner, Alignment, AlignPair, Embedder } from '../../ports.ts';
import { DIMENSIONS } from './dimensions.ts';

const PROVIDER = 'e5-small';
const SLICE = 24; // texts an order holds: between two of them other callers get their turn

type Order = { texts: readonly string[]; kind: 'query' | 'passage' } | { pair: AlignPair };
interface Answer {
	readonly id: number;
	readonly vectors?: Float32Array[];
	readonly alignment?: Alignment;
	readonly error?: string;
}
interface Waiting {
	readonly done: (answer: Answer) => void;
	readonly fail: (error: Failure) => void;
}

/** `folder` holds the model and its tokenizer. Throws Failure "missing" when they are not there. */
export function createLocalEmbedder({
	folder,
	workerUrl = new URL('./worker.ts', import.meta.url),
	threads = Math.min(2, availableParallelism())
}: {
	folder: string;
	workerUrl?: URL;
	threads?: number;
}): Embedder & Aligner {
	const id = `e5-small@${checksum(`${folder}/e5-small.onnx`)}`;
	const waiting = new Map<number, Waiting>();
	let worker: Worker | null = null;
	let orders = 0;

	const lose = (message: string, cause?: unknown) => {
		worker = null;
		const failure = new Failure('unavailable', message, {
			provider: PROVIDER,
			retryable: false,
			cause
		});
		for (const { fail } of waiting.values()) fail(failure);
		waiting.clear();
	};
	const start = () => {
		const thread = new Worker(workerUrl, { workerData: { folder, threads }, execArgv: [] });
		thread.unref();
		thread.on('message', (answer: Answer) => {
			const caller = waiting.get(answer.id);
			waiting.delete(answer.id);
			if (answer.error === undefined) caller?.done(answer);
			else
				caller?.fail(
					new Failure('unavailable', wordsFor(answer.error), {
						provider: PROVIDER,
						retryable: false
					})
				);
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
		id,
		dimensions: DIMENSIONS,
		embed: async (texts, { kind, signal }) => {
			const out: Float32Array[] = [];
			for (let at = 0; at < texts.length; at += SLICE) {
				unlessAborted(signal);
				const { vectors } = await send({ texts: texts.slice(at, at + SLICE), kind });
				out.push(...(vectors ?? []));
			}
			return out;
		},
		align: async (pair, { signal }) => {
			unlessAborted(signal);
			const { alignment } = await send({ pair });
			if (alignment) return alignment;
			throw new Failure('malformed', 'the embedder gave no alignment', { provider: PROVIDER });
		},
		close: async () => {
			const thread = worker;
			lose('closing');
			await thread?.terminate();
		}
	};
}

function unlessAborted(signal: AbortSignal): void {
	if (signal.aborted) throw new Failure('cancelled', 'cancelled', { provider: PROVIDER });
}

function checksum(file: string): string {
	try {
		return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12);
	} catch (cause) {
		throw new Failure('missing', `the model file ${file} is not there`, {
			provider: PROVIDER,
			cause
		});
	}
}

function wordsFor(error: string | undefined): string {
	return /Cannot find (?:module|package)|onnxruntime/iu.test(error ?? '')
		? 'onnxruntime-node is not installed on this platform'
		: `the embedder failed: ${error ?? 'no reason given'}`;
}
