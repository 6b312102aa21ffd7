/** The thread in which a model lives, built in or fetched: the event loop of the server never waits for it. */
import { parentPort, workerData } from 'node:worker_threads';
import type { AlignPair } from '../../ports.ts';
import { createAlignment } from './align.ts';
import { loadFetched, type Layout } from './fetched-model.ts';
import { loadModel } from './model.ts';

type Order = { readonly id: number } & (
	| { readonly texts: readonly string[]; readonly kind: 'query' | 'passage' }
	| { readonly pair: AlignPair }
);

const { folder, threads, layout } = workerData as {
	folder: string;
	threads: number;
	layout?: Layout; // of a fetched model
};
const builtIn = layout ? null : loadModel({ folder, threads });
const model = layout ? loadFetched({ folder, threads, layout }) : loadModelOf(builtIn);
model.catch(() => undefined); // told to whoever asks first

const aligner = loadModelOf(builtIn).then((loaded) => createAlignment(loaded, folder));
aligner.catch(() => undefined);

/** Only the built-in model shows the states of single pieces. */
function loadModelOf(loading: ReturnType<typeof loadModel> | null) {
	return loading ?? Promise.reject(new Error('this model compares no single pieces'));
}

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
