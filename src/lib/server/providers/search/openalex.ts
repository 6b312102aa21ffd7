/**
 * OpenAlex, works of every field with open-access copies and retraction marks. Shape:
 * https://developers.openalex.org/api-reference/works (GET /works?search=&per_page=&select=). Since February 2026 a
 * free key is needed for real use (https://developers.openalex.org/api-reference/authentication): without one a few
 * cents a day, with one a dollar, about 1,000 searches. Allowance in X-RateLimit-*-USD; 429 when it is used up. Its key
 * is a parameter by documentation, so the address is never put into a message.
 */
import { z } from 'zod';
import type { Searcher } from '../../ports.ts';
import { askJson } from './asking.ts';
import { defineSearcher, readHits } from './searcher.ts';
import { doiUrl, readDoi, readWork } from './work.ts';

const API = 'https://api.openalex.org/works';
const Location = z
	.looseObject({
		landing_page_url: z.unknown().optional(),
		pdf_url: z.unknown().optional(),
		license: z.unknown().optional(),
		source: z.looseObject({ display_name: z.unknown().optional() }).nullish().catch(null)
	})
	.nullish()
	.catch(null);
const Paper = z.looseObject({
	id: z.string(),
	doi: z.string().nullish().catch(null),
	display_name: z.unknown().optional(),
	publication_date: z.unknown().optional(),
	cited_by_count: z.unknown().optional(),
	is_retracted: z.unknown().optional(),
	primary_location: Location,
	best_oa_location: Location,
	authorships: z
		.array(z.looseObject({ author: z.looseObject({ display_name: z.unknown().optional() }) }))
		.catch([]),
	abstract_inverted_index: z.record(z.string(), z.array(z.number())).nullish().catch(null)
});
const Answer = z.looseObject({ meta: z.looseObject({}), results: z.array(Paper) });
const FIELDS = Object.keys(Paper.shape).join(',');

export const openalex = defineSearcher({
	name: 'openalex',
	kind: 'scholarly',
	settings: z.object({
		OPENALEX_API_KEY: z.string().optional(),
		CONTACT_EMAIL: z.email().optional()
	}),
	needs: [],
	keyless: true,
	pace: { atOnce: 2, gapMs: 100 },
	create({ OPENALEX_API_KEY, CONTACT_EMAIL }, tools): Searcher {
		return {
			name: 'openalex',
			async search(query, { limit, signal }) {
				const url = new URL(API);
				url.search = new URLSearchParams({
					search: query.replace(/[?*~"!|&():]/gu, ' '),
					per_page: String(Math.min(limit, 50)),
					select: FIELDS,
					...(CONTACT_EMAIL && { mailto: CONTACT_EMAIL }),
					...(OPENALEX_API_KEY && { api_key: OPENALEX_API_KEY })
				}).toString();
				const { results } = await askJson(tools, {
					provider: 'openalex',
					url,
					trust: 'web',
					signal,
					schema: Answer
				});
				return readHits(results.map(rawOf), { engine: 'openalex', limit });
			}
		};
	}
});

function rawOf(paper: z.infer<typeof Paper>) {
	const { primary_location: first, best_oa_location: open } = paper;
	const doi = readDoi(paper.doi);
	return {
		url:
			open?.landing_page_url ?? (doi === null ? first?.landing_page_url : doiUrl(doi)) ?? paper.id,
		title: paper.display_name,
		snippet: textOf(paper.abstract_inverted_index ?? {}),
		publishedAt: paper.publication_date,
		work: readWork({
			doi,
			venue: first?.source?.display_name,
			authors: paper.authorships.map(({ author }) => author.display_name),
			citations: paper.cited_by_count,
			retracted: paper.is_retracted,
			pdfUrl: open?.pdf_url,
			licence: open?.license
		})
	};
}

const MOST_WORDS = 200;

/** The abstract from its index of words and places. */
function textOf(index: Readonly<Record<string, readonly number[]>>): string {
	const words: string[] = [];
	for (const [word, places] of Object.entries(index)) {
		for (const place of places) if (place >= 0 && place < MOST_WORDS) words[place] = word;
	}
	return words.filter((word) => word !== undefined).join(' ');
}
