/**
 * GDELT, news of the last three months in 65 languages. Shape: https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/
 * (GET /api/v2/doc/doc?query=&mode=artlist&format=json&maxrecords=&timespan= gives {articles: [{url, title, seendate,
 * domain, language}]}; {} when nothing is found). No key; one request in five seconds, else 429. A query it does not
 * take is answered with a sentence in plain text.
 */
import { z } from 'zod';
import { Failure } from '../../net/failure.ts';
import type { Searcher } from '../../ports.ts';
import { ask, bodyText, readJson } from './asking.ts';
import { defineSearcher, readHits } from './searcher.ts';
import { termsOf } from './terms.ts';

const API = 'https://api.gdeltproject.org/api/v2/doc/doc';
const Answer = z.strictObject({
	articles: z
		.array(
			z.looseObject({
				url: z.unknown().optional(),
				title: z.unknown().optional(),
				domain: z.unknown().optional(),
				seendate: z.string().optional().catch(undefined)
			})
		)
		.optional()
});
/** Its names of languages. */
const LANGUAGES: Readonly<Record<string, string>> = {
	en: 'english',
	zh: 'chinese',
	ja: 'japanese',
	ko: 'korean',
	de: 'german',
	fr: 'french',
	es: 'spanish',
	it: 'italian',
	pt: 'portuguese',
	ru: 'russian',
	ar: 'arabic',
	tr: 'turkish'
};

export const gdelt = defineSearcher({
	name: 'gdelt',
	kind: 'news',
	settings: z.object({}),
	needs: [],
	keyless: true,
	pace: { atOnce: 1, gapMs: 5_100 },
	weight: 0.7,
	create(_settings, tools): Searcher {
		return {
			name: 'gdelt',
			async search(query, { limit, language, signal }) {
				const words = termsOf(query, 5).filter((term) => term.length > 2 || /\p{Lo}/u.test(term));
				const spoken = LANGUAGES[language];
				const url = new URL(API);
				url.search = new URLSearchParams({
					query: [...words, ...(spoken ? [`sourcelang:${spoken}`] : [])].join(' '),
					mode: 'artlist',
					format: 'json',
					maxrecords: String(Math.min(limit, 75)),
					timespan: '3months',
					sort: 'hybridrel'
				}).toString();
				const headers = { accept: 'application/json' };
				const reply = await ask(tools, { provider: 'gdelt', url, trust: 'web', headers, signal });
				const said = bodyText(reply).trim();
				if (/^(?:Your|The|One|Please|Timespan|Invalid)\b/u.test(said)) {
					const limited = /limit requests|one every/iu.test(said);
					const message = limited ? 'asked to wait' : 'does not take the query';
					throw new Failure(limited ? 'limited' : 'malformed', message, { provider: 'gdelt' });
				}
				const { articles } = readJson(reply, { schema: Answer, provider: 'gdelt' });
				const raw = (articles ?? []).map(({ url, title, domain, seendate }) => ({
					url,
					title,
					snippet: domain,
					publishedAt: seendate?.replace(/^(\d{4})(\d\d)(\d\d)T.*$/u, '$1-$2-$3')
				}));
				return readHits(raw, { engine: 'gdelt', limit });
			}
		};
	}
});
