import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Snapshot } from '../../ports.ts';
import { openDatabase } from './database.ts';
import { createSnapshots } from './snapshots.ts';

let folder: string;
let db: ReturnType<typeof openDatabase>;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'groundwork-snapshots-'));
	db = openDatabase(join(folder, 'groundwork.db'));
});
afterEach(() => {
	db.close();
	rmSync(folder, { recursive: true });
});

const text = 'Tolls\nThe toll was ten pence.';
const copy: Snapshot = {
	...{ textHash: 'a1', text, links: [], extractor: 'lines@1', rawHash: 'b1' },
	passages: [{ id: '1', start: 0, end: text.length, text, headings: [] }]
};
const heading = { kind: 'heading' as const, start: 0, end: 5, level: 2 };

it('a copy that is kept again stays as it was but for the structure it did not have', async () => {
	const shelf = createSnapshots(db, () => 1);
	await shelf.keep(copy);
	const again = { ...copy, passages: [], extractor: 'lines@2', rawHash: 'b2', blocks: [heading] };
	await shelf.keep(again);
	expect(await shelf.find('a1')).toEqual({ ...copy, blocks: [heading] });
	await shelf.keep(copy);
	expect(await shelf.find('a1')).toEqual({ ...copy, blocks: [heading] });
	const better = { ...heading, level: 3 };
	await shelf.keep({ ...copy, blocks: [better] });
	expect(await shelf.find('a1')).toEqual({ ...copy, blocks: [better] });
});

it('keeping it again moves its time, so that it is no orphan', async () => {
	let now = 1;
	const shelf = createSnapshots(db, () => now);
	const kept = () => db.prepare('SELECT kept_at FROM snapshots').get()?.['kept_at'];
	await shelf.keep(copy);
	now = 2;
	await shelf.keep(copy);
	expect(kept()).toBe(2);
	now = 3;
	await shelf.keep({ ...copy, blocks: [heading] });
	expect(kept()).toBe(3);
});
