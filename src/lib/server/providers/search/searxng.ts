/**
 * SearXNG through its JSON API, on the operator's own instance. Shape: the project's "Search API" page:
 * GET /search?q=&format=json&language=&pageno= gives {results: [{url, title, content, publishedDate}],
 * unresponsive_engines: [[name, reason]]}. `json` must be among `search.formats` in its settings.yml.
 */
import { z } from 'zod';
import { Failure } from '../../net/failure.ts';
import type { Searcher } from '../../ports.ts';
import { askJson } from './asking.ts';
import { defineSearcher, readHits } from './searcher.ts';

const Answer = z.looseObject({
	results: z.array(
		z.looseObject({
			url: z.unknown().optional(),
			title: z.unknown().optional(),
			content: z.unknown().optional(),
			publishedDate: z.unknown().optional()
		})
	),
	unresponsive_engines: z.array(z.array(z.coerce.string())).catch([])
});

const HINT = 'Is "json" listed under search.formats in its settings.yml?';

export const searxng = defineSearcher({
	name: 'searxng',
	kind: 'general',
	settings: z.object({ SEARXNG_URL: z.url({ protocol: /^https?$/u }) }),
	needs: ['SEARXNG_URL'],
	keyless: false,
	pace: { atOnce: 8, gapMs: 0 },
	create({ SEARXNG_URL }, tools): Searcher {
		const base = SEARXNG_URL.endsWith('/') ? SEARXNG_URL : `${SEARXNG_URL}/`;
		return {
			name: 'searxng',
			async search(query, { limit, language, signal }) {
				const url = new URL('search', base);
				url.search = new URLSearchParams({ q: query, format: 'json', language }).toString();
				const answer = await askJson(tools, {
					provider: 'searxng',
					url,
					trust: 'operator',
					signal,
					schema: Answer,
					hint: HINT
				}).catch(explainForbidden);
				const raw = answer.results.map((result) => ({
					url: result.url,
					title: result.title,
					snippet: result.content,
					publishedAt: result.publishedDate
				}));
				const hits = readHits(raw, { engine: 'searxng', limit });
				if (hits.length === 0) refuseBrokenEngines(answer.unresponsive_engines);
				return hits;
			}
		};
	}
});

/** 403 from SearXNG nearly always means that the JSON format is switched off. */
function explainForbidden(error: unknown): never {
	if (error instanceof Failure && error.kind === 'refused') {
		throw new Failure('refused', `${error.message}. ${HINT}`, {
			provider: 'searxng',
			cause: error
		});
	}
	throw error;
}

/** Nothing found because the engines behind it are broken is a failure, not an empty answer. */
function refuseBrokenEngines(unresponsive: readonly (readonly string[])[]): void {
	if (unresponsive.length === 0) return;
	const named = unresponsive
		.slice(0, 5)
		.map(([name = '?', reason = 'no answer']) => `${name} (${reason})`);
	throw new Failure('unavailable', `its engines do not answer: ${named.join(', ')}`, {
		provider: 'searxng'
	});
}
