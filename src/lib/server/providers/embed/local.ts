/** The embedder that needs no download: models/e5-small in a thread of its own, loaded at the first text. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Failure } from '../../net/failure.ts';
import type { Aligner, Embedder } from '../../ports.ts';
import { DIMENSIONS } from './dimensions.ts';
import { createModelThread, unlessAborted } from './thread.ts';

const PROVIDER = 'e5-small';

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
	const workerData = { folder, threads };
	const thread = createModelThread({ workerUrl, workerData, provider: PROVIDER });
	return {
		id,
		dimensions: DIMENSIONS,
		embed: thread.embed,
		align: async (pair, { signal }) => {
			unlessAborted(signal, PROVIDER);
			const { alignment } = await thread.send({ pair });
			if (alignment) return alignment;
			throw new Failure('malformed', 'the embedder gave no alignment', { provider: PROVIDER });
		},
		close: thread.close
	};
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
