/**
 * GitHub: repositories by name, description and topic. Shape: https://docs.github.com/en/rest/search/search
 * (GET /search/repositories?q=&per_page= gives {total_count, items: [{html_url, full_name, description, pushed_at}]}).
 * Ten searches a minute without a token, thirty with one (a fine-grained token without any permission will do); 403 or
 * 429 with x-ratelimit-remaining: 0 when they are used up
 * (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api).
 */
import { z } from 'zod';
import type { Searcher } from '../../ports.ts';
import { askJson } from './asking.ts';
import { defineSearcher, readHits } from './searcher.ts';
import { termsOf } from './terms.ts';

const API = 'https://api.github.com/search/repositories';
const Answer = z.looseObject({
	total_count: z.number(),
	items: z.array(
		z.looseObject({
			html_url: z.unknown().optional(),
			full_name: z.unknown().optional(),
			description: z.unknown().optional(),
			pushed_at: z.unknown().optional()
		})
	)
});
/** Words that say where to look, not what for. */
const PLACE =
	/^(?:github|repositor(?:y|ies)|repo|open-source|source|code|library|libraries|projects?)$/iu;

export const github = defineSearcher({
	name: 'github',
	kind: 'code',
	settings: z.object({ GITHUB_API_KEY: z.string().optional() }),
	needs: [],
	keyless: true,
	pace: { atOnce: 1, gapMs: 2_000 },
	weight: 0.8,
	create({ GITHUB_API_KEY: token }, tools): Searcher {
		return {
			name: 'github',
			async search(query, { limit, signal }) {
				const terms = termsOf(query, 8);
				const about = terms.filter((term) => !PLACE.test(term)).slice(0, 4);
				const url = new URL(API);
				url.search = new URLSearchParams({
					q: (about.length > 0 ? about : terms).join(' '),
					per_page: String(Math.min(limit, 30))
				}).toString();
				const { items } = await askJson(tools, {
					provider: 'github',
					url,
					trust: 'web',
					headers: {
						accept: 'application/vnd.github+json',
						'x-github-api-version': '2022-11-28',
						...(token && { authorization: `Bearer ${token}` })
					},
					signal,
					schema: Answer
				});
				const raw = items.map(({ html_url, full_name, description, pushed_at }) => ({
					url: html_url,
					title: full_name,
					snippet: description,
					publishedAt: pushed_at
				}));
				return readHits(raw, { engine: 'github', limit });
			}
		};
	}
});
