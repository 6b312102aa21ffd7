/**
 * `npm run replay <run> [-- --data ./data]`: folds a run's facts again and holds the view against what is stored, then
 * does the run again over its recorded searches, pages and answers, without a network, and says whether it ends in the
 * same report. Reads only, so a server may run beside it. Exit status 0: the same; 1: different; 2: it could not be told.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import type { Fact } from '../src/lib/research/facts.ts';
import { foldAll, type RunView } from '../src/lib/research/fold.ts';
import { cannotReplay, replay, type Replayed } from '../src/lib/server/house/replay/replay.ts';
import { readMeans, type MeansFile } from '../src/lib/server/library/centre.ts';
import { createLibrary } from '../src/lib/server/library/library.ts';
import type { RunRow, SnapshotStore, Traces } from '../src/lib/server/ports.ts';
import { createLocalEmbedder } from '../src/lib/server/providers/embed/local.ts';
import { createLanceIndex } from '../src/lib/server/providers/index/lance.ts';
import { openVectorCache } from '../src/lib/server/providers/index/vector-cache.ts';
import { MIGRATIONS } from '../src/lib/server/providers/journal/migrations.ts';
import { createSnapshots } from '../src/lib/server/providers/journal/snapshots.ts';
import { createSqliteJournal } from '../src/lib/server/providers/journal/sqlite.ts';
import { createTraces } from '../src/lib/server/providers/journal/traces.ts';

const USAGE = 'usage: npm run replay <run> [-- --data ./data]';
const MODEL = path.join(import.meta.dirname, '..', 'models', 'e5-small');

try {
	process.exitCode = await main();
} catch (error) {
	console.error(`replay: ${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = 2;
}

async function main(): Promise<number> {
	const { values, positionals } = parseArgs({
		options: { data: { type: 'string' } },
		allowPositionals: true
	});
	const [id] = positionals;
	if (id === undefined || positionals.length > 1) throw new Error(USAGE);
	const db = openReadOnly(path.resolve(values.data ?? process.env['DATA_DIR'] ?? './data'));
	try {
		const { journal, shelf } = createSqliteJournal(db, Date.now);
		const row = await shelf.find(id);
		if (!row) throw new Error(`there is no run ${id}`);
		const facts = await journal.read(id, 0);
		const kept = { snapshots: createSnapshots(db, Date.now), traces: createTraces(db) };
		const wrong = await foldedOtherwise(row, { facts, snapshots: kept.snapshots });
		console.log(wrong ?? `fold: ${facts.length} facts give the view that is stored`);
		const why = cannotReplay(facts);
		if (why !== null) {
			console.log(`replay: not done, ${why}`);
			return wrong === null ? 2 : 1;
		}
		const done = await withLibrary(kept, { id, facts });
		for (const line of told(done)) console.log(line);
		return done.same && wrong === null ? 0 : 1;
	} finally {
		db.close();
	}
}

/** The data folder's database, for reading. Throws when there is none, or one of another version. */
function openReadOnly(folder: string): DatabaseSync {
	const file = path.join(folder, 'groundwork.db');
	if (!existsSync(file)) throw new Error(`${file} is not there. ${USAGE}`);
	const db = new DatabaseSync(file, { readOnly: true });
	const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
	if (version === MIGRATIONS.length) return db;
	db.close();
	throw new Error(
		`${file} has schema ${version}, this version reads ${MIGRATIONS.length}. Start the server once to migrate it.`
	);
}

/** What the stored run says otherwise than its facts, in words; null when nothing. */
async function foldedOtherwise(
	row: RunRow,
	{ facts, snapshots }: { facts: readonly Fact[]; snapshots: SnapshotStore }
): Promise<string | null> {
	const view: RunView = foldAll(row.id, facts);
	if (view.seq !== row.lastSeq) return `fold: ${view.seq} facts, the run says ${row.lastSeq}`;
	if (facts.length > 0 && view.status !== row.status)
		return `fold: the facts say ${view.status}, the run says ${row.status}`;
	const hashes = new Map(view.sources.map((source) => [source.id, source.textHash]));
	for (const one of view.evidence) {
		const text = (await snapshots.find(hashes.get(one.sourceId) ?? ''))?.text;
		if (text?.slice(one.start, one.end) !== one.quote)
			return `fold: the quote of ${one.id} does not stand in the kept copy of ${one.sourceId}`;
	}
	return null;
}

/** The run done again over a fresh index in a temporary folder, with the built-in embedder. */
async function withLibrary(
	{ snapshots, traces }: { snapshots: SnapshotStore; traces: Traces },
	{ id, facts }: { id: string; facts: readonly Fact[] }
): Promise<Replayed> {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'groundwork-replay-'));
	const embedder = createLocalEmbedder({ folder: MODEL });
	const { dimensions, id: embedderId } = embedder;
	const cache = openVectorCache(folder);
	const index = createLanceIndex({ folder: path.join(folder, 'index'), dimensions, embedderId });
	const means = readMeans(
		JSON.parse(readFileSync(path.join(MODEL, 'means.json'), 'utf8')) as MeansFile
	);
	// What it read is kept already; nothing is written to the store.
	const kept: SnapshotStore = { find: snapshots.find, keep: () => Promise.resolve() };
	const library = createLibrary({ index, snapshots: kept, embedder, cache, means });
	try {
		return await replay({ id, facts, snapshots, traces, library, aligner: embedder });
	} finally {
		await embedder.close();
		await index.close();
		cache.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

function* told(done: Replayed): Generator<string> {
	for (const prompt of done.changedPrompts)
		yield `replay: the words of ${prompt} are not those of the record`;
	if (done.firstFact !== null) yield `replay: ${done.firstFact}`;
	yield done.same
		? `replay: the same report (${done.facts} facts)`
		: `replay: not the same report: ${done.difference}`;
}
