/** What a fetched model's row of the table means for its vectors, on models whose states can be reckoned. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
	bytePairs,
	smallModel,
	wordPieces,
	type SmallModel
} from '../../../../../tests/fixtures/small-model.ts';
import { loadFetched, type Layout } from './fetched-model.ts';

const folders: string[] = [];
afterAll(() => {
	for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

// <s> <pad> </s> <unk> red green query: passage:
const TABLE = [
	[1, 0, 0],
	[9, 9, 9],
	[0, 0, 0],
	[5, 5, 5],
	[0, 3, 0],
	[0, 0, 4],
	[4, 0, 0],
	[0, 0, 8]
];
const WORDS = wordPieces(['red', 'green', 'query:', 'passage:']);
const LAYOUT: Layout = {
	dimensions: 3,
	pooling: 'mean',
	prefix: { query: '', passage: '' },
	tokens: 8
};

async function load({
	tokenizer = WORDS,
	model = {},
	...layout
}: Partial<Layout> & { tokenizer?: string; model?: Partial<SmallModel> | Uint8Array } = {}) {
	const folder = mkdtempSync(join(tmpdir(), 'fetched-'));
	folders.push(folder);
	writeFileSync(join(folder, 'tokenizer.json'), tokenizer);
	const bytes = model instanceof Uint8Array ? model : smallModel({ table: TABLE, ...model });
	writeFileSync(join(folder, 'model.onnx'), bytes);
	return loadFetched({ folder, threads: 1, layout: { ...LAYOUT, ...layout } });
}

const rounded = (vectors: readonly Float32Array[]) =>
	vectors.map((vector) => [...vector].map((value) => Math.round(value * 1_000) / 1_000));

describe('a fetched model', () => {
	it('takes the mean of a text, unmoved by longer neighbours; marks count', async () => {
		const { embed } = await load();
		const texts = ['red', 'red green red green'];
		const [red, both] = rounded(await embed(texts, 'passage'));
		expect(red).toEqual([0.316, 0.949, 0]); // 1 0 0 + 0 3 0 + 0 0 0
		expect(both).toEqual([0.1, 0.597, 0.796]); // 1 6 8
		expect(rounded(await embed(['red'], 'passage'))[0]).toEqual(red);
	});
	it('or the state of the first piece alone', async () => {
		const { embed } = await load({ pooling: 'cls' });
		expect(rounded(await embed(['red', 'green red'], 'query'))).toEqual([
			[1, 0, 0],
			[1, 0, 0]
		]);
	});
	it('puts its prefixes before questions and passages', async () => {
		const { embed } = await load({ prefix: { query: 'query: ', passage: 'passage: ' } });
		expect(rounded(await embed(['red'], 'query'))[0]).toEqual([0.857, 0.514, 0]); // 5 3 0
		expect(rounded(await embed(['red'], 'passage'))[0]).toEqual([0.116, 0.349, 0.93]); // 1 3 8
	});
	it('cuts a text that is too long and keeps the end mark', async () => {
		const table = TABLE.with(2, [0, 0, 1]);
		const { embed } = await load({ tokens: 3, model: { table } });
		expect(rounded(await embed(['red green green green'], 'query'))[0]).toEqual([
			0.302, 0.905, 0.302
		]);
	});
	it('reads byte pairs too, with the marks of their file', async () => {
		const tokenizer = bytePairs([
			['r', 'e'],
			['re', 'd']
		]);
		const table = Array.from({ length: 31 }, (_, at) => [
			Number(at < 2),
			Number(at === 30),
			at === 29 ? 7 : 0
		]);
		const { embed } = await load({ tokenizer, model: { table, inputs: ['attention_mask'] } });
		// [CLS] red [SEP], and [CLS] re s t [SEP]
		expect(rounded(await embed(['red', 'rest'], 'query'))).toEqual([
			[0.894, 0.447, 0],
			[0.275, 0, 0.962]
		]);
	});
	it('takes the states under whatever name', async () => {
		const { embed } = await load({ model: { output: 'odd', inputs: [] } });
		expect(rounded(await embed(['red'], 'query'))[0]).toEqual([0.316, 0.949, 0]);
	});
	it('says what is wrong with files that are something else', async () => {
		const ask = async (how: Parameters<typeof load>[0]) =>
			(await load(how)).embed(['red'], 'query');
		await expect(ask({ model: Buffer.from('<html>') })).rejects.toThrow(
			'none that ONNX Runtime can open'
		);
		await expect(ask({ dimensions: 384 })).rejects.toThrow('vectors of 3 numbers where 384');
		await expect(ask({ model: { inputs: ['pixels'] } })).rejects.toThrow('"pixels"');
		await expect(ask({ tokenizer: '<html>' })).rejects.toThrow('no JSON');
		await expect(ask({ tokenizer: '{}' })).rejects.toThrow('no tokenizer');
		await expect(ask({ model: { table: TABLE.map(() => [0, 0, 0]) } })).rejects.toThrow(
			'no numbers'
		);
	});
});
