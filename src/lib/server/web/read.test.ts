import { afterAll, describe, expect, it } from 'vitest';
import { Failure } from '../net/failure.ts';
import type { DrawingFetcher, FetchOptions } from '../ports.ts';
import { createExtractPool } from './extract/pool.ts';
import { createWeb } from './read.ts';

const pool = createExtractPool({ size: 1 });
afterAll(() => pool.close());

const ROBOTS = 'User-agent: *\nCrawl-delay: 7\nDisallow: /closed';
const TEXT = 'It is described here in a sentence that is long enough to be kept. '.repeat(4);
const SHELL = `<!doctype html><title>A</title><div id="app"></div><script>${'x();'.repeat(200)}</script>`;

/** A web of one site, and what was asked of it. */
function webOf(pages: Readonly<Record<string, string>>, fail?: Failure) {
	const asked: [by: string, url: string, pace: FetchOptions['pace']][] = [];
	const fetcherOf = (name: string, body: (url: string) => string | undefined): DrawingFetcher => ({
		name,
		unavailable: () => null,
		fetch: (url, { pace }) => {
			asked.push([name, url, pace]);
			const found = body(url);
			if (fail && !url.endsWith('robots.txt')) return Promise.reject(fail);
			if (found === undefined)
				return Promise.reject(new Failure('missing', 'answered 404', { provider: name }));
			const contentType = url.endsWith('.txt') ? 'text/plain' : 'text/html';
			const bytes = new TextEncoder().encode(found);
			return Promise.resolve({
				url,
				status: 200,
				contentType,
				bytes,
				truncated: false,
				headers: {}
			});
		}
	});
	const fetcher = fetcherOf('plain', (url) => pages[url]);
	const browser = fetcherOf('browser', () => `<!doctype html><title>A</title><p>${TEXT}</p>`);
	return { asked, web: createWeb({ fetcher, browser, pool, now: () => 0 }) };
}
const { signal } = new AbortController();
const pace = { gapMs: 7_000, mostWaitMs: 20_000 };

it('an address that is none is left with a reason, and nobody is asked for it', async () => {
	const { asked, web } = webOf({});
	for (const words of ['https://', 'the annual report', 'ftp://a.test/1', 'http://exa mple.test'])
		expect(await web.read(words, { signal }), words).toMatchObject({
			...{ ok: false, reason: 'not-allowed' },
			message: expect.stringContaining('no address') as string
		});
	expect(asked).toEqual([]);
});

describe('reading a page of a site that asks for pauses', () => {
	it('hands the pause on with the page, not with robots.txt', async () => {
		const { asked, web } = webOf({
			'http://a.test/robots.txt': ROBOTS,
			'http://a.test/1': `<!doctype html><title>A</title><p>${TEXT}</p>`
		});
		expect((await web.read('http://a.test/1', { signal })).ok).toBe(true);
		expect(asked).toEqual([
			['plain', 'http://a.test/robots.txt', undefined],
			['plain', 'http://a.test/1', pace]
		]);
	});
	it('hands it on to the browser too', async () => {
		const { asked, web } = webOf({
			'http://a.test/robots.txt': ROBOTS,
			'http://a.test/1': SHELL
		});
		expect((await web.read('http://a.test/1', { signal })).ok).toBe(true);
		expect(asked.at(-1)).toEqual(['browser', 'http://a.test/1', pace]);
	});
	it('asks for none where the site asks for none', async () => {
		const { asked, web } = webOf({ 'http://a.test/1': `<p>${TEXT}</p>` });
		await web.read('http://a.test/1', { signal });
		expect(asked.map(([, , wanted]) => wanted)).toEqual([undefined, undefined]);
	});
	it('says why a page was left whose turn would come too late', async () => {
		const words =
			'stands on a site that asks programs to wait 900 seconds between pages; its turn would come too late';
		const late = new Failure('limited', words, { provider: 'politeness', retryable: false });
		const { web } = webOf({ 'http://a.test/robots.txt': ROBOTS }, late);
		expect(await web.read('http://a.test/1', { signal })).toEqual({
			ok: false,
			reason: 'rate-limited',
			message: `The page ${words}.`
		});
	});
});
