/** Settings and model connections in the one SQLite file; keys sealed. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { ConnectionShelf, KeptConnection, KeptKey, SettingValues } from '../../ports.ts';
import type { Seal } from './seal.ts';

const Body = z.object({
	name: z.string(),
	baseUrl: z.string(),
	model: z.string(),
	context: z.number().nullable(),
	price: z.object({ input: z.number(), cached: z.number(), output: z.number() }).nullable()
});

const boundTo = ({ id, baseUrl }: Pick<KeptConnection, 'id' | 'baseUrl'>) =>
	`connection ${id} ${baseUrl}`;

/** Synchronous work as the port's promise: a throw becomes a rejection. */
function settle<T>(work: () => T): Promise<T> {
	return new Promise((resolve) => {
		resolve(work());
	});
}

export function createConnectionShelf(
	db: DatabaseSync,
	{ seal, now }: { seal: Seal; now: () => number }
): ConnectionShelf {
	const all = db.prepare('SELECT id, body, secret FROM connections ORDER BY created_at, id');
	const one = db.prepare('SELECT id, body, secret FROM connections WHERE id = ?');
	const insert = db.prepare(
		'INSERT INTO connections (id, body, secret, created_at, changed_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body, secret = excluded.secret, changed_at = excluded.changed_at'
	);
	const remove = db.prepare('DELETE FROM connections WHERE id = ?');
	const keyOf = (sealed: unknown, bound: string): KeptKey => {
		if (!(sealed instanceof Uint8Array)) return { state: 'none' };
		const secret = seal.open(sealed, bound);
		return secret === null ? { state: 'lost' } : { state: 'set', secret };
	};
	const keptOf = (row: Record<string, unknown>): KeptConnection => {
		const whole = { id: String(row['id']), ...Body.parse(JSON.parse(String(row['body']))) };
		return { ...whole, key: keyOf(row['secret'], boundTo(whole)) };
	};
	return {
		list: () => settle(() => all.all().map(keptOf)),
		put: (connection, key) =>
			settle(() => {
				const row = one.get(connection.id);
				// Another address forgets the key: it was given for the old one alone.
				const same = row !== undefined && keptOf(row).baseUrl === connection.baseUrl;
				const kept = same ? (row['secret'] ?? null) : null;
				const fresh = typeof key === 'string' ? seal.close(key, boundTo(connection)) : null;
				const body = JSON.stringify(Body.parse(connection));
				insert.run(connection.id, body, key === undefined ? kept : fresh, now(), now());
			}),
		remove: (id) => settle(() => void remove.run(id))
	};
}

export function createSettingValues(db: DatabaseSync, now: () => number): SettingValues {
	const read = db.prepare('SELECT value FROM settings WHERE name = ?');
	const write = db.prepare(
		'INSERT INTO settings (name, value, changed_at) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at'
	);
	const forget = db.prepare('DELETE FROM settings WHERE name = ?');
	return {
		read: (name) =>
			settle(() => {
				const value = read.get(name)?.['value'];
				return typeof value === 'string' ? (JSON.parse(value) as unknown) : null;
			}),
		write: (name, value) =>
			settle(() => {
				if (value === null) forget.run(name);
				else write.run(name, JSON.stringify(value), now());
			})
	};
}
