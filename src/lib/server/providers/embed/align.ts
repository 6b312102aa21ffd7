/**
 * Soft alignment: for every piece of a sentence the nearest piece of each text, by the states of the model's last layer
 * (the recall half of BERTScore, Zhang et al. 2020). The mean state of a language is taken off first: without it all
 * pieces are alike, and those of two languages never meet.
 */
import { readFile } from 'node:fs/promises';
import type { Alignment, AlignPair } from '../../ports.ts';
import type { Model, Pieced } from './model.ts';

/** base64 of float32, per language; made by `npm run eval -- token-means`. */
type MeansFile = Readonly<Record<string, string>>;
interface Means {
	readonly states: (language: string) => Float32Array | null;
	readonly texts: (language: string) => Float32Array | null;
}
/** Which means a text is compared by: those of Chinese for its script and its neighbours', else those of English. */
function languageOf(text: string): string {
	const han = text.match(/[\p{scx=Han}\p{scx=Kana}\p{scx=Hang}]/gu)?.length ?? 0;
	return han > 0.3 * (text.match(/\p{L}/gu)?.length ?? 0) ? 'zh' : 'en';
}

/** `folder` holds means.json and token-means.json beside the model. */
export async function createAlignment(
	model: Pick<Model, 'pieces'>,
	folder: string
): Promise<(pair: AlignPair) => Promise<Alignment>> {
	const read = async (name: string) =>
		JSON.parse(await readFile(`${folder}/${name}`, 'utf8')) as unknown;
	const { passage } = (await read('means.json')) as { passage: MeansFile };
	const means = {
		states: decoder((await read('token-means.json')) as MeansFile),
		texts: decoder(passage)
	};
	return async ({ sentence, texts }) => {
		const [said, ...others] = await model.pieces([sentence, ...texts]);
		if (!said) throw new Error('the model gave no pieces');
		const languages = [sentence, ...texts].map((text) => languageOf(text));
		const own = centredPieces(said, { means, language: languages[0] ?? 'en' });
		const held = others.map((other, at) => {
			const language = languages[at + 1] ?? 'en';
			return centredPieces(other, { means, language });
		});
		return {
			rarity: said.rarity,
			near: held.map(({ states }) => own.states.map((state) => nearest(state, states))),
			same: others.map(({ ids }) => said.ids.map((id) => ids.includes(id))),
			cosines: held.map(({ vector }) => dot(own.vector, vector))
		};
	};
}

function decoder(file: MeansFile): (language: string) => Float32Array | null {
	const known = new Map(
		Object.entries(file).map(([language, text]) => [
			language,
			new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer)
		])
	);
	return (language) => known.get(language) ?? known.get('en') ?? null;
}

function centredPieces(
	{ states, vector }: Pieced,
	{ means, language }: { means: Means; language: string }
): { states: Float32Array[]; vector: Float32Array } {
	const mean = means.states(language);
	return {
		states: states.map((state) => less(state, mean)),
		vector: less(vector, means.texts(language))
	};
}

/** The vector at length 1, less the mean, at length 1 again. */
function less(vector: Float32Array, mean: Float32Array | null): Float32Array {
	const length = Math.hypot(...vector) || 1;
	const out = vector.map((value, at) => value / length - (mean?.[at] ?? 0));
	const rest = Math.hypot(...out) || 1;
	return out.map((value) => value / rest);
}

function nearest(state: Float32Array, others: readonly Float32Array[]): number {
	let most = -1;
	for (const other of others) most = Math.max(most, dot(state, other));
	return most;
}

function dot(a: Float32Array, b: Float32Array): number {
	let sum = 0;
	for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
	return sum;
}
