/** Index, embedder and library, put together; and where the worker threads are. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Config } from '../config.ts';
import { metMeans, readMeans, type MeansFile } from '../library/centre.ts';
import { createHoldings } from '../library/holdings.ts';
import { createLibrary } from '../library/library.ts';
import { Failure } from '../net/failure.ts';
import type { Aligner, Embedder, SnapshotStore } from '../ports.ts';
import { createLocalEmbedder } from '../providers/embed/local.ts';
import { openRemoteEmbedder } from '../providers/embed/openai.ts';
import { createLanceIndex } from '../providers/index/lance.ts';
import { openVectorCache } from '../providers/index/vector-cache.ts';
import type { Places } from './door.ts';

/** The address of a worker thread's code: built, or its source in development and tests. */
export function workerOf({ root, fromSource }: Places, name: string, source: string): URL {
	return fromSource
		? new URL(`../${source}`, import.meta.url)
		: pathToFileURL(join(root, 'build', 'workers', `${name}.js`));
}

/** Index, embedder and library. Without an embedder words go on alone; the reason is among the problems. */
export async function openShelves(config: Config, places: Places, snapshots: SnapshotStore) {
	const problems: string[] = [];
	const folder = join(places.root, 'models', 'e5-small');
	const embedder = await openEmbedder(config, places, folder).catch((error: unknown) => {
		if (!(error instanceof Failure)) throw error;
		problems.push(`Embedder: ${error.message}. Retrieval goes on by words alone.`);
		return null;
	});
	const aligner = embedder && isAligner(embedder) ? embedder : null;
	const derived = join(config.dataDir, 'derived');
	const cache = openVectorCache(derived);
	const index = createLanceIndex({
		folder: join(derived, 'index'),
		dimensions: embedder?.dimensions ?? 8,
		embedderId: embedder?.id ?? 'none'
	});
	const means =
		config.embed === null && embedder
			? readMeans(JSON.parse(readFileSync(join(folder, 'means.json'), 'utf8')) as MeansFile)
			: metMeans();
	const parts = { index, snapshots, embedder, cache, means };
	const library = createLibrary(parts);
	return {
		library,
		holdings: createHoldings(parts),
		aligner,
		problems,
		embedding: () => ({ model: library.state().embedder, locked: config.embed !== null }),
		close: async () => {
			await embedder?.close();
			await index.close();
			cache.close();
		}
	};
}

/** Only the built-in model shows the states of single pieces; an endpoint of the operator's gives whole vectors. */
function isAligner(embedder: Embedder): embedder is Embedder & Aligner {
	return 'align' in embedder;
}

async function openEmbedder(config: Config, places: Places, folder: string): Promise<Embedder> {
	if (config.embed) return openRemoteEmbedder(config.embed);
	return createLocalEmbedder({
		folder,
		workerUrl: workerOf(places, 'embed', 'providers/embed/worker.ts')
	});
}
