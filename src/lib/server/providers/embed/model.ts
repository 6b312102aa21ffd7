/** The built-in model (models/e5-small): texts to unit vectors on ONNX Runtime. Runs inside the embed worker. */
import { readFile } from 'node:fs/promises';
import type { InferenceSession, Tensor, TensorConstructor } from 'onnxruntime-common';
import { DIMENSIONS } from './dimensions.ts';
import { Unigram, type TokenizerFile } from './unigram.ts';

const PAD = 1n;
const END = 2;
const MOST_TOKENS = 512;
const BATCH_TOKENS = 1_024; // padded tokens of one run: larger is no faster

export interface Model {
	/** Unit vectors in the order of the texts. */
	embed(texts: readonly string[], kind: 'query' | 'passage'): Promise<Float32Array[]>;
}

interface Runtime {
	readonly InferenceSession: {
		create(path: string, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
	};
	readonly Tensor: TensorConstructor;
}

export async function loadModel({
	folder,
	threads
}: {
	folder: string;
	threads: number;
}): Promise<Model> {
	const runtime = (await import('onnxruntime-node')) as unknown as Runtime;
	const tokenizer = new Unigram(
		JSON.parse(await readFile(`${folder}/tokenizer.json`, 'utf8')) as TokenizerFile
	);
	const session = await runtime.InferenceSession.create(`${folder}/e5-small.onnx`, {
		executionProviders: ['cpu'],
		intraOpNumThreads: threads,
		interOpNumThreads: 1
	});
	const idsOf = (text: string, kind: string) => {
		const ids = tokenizer.encode(`${kind}: ${text}`);
		return ids.length <= MOST_TOKENS ? ids : [...ids.slice(0, MOST_TOKENS - 1), END];
	};
	return {
		embed: async (texts, kind) => {
			const rows = texts
				.map((text, place) => ({ place, ids: idsOf(text, kind) }))
				.sort((a, b) => a.ids.length - b.ids.length);
			const out: Float32Array[] = new Array<Float32Array>(texts.length);
			for (const batch of batches(rows)) {
				const vectors = await runBatch(
					{ runtime, session },
					batch.map((row) => row.ids)
				);
				batch.forEach((row, at) => {
					out[row.place] = vectors[at] ?? new Float32Array(DIMENSIONS);
				});
			}
			return out;
		}
	};
}

interface Row {
	readonly place: number;
	readonly ids: readonly number[];
}

/** Rows of like length together, so that little is padded. */
function batches(rows: readonly Row[]): Row[][] {
	const out: Row[][] = [];
	for (const row of rows) {
		const open = out.at(-1);
		if (open && (open.length + 1) * row.ids.length <= BATCH_TOKENS) open.push(row);
		else out.push([row]);
	}
	return out;
}

async function runBatch(
	{ runtime, session }: { runtime: Runtime; session: InferenceSession },
	rows: readonly (readonly number[])[]
): Promise<Float32Array[]> {
	const length = Math.max(...rows.map((ids) => ids.length));
	const ids = new BigInt64Array(rows.length * length).fill(PAD);
	const mask = new BigInt64Array(rows.length * length);
	rows.forEach((row, at) => {
		row.forEach((id, place) => {
			ids[at * length + place] = BigInt(id);
			mask[at * length + place] = 1n;
		});
	});
	const shape = [rows.length, length];
	const result = await session.run({
		input_ids: new runtime.Tensor('int64', ids, shape),
		attention_mask: new runtime.Tensor('int64', mask, shape)
	});
	const embedding: Tensor | undefined = result['embedding'];
	const data = embedding?.data;
	if (!(data instanceof Float32Array)) throw new Error('the model gave no embedding');
	return rows.map((_, at) =>
		Float32Array.from(data.subarray(at * DIMENSIONS, (at + 1) * DIMENSIONS))
	);
}
