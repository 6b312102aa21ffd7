/** An embedder from a fetched model's folder, in a thread of its own like the built-in one. */
import { availableParallelism } from 'node:os';
import type { EmbedModel } from '../../../research/embed-models.ts';
import { Failure } from '../../net/failure.ts';
import type { Embedder } from '../../ports.ts';
import type { Layout } from './fetched-model.ts';
import { createModelThread } from './thread.ts';

export interface FetchedEmbedder extends Embedder {
	/** Embeds a text to see that the files are the model they should be. Throws Failure in words. */
	prove(signal: AbortSignal): Promise<void>;
	/** While it rests it gives its memory back as soon as nobody waits. */
	rest(resting: boolean): void;
}

export function createFetchedEmbedder({
	model,
	folder,
	sum,
	weight,
	workerUrl = new URL('./worker.ts', import.meta.url)
}: {
	model: EmbedModel;
	folder: string;
	sum: string; // SHA-256 of the model file
	weight: number | undefined;
	workerUrl?: URL;
}): FetchedEmbedder {
	const { dimensions, pooling, prefix, tokens } = model;
	const layout: Layout = { dimensions, pooling, prefix, tokens };
	const threads = Math.min(2, availableParallelism());
	const workerData = { folder, threads, layout };
	const thread = createModelThread({ workerUrl, workerData, provider: model.id });
	return {
		id: `${model.id}@${sum.slice(0, 12)}`,
		dimensions,
		weight,
		embed: thread.embed,
		prove: async (signal) => {
			const vectors = await thread.embed(['one', 'two and more'], { kind: 'passage', signal });
			if (vectors.length === 2 && vectors.every(({ length }) => length === dimensions)) return;
			throw new Failure('malformed', 'gives vectors of another length than it should', {
				provider: model.id
			});
		},
		rest: thread.rest,
		close: thread.close
	};
}
