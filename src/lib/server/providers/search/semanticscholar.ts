/**
 * Semantic Scholar, papers by relevance. Shape: https://api.semanticscholar.org/api-docs/graph (GET
 * /graph/v1/paper/search?query=&limit=&fields= gives {total, data: [{paperId, title, …}]}; no `data` when nothing is
 * found). Without a key everyone shares one pool and 429 is common; with one in x-api-key it is one request a second
 * (https://www.semanticscholar.org/product/api).
 */
import { z } from 'zod';
import type { Searcher } from '../../ports.ts';
import { askJson } from './asking.ts';
import { defineSearcher, readHits } from './searcher.ts';
import { termsOf } from './terms.ts';
import { doiUrl, readDoi, readWork } from './work.ts';

const API = 'https://api.semanticscholar.org/graph/v1/paper/search';
const FIELDS =
	'title,abstract,url,venue,publicationDate,year,authors,citationCount,externalIds,openAccessPdf';
const Paper = z.looseObject({
	paperId: z.string(),
	title: z.unknown().optional(),
	abstract: z.unknown().optional(),
	url: z.unknown().optional(),
	venue: z.unknown().optional(),
	publicationDate: z.string().nullish().catch(null),
	year: z.number().nullish().catch(null),
	authors: z
		.array(z.looseObject({ name: z.unknown().optional() }))
		.nullish()
		.catch(null),
	citationCount: z.unknown().optional(),
	externalIds: z
		.looseObject({ DOI: z.unknown().optional(), ArXiv: z.unknown().optional() })
		.nullish()
		.catch(null),
	openAccessPdf: z
		.looseObject({ url: z.unknown().optional(), license: z.unknown().optional() })
		.nullish()
		.catch(null)
});
const Answer = z.looseObject({ total: z.number(), data: z.array(Paper).optional() });

export const semanticscholar = defineSearcher({
	name: 'semanticscholar',
	kind: 'scholarly',
	settings: z.object({ SEMANTICSCHOLAR_API_KEY: z.string().optional() }),
	needs: [],
	keyless: true,
	pace: { atOnce: 1, gapMs: 1_100 },
	languages: ['en'],
	create({ SEMANTICSCHOLAR_API_KEY: key }, tools): Searcher {
		return {
			name: 'semanticscholar',
			async search(query, { limit, signal }) {
				const url = new URL(API);
				url.search = new URLSearchParams({
					query: termsOf(query, 12).join(' ').replaceAll('-', ' '), // a hyphen finds nothing there
					limit: String(Math.min(limit, 50)),
					fields: FIELDS
				}).toString();
				const { data } = await askJson(tools, {
					provider: 'semanticscholar',
					url,
					trust: 'web',
					headers: { ...(key && { 'x-api-key': key }) },
					signal,
					schema: Answer
				});
				return readHits((data ?? []).map(rawOf), { engine: 'semanticscholar', limit });
			}
		};
	}
});

function rawOf(paper: z.infer<typeof Paper>) {
	const doi = readDoi(paper.externalIds?.DOI);
	const preprint = paper.externalIds?.ArXiv;
	const home = typeof preprint === 'string' ? `https://arxiv.org/abs/${preprint}` : null;
	return {
		url: home ?? (doi === null ? paper.url : doiUrl(doi)),
		title: paper.title,
		snippet: paper.abstract,
		publishedAt: paper.publicationDate ?? (paper.year ? String(paper.year) : null),
		work: readWork({
			doi,
			venue: paper.venue,
			authors: (paper.authors ?? []).map(({ name }) => name),
			citations: paper.citationCount,
			pdfUrl: paper.openAccessPdf?.url,
			licence: paper.openAccessPdf?.license
		})
	};
}
