/**
 * Pseudo-relevance feedback (RM3): a second look with the words that the best passages share, beside the question's own.
 * It finds what says the same in other words, and harms where one passage answers the question and the others only lie
 * near it. So it weighs the more the closer the fifth comes to the first (figures in docs/decisions/0004-retrieval.md).
 */
import type { Asked, Counted } from './bm25.ts';

const PASSAGES = 5; // learnt from
const TERMS = 20; // learnt
const MOST = 0.3; // of the second look that learnt terms can be

export interface Scored {
	readonly counted: Counted;
	readonly score: number; // from 0, the more the better
}

/** The question's terms and the ones learnt, together 1; the question's alone where there is nothing to learn. */
export function widened(terms: Asked, scored: readonly Scored[]): Asked {
	const best = scored
		.filter(({ score }) => score > 0)
		.sort((a, b) => b.score - a.score)
		.slice(0, PASSAGES);
	const [first, last] = [best[0], best[PASSAGES - 1]];
	const own = sum(terms);
	if (!first || !last || own === 0) return terms;
	const share = MOST * (last.score / first.score) ** 2;
	const learnt = termsOfAll(best);
	const whole = sum(learnt);
	const out = new Map([...terms].map(([term, weight]) => [term, ((1 - share) * weight) / own]));
	for (const [term, weight] of learnt)
		out.set(term, (out.get(term) ?? 0) + (share * weight) / whole);
	return out;
}

/** The terms that weigh most in passages together, each passage counting by its score. */
function termsOfAll(passages: readonly Scored[]): Map<string, number> {
	const weights = new Map<string, number>();
	for (const { counted, score } of passages) {
		for (const [term, frequency] of counted.counts)
			weights.set(term, (weights.get(term) ?? 0) + (score * frequency) / counted.length);
	}
	return new Map([...weights].sort((a, b) => b[1] - a[1]).slice(0, TERMS));
}

function sum(weights: ReadonlyMap<string, number>): number {
	return [...weights.values()].reduce((total, weight) => total + weight, 0);
}
