/** The contract of the index, over LanceDB and over the one in memory that golden runs use. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Index, IndexRow } from '../../src/lib/server/ports.ts';
import { createLanceIndex } from '../../src/lib/server/providers/index/lance.ts';
import { memoryIndex } from '../golden/bench.ts';

const folder = mkdtempSync(join(tmpdir(), 'index-contract-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const indexes: readonly (readonly [string, () => Index])[] = [
	['lancedb', () => createLanceIndex({ folder, dimensions: 2, embedderId: 'fake@1' })],
	['in memory', memoryIndex]
];

function row(scope: string, passageId: string, text: string): IndexRow {
	const [sourceId = ''] = passageId.split('.');
	return { scope, sourceId, passageId, textHash: 'h', language: 'en', text, vector: null };
}
const ids = (found: readonly { passageId: string }[]) =>
	found.map(({ passageId }) => passageId).sort();

describe.each(indexes)('%s', (name, open) => {
	let index: Index;
	beforeAll(async () => {
		index = open();
		await index.add([
			row('run', 's1.1', 'the bridge of the run'),
			row('collection:a', 'x.1', 'the bridge in a'),
			row('collection:a', 'y.1', 'another bridge in a'),
			row("collection:b'", 'x.1', 'the bridge in b')
		]);
	});
	afterAll(() => index.close());

	it('finds within the scopes it is given and nowhere else', async () => {
		const within = (...scopes: string[]) => index.words('bridge', { scopes, limit: 9 });
		expect(ids(await within('run'))).toEqual(['s1.1']);
		expect(ids(await within('collection:a'))).toEqual(['x.1', 'y.1']);
		expect(ids(await within('run', "collection:b'"))).toEqual(['s1.1', 'x.1']);
		expect(ids(await within('elsewhere'))).toEqual([]);
	});

	it('keeps to the sources it is given', async () => {
		const within = { scopes: ['collection:a'], sources: ['y'], limit: 9 };
		expect(ids(await index.words('bridge', within))).toEqual(['y.1']);
	});

	it.runIf(name === 'lancedb')('finds by vectors only what has them', async () => {
		const near = () =>
			index.nearest(Float32Array.from([1, 0]), { scopes: ['collection:a'], limit: 9 });
		expect(ids(await near())).toEqual([]);
		await index.vectors('collection:a', new Map([['x.1', Float32Array.from([1, 0])]]));
		expect(ids(await near())).toEqual(['x.1']);
		expect(
			ids(await index.nearest(Float32Array.from([1, 0]), { scopes: ["collection:b'"], limit: 9 }))
		).toEqual([]);
	});

	it('counts, forgets one source, and forgets a scope', async () => {
		expect(await index.count('collection:a')).toBe(2);
		await index.forget('collection:a', 'x');
		expect(await index.count('collection:a')).toBe(1);
		expect(await index.count("collection:b'")).toBe(1);
		await index.forget("collection:b'");
		expect(await index.count("collection:b'")).toBe(0);
		expect(await index.count('run')).toBe(1);
	});
});
