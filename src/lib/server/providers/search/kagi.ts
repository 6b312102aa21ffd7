/**
 * Kagi's Search API v1. Shape: https://help.kagi.com/kagi/api/search.html (POST /api/v1/search {query, workflow:
 * "search", limit} with "Authorization: Bearer" gives {meta, data: {search: [{url, title, snippet, time}]}}). Price:
 * https://help.kagi.com/kagi/api/api-portal.html, 12 dollars a thousand; 402 is an empty balance.
 */
import { z } from 'zod';
import type { Searcher } from '../../ports.ts';
import { askJson } from './asking.ts';
import { defineSearcher, readHits, withoutTags } from './searcher.ts';

const API = 'https://kagi.com/api/v1/search';
const Answer = z.looseObject({
	meta: z.looseObject({ api_balance: z.number().optional().catch(undefined) }),
	data: z.looseObject({
		search: z
			.array(
				z.looseObject({
					url: z.unknown().optional(),
					title: z.unknown().optional(),
					snippet: z.unknown().optional(),
					time: z.unknown().optional()
				})
			)
			.optional()
	})
});

export const kagi = defineSearcher({
	name: 'kagi',
	kind: 'general',
	settings: z.object({ KAGI_API_KEY: z.string() }),
	needs: ['KAGI_API_KEY'],
	keyless: false,
	pace: { atOnce: 4, gapMs: 100 },
	create({ KAGI_API_KEY }, tools): Searcher {
		return {
			name: 'kagi',
			async search(query, { limit, signal }) {
				const { meta, data } = await askJson(tools, {
					...{ provider: 'kagi', url: new URL(API), trust: 'web', signal },
					headers: { authorization: `Bearer ${KAGI_API_KEY}` },
					json: { query, workflow: 'search', limit: Math.min(limit, 40) },
					schema: Answer
				});
				if (meta.api_balance !== undefined)
					tools.spent?.({ remaining: meta.api_balance, limit: null, unit: 'usd', resetAt: null });
				const raw = (data.search ?? []).map(({ url, title, snippet, time }) => ({
					url,
					title: withoutTags(title),
					snippet: withoutTags(snippet),
					publishedAt: time
				}));
				return readHits(raw, { engine: 'kagi', limit });
			}
		};
	}
});
