/** A model fetched from a hub: texts to unit vectors on ONNX Runtime, as its row of the table says. In the embed worker. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type { EmbedModel } from '../../../research/embed-models.ts';
import { inBatches, padded } from './batches.ts';
import { NAMES } from './file-names.ts';
import type { Model, Runtime } from './model.ts';
import { readPieces } from './pieces.ts';
import { unitOf } from './unit.ts';

/** Of several outputs the states of the pieces; exporters name them one of these ways. */
const STATES = ['last_hidden_state', 'token_embeddings', 'hidden_states'];

export type Layout = Pick<EmbedModel, 'dimensions' | 'pooling' | 'prefix' | 'tokens'>;
interface Loaded {
	readonly runtime: Runtime;
	readonly session: InferenceSession;
	readonly layout: Layout;
	readonly pad: bigint;
}

/** Throws in words where the files are no such model. */
export async function loadFetched({
	folder,
	threads,
	layout
}: {
	folder: string;
	threads: number;
	layout: Layout;
}): Promise<Pick<Model, 'embed'>> {
	const runtime = (await import('onnxruntime-node')) as unknown as Runtime;
	const pieces = await readPieces(await jsonOf(join(folder, NAMES.tokenizer)));
	const session = await openSession(join(folder, NAMES.model), { runtime, threads });
	const loaded = { runtime, session, layout, pad: pieces.pad };
	return {
		embed: (texts, kind) =>
			inBatches(
				texts.map((text) => pieces.encode(layout.prefix[kind] + text, layout.tokens)),
				(rows) => runBatch(rows, loaded)
			)
	};
}

async function jsonOf(file: string): Promise<unknown> {
	const text = await readFile(file, 'utf8');
	try {
		return JSON.parse(text) as unknown;
	} catch {
		throw new Error('tokenizer.json is no JSON');
	}
}

async function openSession(
	file: string,
	{ runtime, threads }: { runtime: Runtime; threads: number }
): Promise<InferenceSession> {
	try {
		return await runtime.InferenceSession.create(file, {
			executionProviders: ['cpu'],
			intraOpNumThreads: threads,
			interOpNumThreads: 1
		});
	} catch (error) {
		const why = error instanceof Error ? error.message.replaceAll(file, 'it').slice(0, 160) : '';
		throw new Error(`the model file is none that ONNX Runtime can open (${why})`);
	}
}

async function runBatch(
	rows: readonly (readonly number[])[],
	{ runtime, session, layout, pad }: Loaded
): Promise<Float32Array[]> {
	const { ids, mask, length } = padded(rows, pad);
	const shape = [rows.length, length];
	const whole = (values: BigInt64Array) => new runtime.Tensor('int64', values, shape);
	const known: Readonly<Record<string, () => Tensor>> = {
		input_ids: () => whole(ids),
		attention_mask: () => whole(mask),
		token_type_ids: () => whole(new BigInt64Array(ids.length))
	};
	const feeds: Record<string, Tensor> = {};
	for (const name of session.inputNames) {
		const make = known[name];
		if (!make)
			throw new Error(`the model wants an input "${name.slice(0, 40)}" that we do not know`);
		feeds[name] = make();
	}
	const { data, width, per } = statesOf(await session.run(feeds), rows.length);
	if (width !== layout.dimensions) {
		throw new Error(
			`the model gives vectors of ${width} numbers where ${layout.dimensions} are expected`
		);
	}
	return rows.map((row, at) => {
		const first = at * per * width;
		const count = per === 1 || layout.pooling === 'cls' ? 1 : row.length;
		return unit(summed(data, { first, count, width }));
	});
}

interface States {
	readonly data: Float32Array;
	readonly width: number;
	readonly per: number; // states of one text; 1 where the model pools by itself
}
function statesOf(result: Readonly<Record<string, Tensor>>, texts: number): States {
	const outputs = Object.entries(result).filter(([, { dims }]) => dims[0] === texts);
	const states = outputs.filter(([, { dims }]) => dims.length === 3);
	const named = states.find(([name]) => STATES.includes(name)) ?? states[0];
	const [, tensor] = named ?? outputs.find(([, { dims }]) => dims.length === 2) ?? [];
	if (!(tensor?.data instanceof Float32Array))
		throw new Error('the model gives no states of pieces');
	const width = tensor.dims.at(-1) ?? 0;
	return { data: tensor.data, width, per: tensor.dims.length === 3 ? (tensor.dims[1] ?? 1) : 1 };
}

/** Rows are filled up at their ends, so the first `count` states are the text's own. */
function summed(
	data: Float32Array,
	{ first, count, width }: { first: number; count: number; width: number }
): Float32Array {
	const out = new Float32Array(width);
	for (let at = 0; at < count; at += 1) {
		for (let place = 0; place < width; place += 1) {
			out[place] = (out[place] ?? 0) + (data[first + at * width + place] ?? 0);
		}
	}
	return out;
}

/** At length 1: how many states were summed does not matter then. */
function unit(vector: Float32Array): Float32Array {
	const made = unitOf(vector);
	if (!made) throw new Error('the model gives no numbers');
	return made;
}
