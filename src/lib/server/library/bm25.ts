/** BM25 over a run's passages, as a share of the best score any text could reach: weak matches stay weak. */
import { askedTerms, termsOf } from './terms.ts';

const K1 = 1.2;
const B = 0.5; // the splitter makes passages of like length: how long one is says little

export interface Counted {
	readonly counts: ReadonlyMap<string, number>;
	readonly length: number;
}
/** What is looked for: terms with what each of them counts. */
export type Asked = ReadonlyMap<string, number>;

/** Term counts of a text, once per passage. */
export function count(text: string): Counted {
	const counts = new Map<string, number>();
	const list = termsOf(text);
	for (const term of list) counts.set(term, (counts.get(term) ?? 0) + 1);
	return { counts, length: list.length };
}

/** A question's terms, all of them counting alike. */
export function askedOf(query: string): Asked {
	return new Map([...askedTerms(query)].map((term) => [term, 1]));
}

/**
 * Scores 0..1 in the order of the texts: BM25 divided by what a text with every term could reach. `among`: the texts
 * that tell how rare a term is.
 */
export function lexicalScores(
	terms: Asked,
	texts: readonly Counted[],
	among: readonly Counted[] = texts
): number[] {
	const n = among.length;
	const average = among.reduce((sum, text) => sum + text.length, 0) / Math.max(1, n) || 1;
	const weights = [...terms].map(([term, weight]) => {
		let having = 0;
		for (const text of among) if (text.counts.has(term)) having += 1;
		return [term, weight * Math.log(1 + (n - having + 0.5) / (having + 0.5))] as const;
	});
	const most = weights.reduce((sum, [, weight]) => sum + weight * (K1 + 1), 0) || 1;
	return texts.map((text) => {
		let score = 0;
		for (const [term, weight] of weights) {
			const frequency = text.counts.get(term) ?? 0;
			if (frequency > 0) {
				score +=
					(weight * frequency * (K1 + 1)) /
					(frequency + K1 * (1 - B + (B * text.length) / average));
			}
		}
		return score / most;
	});
}
