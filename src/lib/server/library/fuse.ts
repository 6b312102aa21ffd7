/**
 * Words and meaning in one score: bm25/qmax + WEIGHT x cosine, both absolute, so that a weak match by words stays weak
 * (plain reciprocal ranks lose a third of the cross-language cases; figures in docs/decisions/0004-retrieval.md).
 */
const WEIGHT = 2.4; // of a centred cosine

export interface Signals {
	readonly words: number; // 0..1
	readonly meaning: number | null; // centred cosine, null without a vector
}

/** Scores 0..1 in the order given: the best is 1. A passage without a vector is taken for a middling one by meaning. */
export function fuse(signals: readonly Signals[]): number[] {
	const known = signals.flatMap(({ meaning }) => meaning ?? []).sort((a, b) => a - b);
	const middling = known[Math.floor(known.length / 4)] ?? 0;
	const raw = signals.map(
		({ words, meaning }) => words + (known.length > 0 ? WEIGHT * (meaning ?? middling) : 0)
	);
	const top = Math.max(...raw, 1e-9);
	const bottom = Math.min(0, ...raw);
	return raw.map((score) => (score - bottom) / (top - bottom));
}
