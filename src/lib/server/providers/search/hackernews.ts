/**
 * Hacker News through Algolia's search. Shape: https://hn.algolia.com/api (GET /api/v1/search?query=&tags=story&
 * hitsPerPage= gives {hits: [{objectID, title, url, story_text, created_at}]}). No key; 10,000 requests an hour for one
 * address. A story leads to the page it links; a text post to its own page.
 */
import { z } from 'zod';
import type { Searcher } from '../../ports.ts';
import { askJson } from './asking.ts';
import { defineSearcher, readHits, withoutTags } from './searcher.ts';
import { termsOf } from './terms.ts';

const API = 'https://hn.algolia.com/api/v1/search';
const Answer = z.looseObject({
	hits: z.array(
		z.looseObject({
			objectID: z.string(),
			title: z.unknown().optional(),
			url: z.string().nullish().catch(null),
			story_text: z.unknown().optional(),
			created_at: z.unknown().optional()
		})
	),
	nbHits: z.number()
});

export const hackernews = defineSearcher({
	name: 'hackernews',
	kind: 'code',
	settings: z.object({}),
	needs: [],
	keyless: true,
	pace: { atOnce: 2, gapMs: 400 },
	weight: 0.5,
	languages: ['en'],
	create(_settings, tools): Searcher {
		return {
			name: 'hackernews',
			async search(query, { limit, signal }) {
				const url = new URL(API);
				url.search = new URLSearchParams({
					query: termsOf(query, 6).join(' '),
					tags: 'story',
					hitsPerPage: String(Math.min(limit, 50))
				}).toString();
				const { hits } = await askJson(tools, {
					provider: 'hackernews',
					url,
					trust: 'web',
					signal,
					schema: Answer
				});
				const raw = hits.map(({ objectID, title, url, story_text, created_at }) => ({
					url: url ?? `https://news.ycombinator.com/item?id=${encodeURIComponent(objectID)}`,
					title,
					snippet: withoutTags(story_text),
					publishedAt: created_at
				}));
				return readHits(raw, { engine: 'hackernews', limit });
			}
		};
	}
});
