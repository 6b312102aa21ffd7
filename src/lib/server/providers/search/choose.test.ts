import { describe, expect, it } from 'vitest';
import type { Hit, Work } from '../../../research/run.ts';
import { searchers } from '../catalogue.ts';
import { chooseEngines } from './choose.ts';
import { mergeHits } from './merge.ts';
import { Pace } from './pace.ts';

const NO_WORK: Work = {
	doi: null,
	venue: null,
	authors: [],
	citations: null,
	retracted: null,
	pdfUrl: null,
	licence: null
};
/** The last part of an address is the page: what web/url.ts does in full. */
const samePage = (url: string) => url.split('/').filter(Boolean).slice(-1).join();
const hit = (url: string, engine: string, rank = 1): Hit => ({
	url,
	title: url,
	snippet: engine,
	engine,
	rank,
	publishedAt: null
});
const hits = (engine: string, ...urls: string[]) =>
	urls.map((url, index) => hit(url, engine, index + 1));
const never = new AbortController().signal;

describe('choosing', () => {
	const tools = { call: () => Promise.reject(new Error('not asked')) };
	const choose = (settings: Record<string, string | undefined>) => {
		const { engines, off, problems } = chooseEngines(searchers, { settings, tools });
		const general = engines.filter((each) => each.kind === 'general');
		return {
			on: general.map((each) => `${each.searcher.name}${each.standIn ? '*' : ''}`),
			special: engines.filter((each) => each.kind !== 'general').map((each) => each.searcher.name),
			off,
			problems
		};
	};
	const keyless = ['duckduckgo', 'wikipedia', 'mojeek', 'wikidata'];

	it('with nothing configured asks the keyless engines together', () => {
		const { on, special, off, problems } = choose({});
		expect([on, problems]).toEqual([keyless, []]);
		expect(special).toEqual([
			...['openalex', 'semanticscholar', 'crossref', 'europepmc', 'arxiv'],
			...['github', 'stackexchange', 'hackernews', 'gdelt']
		]);
		expect(off.map(({ name }) => name)).toEqual([
			...['searxng', 'brave', 'kagi', 'google', 'bing', 'serper', 'tavily', 'exa']
		]);
		expect(off[1]).toMatchObject({ needs: ['BRAVE_API_KEY'], configured: false, state: 'off' });
	});
	it('with SEARXNG_URL the keyless ones stand in', () => {
		const standIns = keyless.map((name) => `${name}*`);
		expect(choose({ SEARXNG_URL: 'http://search.lan:8080', MOJEEK_URL: '' }).on).toEqual([
			'searxng',
			...standIns
		]);
		expect(choose({ BRAVE_API_KEY: 'k' }).on).toEqual(['brave', ...standIns]);
	});
	it('SEARCH_ENGINES names them outright', () => {
		const chosen = choose({ SEARXNG_URL: 'http://s', SEARCH_ENGINES: 'searxng, wikipedia,arxiv' });
		expect([chosen.on, chosen.special]).toEqual([['searxng', 'wikipedia'], ['arxiv']]);
		expect(chosen.off.find(({ name }) => name === 'gdelt')?.configured).toBe(true);
	});
	it('names every problem', () => {
		const { problems } = choose({ SEARXNG_URL: 'ftp://s', SEARCH_ENGINES: 'searxng,altavista' });
		expect(problems.join('\n')).toMatch(/altavista[^]*SEARXNG_URL/u);
		expect(choose({ SEARCH_ENGINES: 'searxng' }).problems.join()).toMatch(/needs SEARXNG_URL/u);
	});
});

describe('merging and pacing', () => {
	const naming = { canonical: (url: string) => url, samePage, limit: 5 };
	it('takes mobile and AMP variants for one page, and two addresses of one paper for one paper', () => {
		const work = { ...NO_WORK, doi: '10.1000/x' };
		const merged = mergeHits(
			[
				{ weight: 1, hits: hits('a', 'https://m.site.test/story', 'https://other.test/') },
				{ weight: 1, hits: hits('b', 'https://site.test/amp/story') },
				{ weight: 1, hits: [{ ...hit('https://arxiv.org/abs/1', 'c'), work }] },
				{
					weight: 1,
					hits: [
						{
							...hit('https://doi.org/10.1000/x', 'd'),
							work: { ...work, retracted: true, citations: 3, pdfUrl: 'https://oa.test/x.pdf' }
						}
					]
				}
			],
			naming
		);
		expect(merged.map(({ url }) => url)).toEqual([
			'https://m.site.test/story',
			'https://arxiv.org/abs/1',
			'https://other.test/'
		]);
		expect(merged[1]?.work).toMatchObject({
			doi: '10.1000/x',
			retracted: true,
			citations: 3,
			pdfUrl: 'https://oa.test/x.pdf'
		});
	});
	it('an engine of less weight votes less', () => {
		const [first] = mergeHits(
			[
				{ weight: 0.3, hits: hits('light', 'http://light/') },
				{ weight: 1, hits: hits('heavy', 'http://first/', 'http://heavy/') }
			],
			naming
		);
		expect(first?.url).toBe('http://first/');
	});

	it('an engine votes once for a page; the longer snippet and a known date stay', () => {
		const [first] = mergeHits(
			[
				{ weight: 1, hits: [hit('http://a', 'x'), hit('http://a', 'x', 2)] },
				{
					weight: 1,
					hits: [{ ...hit('http://a', 'y'), snippet: 'much longer', publishedAt: '2024-01-01' }]
				}
			],
			naming
		);
		expect(first).toMatchObject({ engine: 'x', snippet: 'much longer', publishedAt: '2024-01-01' });
	});

	it('keeps so many at once, hands the place on, and drops who gave up waiting', async () => {
		const pace = new Pace({ atOnce: 1, gapMs: 0, now: () => 0 });
		const order: string[] = [];
		let open = () => {};
		const first = pace.run(async () => {
			await new Promise<void>((resolve) => (open = resolve));
			order.push('first');
		}, never);
		const leaving = new AbortController();
		const second = pace.run(async () => order.push('second'), leaving.signal);
		const third = pace.run(async () => order.push('third'), never);
		leaving.abort();
		await expect(second).rejects.toThrow();
		open();
		await Promise.all([first, third]);
		expect(order).toEqual(['first', 'third']);
	});
});
