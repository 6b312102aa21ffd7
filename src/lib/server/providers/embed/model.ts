/** The built-in model (models/e5-small): texts to unit vectors on ONNX Runtime. Runs inside the embed worker. */
import { readFile } from 'node:fs/promises';
import type { InferenceSession, Tensor, TensorConstructor } from 'onnxruntime-common';
import { inBatches, padded } from './batches.ts';
import { DIMENSIONS } from './dimensions.ts';
import { Unigram, type TokenizerFile } from './unigram.ts';

const PAD = 1n;
const END = 2;
const MOST_TOKENS = 512;
const PREFIX = 3; // <s>, "▁passage", ":"
const STATES = 'SkipLayerNormalization_127'; // the last layer, by its name in the graph

export interface Model {
	/** Unit vectors in the order of the texts. */
	embed(texts: readonly string[], kind: 'query' | 'passage'): Promise<Float32Array[]>;
	/** Each text as a passage with the states of its pieces, in the order of the texts. */
	pieces(texts: readonly string[]): Promise<Pieced[]>;
}

/** A text taken apart: what align.ts compares. */
export interface Pieced {
	readonly vector: Float32Array;
	readonly ids: readonly number[];
	readonly rarity: readonly number[];
	readonly states: readonly Float32Array[]; // one a piece, as the model's last layer gives them
}

export interface Runtime {
	readonly InferenceSession: {
		create(
			model: Uint8Array | string,
			options: InferenceSession.SessionOptions
		): Promise<InferenceSession>;
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
	const bytes = withStates(await readFile(`${folder}/e5-small.onnx`));
	const session = await runtime.InferenceSession.create(bytes, {
		executionProviders: ['cpu'],
		intraOpNumThreads: threads,
		interOpNumThreads: 1
	});
	const idsOf = (text: string, kind: string) => {
		const ids = tokenizer.encode(`${kind}: ${text}`);
		return ids.length <= MOST_TOKENS ? ids : [...ids.slice(0, MOST_TOKENS - 1), END];
	};
	const parts = { runtime, session };
	return {
		embed: (texts, kind) =>
			inBatches(
				texts.map((text) => idsOf(text, kind)),
				async (rows) => (await runBatch(parts, { rows, states: false })).map(({ vector }) => vector)
			),
		pieces: (texts) =>
			inBatches(
				texts.map((text) => idsOf(text, 'passage')),
				async (rows) => {
					const made = await runBatch(parts, { rows, states: true });
					return made.map(({ vector, states }, at): Pieced => {
						// The first pieces are the start mark and the word "passage:", the last is the end mark.
						const ids = (rows[at] ?? []).slice(PREFIX, -1);
						const rarity = ids.map((id) => tokenizer.rarity(id));
						return { vector, ids, rarity, states: states.slice(PREFIX, PREFIX + ids.length) };
					});
				}
			)
	};
}

interface Batch {
	readonly rows: readonly (readonly number[])[];
	readonly states: boolean;
}

async function runBatch(
	{ runtime, session }: { runtime: Runtime; session: InferenceSession },
	{ rows, states }: Batch
): Promise<{ vector: Float32Array; states: Float32Array[] }[]> {
	const { ids, mask, length } = padded(rows, PAD);
	const shape = [rows.length, length];
	const result = await session.run(
		{
			input_ids: new runtime.Tensor('int64', ids, shape),
			attention_mask: new runtime.Tensor('int64', mask, shape)
		},
		states ? ['embedding', STATES] : ['embedding']
	);
	const vectors = floatsOf(result['embedding']);
	const last = states ? floatsOf(result[STATES]) : null;
	const cut = (from: Float32Array, at: number) =>
		Float32Array.from(from.subarray(at * DIMENSIONS, (at + 1) * DIMENSIONS));
	return rows.map((row, at) => ({
		vector: cut(vectors, at),
		states: last ? row.map((_, place) => cut(last, at * length + place)) : []
	}));
}

function floatsOf(tensor: Tensor | undefined): Float32Array {
	const data = tensor?.data;
	if (!(data instanceof Float32Array)) throw new Error('the model gave no embedding');
	return data;
}

/**
 * The model file with its last layer as a second output. A part of a protocol buffer that comes twice is merged, so one
 * more graph that holds nothing but an output, put behind the file, is enough.
 */
function withStates(model: Uint8Array): Uint8Array {
	const name = Buffer.from(STATES);
	const named = (text: string) => field(1, field(2, Buffer.from(text)));
	const sized = field(1, Buffer.concat([Buffer.from([8]), varint(DIMENSIONS)]));
	const shape = field(2, Buffer.concat([named('batch'), named('sequence'), sized]));
	const type = field(2, field(1, Buffer.concat([Buffer.from([8, 1]), shape]))); // element type 1: float
	const output = field(12, Buffer.concat([field(1, name), type]));
	return Buffer.concat([model, field(7, output)]);
}

function field(number: number, content: Uint8Array): Buffer {
	return Buffer.concat([varint((number << 3) | 2), varint(content.length), content]);
}

function varint(value: number): Buffer {
	const bytes: number[] = [];
	let rest = value;
	for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
	return Buffer.from([...bytes, rest]);
}
