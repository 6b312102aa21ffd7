/**
 * Anything that speaks the language of Bing's Web Search API v7. Microsoft's own service was retired on 11 August 2025
 * (https://learn.microsoft.com/lifecycle/announcements/bing-search-api-retirement); others answer in its shape, so the
 * address must be set. Shape: https://learn.microsoft.com/bing/search-apis/bing-web-search/search-the-web
 * GET ?q=&count=&mkt= with Ocp-Apim-Subscription-Key gives {_type: "SearchResponse", webPages: {value: [{url, name,
 * snippet, datePublished}]}}; no `webPages` when nothing is found.
 */
import { z } from 'zod';
import type { Searcher } from '../../ports.ts';
import { askJson } from './asking.ts';
import { defineSearcher, readHits } from './searcher.ts';

const Answer = z.looseObject({
	_type: z.literal('SearchResponse'),
	webPages: z
		.looseObject({
			value: z.array(
				z.looseObject({
					url: z.unknown().optional(),
					name: z.unknown().optional(),
					snippet: z.unknown().optional(),
					datePublished: z.unknown().optional()
				})
			)
		})
		.optional()
});
const MARKETS: Readonly<Record<string, string>> = {
	en: 'en-US',
	zh: 'zh-CN',
	ja: 'ja-JP',
	ko: 'ko-KR',
	de: 'de-DE',
	fr: 'fr-FR',
	es: 'es-ES',
	it: 'it-IT',
	pt: 'pt-BR',
	ru: 'ru-RU'
};

export const bing = defineSearcher({
	name: 'bing',
	kind: 'general',
	settings: z.object({ BING_API_KEY: z.string(), BING_URL: z.url({ protocol: /^https?$/u }) }),
	needs: ['BING_API_KEY', 'BING_URL'],
	keyless: false,
	pace: { atOnce: 3, gapMs: 350 },
	create({ BING_API_KEY, BING_URL }, tools): Searcher {
		return {
			name: 'bing',
			async search(query, { limit, language, signal }) {
				const url = new URL(BING_URL);
				url.searchParams.set('q', query);
				url.searchParams.set('count', String(Math.min(limit, 50)));
				const market = MARKETS[language];
				if (market !== undefined) url.searchParams.set('mkt', market);
				const { webPages } = await askJson(tools, {
					provider: 'bing',
					url,
					trust: 'operator',
					headers: { 'ocp-apim-subscription-key': BING_API_KEY },
					signal,
					schema: Answer
				});
				const raw = (webPages?.value ?? []).map(({ url, name, snippet, datePublished }) => ({
					url,
					title: name,
					snippet,
					publishedAt: datePublished
				}));
				return readHits(raw, { engine: 'bing', limit });
			}
		};
	}
});
