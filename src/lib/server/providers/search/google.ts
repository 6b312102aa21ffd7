/**
 * Google's Programmable Search (Custom Search JSON API), for those who have it: closed to new customers, and shut down
 * on 1 January 2027 (https://developers.google.com/custom-search/v1/overview). GET /customsearch/v1?cx=&q=&num=(1-10)
 * &hl= gives {items: [{link, title, snippet}]}; no `items` when nothing is found. The key goes in X-Goog-Api-Key, which
 * Google APIs take in place of `key=` (https://cloud.google.com/docs/authentication/api-keys-use). 100 a day are free;
 * 429 is the quota, 400 a wrong key.
 */
import { z } from 'zod';
import type { Searcher } from '../../ports.ts';
import { askJson } from './asking.ts';
import { defineSearcher, readHits } from './searcher.ts';

const API = 'https://www.googleapis.com/customsearch/v1';
const Answer = z.looseObject({
	kind: z.literal('customsearch#search'),
	items: z
		.array(
			z.looseObject({
				link: z.unknown().optional(),
				title: z.unknown().optional(),
				snippet: z.unknown().optional()
			})
		)
		.optional()
});

export const google = defineSearcher({
	name: 'google',
	kind: 'general',
	settings: z.object({ GOOGLE_API_KEY: z.string(), GOOGLE_CX: z.string() }),
	needs: ['GOOGLE_API_KEY', 'GOOGLE_CX'],
	keyless: false,
	pace: { atOnce: 4, gapMs: 50 },
	create({ GOOGLE_API_KEY, GOOGLE_CX }, tools): Searcher {
		return {
			name: 'google',
			async search(query, { limit, language, signal }) {
				const url = new URL(API);
				url.search = new URLSearchParams({
					cx: GOOGLE_CX,
					q: query,
					num: String(Math.min(limit, 10)),
					hl: language === 'zh' ? 'zh-CN' : language
				}).toString();
				const { items } = await askJson(tools, {
					...{ provider: 'google', url, trust: 'web', signal },
					headers: { 'x-goog-api-key': GOOGLE_API_KEY },
					statuses: { 400: ['auth', 'the key or the engine id (GOOGLE_CX) is wrong (400)'] },
					schema: Answer
				});
				const raw = (items ?? []).map(({ link, title, snippet }) => ({
					url: link,
					title,
					snippet
				}));
				return readHits(raw, { engine: 'google', limit });
			}
		};
	}
});
