/**
 * Several engines' answers as one list: reciprocal rank fusion (Cormack, Clarke, Büttcher, SIGIR 2009; k = 60), each
 * engine's votes times its weight.
 */
import { joinedWork } from '../../../research/joined-work.ts';
import type { Hit } from '../../../research/run.ts';

const K = 60;

export interface Ranking {
	readonly hits: readonly Hit[];
	readonly weight: number;
}
interface Naming {
	/** The address a page is read under; null: not an address we take. */
	readonly canonical: (url: string) => string | null;
	/** One key for a page and its variants. */
	readonly samePage: (url: string) => string;
}

/**
 * Hits by falling fused score, one per page or paper, ranks from 1. The best-ranked engine's address and title stay,
 * the longest snippet stays, and what several engines know of a paper is put together.
 */
export function mergeHits(
	rankings: readonly Ranking[],
	{ limit, ...naming }: Naming & { limit: number }
): Hit[] {
	const pages = new Map<string, { hit: Hit; score: number }>();
	const papers = new Map<string, string>(); // DOI to the key its page stands under
	for (const { hits, weight } of rankings) {
		const seen = new Set<string>(); // an engine votes once for a page
		for (const [index, raw] of hits.entries()) {
			const hit = named(raw, naming);
			if (hit === null) continue;
			const key = keyOf(hit, { pages, papers, samePage: naming.samePage });
			if (seen.has(key)) continue;
			seen.add(key);
			const gain = weight / (K + index + 1);
			const known = pages.get(key);
			pages.set(
				key,
				known === undefined
					? { hit, score: gain }
					: { hit: richer(known.hit, hit), score: known.score + gain }
			);
		}
	}
	return [...pages.values()]
		.sort((a, b) => b.score - a.score)
		.slice(0, limit)
		.map(({ hit }, index) => ({ ...hit, rank: index + 1 }));
}

function named(hit: Hit, { canonical }: Naming): Hit | null {
	const url = canonical(hit.url);
	if (url === null) return null;
	const { work } = hit;
	if (!work?.pdfUrl) return { ...hit, url };
	return { ...hit, url, work: { ...work, pdfUrl: canonical(work.pdfUrl) } };
}

/** A page that is known stands under its own key; a paper under that of the first page its DOI came with. */
function keyOf(
	{ url, work }: Hit,
	{
		pages,
		papers,
		samePage
	}: {
		pages: ReadonlyMap<string, unknown>;
		papers: Map<string, string>;
		samePage: Naming['samePage'];
	}
): string {
	const own = samePage(url);
	const doi = work?.doi;
	if (!doi) return own;
	const key = pages.has(own) ? own : (papers.get(doi) ?? own);
	if (!papers.has(doi)) papers.set(doi, key);
	return key;
}

function richer(known: Hit, other: Hit): Hit {
	const better = other.rank < known.rank ? other : known;
	const work =
		known.work && other.work ? joinedWork(known.work, other.work) : (known.work ?? other.work);
	return {
		...known,
		url: better.url,
		title: better.title,
		engine: better.engine,
		rank: better.rank,
		snippet: other.snippet.length > known.snippet.length ? other.snippet : known.snippet,
		publishedAt: known.publishedAt ?? other.publishedAt,
		...(work && { work })
	};
}
