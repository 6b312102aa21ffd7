/**
 * DuckDuckGo's page for browsers without scripts: no key, no account. Its markup is not a contract, so reading is
 * lenient about everything but the two things that matter: a bot check must never look like "nothing found", and a page
 * that is neither results nor "no results" is a failure.
 */
import { parseHTML } from 'linkedom';
import { z } from 'zod';
import { Failure } from '../../net/failure.ts';
import type { Searcher } from '../../ports.ts';
import { ask, bodyText } from './asking.ts';
import { defineSearcher, readHits, type RawHit } from './searcher.ts';

const HOME = 'https://html.duckduckgo.com/html/';

/** Region codes of the engine for a language; "wt-wt" is the whole world. */
const REGIONS: Readonly<Record<string, string>> = {
	en: 'us-en',
	zh: 'cn-zh',
	ja: 'jp-jp',
	ko: 'kr-kr',
	de: 'de-de',
	fr: 'fr-fr',
	es: 'es-es',
	it: 'it-it',
	pt: 'br-pt',
	ru: 'ru-ru',
	nl: 'nl-nl',
	pl: 'pl-pl',
	sv: 'se-sv',
	tr: 'tr-tr'
};

export const duckduckgo = defineSearcher({
	name: 'duckduckgo',
	kind: 'general',
	settings: z.object({ DUCKDUCKGO_URL: z.url({ protocol: /^https?$/u }).default(HOME) }),
	needs: [],
	keyless: true,
	pace: { atOnce: 1, gapMs: 1_000 },
	create({ DUCKDUCKGO_URL }, tools): Searcher {
		return {
			name: 'duckduckgo',
			async search(query, { limit, language, signal }) {
				const region = language === 'en' ? 'wt-wt' : (REGIONS[language] ?? 'wt-wt');
				const reply = await ask(tools, {
					provider: 'duckduckgo',
					url: new URL(DUCKDUCKGO_URL),
					trust: DUCKDUCKGO_URL === HOME ? 'web' : 'operator',
					headers: { accept: 'text/html', referer: 'https://html.duckduckgo.com/' },
					body: new URLSearchParams({ q: query, b: '', kl: region }),
					signal
				});
				return readHits(readResults(bodyText(reply)), { engine: 'duckduckgo', limit });
			}
		};
	}
});

/** Results of the page, advertisements left out. Throws Failure "refused" at a bot check, "malformed" at anything else. */
export function readResults(html: string): RawHit[] {
	if (/anomaly-modal|class="[^"]*\banomaly|bots use DuckDuckGo|challenge-form/iu.test(html)) {
		throw new Failure('refused', 'asks for a bot check', { provider: 'duckduckgo' });
	}
	const { document } = parseHTML(html);
	const found: RawHit[] = [];
	for (const result of document.querySelectorAll('.result')) {
		if (result.classList.contains('result--ad')) continue;
		const link = result.querySelector('a.result__a');
		const url = targetOf(link?.getAttribute('href') ?? '');
		if (link === null || url === null) continue;
		found.push({
			url,
			title: link.textContent,
			snippet: result.querySelector('.result__snippet')?.textContent ?? ''
		});
	}
	const nothing = document.querySelector('.no-results, .result--no-result') !== null;
	if (found.length === 0 && !nothing && !/No\s+results/u.test(document.body?.textContent ?? '')) {
		throw new Failure('malformed', 'answered with a page that holds no results', {
			provider: 'duckduckgo'
		});
	}
	return found;
}

/** Where a result link leads: the engine wraps addresses as //duckduckgo.com/l/?uddg=ADDRESS; y.js links are paid for. */
function targetOf(href: string): string | null {
	if (!URL.canParse(href, HOME)) return null;
	const url = new URL(href, HOME);
	if (!/(^|\.)duckduckgo\.com$/u.test(url.hostname)) return url.href;
	return url.pathname === '/l/' ? url.searchParams.get('uddg') : null;
}
