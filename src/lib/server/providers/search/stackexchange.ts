/**
 * Stack Exchange: questions of Stack Overflow. Shape: https://api.stackexchange.com/docs/advanced-search (GET
 * /2.3/search/advanced?q=&site=&pagesize=&filter=withbody gives {items: [{link, title, body}], quota_max,
 * quota_remaining, backoff?}). 300 requests a day without a key, 10,000 with a free one; `backoff` must be kept
 * (https://api.stackexchange.com/docs/throttle). Errors are 400 with {error_id, error_name}: 502 is throttle_violation.
 * Its key is a parameter and, as documented, no secret. Text is CC BY-SA.
 */
import { z } from 'zod';
import { Failure } from '../../net/failure.ts';
import type { Searcher } from '../../ports.ts';
import { askJson } from './asking.ts';
import { defineSearcher, readHits, withoutTags } from './searcher.ts';
import { termsOf } from './terms.ts';

const API = 'https://api.stackexchange.com/2.3/search/advanced';
const Answer = z.looseObject({
	items: z.array(
		z.looseObject({
			link: z.unknown().optional(),
			title: z.unknown().optional(),
			body: z.unknown().optional(),
			creation_date: z.number().optional().catch(undefined)
		})
	),
	quota_max: z.number().optional().catch(undefined),
	quota_remaining: z.number().optional().catch(undefined),
	backoff: z.number().optional().catch(undefined)
});

export const stackexchange = defineSearcher({
	name: 'stackexchange',
	kind: 'code',
	settings: z.object({ STACKEXCHANGE_API_KEY: z.string().optional() }),
	needs: [],
	keyless: true,
	pace: { atOnce: 1, gapMs: 200 },
	weight: 0.8,
	languages: ['en'],
	create({ STACKEXCHANGE_API_KEY: key }, tools): Searcher {
		let quietUntil = 0;
		return {
			name: 'stackexchange',
			async search(query, { limit, signal }) {
				const wait = quietUntil - Date.now();
				if (wait > 0) {
					const more = { provider: 'stackexchange', retryAfterMs: wait };
					throw new Failure('limited', 'asked to be left alone for a while', more);
				}
				const url = new URL(API);
				url.search = new URLSearchParams({
					q: termsOf(query, 8).join(' '),
					site: 'stackoverflow',
					order: 'desc',
					sort: 'relevance',
					pagesize: String(Math.min(limit, 30)),
					filter: 'withbody',
					...(key && { key })
				}).toString();
				const answer = await askJson(tools, {
					...{ provider: 'stackexchange', url, trust: 'web', signal },
					statuses: {
						400: ['limited', 'its quota is used up, or it does not take the query (400)']
					},
					schema: Answer
				});
				if (answer.backoff !== undefined) quietUntil = Date.now() + answer.backoff * 1000;
				const { quota_remaining: remaining, quota_max: most } = answer;
				if (remaining !== undefined)
					tools.spent?.({ remaining, limit: most ?? null, unit: 'requests', resetAt: null });
				const raw = answer.items.map(({ link, title, body, creation_date }) => ({
					url: link,
					title: withoutTags(title),
					snippet: withoutTags(body),
					publishedAt:
						creation_date === undefined ? null : new Date(creation_date * 1000).toISOString()
				}));
				return readHits(raw, { engine: 'stackexchange', limit });
			}
		};
	}
});
