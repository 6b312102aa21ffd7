/**
 * `npm run reindex [-- --data ./data]`: throws the search index away and builds it again from the kept copies. The index
 * is derived: nothing is lost. Vectors are not made here; they come back from their cache, or as questions need them.
 * Needs the data folder to itself, so the server must be stopped.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { foldAll, type RunView } from '../src/lib/research/fold.ts';
import { noMeans } from '../src/lib/server/library/centre.ts';
import { createLibrary, type OpenLibrary } from '../src/lib/server/library/library.ts';
import type { SnapshotStore } from '../src/lib/server/ports.ts';
import { createLocalEmbedder } from '../src/lib/server/providers/embed/local.ts';
import { createLanceIndex } from '../src/lib/server/providers/index/lance.ts';
import { openVectorCache } from '../src/lib/server/providers/index/vector-cache.ts';
import { openDatabase } from '../src/lib/server/providers/journal/database.ts';
import { takeLock } from '../src/lib/server/providers/journal/lock.ts';
import { createSnapshots } from '../src/lib/server/providers/journal/snapshots.ts';
import { createSqliteJournal } from '../src/lib/server/providers/journal/sqlite.ts';

const PAGE = 50;

const { values } = parseArgs({ options: { data: { type: 'string' } } });
const folder = path.resolve(values.data ?? process.env['DATA_DIR'] ?? './data');
try {
	const { runs, passages } = await reindex(folder);
	console.log(`reindex: ${passages} passages of ${runs} runs`);
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}

/** Rebuilds the index of a data folder. Throws Failure when the folder is in use or the index cannot be written. */
async function reindex(dataDir: string): Promise<{ runs: number; passages: number }> {
	const lock = takeLock(dataDir);
	const derived = path.join(dataDir, 'derived');
	rmSync(path.join(derived, 'index'), { recursive: true, force: true });
	const db = openDatabase(path.join(dataDir, 'groundwork.db'));
	const { journal, shelf } = createSqliteJournal(db, Date.now);
	const snapshots = createSnapshots(db, Date.now);
	const embedder = createLocalEmbedder({
		folder: path.join(import.meta.dirname, '..', 'models', 'e5-small')
	});
	const { dimensions, id } = embedder;
	const index = createLanceIndex({
		folder: path.join(derived, 'index'),
		dimensions,
		embedderId: id
	});
	const cache = openVectorCache(derived);
	const library = createLibrary({ index, snapshots, embedder: null, cache, means: noMeans });
	const done = { runs: 0, passages: 0 };
	try {
		for (let before: string | undefined; ;) {
			const page = await shelf.list({ limit: PAGE, ...(before !== undefined && { before }) });
			for (const row of page) {
				const view = foldAll(row.id, await journal.read(row.id, 0));
				done.passages += await shelveRun(view, { library, snapshots });
				done.runs += 1;
			}
			before = page.at(-1)?.id;
			if (page.length < PAGE) return done;
		}
	} finally {
		await embedder.close();
		await index.close();
		cache.close();
		db.close();
		lock.release();
	}
}

/** Puts a run's kept copies on the shelf and waits until the index has them. Gives how many passages that were. */
async function shelveRun(
	view: RunView,
	{ library, snapshots }: { library: OpenLibrary; snapshots: SnapshotStore }
): Promise<number> {
	let passages = 0;
	for (const source of view.sources) {
		const snapshot = await snapshots.find(source.textHash);
		if (snapshot === undefined) continue;
		await library.shelve(view.id, source, snapshot);
		passages += snapshot.passages.length;
	}
	if (passages === 0) return 0;
	await library.find(view.question?.text ?? view.id, {
		...{ runId: view.id, sources: view.sources, language: view.question?.language ?? 'en' },
		...{ limit: 1, perSource: 1, embed: 0, signal: new AbortController().signal }
	});
	const { index, message } = library.state();
	if (index === 'failing') throw new Error(`The index cannot be written: ${message ?? 'unknown'}`);
	return passages;
}
