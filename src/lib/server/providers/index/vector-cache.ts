/** Vectors on disk, in a SQLite file of their own beside the index: derived, may be deleted at any time. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { VectorCache } from '../../ports.ts';

const AT_ONCE = 200; // parameters of one query

export function openVectorCache(folder: string): VectorCache & { close(): void } {
	mkdirSync(folder, { recursive: true });
	const db = openOrMake(join(folder, 'vectors.db'));
	const put = db.prepare(
		'INSERT INTO vectors (model, key, vector) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'
	);
	return {
		get: (model, keys) => {
			const found = new Map<string, Float32Array>();
			for (let at = 0; at < keys.length; at += AT_ONCE) {
				const slice = keys.slice(at, at + AT_ONCE);
				const marks = slice.map(() => '?').join(',');
				const rows = db
					.prepare(`SELECT key, vector FROM vectors WHERE model = ? AND key IN (${marks})`)
					.all(model, ...slice);
				for (const { key, vector } of rows) {
					if (vector instanceof Uint8Array)
						found.set(String(key), new Float32Array(vector.slice().buffer));
				}
			}
			return found;
		},
		put: (model, vectors) => {
			db.exec('BEGIN');
			for (const [key, vector] of vectors) {
				put.run(model, key, new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
			}
			db.exec('COMMIT');
		},
		close: () => db.close()
	};
}

function openOrMake(file: string): DatabaseSync {
	try {
		return open(file);
	} catch {
		for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
		return open(file);
	}
}

function open(file: string): DatabaseSync {
	const db = new DatabaseSync(file);
	db.exec(
		'PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA busy_timeout = 5000; CREATE TABLE IF NOT EXISTS vectors (model TEXT NOT NULL, key TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (model, key));'
	);
	return db;
}
