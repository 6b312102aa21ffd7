/**
 * Words and vectors over passages in LanceDB: one table per embedder, tokenizer `icu` (the setting that decides Chinese:
 * nDCG 0.96 against 0.11 with the default). Derived: a folder that cannot be read is set aside and made anew.
 */
import { rmSync } from 'node:fs';
import {
	connect,
	Index as LanceIndex,
	MatchQuery,
	Session,
	type Connection,
	type Table
} from '@lancedb/lancedb';
import { Field, FixedSizeList, Float32, Schema, Utf8 } from 'apache-arrow';
import { Failure } from '../../net/failure.ts';
import type { Index, IndexMatch, IndexRow, IndexScope } from '../../ports.ts';

export interface LanceSettings {
	readonly folder: string;
	/** Of the embedder whose vectors it holds; vectors of another dimension are refused. */
	readonly dimensions: number;
	readonly embedderId: string;
}

const PROVIDER = 'lancedb';
const TIDY_AFTER = 40; // writes between two compactions
const TRIES = 3;
// Bytes. LanceDB keeps up to 6 GB and 1 GB by itself, and every write makes a new version of what it kept.
const CACHED = { index: 16n * 1024n ** 2n, metadata: 8n * 1024n ** 2n };

export function createLanceIndex(settings: LanceSettings): Index {
	const { dimensions } = settings;
	const name = `scoped_${settings.embedderId.replace(/[^a-z0-9]/giu, '_')}_${dimensions}`;
	let opened: Promise<Opened> | null = null;
	let writes = 0;
	let queue: Promise<unknown> = Promise.resolve();
	const table = async () => (await (opened ??= openTable(settings, name))).table;

	/** Writers stand in one line: concurrent index and optimize calls conflict. */
	const inLine = <T>(work: (table: Table) => Promise<T>): Promise<T> => {
		const job = queue.then(async () => withRetry(async () => work(await table())));
		queue = job.catch(() => undefined);
		return job;
	};
	const check = (vector: Float32Array) => {
		if (vector.length === dimensions) return;
		const message = `a vector of ${vector.length} numbers does not fit this index of ${dimensions}`;
		throw new Failure('malformed', message, { provider: PROVIDER });
	};
	return {
		add: async (rows) => {
			if (rows.length === 0) return;
			for (const { vector } of rows) if (vector) check(vector);
			await inLine(async (lance) => {
				await lance.add(rows.map(recordOf));
				writes += 1;
				if (writes % TIDY_AFTER === 1) await tidy(lance);
			});
		},
		vectors: async (scope, vectors) => {
			if (vectors.size === 0) return;
			for (const vector of vectors.values()) check(vector);
			await inLine((lance) => fillVectors(lance, scope, vectors));
		},
		words: async (query, within) => {
			const text = query.trim().slice(0, 1_000);
			if (text === '') return [];
			const lance = await settledTable(queue, table);
			const found = await lance
				.query()
				.fullTextSearch(new MatchQuery(text, 'text'))
				.where(whereOf(within))
				.select(['passage_id', 'source_id', '_score'])
				.limit(within.limit)
				.toArray();
			return found.map((row: Record<string, unknown>) => matchOf(row, Number(row['_score'])));
		},
		nearest: async (vector, within) => {
			check(vector);
			const lance = await settledTable(queue, table);
			const found = await lance
				.query()
				.nearestTo([...vector])
				.column('vector')
				.distanceType('dot')
				.where(`${whereOf(within)} AND vector IS NOT NULL`)
				.select(['passage_id', 'source_id', '_distance'])
				.limit(within.limit)
				.toArray();
			return found.map((row: Record<string, unknown>) =>
				matchOf(row, 1 - Number(row['_distance']))
			);
		},
		count: async (scope) =>
			(await settledTable(queue, table)).countRows(`scope = ${quoted(scope)}`),
		forget: (scope, sourceId) => {
			const within = {
				scopes: [scope],
				limit: 0,
				...(sourceId !== undefined && { sources: [sourceId] })
			};
			return inLine(async (lance) => void (await lance.delete(whereOf(within))));
		},
		close: async () => {
			await queue;
			if (!opened) return;
			const { connection, table: lance } = await opened;
			lance.close();
			connection.close();
		}
	};
}

async function fillVectors(
	lance: Table,
	scope: string,
	vectors: ReadonlyMap<string, Float32Array>
): Promise<void> {
	const ids = [...vectors.keys()].map(quoted).join(',');
	const known = await lance
		.query()
		.where(`scope = ${quoted(scope)} AND passage_id IN (${ids})`)
		.toArray();
	const rows = known.map((row: Record<string, unknown>) => ({
		...plainRow(row),
		vector: [...(vectors.get(String(row['passage_id'])) ?? [])]
	}));
	if (rows.length > 0) await lance.mergeInsert('key').whenMatchedUpdateAll().execute(rows);
}

async function settledTable(queue: Promise<unknown>, table: () => Promise<Table>): Promise<Table> {
	await queue; // what was added before is found
	return table();
}

interface Opened {
	readonly connection: Connection;
	readonly table: Table;
}

async function openTable(settings: LanceSettings, name: string): Promise<Opened> {
	try {
		return await openOrMake(settings, name);
	} catch {
		// Only derived data lives here: what cannot be opened is made anew, and runs shelve their passages again.
		rmSync(settings.folder, { recursive: true, force: true });
		return openOrMake(settings, name);
	}
}

async function openOrMake({ folder, dimensions }: LanceSettings, name: string): Promise<Opened> {
	const session = new Session(CACHED.index, CACHED.metadata);
	const connection = await connect(folder, { readConsistencyInterval: 0, session });
	const names = await connection.tableNames();
	// Tables of the first version knew runs only.
	for (const old of names) if (old.startsWith('passages_')) await connection.dropTable(old);
	if (names.includes(name)) {
		return { connection, table: await connection.openTable(name) };
	}
	const text = (field: string) => new Field(field, new Utf8(), false);
	const vector = new FixedSizeList(dimensions, new Field('item', new Float32(), true));
	const schema = new Schema([
		text('key'),
		text('scope'),
		text('source_id'),
		text('passage_id'),
		text('text_hash'),
		text('language'),
		text('text'),
		new Field('vector', vector, true)
	]);
	const table = await connection.createEmptyTable(name, schema);
	await table.createIndex('text', {
		config: LanceIndex.fts({ baseTokenizer: 'icu', withPosition: false })
	});
	return { connection, table };
}

function recordOf(row: IndexRow) {
	return {
		key: `${row.scope}/${row.passageId}`,
		scope: row.scope,
		source_id: row.sourceId,
		passage_id: row.passageId,
		text_hash: row.textHash,
		language: row.language,
		text: row.text,
		vector: row.vector ? [...row.vector] : null
	};
}

function plainRow(row: Record<string, unknown>) {
	const fields = ['key', 'scope', 'source_id', 'passage_id', 'text_hash', 'language', 'text'];
	return Object.fromEntries(fields.map((field) => [field, String(row[field])]));
}

function matchOf(row: Record<string, unknown>, score: number): IndexMatch {
	return { passageId: String(row['passage_id']), sourceId: String(row['source_id']), score };
}

function whereOf({ scopes, sources }: IndexScope): string {
	const within = `scope IN (${scopes.map(quoted).join(',')})`;
	return sources === undefined
		? within
		: `${within} AND source_id IN (${sources.map(quoted).join(',')})`;
}

function quoted(value: string): string {
	return `'${value.replaceAll("'", "''")}'`;
}

async function tidy(table: Table): Promise<void> {
	await table.optimize({ cleanupOlderThan: new Date(Date.now() - 60_000) });
}

async function withRetry<T>(work: () => Promise<T>): Promise<T> {
	for (let attempt = 1; ; attempt += 1) {
		try {
			return await work();
		} catch (error) {
			const conflict = error instanceof Error && /retryable|conflict/iu.test(error.message);
			if (!conflict || attempt >= TRIES) throw error;
		}
	}
}
