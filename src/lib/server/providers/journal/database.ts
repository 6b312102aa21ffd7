/** The one SQLite file that is the truth: opened with its pragmas, migrated forward, a backup before each step. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Failure } from '../../net/failure.ts';
import { MIGRATIONS } from './migrations.ts';

const PROVIDER = 'sqlite';

/**
 * Opens (or makes) the database file. Throws Failure "refused" when the file was written by a newer version, and
 * "malformed" when it is damaged; it is never migrated over.
 */
export function openDatabase(
	file: string,
	migrations: readonly string[] = MIGRATIONS
): DatabaseSync {
	mkdirSync(dirname(file), { recursive: true });
	const existed = existsSync(file);
	const db = open(file);
	db.exec(
		'PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;'
	);
	migrate(db, { file, existed, migrations });
	return db;
}

function open(file: string): DatabaseSync {
	try {
		const db = new DatabaseSync(file);
		db.exec('PRAGMA schema_version');
		return db;
	} catch (cause) {
		const message = `${file} cannot be read as a database. Restore a backup (${file}.before-*) or move the file away.`;
		throw new Failure('malformed', message, { provider: PROVIDER, cause });
	}
}

function migrate(
	db: DatabaseSync,
	{ file, existed, migrations }: { file: string; existed: boolean; migrations: readonly string[] }
): void {
	const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
	if (version > migrations.length) {
		const message = `${file} was written by a newer Groundwork (schema ${version}, this one knows ${migrations.length}). Start that version, or restore the backup made before it migrated (${file}.before-*).`;
		throw new Failure('refused', message, { provider: PROVIDER });
	}
	migrations.slice(version).forEach((sql, at) => {
		const next = version + at + 1;
		if (existed) backUp(db, `${file}.before-${next}`);
		db.exec(`BEGIN; ${sql}; PRAGMA user_version = ${next}; COMMIT;`);
	});
}

/** A consistent copy beside the file; one that is there already is of the same step and is kept. */
function backUp(db: DatabaseSync, to: string): void {
	if (!existsSync(to)) db.prepare('VACUUM INTO ?').run(to);
}
