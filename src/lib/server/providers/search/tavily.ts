/**
 * Tavily. Shape: https://docs.tavily.com/documentation/api-reference/endpoint/search
 * POST /search {query, max_results (0-20), search_depth: "basic"} with "Authorization: Bearer" gives {results: [{url,
 * title, content, score, published_date?}]}. A basic search costs one credit. 432 is the plan's limit, 433 the
 * pay-as-you-go limit, 429 the rate, 401 the key.
 */
import { z } from 'zod';
import type { Searcher } from '../../ports.ts';
import { askJson } from './asking.ts';
import { defineSearcher, readHits } from './searcher.ts';

const API = 'https://api.tavily.com/search';
const Answer = z.looseObject({
	results: z.array(
		z.looseObject({
			url: z.unknown().optional(),
			title: z.unknown().optional(),
			content: z.unknown().optional(),
			published_date: z.unknown().optional()
		})
	)
});

export const tavily = defineSearcher({
	name: 'tavily',
	kind: 'general',
	settings: z.object({ TAVILY_API_KEY: z.string() }),
	needs: ['TAVILY_API_KEY'],
	keyless: false,
	pace: { atOnce: 4, gapMs: 50 },
	create({ TAVILY_API_KEY }, tools): Searcher {
		return {
			name: 'tavily',
			async search(query, { limit, signal }) {
				const { results } = await askJson(tools, {
					...{ provider: 'tavily', url: new URL(API), trust: 'web', signal },
					headers: { authorization: `Bearer ${TAVILY_API_KEY}` },
					json: {
						query: query.slice(0, 400),
						max_results: Math.min(limit, 20),
						search_depth: 'basic'
					},
					statuses: {
						432: ['billing', 'the limit of the plan is reached (432)'],
						433: ['billing', 'the pay-as-you-go limit is reached (433)']
					},
					schema: Answer
				});
				const raw = results.map(({ url, title, content, published_date }) => ({
					url,
					title,
					snippet: content,
					publishedAt: dayOf(published_date)
				}));
				return readHits(raw, { engine: 'tavily', limit });
			}
		};
	}
});

/** Dates come as "Tue, 05 Mar 2024 00:00:00 GMT" for news. */
function dayOf(value: unknown): unknown {
	if (typeof value !== 'string' || /^\d{4}-/u.test(value)) return value;
	const at = Date.parse(value);
	return Number.isNaN(at) ? null : new Date(at).toISOString();
}
