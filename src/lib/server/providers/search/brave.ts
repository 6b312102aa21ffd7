/**
 * Brave Search, an index of its own. Shape: https://api-dashboard.search.brave.com/api-reference/web/search/get
 * GET /res/v1/web/search?q=&count=(1-20)&search_lang=&text_decorations=false with X-Subscription-Token gives
 * {web: {results: [{url, title, description, page_age}]}}; no `web` when nothing is found. Quota in X-RateLimit-*
 * (second and month, with a comma). 422 is a wrong token or parameter, 429 the rate or the month.
 */
import { z } from 'zod';
import type { Searcher } from '../../ports.ts';
import { askJson } from './asking.ts';
import { defineSearcher, readHits, withoutTags } from './searcher.ts';

const API = 'https://api.search.brave.com/res/v1/web/search';
const Answer = z.looseObject({
	type: z.literal('search'),
	web: z
		.looseObject({
			results: z.array(
				z.looseObject({
					url: z.unknown().optional(),
					title: z.unknown().optional(),
					description: z.unknown().optional(),
					page_age: z.unknown().optional()
				})
			)
		})
		.optional()
});
/** Languages whose code there differs from ours. */
const LANGUAGES: Readonly<Record<string, string>> = {
	zh: 'zh-hans',
	ja: 'jp',
	pt: 'pt-br',
	nb: 'nb'
};
const MAX_QUERY = 380; // 400 characters and 50 words are the most it takes

export const brave = defineSearcher({
	name: 'brave',
	kind: 'general',
	settings: z.object({ BRAVE_API_KEY: z.string() }),
	needs: ['BRAVE_API_KEY'],
	keyless: false,
	pace: { atOnce: 4, gapMs: 50 },
	create({ BRAVE_API_KEY }, tools): Searcher {
		return {
			name: 'brave',
			async search(query, { limit, language, signal }) {
				const url = new URL(API);
				url.search = new URLSearchParams({
					q: query.slice(0, MAX_QUERY),
					count: String(Math.min(limit, 20)),
					search_lang: LANGUAGES[language] ?? language,
					text_decorations: 'false'
				}).toString();
				const { web } = await askJson(tools, {
					...{ provider: 'brave', url, trust: 'web', signal },
					headers: { 'x-subscription-token': BRAVE_API_KEY },
					statuses: { 422: ['auth', 'the key or a parameter is wrong (422)'] },
					schema: Answer
				});
				const raw = (web?.results ?? []).map(({ url, title, description, page_age }) => ({
					url,
					title: withoutTags(title),
					snippet: withoutTags(description),
					publishedAt: page_age
				}));
				return readHits(raw, { engine: 'brave', limit });
			}
		};
	}
});
