/** Mojeek: an independent index with a page that needs no script, key or account. Same leniency as DuckDuckGo's reader. */
import { parseHTML } from 'linkedom';
import { z } from 'zod';
import { Failure } from '../../net/failure.ts';
import type { Searcher } from '../../ports.ts';
import { ask, bodyText } from './asking.ts';
import { defineSearcher, readHits, type RawHit } from './searcher.ts';

const HOME = 'https://www.mojeek.com/search';

export const mojeek = defineSearcher({
	name: 'mojeek',
	kind: 'general',
	settings: z.object({ MOJEEK_URL: z.url({ protocol: /^https?$/u }).default(HOME) }),
	needs: [],
	keyless: true,
	pace: { atOnce: 1, gapMs: 1_000 },
	weight: 0.8,
	languages: ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'pl', 'sv', 'da', 'fi', 'nb'],
	create({ MOJEEK_URL }, tools): Searcher {
		return {
			name: 'mojeek',
			async search(query, { limit, language, signal }) {
				const url = new URL(MOJEEK_URL);
				url.search = new URLSearchParams({ q: query, lb: language, lbb: '100' }).toString();
				const trust = MOJEEK_URL === HOME ? 'web' : 'operator';
				const headers = { accept: 'text/html' };
				const reply = await ask(tools, { provider: 'mojeek', url, trust, headers, signal });
				return readHits(readResults(bodyText(reply)), { engine: 'mojeek', limit });
			}
		};
	}
});

/** Results of the page. Throws Failure "refused" at a bot check, "malformed" at a page that is no answer. */
export function readResults(html: string): RawHit[] {
	if (/automated quer(?:y|ies)|captcha/iu.test(html) && !html.includes('results-standard')) {
		throw new Failure('refused', 'asks for a bot check', { provider: 'mojeek' });
	}
	const { document } = parseHTML(html);
	const found: RawHit[] = [];
	for (const result of document.querySelectorAll('ul.results-standard > li')) {
		const link = result.querySelector('h2 a') ?? result.querySelector('a.title, a.ob');
		if (link === null) continue;
		found.push({
			url: link.getAttribute('href'),
			title: link.textContent,
			snippet: result.querySelector('p.s')?.textContent ?? ''
		});
	}
	const nothing = /No pages found|did not match any documents/iu.test(
		document.body?.textContent ?? ''
	);
	if (found.length === 0 && !nothing) {
		throw new Failure('malformed', 'answered with a page that holds no results', {
			provider: 'mojeek'
		});
	}
	return found;
}
