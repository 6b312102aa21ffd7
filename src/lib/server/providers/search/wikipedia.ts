/**
 * Wikipedia through the MediaWiki Action API (list=search): no key. The language of the query picks the edition.
 * CirrusSearch wants every word of a query on the page, which a whole question rarely gets; an empty answer is asked
 * once more with its words joined by OR.
 */
import { z } from 'zod';
import { Failure } from '../../net/failure.ts';
import type { Searcher, SearchOptions } from '../../ports.ts';
import { askJson } from './asking.ts';
import { defineSearcher, readHits, withoutTags, type SearcherTools } from './searcher.ts';

const HOME = 'https://{language}.wikipedia.org/w/api.php';

/** Editions asked; everything else goes to the English one. A host name is never built from a tag that is not here. */
const EDITIONS = new Set(
	(
		'ar az bg bn ca cs da de el en eo es et eu fa fi fr gl he hi hr hu hy id it ja ka kk ko la lt lv ' +
		'mk ms nl nn no pl pt ro ru sh simple sk sl sr sv ta te th tr uk ur uz vi zh'
	).split(' ')
);

const Answer = z.looseObject({
	query: z
		.looseObject({
			search: z.array(z.looseObject({ title: z.string(), snippet: z.unknown().optional() }))
		})
		.optional(),
	error: z.looseObject({ code: z.string(), info: z.string().catch('') }).optional()
});

export const wikipedia = defineSearcher({
	name: 'wikipedia',
	kind: 'general',
	settings: z.object({
		WIKIPEDIA_URL: z
			.string()
			.regex(/^https?:\/\//u)
			.default(HOME)
	}),
	needs: [],
	keyless: true,
	pace: { atOnce: 2, gapMs: 100 },
	create({ WIKIPEDIA_URL }, tools): Searcher {
		return {
			name: 'wikipedia',
			async search(query, options) {
				const edition = EDITIONS.has(options.language) ? options.language : 'en';
				const api = new URL(WIKIPEDIA_URL.replace('{language}', edition));
				const trust = WIKIPEDIA_URL === HOME ? 'web' : 'operator';
				const request = { tools, api, trust, options } as const;
				const hits = await searchOnce(query, request);
				const loose = looseQuery(query);
				return hits.length > 0 || loose === null ? hits : searchOnce(loose, request);
			}
		};
	}
});

interface Request {
	readonly tools: SearcherTools;
	readonly api: URL;
	readonly trust: 'operator' | 'web';
	readonly options: SearchOptions;
}

async function searchOnce(query: string, { tools, api, trust, options }: Request) {
	const url = new URL(api);
	url.search = new URLSearchParams({
		action: 'query',
		list: 'search',
		srsearch: query.slice(0, MAX_QUERY),
		srlimit: String(Math.min(options.limit, 50)),
		srprop: 'snippet',
		format: 'json',
		formatversion: '2'
	}).toString();
	const { signal } = options;
	const hint = 'This is not the answer of a MediaWiki API.';
	const answer = await askJson(tools, {
		provider: 'wikipedia',
		url,
		trust,
		signal,
		schema: Answer,
		hint
	});
	if (answer.error !== undefined) {
		const kind = /ratelimited|maxlag/u.test(answer.error.code) ? 'limited' : 'malformed';
		const message = `${answer.error.code}: ${answer.error.info.slice(0, 200)}`;
		throw new Failure(kind, message, { provider: 'wikipedia' });
	}
	if (answer.query === undefined) {
		throw new Failure('malformed', 'the answer has no result list', { provider: 'wikipedia' });
	}
	const raw = answer.query.search.map(({ title, snippet }) => ({
		url: new URL(`/wiki/${encodeURIComponent(title.replaceAll(' ', '_'))}`, api).href,
		title,
		snippet: withoutTags(snippet)
	}));
	return readHits(raw, { engine: 'wikipedia', limit: options.limit });
}
const MAX_QUERY = 290; // CirrusSearch refuses more than 300 characters

/** The longer words of a query, any of which will do; null when that would ask the same again. */
function looseQuery(query: string): string | null {
	const words = query.match(/[\p{L}\p{N}]{4,}|\p{Script=Han}{2,}/gu) ?? [];
	const chosen = [...new Set(words)].slice(0, 8);
	return chosen.length < 2 ? null : chosen.join(' OR ');
}
