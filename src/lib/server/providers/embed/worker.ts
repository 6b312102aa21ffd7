/** The thread in which the built-in model lives: the event loop of the server never waits for it. */
import { parentPort, workerData } from 'node:worker_threads';
import type { AlignPair } from '../../ports.ts';
import { createAlignment } from './align.ts';
import { loadModel } from './model.ts';

type Order = { readonly id: number } & (
	| { readonly texts: readonly string[]; readonly kind: 'query' | 'passage' }
	| { readonly pair: AlignPair }
);

const { folder, threads } = workerData as { folder: string; threads: number };
const model = loadModel({ folder, threads });
model.catch(() => undefined); // told to whoever asks first

const aligner = model.then((loaded) => createAlignment(loaded, folder));
aligner.catch(() => undefined);

parentPort?.on('message', (order: Order) => {
	const { id } = order;
	const work =
		'pair' in order
			? aligner.then((align) => align(order.pair)).then((alignment) => ({ id, alignment }))
			: model
					.then((loaded) => loaded.embed(order.texts, order.kind))
					.then((vectors) => ({ id, vectors }));
	work.then(
		(answer) => parentPort?.postMessage(answer),
		(error: unknown) =>
			parentPort?.postMessage({ id, error: error instanceof Error ? error.message : String(error) })
	);
});
