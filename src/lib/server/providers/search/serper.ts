/**
 * Serper, Google's results as JSON. Shape: https://serper.dev/playground (POST https://google.serper.dev/search {q, hl,
 * num} with X-API-KEY gives {organic: [{link, title, snippet, date?}], credits}); no `organic` when nothing is found.
 * `credits` is what the query cost; what is left is not said. 403 is a wrong key, 400 "Not enough credits".
 */
import { z } from 'zod';
import type { Searcher } from '../../ports.ts';
import { askJson } from './asking.ts';
import { defineSearcher, readHits } from './searcher.ts';

const API = 'https://google.serper.dev/search';
const Answer = z.looseObject({
	searchParameters: z.looseObject({}),
	organic: z
		.array(
			z.looseObject({
				link: z.unknown().optional(),
				title: z.unknown().optional(),
				snippet: z.unknown().optional(),
				date: z.unknown().optional()
			})
		)
		.optional()
});

export const serper = defineSearcher({
	name: 'serper',
	kind: 'general',
	settings: z.object({ SERPER_API_KEY: z.string() }),
	needs: ['SERPER_API_KEY'],
	keyless: false,
	pace: { atOnce: 4, gapMs: 50 },
	create({ SERPER_API_KEY }, tools): Searcher {
		return {
			name: 'serper',
			async search(query, { limit, language, signal }) {
				const { organic } = await askJson(tools, {
					...{ provider: 'serper', url: new URL(API), trust: 'web', signal },
					headers: { 'x-api-key': SERPER_API_KEY },
					json: { q: query, hl: language === 'zh' ? 'zh-cn' : language, num: Math.min(limit, 20) },
					statuses: {
						400: ['billing', 'the credits are used up or the query is not taken (400)'],
						403: ['refused', 'refused the query (403); is the key right?']
					},
					schema: Answer
				});
				const raw = (organic ?? []).map(({ link, title, snippet, date }) => ({
					url: link,
					title,
					snippet,
					publishedAt: dayOf(date)
				}));
				return readHits(raw, { engine: 'serper', limit });
			}
		};
	}
});

/** "Mar 5, 2024" as an ISO date; "3 days ago" says nothing without a clock. */
function dayOf(value: unknown): string | null {
	if (typeof value !== 'string' || !/^[A-Z][a-z]{2} \d{1,2}, \d{4}$/u.test(value)) return null;
	const at = Date.parse(`${value} UTC`);
	return Number.isNaN(at) ? null : new Date(at).toISOString();
}
