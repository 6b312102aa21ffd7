/** The thread in which the built-in model lives: the event loop of the server never waits for it. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadModel } from './model.ts';

interface Order {
	readonly id: number;
	readonly texts: readonly string[];
	readonly kind: 'query' | 'passage';
}

const model = loadModel(workerData as { folder: string; threads: number });
model.catch(() => undefined); // told to whoever asks first

parentPort?.on('message', ({ id, texts, kind }: Order) => {
	model
		.then((loaded) => loaded.embed(texts, kind))
		.then(
			(vectors) => parentPort?.postMessage({ id, vectors }),
			(error: unknown) =>
				parentPort?.postMessage({
					id,
					error: error instanceof Error ? error.message : String(error)
				})
		);
});
