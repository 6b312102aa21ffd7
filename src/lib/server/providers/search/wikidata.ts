/**
 * Wikidata beside Wikipedia: items by full text, with label and description in the query's language. Shape:
 * https://www.mediawiki.org/wiki/API:Search as a generator, with prop=entityterms of the Wikibase extension
 * (https://www.mediawiki.org/wiki/Wikibase/API). No key; the same politeness as Wikipedia.
 */
import { z } from 'zod';
import { Failure } from '../../net/failure.ts';
import type { Searcher } from '../../ports.ts';
import { askJson } from './asking.ts';
import { defineSearcher, readHits } from './searcher.ts';
import { termsOf } from './terms.ts';

const API = 'https://www.wikidata.org/w/api.php';
const Terms = z.array(z.string()).optional().catch(undefined);
const Answer = z.looseObject({
	query: z
		.looseObject({
			pages: z.array(
				z.looseObject({
					title: z.string(),
					index: z.number().catch(999),
					entityterms: z.looseObject({ label: Terms, description: Terms }).optional()
				})
			)
		})
		.optional(),
	batchcomplete: z.unknown().optional(),
	error: z.looseObject({ code: z.string() }).optional()
});

export const wikidata = defineSearcher({
	name: 'wikidata',
	kind: 'general',
	settings: z.object({}),
	needs: [],
	keyless: true,
	pace: { atOnce: 2, gapMs: 100 },
	weight: 0.3,
	create(_settings, tools): Searcher {
		return {
			name: 'wikidata',
			async search(query, { limit, language, signal }) {
				const url = new URL(API);
				url.search = new URLSearchParams({
					action: 'query',
					generator: 'search',
					gsrsearch: termsOf(query, 6).join(' '),
					gsrnamespace: '0',
					gsrlimit: String(Math.min(limit, 5)),
					prop: 'entityterms',
					wbetterms: 'label|description',
					uselang: language,
					format: 'json',
					formatversion: '2'
				}).toString();
				const answer = await askJson(tools, {
					provider: 'wikidata',
					url,
					trust: 'web',
					signal,
					schema: Answer
				});
				if (answer.error !== undefined) {
					const kind = /ratelimited|maxlag/u.test(answer.error.code) ? 'limited' : 'malformed';
					throw new Failure(kind, `answered "${answer.error.code}"`, { provider: 'wikidata' });
				}
				if (answer.query === undefined && answer.batchcomplete === undefined) {
					throw new Failure('malformed', 'the answer has no result list', { provider: 'wikidata' });
				}
				const pages = [...(answer.query?.pages ?? [])].sort((a, b) => a.index - b.index);
				const raw = pages.map(({ title, entityterms }) => ({
					url: `https://www.wikidata.org/wiki/${encodeURIComponent(title)}`,
					title: entityterms?.label?.[0] ?? title,
					snippet: entityterms?.description?.[0] ?? ''
				}));
				return readHits(raw, { engine: 'wikidata', limit });
			}
		};
	}
});
