/**
 * arXiv, preprints. Shape: https://info.arxiv.org/help/api/user-manual.html (an Atom feed: GET
 * /api/query?search_query=all:a AND all:b&max_results=). No key. Its terms (https://info.arxiv.org/help/api/tou.html)
 * ask for one request in three seconds over a single connection.
 */
import { parseHTML } from 'linkedom';
import { z } from 'zod';
import { Failure } from '../../net/failure.ts';
import type { Searcher } from '../../ports.ts';
import { ask, bodyText } from './asking.ts';
import { defineSearcher, readHits, type RawHit } from './searcher.ts';
import { termsOf } from './terms.ts';
import { readWork } from './work.ts';

const API = 'https://export.arxiv.org/api/query';

export const arxiv = defineSearcher({
	name: 'arxiv',
	kind: 'scholarly',
	settings: z.object({}),
	needs: [],
	keyless: true,
	pace: { atOnce: 1, gapMs: 3_000 },
	weight: 0.9,
	languages: ['en'],
	create(_settings, tools): Searcher {
		return {
			name: 'arxiv',
			async search(query, { limit, signal }) {
				const url = new URL(API);
				const terms = termsOf(query, 8).map((term) => `all:"${term.replaceAll('"', '')}"`);
				url.search = new URLSearchParams({
					search_query: terms.join(' AND '),
					start: '0',
					max_results: String(Math.min(limit, 30))
				}).toString();
				const headers = { accept: 'application/atom+xml' };
				const reply = await ask(tools, { provider: 'arxiv', url, trust: 'web', headers, signal });
				return readHits(readFeed(bodyText(reply)), { engine: 'arxiv', limit });
			}
		};
	}
});

/** Entries of the feed. Throws Failure "malformed" at what is no feed, or at arXiv's own error entry. */
export function readFeed(xml: string): RawHit[] {
	const wrong = (what: string) => new Failure('malformed', what, { provider: 'arxiv' });
	if (!/<feed[\s>]/u.test(xml) || !/<\/feed>\s*$/u.test(xml))
		throw wrong('answered with no Atom feed');
	// The HTML parser is told what is no void element and no title of a page: Atom's own names of these are plain.
	const { document } = parseHTML(
		`<html><body>${xml
			.replace(/<\?[^>]*>/gu, '')
			.replace(/<(\/?)(?:arxiv:|opensearch:)/gu, '<$1x-')
			.replace(/<(\/?)(title|link|summary)\b/gu, '<$1a-$2')
			.replace(/<(a-link|x-primary_category|category)\b([^>]*)\/>/gu, '<$1$2></$1>')}</body></html>`
	);
	return [...document.querySelectorAll('entry')].map((entry) => {
		const text = (name: string) => entry.querySelector(name)?.textContent ?? null;
		const id = (text('id') ?? '').trim();
		if (id.includes('/api/errors')) throw wrong('refused the query');
		const pdf = [...entry.querySelectorAll('a-link')].find(
			(link) => link.getAttribute('title') === 'pdf'
		);
		return {
			url: id.replace(/^http:\/\/arxiv\.org\//u, 'https://arxiv.org/'),
			title: text('a-title'),
			snippet: text('a-summary'),
			publishedAt: text('published'),
			work: readWork({
				doi: text('x-doi') ?? arxivDoi(id),
				venue: text('x-journal_ref') ?? 'arXiv',
				authors: [...entry.querySelectorAll('author > name')].map((name) => name.textContent),
				pdfUrl: pdf?.getAttribute('href')?.replace(/^http:/u, 'https:')
			})
		};
	});
}

/** arXiv registers 10.48550/arXiv.ID for each preprint (https://info.arxiv.org/help/doi.html). */
function arxivDoi(id: string): string | null {
	const number = /\/abs\/(.+?)(?:v\d+)?$/u.exec(id)?.[1];
	return number === undefined ? null : `10.48550/arxiv.${number}`;
}
