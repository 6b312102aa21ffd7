/** The house: the only place where concrete things meet. Opens everything in order and closes it the other way round. */
import { join } from 'node:path';
import { Access } from './access.ts';
import type { Config } from './config.ts';
import { conduct } from './engine/conduct.ts';
import type { Clock } from './engine/tools.ts';
import { openBrowser } from './house/browser.ts';
import { openCollections } from './house/collections.ts';
import { openJournal } from './house/journal.ts';
import { facesOf, healthOf, namesOf } from './house/faces.ts';
import { measuring } from './house/measure.ts';
import { openMoney } from './house/money.ts';
import { openSearch } from './house/searching.ts';
import { createSetup } from './house/setup.ts';
import type { House, Places } from './house/door.ts';
import { openShelves, workerOf } from './house/shelves.ts';
import { createCall } from './net/call.ts';
import { pause } from './net/politeness.ts';
import type { ModelRole } from './ports.ts';
import { createHttpFetcher } from './providers/fetch/http.ts';
import { openDatabase } from './providers/journal/database.ts';
import { takeLock } from './providers/journal/lock.ts';
import { createSnapshots } from './providers/journal/snapshots.ts';
import { createTraces } from './providers/journal/traces.ts';
import { createSettingValues } from './providers/settings/sqlite.ts';
import { createLookout, LOCAL_PLACES } from './providers/model/discover.ts';
import { Runs } from './runs/runs.ts';
import { createSharing } from './runs/shares.ts';
import { createExtractPool } from './web/extract/pool.ts';
import { createWeb } from './web/read.ts';

export type { AskInput, Health, House, Places, Traced, WatchHandle } from './house/door.ts';

const clock: Clock = {
	now: () => Date.now(),
	elapsed: () => performance.now(),
	chance: () => Math.random(),
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
	const snapshots = createSnapshots(db, clock.now);
	const userAgent = `Groundwork/${places.version} (self-hosted research; reads pages for one person)`;
	const { spacingMs, fetchProxy: proxy } = config;
	const outside = createCall({ userAgent, spacingMs, ...(proxy !== null && { proxy }) });
	const { stores, telemetry } = openJournal(db, { config, places, outside, clock });
	const { search, engines, searching, health, problems } = openSearch(config, outside.call);
	const { pool, fetcher, browser, web } = await openWeb(config, { places, outside, userAgent });
	const shelves = await openShelves(config, {
		...{ places, snapshots, download: outside.download },
		values: createSettingValues(db, clock.now)
	});
	const { collections, reader } = await openCollections({
		...{ db, snapshots, fetcher, web, dataDir: config.dataDir, caps: config.collections },
		...{ holdings: shelves.holdings, now: clock.now, onError: places.onError }
	});
	shelves.begin(() => collections.restock());
	const { learning, purse, ...money } = await openMoney(config, { db, ledger: stores.ledger });
	const models = (role: ModelRole) => money.connections.models(role);
	const on = () => money.limits.now.findLocal;
	const lookout = createLookout({ places: LOCAL_PLACES, on, now: clock.now });
	const traces = createTraces(db);
	const library = shelves.library;
	const tools = { search, web, library, collections: reader, models, purse, traces, clock };
	const runs = new Runs({
		...stores,
		conduct: learning(conduct),
		tools: { ...tools, ...(shelves.aligner && { aligner: shelves.aligner }) },
		atOnce: config.runsAtOnce,
		restOf: money.offPeak.restOf,
		onError: (id, error) => places.onError(`run ${id}`, error),
		forget: (id) => shelves.library.forget(id)
	});
	await runs.resumeAll();
	const sharing = createSharing({ shares: stores.shares, journal: stores.journal, now: clock.now });
	return {
		...facesOf({ runs, stores, snapshots, traces, sharing, offPeak: money.offPeak }),
		access: new Access({ ...config, now: clock.now }),
		version: places.version,
		idempotency: stores.idempotency,
		collections,
		settings: () => ({
			engines,
			searching,
			embedder: shelves.library.state().embedder,
			models: namesOf(models),
			problems: [...problems, ...shelves.problems()]
		}),
		setup: createSetup({
			...money,
			purse,
			ledger: stores.ledger,
			engines: health,
			embedding: shelves.embedding,
			local: () => lookout.seen(),
			measure: measuring(stores.ledger, clock.now)
		}),
		health: () =>
			healthOf(places.version, {
				search: health(),
				library: shelves.library.state(),
				browser: browser.health(),
				runs: runs.load()
			}),
		serving: (address) => lock.serve(address),
		close: async () => {
			await runs.close();
			await collections.close();
			await telemetry.close();
			await Promise.allSettled([pool.close(), browser.close(), outside.close(), shelves.close()]);
			db.close();
			lock.release();
		}
	};
}

/** How pages are read: the fetcher, the browser for pages that need one, and the threads that take their text out. */
async function openWeb(
	config: Config,
	{
		places,
		outside,
		userAgent
	}: { places: Places; outside: ReturnType<typeof createCall>; userAgent: string }
) {
	const pool = createExtractPool({
		workerUrl: workerOf(places, 'extract', 'web/extract/worker.ts')
	});
	const fetcher = createHttpFetcher(outside.call);
	const browser = await openBrowser(config, { userAgent, turn: outside.turn });
	const web = createWeb({ fetcher, browser, pool, now: clock.now });
	return { pool, fetcher, browser, web };
}
