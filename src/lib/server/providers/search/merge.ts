/** Several engines' answers as one list: reciprocal rank fusion (Cormack, Clarke, Büttcher, SIGIR 2009; k = 60). */
import type { Hit } from '../../../research/run.ts';

const K = 60;

/**
 * Hits by falling fused score, one per page, ranks from 1. `canonical` names a page (null: not an address we take);
 * the best-ranked engine's title stays, the longest snippet stays.
 */
export function mergeHits(
	answers: readonly (readonly Hit[])[],
	{ canonical, limit }: { canonical: (url: string) => string | null; limit: number }
): Hit[] {
	const pages = new Map<string, { hit: Hit; score: number }>();
	for (const answer of answers) {
		const seen = new Set<string>(); // an engine votes once for a page
		for (const [index, hit] of answer.entries()) {
			const url = canonical(hit.url);
			if (url === null || seen.has(url)) continue;
			seen.add(url);
			const gain = 1 / (K + index + 1);
			const known = pages.get(url);
			pages.set(
				url,
				known === undefined
					? { hit: { ...hit, url }, score: gain }
					: { hit: richer(known.hit, hit), score: known.score + gain }
			);
		}
	}
	return [...pages.values()]
		.sort((a, b) => b.score - a.score)
		.slice(0, limit)
		.map(({ hit }, index) => ({ ...hit, rank: index + 1 }));
}

function richer(known: Hit, other: Hit): Hit {
	const title = other.rank < known.rank ? other.title : known.title;
	const engine = other.rank < known.rank ? other.engine : known.engine;
	return {
		...known,
		title,
		engine,
		rank: Math.min(known.rank, other.rank),
		snippet: other.snippet.length > known.snippet.length ? other.snippet : known.snippet,
		publishedAt: known.publishedAt ?? other.publishedAt
	};
}
