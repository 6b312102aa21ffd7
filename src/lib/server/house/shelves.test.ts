/** An embeddings endpoint that is not there yet when the server opens. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startEndpoint } from '../../../../tests/fixtures/embed-endpoint.ts';
import { readConfig } from '../config.ts';
import { openDatabase } from '../providers/journal/database.ts';
import { createSnapshots } from '../providers/journal/snapshots.ts';
import { openShelves } from './shelves.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
	for (const end of ends.splice(0).reverse()) await end();
});

async function open(status: number) {
	const endpoint = await startEndpoint();
	endpoint.status = status;
	const dataDir = mkdtempSync(join(tmpdir(), 'shelves-'));
	const db = openDatabase(join(dataDir, 'groundwork.db'));
	const config = readConfig({ DATA_DIR: dataDir, EMBED_BASE_URL: endpoint.url, EMBED_MODEL: 'm' });
	const waits: number[] = [];
	const errors: unknown[] = [];
	const shelves = await openShelves(config, {
		places: {
			...{ root: resolve(import.meta.dirname, '../../../..'), fromSource: true, version: 'test' },
			onError: (_, error) => errors.push(error)
		},
		snapshots: createSnapshots(db, () => 1),
		values: { read: () => Promise.resolve(null), write: () => Promise.resolve() },
		download: () => Promise.reject(new Error('nothing is fetched')),
		sleep: (ms, signal) => {
			waits.push(ms);
			if (waits.length === 3) endpoint.status = 200;
			signal.throwIfAborted();
			return Promise.resolve();
		}
	});
	ends.push(
		() => endpoint.close(),
		() => rmSync(dataDir, { recursive: true, force: true }),
		() => db.close(),
		() => shelves.close()
	);
	return { shelves, waits, errors };
}

describe('an endpoint that is away', () => {
	it('is asked again, more and more seldom, and is used once it answers', async () => {
		const { shelves, waits, errors } = await open(503);
		expect(shelves.holdings.embedder).toBeNull();
		expect(shelves.problems()[0]).toMatch(/503.*by words alone\. It is asked again/u);
		const switched = Promise.withResolvers<void>();
		shelves.begin(() => {
			switched.resolve();
			return Promise.resolve();
		});
		await switched.promise;
		expect(waits).toEqual([15_000, 30_000, 60_000]);
		expect(shelves.holdings.embedder).toMatch(/^m@127/u);
		expect([shelves.problems(), errors]).toEqual([[], []]);
	});
	it('is not asked again where that changes nothing', async () => {
		const { shelves, waits } = await open(401);
		expect(shelves.problems()[0]).toMatch(/401.*by words alone\.$/u);
		shelves.begin(() => Promise.reject(new Error('never')));
		expect(waits).toEqual([]);
	});
});
