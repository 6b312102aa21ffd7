/** Settings at rest: keys are sealed, bound to their address, and nowhere else on the disk. */
import {
	chmodSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConnectionBody } from '../../src/lib/research/settings.ts';
import { openDatabase } from '../../src/lib/server/providers/journal/database.ts';
import { createSeal, secretOf } from '../../src/lib/server/providers/settings/seal.ts';
import {
	createConnectionShelf,
	createSettingValues
} from '../../src/lib/server/providers/settings/sqlite.ts';

const KEY = 'sk-canary-7f3a91c2e4d6b8';
const SECRET = 'a secret of at least thirty-two letters';
const one = {
	id: 'c1',
	name: 'deepseek',
	baseUrl: 'https://api.deepseek.com',
	model: 'deepseek-flash',
	context: null,
	price: null
};
let folder: string;
let db: DatabaseSync;
let at = 1;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'settings-'));
	db = openDatabase(join(folder, 'groundwork.db'));
});
afterEach(() => {
	if (db.isOpen) db.close();
	rmSync(folder, { recursive: true, force: true });
});
const shelf = (secret = SECRET) =>
	createConnectionShelf(db, { seal: createSeal(secret), now: () => (at += 1) });

/** Every byte in the data folder. */
const onDisk = () =>
	readdirSync(folder)
		.map((file) => readFileSync(join(folder, file)).toString('latin1'))
		.join('\n');

describe('a key', () => {
	it('comes back for its connection, and stands nowhere on the disk in any usual coding', async () => {
		await shelf().put(one, KEY);
		expect((await shelf().list())[0]?.key).toEqual({ state: 'set', secret: KEY });
		await shelf().put({ ...one, name: 'other' }, `${KEY}2`);
		await shelf().put(one, null);
		db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
		const codings = [
			KEY,
			...(['base64', 'hex', 'utf16le'] as const).map((coding) => coded(coding))
		];
		for (const text of codings) expect(onDisk()).not.toContain(text);
		expect(onDisk()).toContain('deepseek-flash');
	});
	it('stays while its address stays, and is forgotten with another one', async () => {
		await shelf().put(one, KEY);
		await shelf().put({ ...one, model: 'deepseek-v4-pro' }, undefined);
		expect((await shelf().list())[0]?.key.state).toBe('set');
		await shelf().put({ ...one, baseUrl: 'https://elsewhere.example.org/v1' }, undefined);
		expect((await shelf().list())[0]?.key.state).toBe('none');
	});
	it('does not open for a row that was pointed at another address behind our back, or moved to another row', async () => {
		await shelf().put(one, KEY);
		await shelf().put({ ...one, id: 'c2', name: 'second' }, 'other-key-0123456789');
		db.exec(
			"UPDATE connections SET body = replace(body, 'api.deepseek.com', 'evil.example.org') WHERE id = 'c1'"
		);
		expect((await shelf().list())[0]?.key).toEqual({ state: 'lost' });
		db.exec(
			"UPDATE connections SET secret = (SELECT secret FROM connections WHERE id = 'c1') WHERE id = 'c2'"
		);
		expect((await shelf().list())[1]?.key).toEqual({ state: 'lost' });
	});
	it('is lost, not wrong, with another secret; a damaged one too', async () => {
		await shelf().put(one, KEY);
		expect((await shelf('another secret of at least thirty-two').list())[0]?.key).toEqual({
			state: 'lost'
		});
		db.exec("UPDATE connections SET secret = x'01020304'");
		expect((await shelf().list())[0]?.key).toEqual({ state: 'lost' });
	});
});

function coded(coding: 'base64' | 'hex' | 'utf16le'): string {
	const bytes = Buffer.from(KEY, coding === 'utf16le' ? coding : 'utf8');
	return coding === 'utf16le' ? bytes.toString('latin1') : bytes.toString(coding).slice(0, 20);
}

describe('the secret', () => {
	it('is made once, for its owner alone, and mended when others could read it', () => {
		const data = join(folder, 'data');
		const made = secretOf({ given: null, folder: data });
		const file = join(data, 'secret.key');
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(Buffer.from(made, 'base64url').length).toBe(32);
		chmodSync(file, 0o644);
		expect(secretOf({ given: null, folder: data })).toBe(made);
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(secretOf({ given: SECRET, folder: data })).toBe(SECRET);
	});
	it('that is damaged stops the start in words', () => {
		writeFileSync(join(folder, 'secret.key'), 'x');
		expect(() => secretOf({ given: null, folder })).toThrow(/damaged.*backup/su);
	});
});

describe('values', () => {
	it('come back as they were, and can be unset', async () => {
		const values = createSettingValues(db, () => 1);
		expect(await values.read('roles')).toBeNull();
		await values.write('roles', { small: ['a'], medium: [], large: [] });
		expect(await values.read('roles')).toEqual({ small: ['a'], medium: [], large: [] });
		await values.write('roles', null);
		expect(await values.read('roles')).toBeNull();
	});
});

describe('what may be given', () => {
	const body = { name: 'x', baseUrl: 'https://api.example.org/v1/', model: 'm' };
	it('is tidied', () => {
		expect(ConnectionBody.parse(body).baseUrl).toBe('https://api.example.org/v1');
	});
	it.each([
		{ ...body, baseUrl: 'ftp://x.org' },
		{ ...body, baseUrl: 'https://user:pw@x.org' },
		{ ...body, baseUrl: 'https://x.org/?key=1' },
		{ ...body, baseUrl: 'x' },
		{ ...body, name: 'a/b' },
		{ ...body, apiKey: 'two words' },
		{ ...body, extra: 1 },
		{ ...body, context: 5 }
	])('is refused: %j', (wrong) => {
		expect(ConnectionBody.safeParse(wrong).success).toBe(false);
	});
});
