/** The candidates of a question in one score: by words and meaning, then once more with what the best of them taught. */
import { askedOf, lexicalScores, type Counted } from './bm25.ts';
import { widened } from './feedback.ts';
import { combined, fuse, type Signals } from './fuse.ts';

export interface Candidate extends Signals {
	readonly counted: Counted;
}

/**
 * Scores 0..1 in the order of the candidates; the best is 1. `texts`: all that the question is asked of, which tell how
 * rare a word is. `weight`: the embedder's, of a cosine.
 */
export function rank(
	query: string,
	candidates: readonly Candidate[],
	{ texts, weight }: { texts: readonly Counted[]; weight: number | undefined }
): number[] {
	const first = combined(candidates, weight);
	const own = candidates.flatMap(({ counted, foreign }, at) =>
		foreign ? [] : [{ counted, score: first[at] ?? 0 }]
	);
	const counted = candidates.map((candidate) => candidate.counted);
	const words = lexicalScores(widened(askedOf(query), own), counted, texts);
	const second = candidates.map((candidate, at) => ({ ...candidate, words: words[at] ?? 0 }));
	return fuse(second, weight);
}
