/** The engine on real parts: reader, journal, library by words; only the index is kept in memory, and the web is ours. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FactDraft } from '../../src/lib/research/facts.ts';
import { foldAll, isOver, type RunView } from '../../src/lib/research/fold.ts';
import type { Question } from '../../src/lib/research/run.ts';
import type { Steer } from '../../src/lib/research/steer.ts';
import { conduct } from '../../src/lib/server/engine/conduct.ts';
import type { Tools } from '../../src/lib/server/engine/tools.ts';
import { noMeans } from '../../src/lib/server/library/centre.ts';
import type { Collections } from '../../src/lib/server/collections/collections.ts';
import { openCollections } from '../../src/lib/server/house/collections.ts';
import { createHoldings } from '../../src/lib/server/library/holdings.ts';
import { createLibrary } from '../../src/lib/server/library/library.ts';
import { createCall } from '../../src/lib/server/net/call.ts';
import { pause } from '../../src/lib/server/net/politeness.ts';
import type {
	Index,
	IndexRow,
	Journal,
	SnapshotStore,
	Traces
} from '../../src/lib/server/ports.ts';
import { searchers } from '../../src/lib/server/providers/catalogue.ts';
import { createHttpFetcher } from '../../src/lib/server/providers/fetch/http.ts';
import { openDatabase } from '../../src/lib/server/providers/journal/database.ts';
import { createSnapshots } from '../../src/lib/server/providers/journal/snapshots.ts';
import { createSqliteJournal } from '../../src/lib/server/providers/journal/sqlite.ts';
import { createTraces } from '../../src/lib/server/providers/journal/traces.ts';
import { chooseEngines } from '../../src/lib/server/providers/search/choose.ts';
import { createFederation } from '../../src/lib/server/providers/search/federation.ts';
import { LiveRun } from '../../src/lib/server/runs/live-run.ts';
import { createExtractPool, type ExtractPool } from '../../src/lib/server/web/extract/pool.ts';
import { createWeb } from '../../src/lib/server/web/read.ts';
import { canonicalUrl, samePage } from '../../src/lib/server/web/url.ts';
import { startFixtureWeb, type FixtureFiles, type FixtureWeb } from '../fixtures/web.ts';

/** The process "dies" after so many appends: nothing it does later reaches the journal. */
export class Died extends Error {}

export function memoryIndex(): Index {
	let rows: IndexRow[] = [];
	return {
		add: (more) => Promise.resolve(void rows.push(...more)),
		words: (query, { scopes, sources, limit }) => {
			const asked = new Set(query.toLowerCase().match(/\p{L}+/gu) ?? []);
			const found = rows
				.filter((row) => scopes.includes(row.scope))
				.filter((row) => sources?.includes(row.sourceId) ?? true)
				.map(({ passageId, sourceId, text }) => ({
					passageId,
					sourceId,
					score: [...asked].filter((word) => text.toLowerCase().includes(word)).length
				}))
				.filter(({ score }) => score > 0)
				.sort((a, b) => b.score - a.score || (a.passageId < b.passageId ? -1 : 1));
			return Promise.resolve(found.slice(0, limit));
		},
		nearest: () => Promise.resolve([]),
		vectors: () => Promise.resolve(),
		count: (scope) => Promise.resolve(rows.filter((row) => row.scope === scope).length),
		forget: (scope, sourceId) => {
			const goes = (row: IndexRow) =>
				row.scope === scope && (sourceId === undefined || row.sourceId === sourceId);
			rows = rows.filter((row) => !goes(row));
			return Promise.resolve();
		},
		close: () => Promise.resolve()
	};
}

export interface WorkOptions {
	readonly dieAfter?: number;
	readonly enough?: AbortSignal;
	readonly stop?: AbortSignal;
	/** Is handed the run before it is worked on. */
	readonly live?: (run: LiveRun) => void;
}

export interface Bench {
	readonly web: FixtureWeb;
	readonly close: () => Promise<void>;
	/** Works on a run until it ends or dies after `appends` appends; gives the number of appends made. */
	work(id: string, options?: WorkOptions): Promise<number>;
	/** Works on a run until its view is as wanted, then dies. */
	workUntil(id: string, wanted: (view: RunView) => boolean): Promise<void>;
	start(question: Partial<Question> & { text: string }): Promise<string>;
	view(id: string): Promise<RunView>;
	readonly journal: Journal;
	/** The kept copies and the texts of models, as a run on the bench keeps them. */
	readonly snapshots: SnapshotStore;
	readonly traces: Traces;
	steer(id: string, steer: Steer): Promise<void>;
	/** The user's own collections, filled by the same reader. */
	readonly collections: Collections;
	/** From now on runs have these models. */
	equip(models: Tools['models']): void;
	/** From now on no model may be asked, for this reason; null: they may again. */
	cap(reason: string | null): void;
	/** Opens a finished run again, as an upgrade does. */
	reopen(id: string): Promise<void>;
	/** Ends a run that died, as "stop" does. */
	giveUp(id: string): Promise<void>;
	/** What every table of the journal's database holds, as JSON, by its name. */
	tables(): ReadonlyMap<string, string>;
}

interface Opening {
	readonly files?: FixtureFiles;
	readonly hurry?: number; // by how much the engine's limits of time come sooner
	readonly started?: FixtureWeb; // another web than the fixtures'
	readonly search?: Tools['search']; // in place of the fixtures' engine
}

/** Opens the bench; without models it works by rules alone. */
export async function openBench(
	first: Tools['models'] = () => [],
	{ files = {}, hurry = 1, started, search }: Opening = {}
): Promise<Bench> {
	let models = first;
	let capped: string | null = null;
	const purse = {
		take: () =>
			Promise.resolve(
				capped === null ? { lacking: null, end: () => undefined } : { lacking: capped }
			)
	};
	const web = started ?? (await startFixtureWeb({ files, slowMs: 50 }));
	const folder = mkdtempSync(join(tmpdir(), 'golden-'));
	const pool = createExtractPool({ size: 1 });
	let clock = 1_700_000_000_000;
	const now = () => (clock += 1);
	const db = openDatabase(join(folder, 'journal.db'));
	const stores = createSqliteJournal(db, now);
	const { call, close } = createCall({
		proxy: web.url,
		userAgent: 'Groundwork test',
		spacingMs: 0
	});
	let ids = 0;
	const fetcher = createHttpFetcher(call);
	const index = memoryIndex();
	const cache = { get: () => new Map<string, Float32Array>(), put: () => undefined };
	const snapshots = createSnapshots(db, now);
	const { collections, reader } = await openCollections({
		...{ db, dataDir: folder, snapshots, fetcher, now },
		holdings: createHoldings({ index, snapshots, embedder: null, cache, means: noMeans }),
		web: createWeb({ fetcher, pool, now }),
		caps: { fileBytes: 100_000, files: 50, pages: 20, roots: [] },
		onError: (where, error) => {
			throw new Error(where, { cause: error });
		}
	});
	return {
		web,
		collections,
		journal: stores.journal,
		snapshots,
		traces: createTraces(db),
		start: async (question) => {
			const id = `run-${(ids += 1)}`;
			const whole: Question = {
				effort: 'standard',
				language: 'en',
				limits: {},
				scope: { allow: [], deny: [], urls: [] },
				...question
			};
			await stores.shelf.create({ id, question: whole, at: now() });
			return id;
		},
		work: async (id, options = {}) => {
			const tools = toolsFor({
				...{ web, pool, call, now, models, purse, collections: reader, snapshots, hurry, search },
				traces: createTraces(db)
			});
			return workOn(id, { stores, tools, now, ...options });
		},
		workUntil: async (id, wanted) => {
			const tools = toolsFor({
				...{ web, pool, call, now, models, purse, collections: reader, snapshots, hurry, search },
				traces: createTraces(db)
			});
			await workOn(id, { stores, tools, now, wanted });
		},
		steer: (id, steer) => stores.controls.steer(id, steer, now()),
		equip: (others) => void (models = others),
		cap: (reason) => void (capped = reason),
		reopen: async (id) => {
			const { epoch } = await stores.shelf.claim(id);
			const run = await LiveRun.open(id, { journal: stores.journal, epoch, now });
			await run.append(() => [{ type: 'run.resumed' }]);
		},
		giveUp: async (id) => {
			const { epoch } = await stores.shelf.claim(id);
			const run = await LiveRun.open(id, { journal: stores.journal, epoch, now });
			await run.close({ type: 'run.stopped', reason: 'Stopped on request.' });
		},
		tables: () => {
			const names = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
			return new Map(
				names.map(({ name }) => {
					const rows = db.prepare(`SELECT * FROM "${String(name)}"`).all();
					return [String(name), JSON.stringify(rows)];
				})
			);
		},
		view: async (id) => foldAll(id, await stores.journal.read(id, 0)),
		close: async () => {
			await collections.close();
			await Promise.all([pool.close(), close(), web.close()]);
			db.close();
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

interface Parts {
	readonly web: FixtureWeb;
	readonly pool: ExtractPool;
	readonly call: ReturnType<typeof createCall>['call'];
	readonly now: () => number;
	readonly snapshots: ReturnType<typeof createSnapshots>;
	readonly traces: Traces;
	readonly models: Tools['models'];
	readonly purse: Tools['purse'];
	readonly collections: Tools['collections'];
	readonly hurry: number;
	readonly search: Tools['search'] | undefined;
}

/** A new process has new tools: nothing in memory survives, only the journal and the kept copies. */
function toolsFor(parts: Parts): Tools {
	const { web, pool, call, now, snapshots, traces, models, purse, collections, hurry } = parts;
	const { search } = parts;
	const settings = { SEARXNG_URL: web.url, SEARCH_ENGINES: 'searxng' };
	const { engines } = chooseEngines(searchers, { settings, tools: { call } });
	const cache = { get: () => new Map<string, Float32Array>(), put: () => undefined };
	return {
		search:
			search ??
			createFederation({
				engines,
				canonical: (url) => canonicalUrl(url),
				samePage,
				now: () => performance.now()
			}),
		web: createWeb({ fetcher: createHttpFetcher(call), pool, now }),
		library: createLibrary({
			index: memoryIndex(),
			snapshots,
			embedder: null,
			cache,
			means: noMeans
		}),
		collections,
		models,
		purse,
		traces,
		clock: { now, elapsed: () => 0, sleep: hastily(hurry), chance: () => 0 }
	};
}

/** Waits for a busy server are not sat out here; the longer ones are limits and must not end early. */
const WAITED_MS = 2_500;
function hastily(hurry: number): Tools['clock']['sleep'] {
	return (ms, signal) => pause(ms < WAITED_MS ? 0 : ms / hurry, signal);
}

interface Working extends WorkOptions {
	readonly stores: ReturnType<typeof createSqliteJournal>;
	readonly tools: Tools;
	readonly now: () => number;
	readonly wanted?: (view: RunView) => boolean; // dies when the view is so
}

async function workOn(
	id: string,
	{ stores, tools, now, dieAfter = Infinity, enough, stop, wanted, live }: Working
): Promise<number> {
	let appends = 0;
	const mortal: Journal = {
		read: stores.journal.read,
		append: async (runId, drafts: readonly FactDraft[], expected) => {
			if (appends >= dieAfter) throw new Died();
			const facts = await stores.journal.append(runId, drafts, expected);
			appends += 1;
			return facts;
		}
	};
	const { epoch } = await stores.shelf.claim(id);
	const steers = () => stores.controls.steers(id);
	const run = await LiveRun.open(id, { journal: mortal, epoch, now, steers });
	enough?.addEventListener('abort', () => run.obey('finish'));
	run.watch({
		fact: () => {
			if (wanted?.(run.view()) === true) run.end('shutdown');
		},
		delta: () => undefined
	});
	stop?.addEventListener('abort', () => run.obey('stop'));
	if (enough?.aborted) run.obey('finish');
	live?.(run);
	const row = await stores.shelf.find(id);
	try {
		if (run.view().seq === 0 && row)
			await run.append(() => [{ type: 'run.started', question: row.question }]);
		if (isOver(run.view()) && !(await run.reopen())) return appends;
		await conduct(run, tools);
	} catch (error) {
		const meant = error instanceof Died || run.ending === 'shutdown';
		if (!meant) throw error;
	}
	return appends;
}
