/** Collections, their crawls and their documents in the journal's database: the queue of documents is a status. */
import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { Collection, Crawl } from '../../../research/collection.ts';
import type { CollectionShelf, CrawlShelf, DocumentShelf } from '../../ports/collections.ts';
import { createDocuments } from './documents.ts';
import { settle, together } from './sqlite.ts';

type Row = Record<string, SQLOutputValue>;

export interface CollectionStores {
	readonly collections: CollectionShelf;
	readonly documents: DocumentShelf;
	readonly crawls: CrawlShelf;
}

/** `now` stamps what is queued, so that collections take turns. */
export function createCollectionStores(db: DatabaseSync, now: () => number): CollectionStores {
	const documents = createDocuments(db, now);
	return {
		collections: createCollections(db, documents),
		documents,
		crawls: createCrawls(db)
	};
}

function createCollections(db: DatabaseSync, documents: DocumentShelf): CollectionShelf {
	const insert = db.prepare(
		'INSERT INTO collections (id, name, created_at, updated_at) VALUES (?, ?, ?, ?)'
	);
	const find = db.prepare('SELECT * FROM collections WHERE id = ?');
	const all = db.prepare('SELECT * FROM collections ORDER BY name COLLATE NOCASE, id');
	const rename = db.prepare('UPDATE collections SET name = ?, updated_at = ? WHERE id = ?');
	const remove = db.prepare('DELETE FROM collections WHERE id = ?');
	const texts = db.prepare(
		'DELETE FROM snapshots WHERE text_hash IN (SELECT text_hash FROM documents WHERE collection_id = ?) AND text_hash NOT IN (SELECT text_hash FROM run_texts) AND text_hash NOT IN (SELECT text_hash FROM documents WHERE text_hash IS NOT NULL AND collection_id <> ?)'
	);
	const blobs = db.prepare(
		'SELECT DISTINCT raw_hash FROM documents WHERE collection_id = ? AND raw_hash IS NOT NULL AND raw_hash NOT IN (SELECT raw_hash FROM documents WHERE raw_hash IS NOT NULL AND collection_id <> ?)'
	);
	const whole = async (row: Row): Promise<Collection> => {
		const id = String(row['id']);
		return Collection.parse({
			id,
			name: row['name'],
			createdAt: row['created_at'],
			updatedAt: row['updated_at'],
			counts: await documents.counts(id)
		});
	};
	return {
		create: ({ id, name, at }) => settle(() => void insert.run(id, name, at, at)),
		find: async (id) => {
			const row = find.get(id);
			return row && (await whole(row));
		},
		list: () => Promise.all(all.all().map(whole)),
		rename: (id, name, at) => settle(() => rename.run(name, at, id).changes > 0),
		remove: (id) =>
			settle(() =>
				together(db, () => {
					const hashes = blobs.all(id, id).map((row) => String(row['raw_hash']));
					texts.run(id, id);
					remove.run(id);
					return hashes;
				})
			)
	};
}

const CRAWL_COLUMNS: Readonly<Record<string, string>> = {
	depth: 'depth',
	pages: 'pages',
	status: 'status',
	message: 'message',
	startedAt: 'started_at',
	endedAt: 'ended_at'
};

function createCrawls(db: DatabaseSync): CrawlShelf {
	const insert = db.prepare(
		"INSERT INTO crawls (id, collection_id, url, depth, pages, status, message) VALUES (?, ?, ?, ?, ?, 'queued', '')"
	);
	const find = db.prepare('SELECT * FROM crawls WHERE id = ?');
	const ofCollection = db.prepare('SELECT * FROM crawls WHERE collection_id = ? ORDER BY rowid');
	const open = db.prepare(
		"SELECT * FROM crawls WHERE status IN ('queued', 'crawling') ORDER BY rowid"
	);
	const remove = db.prepare('DELETE FROM crawls WHERE id = ?');
	return {
		create: ({ id, collectionId, url, depth, pages }) =>
			settle(() => void insert.run(id, collectionId, url, depth, pages)),
		find: (id) =>
			settle(() => {
				const row = find.get(id);
				return row && crawlOf(row);
			}),
		list: (collectionId) =>
			settle(() =>
				(collectionId === null ? open.all() : ofCollection.all(collectionId)).map(crawlOf)
			),
		change: (id, patch) =>
			settle(() => changeRow(db, { table: 'crawls', columns: CRAWL_COLUMNS, id, patch })),
		remove: (id) => settle(() => void remove.run(id))
	};
}

function crawlOf(row: Row): Crawl {
	return Crawl.parse({
		id: row['id'],
		collectionId: row['collection_id'],
		url: row['url'],
		depth: row['depth'],
		pages: row['pages'],
		status: row['status'],
		message: row['message'],
		startedAt: row['started_at'],
		endedAt: row['ended_at']
	});
}

function changeRow(
	db: DatabaseSync,
	{
		table,
		columns,
		id,
		patch
	}: {
		table: string;
		columns: Readonly<Record<string, string>>;
		id: string;
		patch: Readonly<Record<string, unknown>>;
	}
): void {
	const set = Object.entries(patch).flatMap(([key, value]) => {
		const column = columns[key];
		return column === undefined ? [] : [{ column, value: value as SQLInputValue }];
	});
	if (set.length === 0) return;
	const sql = `UPDATE ${table} SET ${set.map(({ column }) => `${column} = ?`).join(', ')} WHERE id = ?`;
	db.prepare(sql).run(...set.map(({ value }) => value), id);
}
