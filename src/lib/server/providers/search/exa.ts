/**
 * Exa, a search by meaning. Shape: https://exa.ai/docs/reference/search
 * POST /search {query, numResults, type: "auto", contents: {highlights: true}} with x-api-key gives {results: [{url,
 * title, publishedDate, author, highlights: [text]}], costDollars}. 402 is no credits or the key's budget
 * (https://exa.ai/docs/reference/error-codes), 429 the rate (10 a second).
 */
import { z } from 'zod';
import type { Searcher } from '../../ports.ts';
import { askJson } from './asking.ts';
import { defineSearcher, readHits } from './searcher.ts';

const API = 'https://api.exa.ai/search';
const Answer = z.looseObject({
	results: z.array(
		z.looseObject({
			url: z.unknown().optional(),
			title: z.unknown().optional(),
			publishedDate: z.unknown().optional(),
			highlights: z.array(z.string()).nullish().catch(null)
		})
	)
});

export const exa = defineSearcher({
	name: 'exa',
	kind: 'general',
	settings: z.object({ EXA_API_KEY: z.string() }),
	needs: ['EXA_API_KEY'],
	keyless: false,
	pace: { atOnce: 4, gapMs: 120 },
	create({ EXA_API_KEY }, tools): Searcher {
		return {
			name: 'exa',
			async search(query, { limit, signal }) {
				const { results } = await askJson(tools, {
					...{ provider: 'exa', url: new URL(API), trust: 'web', signal },
					headers: { 'x-api-key': EXA_API_KEY },
					json: {
						query,
						type: 'auto',
						numResults: Math.min(limit, 25),
						contents: { highlights: true }
					},
					schema: Answer
				});
				const raw = results.map(({ url, title, publishedDate, highlights }) => ({
					url,
					title,
					snippet: (highlights ?? []).join(' … '),
					publishedAt: publishedDate
				}));
				return readHits(raw, { engine: 'exa', limit });
			}
		};
	}
});
