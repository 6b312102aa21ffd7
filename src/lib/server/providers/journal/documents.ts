/** Documents of collections: one row each, found, queued, taken and changed. */
import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { Counts, Document } from '../../../research/collection.ts';
import type { DocumentFilter, DocumentShelf } from '../../ports/collections.ts';
import { settle, together } from './sqlite.ts';

type Row = Record<string, SQLOutputValue>;

const COLUMNS: Readonly<Record<keyof Document, string>> = {
	id: 'id',
	collectionId: 'collection_id',
	crawlId: 'crawl_id',
	origin: 'origin',
	name: 'name',
	url: 'url',
	depth: 'depth',
	status: 'status',
	reason: 'reason',
	message: 'message',
	rawHash: 'raw_hash',
	bytes: 'bytes',
	textHash: 'text_hash',
	title: 'title',
	author: 'author',
	publishedAt: 'published_at',
	updatedAt: 'updated_at',
	licence: 'licence',
	language: 'language',
	truncated: 'truncated',
	textLength: 'text_length',
	passageCount: 'passage_count',
	etag: 'etag',
	modified: 'modified',
	embedded: 'embedded',
	addedAt: 'added_at',
	readAt: 'read_at'
};

export function createDocuments(db: DatabaseSync, now: () => number): DocumentShelf {
	const find = db.prepare('SELECT * FROM documents WHERE id = ?');
	const take = db.prepare(
		"UPDATE documents SET status = 'reading' WHERE id = (SELECT id FROM documents WHERE status = 'queued' ORDER BY queued_at, seq LIMIT 1) RETURNING *"
	);
	const waits = db.prepare(
		"SELECT * FROM documents WHERE status = 'read' AND passage_count > 0 AND (embedded IS NULL OR embedded <> ?) ORDER BY collection_id, seq LIMIT ?"
	);
	const crawled = db.prepare(
		"SELECT count(*) AS all_of, count(*) FILTER (WHERE status IN ('queued', 'reading')) AS open, count(*) FILTER (WHERE status = 'read') AS read FROM documents WHERE crawl_id = ?"
	);
	const kept = db.prepare(
		"UPDATE documents SET status = 'read', reason = NULL, message = '' WHERE collection_id = ? AND status IN ('queued', 'reading') AND text_hash IS NOT NULL"
	);
	const ended = db.prepare(
		"UPDATE documents SET status = 'failed', reason = ?, message = ? WHERE collection_id = ? AND status IN ('queued', 'reading')"
	);
	return {
		...createEnds(db, now),
		find: (id) => settle(() => documentOf(find.get(id))),
		list: (filter) => settle(() => listRows(db, filter)),
		next: () => settle(() => documentOf(take.get())),
		change: (id, patch) => settle(() => change(db, id, patch)),
		requeue: (filter) => settle(() => requeue(db, now, filter)),
		cancel: (collectionId, { reason, message }) =>
			settle(() =>
				together(db, () => {
					kept.run(collectionId);
					ended.run(reason, message, collectionId);
				})
			),
		unembedded: (embedder, limit) =>
			settle(() => {
				const found = waits.all(embedder, limit).flatMap((row) => documentOf(row) ?? []);
				return found.filter((one) => one.collectionId === found[0]?.collectionId);
			}),
		ofCrawl: (crawlId) =>
			settle(() => {
				const row = crawled.get(crawlId);
				return {
					all: Number(row?.['all_of'] ?? 0),
					open: Number(row?.['open'] ?? 0),
					read: Number(row?.['read'] ?? 0)
				};
			}),
		counts: (collectionId) => settle(() => countsOf(db, collectionId))
	};
}

/** How a document comes and goes. */
function createEnds(
	db: DatabaseSync,
	now: () => number
): Pick<DocumentShelf, 'add' | 'remove' | 'forgetText'> {
	const known = db.prepare(
		'SELECT id, raw_hash, status FROM documents WHERE collection_id = ? AND name = ?'
	);
	const insert = db.prepare(
		"INSERT INTO documents (id, collection_id, crawl_id, origin, name, url, depth, status, message, raw_hash, bytes, title, language, truncated, text_length, passage_count, added_at, queued_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'queued', '', ?, ?, '', '', 0, 0, 0, ?, ?)"
	);
	const replace = db.prepare(
		"UPDATE documents SET raw_hash = ?, bytes = ?, status = 'queued', reason = NULL, message = '', queued_at = ? WHERE id = ?"
	);
	const touch = db.prepare('UPDATE collections SET updated_at = ? WHERE id = ?');
	const find = db.prepare('SELECT raw_hash, text_hash FROM documents WHERE id = ?');
	const remove = db.prepare('DELETE FROM documents WHERE id = ?');
	const text = db.prepare(
		'DELETE FROM snapshots WHERE text_hash = ? AND text_hash NOT IN (SELECT text_hash FROM run_texts) AND text_hash NOT IN (SELECT text_hash FROM documents WHERE text_hash IS NOT NULL)'
	);
	const raw = db.prepare('SELECT 1 AS one FROM documents WHERE raw_hash = ?');
	const unused = (hash: string | null) =>
		hash !== null && raw.get(hash) === undefined ? hash : null;
	return {
		add: (row) =>
			settle(() =>
				together(db, () => {
					const twin = known.get(row.collectionId, row.name);
					touch.run(row.at, row.collectionId);
					if (twin) {
						const old = twin['raw_hash'];
						if (row.rawHash === null || old === row.rawHash)
							return { added: false, orphan: unused(row.rawHash) };
						replace.run(row.rawHash, row.bytes, now(), String(twin['id']));
						return { added: true, orphan: unused(typeof old === 'string' ? old : null) };
					}
					const { id, collectionId, crawlId, origin, name, url, depth, rawHash, bytes, at } = row;
					insert.run(
						...[id, collectionId, crawlId, origin, name, url, depth, rawHash, bytes, at, now()]
					);
					return { added: true, orphan: null };
				})
			),
		forgetText: (textHash) => settle(() => void text.run(textHash)),
		remove: (id) =>
			settle(() =>
				together(db, () => {
					const row = find.get(id);
					if (!row) return null;
					remove.run(id);
					if (row['text_hash'] !== null) text.run(row['text_hash'] ?? null);
					const hash = row['raw_hash'];
					return unused(typeof hash === 'string' ? hash : null);
				})
			)
	};
}

function listRows(
	db: DatabaseSync,
	{ collectionId, status, limit, after }: DocumentFilter
): Document[] {
	const where = ['collection_id = ?'];
	const values: SQLInputValue[] = [collectionId];
	if (status !== undefined) {
		where.push('status = ?');
		values.push(status);
	}
	if (after !== undefined) {
		where.push('seq > (SELECT seq FROM documents WHERE id = ?)');
		values.push(after);
	}
	const sql = `SELECT * FROM documents WHERE ${where.join(' AND ')} ORDER BY seq LIMIT ?`;
	return db
		.prepare(sql)
		.all(...values, limit)
		.flatMap((row) => documentOf(row) ?? []);
}

function change(db: DatabaseSync, id: string, patch: Partial<Document>): void {
	const keys = Object.keys(patch).filter((key): key is keyof Document => key in COLUMNS);
	if (keys.length === 0) return;
	const values = keys.map((key): SQLInputValue => {
		const value = patch[key];
		return typeof value === 'boolean' ? Number(value) : (value ?? null);
	});
	const set = keys.map((key) => `${COLUMNS[key]} = ?`).join(', ');
	db.prepare(`UPDATE documents SET ${set} WHERE id = ?`).run(...values, id);
}

function requeue(
	db: DatabaseSync,
	now: () => number,
	{ collectionId, crawlId, status }: Parameters<DocumentShelf['requeue']>[0]
): number {
	const where = ['1 = 1'];
	const values: SQLInputValue[] = [now()];
	for (const [column, value] of [
		['collection_id', collectionId],
		['crawl_id', crawlId],
		['status', status]
	] as const) {
		if (value === undefined) continue;
		where.push(`${column} = ?`);
		values.push(value);
	}
	const sql = `UPDATE documents SET status = 'queued', reason = NULL, message = '', queued_at = ? WHERE ${where.join(' AND ')}`;
	return Number(db.prepare(sql).run(...values).changes);
}

function countsOf(db: DatabaseSync, collectionId: string): Counts {
	const row = db
		.prepare(
			"SELECT count(*) FILTER (WHERE status = 'queued') AS queued, count(*) FILTER (WHERE status = 'reading') AS reading, count(*) FILTER (WHERE status = 'read') AS read, count(*) FILTER (WHERE status = 'failed') AS failed, coalesce(sum(passage_count), 0) AS passages, count(embedded) AS embedded FROM documents WHERE collection_id = ?"
		)
		.get(collectionId);
	return Counts.parse({ ...row });
}

function documentOf(row: Row | undefined): Document | undefined {
	if (!row) return undefined;
	const plain = Object.fromEntries(
		Object.entries(COLUMNS).map(([key, column]) => [key, row[column] ?? null])
	);
	return Document.parse({ ...plain, truncated: row['truncated'] === 1 });
}
