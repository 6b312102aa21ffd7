/**
 * Texts into the ids of a fetched model's pieces, by its own tokenizer.json. Vocabularies of the XLM-R family go through
 * our own reader, which takes a fraction of the memory; every other kind (BPE, WordPiece) through the hub's.
 */
import { Unigram, type TokenizerFile } from './unigram.ts';

export interface Pieces {
	/** Between the marks that the model wants, at most `most` of them. */
	encode(text: string, most: number): number[];
	/** What rows are filled up with; the mask hides it. */
	readonly pad: bigint;
}

const FAMILY = ['<s>', '<pad>', '</s>', '<unk>']; // the marks our reader knows, in their places

/** Throws where the file is no tokenizer. */
export async function readPieces(file: unknown): Promise<Pieces> {
	if (isFamily(file)) {
		const reader = new Unigram(file);
		return { encode: (text, most) => cut(reader.encode(text), most), pad: 1n };
	}
	if (typeof modelOf(file) !== 'object') throw new Error('tokenizer.json is no tokenizer');
	const { Tokenizer } = await import('@huggingface/tokenizers');
	const reader = new Tokenizer(Object(file) as object, {});
	return { encode: (text, most) => cut(reader.encode(text).ids, most), pad: 0n };
}

function modelOf(file: unknown): unknown {
	return typeof file === 'object' && file !== null && 'model' in file ? file.model : undefined;
}

function isFamily(file: unknown): file is TokenizerFile {
	const model = modelOf(file) as { vocab?: unknown } | null | undefined;
	const vocab: unknown = model?.vocab;
	if (!Array.isArray(vocab)) return false;
	return FAMILY.every((mark, at) => {
		const entry: unknown = vocab[at];
		return Array.isArray(entry) && entry[0] === mark;
	});
}

/** The last id is the end mark, which stays. */
function cut(ids: readonly number[], most: number): number[] {
	const last = ids.at(-1);
	return ids.length <= most || last === undefined ? [...ids] : [...ids.slice(0, most - 1), last];
}
