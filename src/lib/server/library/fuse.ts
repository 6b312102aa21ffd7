/**
 * Words and meaning in one score: bm25/qmax + WEIGHT x cosine, both absolute, so that a weak match by words stays weak
 * (plain reciprocal ranks lose a third of the cross-language cases; figures in docs/decisions/0004-retrieval.md).
 */
const WEIGHT = 1.2; // of a centred cosine, where the embedder says nothing else
/** A text in another language cannot share the question's words: its meaning stands for what they would have added. */
const FOR_WORDS = 1.2;

export interface Signals {
	readonly words: number; // 0..1
	readonly meaning: number | null; // centred cosine, null without a vector
	readonly foreign: boolean; // in another language than the question
}

/** Sums in the order given; `weight`: the embedder's, of a cosine. A passage without a vector is taken for a middling one by meaning. */
export function combined(signals: readonly Signals[], weight = WEIGHT): number[] {
	const known = signals.flatMap(({ meaning }) => meaning ?? []).sort((a, b) => a - b);
	const middling = known[Math.floor(known.length / 4)] ?? 0;
	return signals.map(({ words, meaning, foreign }) => {
		const whole = foreign ? weight + FOR_WORDS : weight;
		return words + (known.length > 0 ? whole * (meaning ?? middling) : 0);
	});
}

/** The same as scores 0..1: the best is 1. */
export function fuse(signals: readonly Signals[], weight = WEIGHT): number[] {
	const raw = combined(signals, weight);
	const top = Math.max(...raw, 1e-9);
	const bottom = Math.min(0, ...raw);
	return raw.map((score) => (score - bottom) / (top - bottom));
}
