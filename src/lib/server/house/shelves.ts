/** Index, embedder and library, put together; and where the worker threads are. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EmbeddingBody } from '../../research/settings.ts';
import type { Config } from '../config.ts';
import { metMeans, readMeans, type Means, type MeansFile } from '../library/centre.ts';
import { createHoldings } from '../library/holdings.ts';
import { createLibrary } from '../library/library.ts';
import { createSwitchedShelf, type Shelf } from '../library/switching.ts';
import type { Download } from '../net/download.ts';
import { Failure } from '../net/failure.ts';
import { pause } from '../net/politeness.ts';
import type { Aligner, Embedder, SettingValues, SnapshotStore } from '../ports.ts';
import { createLocalEmbedder } from '../providers/embed/local.ts';
import { openRemoteEmbedder } from '../providers/embed/openai.ts';
import { createLanceIndex } from '../providers/index/lance.ts';
import { openVectorCache } from '../providers/index/vector-cache.ts';
import type { Places } from './door.ts';
import { mayAnswer, untilItAnswers, type Waiting } from './endpoint.ts';
import { openEmbedding } from './embedding.ts';

/** The address of a worker thread's code: built, or its source in development and tests. */
export function workerOf({ root, fromSource }: Places, name: string, source: string): URL {
	return fromSource
		? new URL(`../${source}`, import.meta.url)
		: pathToFileURL(join(root, 'build', 'workers', `${name}.js`));
}

export interface ShelvesOf {
	readonly places: Places;
	readonly snapshots: SnapshotStore;
	readonly values: SettingValues;
	readonly download: Download;
	readonly sleep?: Waiting['sleep']; // tests
}

/** Index, embedder and library. Without an embedder words go on alone; the reason is among the problems. */
export async function openShelves(
	config: Config,
	{ places, snapshots, values, download, sleep = pause }: ShelvesOf
) {
	const workerUrl = workerOf(places, 'embed', 'providers/embed/worker.ts');
	let usual = await openUsual(config, { places, workerUrl });
	const closing = new AbortController();
	let waiting: Promise<void> = Promise.resolve();
	const embedding = await openEmbedding(config, {
		...{ values, download, workerUrl },
		onError: places.onError,
		builtIn: usual.embedder?.id ?? 'none: words alone'
	});
	const stand = standing(config, snapshots);
	/** A larger model's shelf; without one, that of the usual embedder. */
	const shelfOf = (larger: Embedder | null) =>
		larger ? stand.shelfOf(larger, metMeans()) : stand.shelfOf(usual.embedder, usual.means);
	const shelf = createSwitchedShelf(shelfOf(embedding.ready()));
	return {
		library: shelf.library,
		holdings: shelf.holdings,
		aligner: usual.aligner,
		problems: () => [...usual.problems, ...embedding.problems()],
		embedding: {
			out: () => ({ ...embedding.out(), model: shelf.library.state().embedder }),
			choose: (body: EmbeddingBody) => embedding.choose(body),
			anew: () => embedding.anew()
		},
		/** From now on a chosen model is fetched and used; `switched` is told after each change of embedder. */
		begin: (switched: () => Promise<void>) => {
			embedding.begin((embedder) => {
				shelf.to(shelfOf(embedder));
				void switched(); // what the collections hold comes in beside what is being done
			});
			const { embed } = config;
			if (!embed || !usual.waits) return;
			waiting = untilItAnswers(() => openRemoteEmbedder(embed), { sleep, signal: closing.signal })
				.then((embedder) => {
					if (!embedder) return;
					usual = { ...usual, embedder, problems: [], waits: false };
					shelf.to(shelfOf(null));
					void switched();
				})
				.catch((error: unknown) => places.onError('embedding', error));
		},
		close: async () => {
			closing.abort();
			await waiting;
			await embedding.close();
			await usual.embedder?.close();
			await stand.close();
		}
	};
}

/** One shelf for each embedder that was in use, opened once. */
function standing(config: Config, snapshots: SnapshotStore) {
	const derived = join(config.dataDir, 'derived');
	const cache = openVectorCache(derived);
	const shelves = new Map<string, Shelf & { close(): Promise<void> }>();
	return {
		shelfOf: (embedder: Embedder | null, means: Means): Shelf => {
			const id = embedder?.id ?? 'none';
			const open = shelves.get(id);
			if (open) return open;
			const index = createLanceIndex({
				folder: join(derived, 'index'),
				dimensions: embedder?.dimensions ?? 8,
				embedderId: id
			});
			const parts = { index, snapshots, embedder, cache, means };
			const shelf = {
				library: createLibrary(parts),
				holdings: createHoldings(parts),
				close: () => index.close()
			};
			shelves.set(id, shelf);
			return shelf;
		},
		close: async () => {
			await Promise.all([...shelves.values()].map((shelf) => shelf.close()));
			cache.close();
		}
	};
}

interface Usual {
	readonly embedder: Embedder | null;
	readonly aligner: Aligner | null;
	readonly means: Means;
	readonly problems: readonly string[];
	readonly waits: boolean; // an endpoint that may answer later
}

/** The embedder that needs no fetching: an endpoint of the operator's, else the built-in model. */
async function openUsual(
	config: Config,
	{ places, workerUrl }: { places: Places; workerUrl: URL }
): Promise<Usual> {
	const folder = join(places.root, 'models', 'e5-small');
	try {
		if (config.embed) {
			const embedder = await openRemoteEmbedder(config.embed);
			return { embedder, aligner: null, means: metMeans(), problems: [], waits: false };
		}
		const embedder = createLocalEmbedder({ folder, workerUrl });
		const file = JSON.parse(readFileSync(join(folder, 'means.json'), 'utf8')) as MeansFile;
		const means = readMeans(file);
		return { embedder, aligner: embedder, means, problems: [], waits: false };
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		const waits = config.embed !== null && mayAnswer(error);
		const more = waits ? ' It is asked again until it answers.' : '';
		const problems = [`Embedder: ${error.message}. Retrieval goes on by words alone.${more}`];
		return { embedder: null, aligner: null, means: metMeans(), problems, waits };
	}
}
