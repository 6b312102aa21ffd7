/** BM25 over a run's passages, as a share of the best score any text could reach: weak matches stay weak. */
import { contentTokens, tokens } from '../../research/words.ts';

const K1 = 1.2;
const B = 0.75;

export interface Counted {
	readonly counts: ReadonlyMap<string, number>;
	readonly length: number;
}

/** Word counts of a text, once per passage. */
export function count(text: string): Counted {
	const counts = new Map<string, number>();
	const list = tokens(text);
	for (const token of list) counts.set(token, (counts.get(token) ?? 0) + 1);
	return { counts, length: list.length };
}

/** Scores 0..1 in the order of the texts: BM25 divided by what a text with every word of the query could reach. */
export function lexicalScores(query: string, texts: readonly Counted[]): number[] {
	const asked = [...new Set(contentTokens(query))];
	const wanted = asked.length > 0 ? asked : [...new Set(tokens(query))];
	const n = texts.length;
	const average = texts.reduce((sum, text) => sum + text.length, 0) / Math.max(1, n) || 1;
	const idf = new Map(
		wanted.map((word) => {
			const having = texts.filter((text) => text.counts.has(word)).length;
			return [word, Math.log(1 + (n - having + 0.5) / (having + 0.5))] as const;
		})
	);
	const most = [...idf.values()].reduce((sum, one) => sum + one * (K1 + 1), 0) || 1;
	return texts.map((text) => {
		let score = 0;
		for (const [word, weight] of idf) {
			const frequency = text.counts.get(word) ?? 0;
			if (frequency > 0) {
				score +=
					(weight * frequency * (K1 + 1)) /
					(frequency + K1 * (1 - B + (B * text.length) / average));
			}
		}
		return score / most;
	});
}
