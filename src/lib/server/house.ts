/** The house: the only place where concrete things meet. Opens everything in order and closes it the other way round. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Effort, Limits, ModelCall, Scope, Steer } from '../research/run.ts';
import { languageOf } from '../research/language.ts';
import type { RunView } from '../research/fold.ts';
import { Access } from './access.ts';
import type { Config } from './config.ts';
import { conduct } from './engine/conduct.ts';
import type { Clock } from './engine/tools.ts';
import { noMeans, readMeans, type MeansFile } from './library/centre.ts';
import { createLibrary, type OpenLibrary } from './library/library.ts';
import { createCall } from './net/call.ts';
import { Failure } from './net/failure.ts';
import { pause } from './net/politeness.ts';
import type {
	ControlKind,
	Embedder,
	Idempotency,
	ModelRole,
	Share,
	Snapshot,
	SnapshotStore,
	Traces
} from './ports.ts';
import { searchers } from './providers/catalogue.ts';
import { createLocalEmbedder } from './providers/embed/local.ts';
import { openRemoteEmbedder } from './providers/embed/openai.ts';
import { createHttpFetcher } from './providers/fetch/http.ts';
import { createLanceIndex } from './providers/index/lance.ts';
import { openVectorCache } from './providers/index/vector-cache.ts';
import { openDatabase } from './providers/journal/database.ts';
import { takeLock } from './providers/journal/lock.ts';
import { createSnapshots } from './providers/journal/snapshots.ts';
import { createSqliteJournal } from './providers/journal/sqlite.ts';
import { createTraces } from './providers/journal/traces.ts';
import { modelsByRole } from './providers/model/roles.ts';
import { chooseEngines } from './providers/search/choose.ts';
import { createFederation, type EngineHealth } from './providers/search/federation.ts';
import { Runs, type WatchHandle } from './runs/runs.ts';
import { createSharing, type Sharing } from './runs/shares.ts';
import { createExtractPool } from './web/extract/pool.ts';
import { createWeb } from './web/read.ts';
import { canonicalUrl } from './web/url.ts';

export interface AskInput {
	readonly text: string;
	readonly effort: Effort;
	readonly language?: string | undefined; // absent: the language of the question
	readonly limits?: Limits;
	readonly scope?: Scope;
}
export interface Health {
	readonly status: 'ok' | 'degraded';
	readonly version: string;
	readonly checks: {
		readonly search: readonly EngineHealth[];
		readonly library: ReturnType<OpenLibrary['state']>;
		readonly runs: { readonly working: number; readonly waiting: number };
	};
}
export interface SettingsSummary {
	readonly engines: readonly string[];
	readonly embedder: string;
	/** Models by role as "connection/model"; null without any: reports are then made of quotes alone. */
	readonly models: Readonly<Record<ModelRole, string>> | null;
	readonly problems: readonly string[];
}

/** What the rest of the server may do. Routes reach it as `locals.house`. */
export interface House {
	readonly access: Access;
	readonly version: string;
	ask(input: AskInput): Promise<{ id: string }>;
	view(id: string): Promise<RunView | null>;
	list: Parts['list'];
	control(id: string, kind: ControlKind): Promise<boolean>;
	steer(id: string, steer: Steer): Promise<boolean>;
	/** Writes a finished extractive report again with a model. */
	upgrade(id: string): Promise<boolean>;
	remove(id: string): Promise<boolean>;
	watch: Runs['watch'];
	snapshot(textHash: string): Promise<Snapshot | null>;
	share(id: string, expiresAt: number | null): Promise<{ token: string } | null>;
	unshare(id: string): Promise<void>;
	shareOf(id: string): Promise<Share | null>;
	shared(token: string): Promise<RunView | null>;
	/** A run's call to a model by its number from 1, with what was sent and what came back. Null when there is none. */
	traced(id: string, n: number): Promise<Traced | null>;
	readonly idempotency: Idempotency;
	settings(): SettingsSummary;
	health(): Health;
	/** Tells the lock where we serve. */
	serving(address: string): void;
	close(): Promise<void>;
}
export interface Traced {
	readonly call: ModelCall;
	readonly context: string | null;
	readonly answer: string | null;
}
export type { WatchHandle };

interface Parts {
	list(filter: {
		limit: number;
		before?: string;
		text?: string;
		status?: RunView['status'];
	}): Promise<{
		runs: readonly {
			id: string;
			title: string;
			status: RunView['status'];
			createdAt: number;
			updatedAt: number;
		}[];
		next: string | null;
	}>;
}

export interface Places {
	/** Where the product's own files are: models, and the built workers where there are some. */
	readonly root: string;
	/** Run the worker threads from their sources (development and tests). */
	readonly fromSource: boolean;
	readonly version: string;
	readonly onError: (where: string, error: unknown) => void;
}

const clock: Clock = {
	now: () => Date.now(),
	elapsed: () => performance.now(),
	sleep: pause
};

/** Opens the house. Throws Failure in words when the data folder is taken or damaged. */
export async function openHouse(config: Config, places: Places): Promise<House> {
	const lock = takeLock(config.dataDir);
	try {
		return await furnish(config, places, lock);
	} catch (error) {
		lock.release();
		throw error;
	}
}

async function furnish(
	config: Config,
	places: Places,
	lock: ReturnType<typeof takeLock>
): Promise<House> {
	const db = openDatabase(join(config.dataDir, 'groundwork.db'));
	const stores = createSqliteJournal(db, clock.now);
	const snapshots = createSnapshots(db, clock.now);
	const outside = createCall({
		userAgent: `Groundwork/${places.version} (self-hosted research; reads pages for one person)`,
		spacingMs: config.spacingMs,
		...(config.fetchProxy !== null && { proxy: config.fetchProxy })
	});
	const chosen = chooseEngines(searchers, {
		settings: config.search,
		tools: { call: outside.call }
	});
	const search = createFederation({
		engines: chosen.engines,
		canonical: (url) => canonicalUrl(url),
		now: clock.elapsed
	});
	const pool = createExtractPool({
		workerUrl: workerOf(places, 'extract', 'web/extract/worker.ts')
	});
	const web = createWeb({ fetcher: createHttpFetcher(outside.call), pool, now: clock.now });
	const shelves = await openShelves(config, places, snapshots);
	const models = modelsByRole(config.models);
	const traces = createTraces(db);
	const runs = new Runs({
		...stores,
		conduct,
		tools: { search, web, library: shelves.library, models, traces, clock },
		atOnce: config.runsAtOnce,
		onError: (id, error) => places.onError(`run ${id}`, error),
		forget: (id) => shelves.library.forget(id)
	});
	await runs.resumeAll();
	const sharing = createSharing({ shares: stores.shares, journal: stores.journal, now: clock.now });
	const engines = chosen.engines.map(({ searcher }) => searcher.name);
	return {
		...facesOf({ runs, stores, snapshots, traces, sharing }),
		access: new Access({ ...config, now: clock.now }),
		version: places.version,
		idempotency: stores.idempotency,
		settings: () => ({
			engines,
			embedder: shelves.library.state().embedder,
			models: config.models && {
				small: models('small')[0]?.id ?? '',
				medium: models('medium')[0]?.id ?? '',
				large: models('large')[0]?.id ?? ''
			},
			problems: [...chosen.problems, ...shelves.problems]
		}),
		health: () =>
			healthOf(places.version, {
				search: search.health(),
				library: shelves.library.state(),
				runs: runs.load()
			}),
		serving: (address) => lock.serve(address),
		close: async () => {
			await runs.close();
			await Promise.allSettled([pool.close(), outside.close(), shelves.close()]);
			db.close();
			lock.release();
		}
	};
}

function workerOf({ root, fromSource }: Places, name: string, source: string): URL {
	return fromSource
		? new URL(`./${source}`, import.meta.url)
		: pathToFileURL(join(root, 'build', 'workers', `${name}.js`));
}

/** Index, embedder and library. Without an embedder words go on alone; the reason is among the problems. */
async function openShelves(config: Config, places: Places, snapshots: SnapshotStore) {
	const problems: string[] = [];
	const folder = join(places.root, 'models', 'e5-small');
	const embedder = await openEmbedder(config, places, folder).catch((error: unknown) => {
		if (!(error instanceof Failure)) throw error;
		problems.push(`Embedder: ${error.message}. Retrieval goes on by words alone.`);
		return null;
	});
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
			: noMeans;
	const library = createLibrary({ index, snapshots, embedder, cache, means });
	return {
		library,
		problems,
		close: async () => {
			await embedder?.close();
			await index.close();
			cache.close();
		}
	};
}

async function openEmbedder(config: Config, places: Places, folder: string): Promise<Embedder> {
	if (config.embed) return openRemoteEmbedder(config.embed);
	return createLocalEmbedder({
		folder,
		workerUrl: workerOf(places, 'embed', 'providers/embed/worker.ts')
	});
}

interface Rooms {
	readonly runs: Runs;
	readonly stores: ReturnType<typeof createSqliteJournal>;
	readonly snapshots: SnapshotStore;
	readonly traces: Traces;
	readonly sharing: Sharing;
}

function facesOf({ runs, stores, snapshots, traces, sharing }: Rooms) {
	return {
		ask: async ({ text, effort, language, limits, scope }: AskInput) => {
			const question = {
				text,
				effort,
				language: language ?? languageOf(text),
				limits: limits ?? {},
				scope: scope ?? { allow: [], deny: [], urls: [] }
			};
			return { id: await runs.start(question) };
		},
		view: (id: string) => runs.view(id),
		list: async (filter: Parameters<Parts['list']>[0]) => {
			const rows = await stores.shelf.list({ ...filter, limit: filter.limit + 1 });
			const page = rows.slice(0, filter.limit);
			const next = rows.length > filter.limit ? (page.at(-1)?.id ?? null) : null;
			return {
				runs: page.map(({ id, title, status, createdAt, updatedAt }) => ({
					id,
					title,
					status,
					createdAt,
					updatedAt
				})),
				next
			};
		},
		control: (id: string, kind: ControlKind) => runs.control(id, kind),
		steer: (id: string, steer: Steer) => runs.steer(id, steer),
		upgrade: (id: string) => runs.upgrade(id),
		remove: (id: string) => runs.remove(id),
		watch: runs.watch.bind(runs),
		snapshot: async (textHash: string) => (await snapshots.find(textHash)) ?? null,
		share: async (id: string, expiresAt: number | null) => {
			const view = await runs.view(id);
			return view ? sharing.share(view, expiresAt) : null;
		},
		unshare: (id: string) => sharing.revoke(id),
		shareOf: async (id: string) => (await sharing.of(id)).at(-1) ?? null,
		// What was asked of which model is the owner's, not the reader's.
		shared: async (token: string) => {
			const view = await sharing.open(token);
			return view && { ...view, calls: [] };
		},
		traced: async (id: string, n: number) => {
			const call = (await runs.view(id))?.calls[n - 1];
			if (!call) return null;
			const textOf = (hash: string | null) => (hash === null ? null : traces.find(id, hash));
			const [context, answer] = [await textOf(call.contextHash), await textOf(call.answerHash)];
			return { call, context, answer };
		}
	};
}

function healthOf(version: string, checks: Health['checks']): Health {
	const searching = checks.search.some(
		(engine) => engine.state === 'ok' || engine.state === 'untried'
	);
	const degraded = !searching || checks.library.index === 'failing';
	return { status: degraded ? 'degraded' : 'ok', version, checks };
}
