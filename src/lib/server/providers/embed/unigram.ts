/**
 * The tokenizer of the built-in model: reads `tokenizer.json` (Unigram, SentencePiece) and gives the same ids as the
 * reference reader in half the time and a fraction of the memory.
 */
const META = '\u2581';
// SentencePiece removes exactly these.
const CONTROL = /[\x01-\x08\x0B\x0E-\x1F\x7F\x8F\x9F]/g;
const SPACE = /[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]/g;
const SPECIAL = 4; // <s> <pad> </s> <unk> never match text
const COMMON = 4; // negative log frequency of pieces such as "the": they tell nothing
const START = 0;
const END = 2;

export interface TokenizerFile {
	readonly model: {
		readonly unk_id: number;
		readonly vocab: readonly (readonly [string, number])[];
	};
}

export class Unigram {
	readonly #unknown: number;
	readonly #unknownScore: number;
	readonly #scores: Float64Array;
	readonly #ids = new Map<string, number>();
	#longest = 1;

	constructor({ model }: TokenizerFile) {
		this.#unknown = model.unk_id;
		this.#scores = new Float64Array(model.vocab.length);
		let least = Infinity;
		model.vocab.forEach(([piece, score], id) => {
			this.#scores[id] = score;
			least = Math.min(least, score);
			if (id < SPECIAL) return;
			this.#ids.set(piece, id);
			this.#longest = Math.max(this.#longest, piece.length);
		});
		this.#unknownScore = least - 10;
	}

	/** How rare a piece is: its negative log frequency in the vocabulary, above that of the commonest ones. */
	rarity(id: number): number {
		return Math.max(0, -(this.#scores[id] ?? COMMON) - COMMON);
	}

	/** Token ids of a text between the start and end marks. */
	encode(text: string): number[] {
		const out = [START];
		const plain = text.replace(CONTROL, '').replace(SPACE, ' ').normalize('NFKC');
		for (const word of plain.split(/\s+/u)) if (word !== '') this.#word(META + word, out);
		out.push(END);
		return out;
	}

	/** Viterbi over UTF-16 units; breaks only between code points. */
	#word(word: string, out: number[]): void {
		const size = word.length;
		const best = new Float64Array(size + 1).fill(-Infinity);
		const piece = new Int32Array(size + 1);
		const from = new Int32Array(size + 1);
		best[0] = 0;
		for (let at = 0; at < size; at += 1) {
			const score = best[at] ?? -Infinity;
			if (score !== -Infinity) this.#extend(word, { at, score, best, piece, from });
		}
		const ids: number[] = [];
		for (let end = size; end > 0; end = from[end] ?? 0) {
			const id = piece[end] ?? this.#unknown;
			if (!(id === this.#unknown && ids.at(-1) === this.#unknown)) ids.push(id);
		}
		out.push(...ids.reverse());
	}

	#extend(
		word: string,
		{
			at,
			score,
			best,
			piece,
			from
		}: { at: number; score: number; best: Float64Array; piece: Int32Array; from: Int32Array }
	): void {
		const one = (word.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
		const put = (end: number, id: number, gained: number) => {
			if (gained <= (best[end] ?? -Infinity)) return;
			best[end] = gained;
			piece[end] = id;
			from[end] = at;
		};
		let known = false;
		for (let end = at + one; end <= Math.min(word.length, at + this.#longest); end += 1) {
			const id = this.#ids.get(word.slice(at, end));
			if (id === undefined) continue;
			if (end === at + one) known = true;
			put(end, id, score + (this.#scores[id] ?? 0));
		}
		if (!known) put(at + one, this.#unknown, score + this.#unknownScore);
	}
}
