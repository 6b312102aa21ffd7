/** Crawls of collections: which pages belong, what is asked again, what feeds bring. */
import { describe, expect, it } from 'vitest';
import type { DrawingFetcher } from '../src/lib/server/ports.ts';
import { opened, page, site, states, TEXT } from './golden/collections-bench.ts';

describe('a crawl', () => {
	const START = 'http://a.test/docs/index.html';
	const pages = () => ({
		'http://a.test/robots.txt': {
			body: 'User-agent: *\nDisallow: /docs/secret\nSitemap: http://a.test/map.xml',
			type: 'text/plain'
		},
		'http://a.test/map.xml': {
			body: `<urlset><url><loc>http://a.test/docs/listed</loc></url><url><loc>http://a.test/blog/other</loc></url>
				<url><loc>http://b.test/docs/far</loc></url></urlset>`,
			type: 'text/xml'
		},
		[START]: {
			body: page(
				'Start',
				`${TEXT('The start')} <a href="linked">l</a> <a href="/about">a</a> <a href="http://b.test/">b</a>
				<a href="picture.png">p</a> <a href="secret">s</a>`
			),
			etag: '"1"'
		},
		'http://a.test/docs/listed': page('Listed', TEXT('The listed page')),
		'http://a.test/docs/linked': page('Linked', `${TEXT('Linked')} <a href="deep">d</a>`),
		'http://a.test/docs/deep': page(
			'Deep',
			`${TEXT('Deep')} <a href="deeper">d</a> <a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC</a>`
		)
	});

	it('keeps to its host and folder, robots, depth; takes what sitemaps list', async () => {
		const web = site(pages());
		const { collections, documents, id } = await opened({ web });
		await collections.follow(id, { url: START, depth: 2 });
		await collections.idle();
		expect(states(await documents())).toEqual([
			[START, 'read', null],
			['http://a.test/docs/listed', 'read', null],
			['http://a.test/docs/linked', 'read', null],
			['http://a.test/docs/secret', 'failed', 'robots'],
			['http://a.test/docs/deep', 'read', null]
		]);
		const hosts = new Set(web.asked.map(({ url }) => new URL(url).host));
		expect([...hosts]).toEqual(['a.test']);
		expect(web.asked.some(({ url }) => url.endsWith('secret'))).toBe(false);
		const standing = { status: 'done', found: 5, read: 4, open: 0 };
		expect((await collections.find(id))?.crawls[0]).toMatchObject(standing);
		expect((await documents()).map(({ licence }) => licence).filter(Boolean)).toEqual([
			expect.stringMatching(/^CC.BY.4\.0$/u)
		]);
	});

	it('heeds the pause that the site asks for, page by page and in sitemaps', async () => {
		const robots = { body: 'User-agent: *\nCrawl-delay: 5\nSitemap: http://a.test/map.xml' };
		const web = site({ ...pages(), 'http://a.test/robots.txt': { ...robots, type: 'text/plain' } });
		const { collections, id } = await opened({ web });
		await collections.follow(id, { url: START, depth: 1 });
		await collections.idle();
		const paced = web.asked.filter(({ url }) => !url.endsWith('robots.txt'));
		expect(paced.length).toBeGreaterThan(4);
		expect(new Set(paced.map(({ pace }) => pace?.gapMs))).toEqual(new Set([5_000]));
	});

	it('has pages that need JavaScript drawn, goes on with their links, and draws them again', async () => {
		const shell = `<!doctype html><title>App</title><div id="app"></div><script>${'x();'.repeat(200)}</script>`;
		const web = site({
			[START]: { body: shell, etag: '"1"' },
			'http://a.test/docs/linked': page('Linked', TEXT('Linked'))
		});
		let words = 'The first drawing';
		const drawn: string[] = [];
		const browser: DrawingFetcher = {
			name: 'browser',
			unavailable: () => null,
			fetch: (url) => {
				drawn.push(url);
				const body = page('App', `${TEXT(words)} <a href="linked">l</a>`);
				const bytes = new TextEncoder().encode(body);
				const rest = { status: 200, contentType: 'text/html', truncated: false, headers: {} };
				return Promise.resolve({ url, bytes, ...rest });
			}
		};
		const { collections, documents, id } = await opened({ web, browser });
		const { id: crawl } = await collections.follow(id, { url: START, depth: 1 });
		await collections.idle();
		const before = await documents();
		expect(states(before)).toEqual([
			[START, 'read', null],
			['http://a.test/docs/linked', 'read', null]
		]);
		expect(drawn).toEqual([START]); // what reads well without is not drawn
		words = 'The second drawing';
		await collections.crawlAgain(id, crawl);
		await collections.idle();
		expect(drawn).toEqual([START, START]);
		expect((await documents())[0]?.textHash).not.toBe(before[0]?.textHash);
	});

	it('says that a page needs JavaScript where there is no browser', async () => {
		const shell = `<!doctype html><title>App</title><div id="app"></div><script>${'x();'.repeat(200)}</script>`;
		const { collections, documents, id } = await opened({ web: site({ [START]: shell }) });
		await collections.follow(id, { url: START });
		await collections.idle();
		expect(states(await documents())).toEqual([[START, 'failed', 'needs-javascript']]);
	});

	it('stops at its cap', async () => {
		const { collections, documents, id } = await opened({ web: site(pages()), pages: 3 });
		await collections.follow(id, { url: START, pages: 40 });
		await collections.idle();
		expect((await documents()).length).toBe(3);
	});

	it('stops when its collection is full, and says so', async () => {
		const { collections, documents, id } = await opened({ web: site(pages()), files: 2 });
		await collections.follow(id, { url: START });
		await collections.idle();
		expect((await documents()).length).toBe(2);
		expect((await collections.find(id))?.crawls[0]?.message).toContain('full: 2 documents');
	});

	it('again asks with validators, reads what changed, keeps what is out of reach, drops what is gone', async () => {
		const web = site(pages());
		const { collections, documents, id, texts } = await opened({ web });
		const { id: crawl } = await collections.follow(id, { url: START, depth: 1 });
		await collections.idle();
		const before = await documents();
		const since = web.asked.length;
		web.pages.set('http://a.test/docs/listed', { body: page('Listed', TEXT('It changed')) });
		web.pages.delete('http://a.test/docs/linked');
		await collections.crawlAgain(id, crawl);
		await collections.idle();
		const after = await documents();
		const start = web.asked.slice(since).find(({ url, unless }) => url === START && unless);
		expect(start?.unless?.etag).toBe('"1"');
		expect(after[0]?.textHash).toBe(before[0]?.textHash);
		expect(after[1]?.textHash).not.toBe(before[1]?.textHash);
		expect(after[2]).toMatchObject({ status: 'failed', reason: 'not-found', textHash: null });
		expect(texts()).toBe(2);
	});

	it('of a feed brings its entries and follows no links', async () => {
		const atom = `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><link href="http://a.test/"/>
			<entry><link rel="enclosure" href="http://a.test/x.mp3"/><link href="/entry?a=1&amp;b=2" rel="alternate"/></entry></feed>`;
		const rss = `<rss><channel><link>http://a.test/</link><item><title>t</title><link><![CDATA[http://b.test/post]]></link></item></channel></rss>`;
		const web = site({
			'http://a.test/atom': { body: atom, type: 'application/atom+xml' },
			'http://a.test/rss': { body: rss, type: 'application/rss+xml' },
			'http://a.test/entry?a=1&b=2': page('Entry', `${TEXT('An entry')} <a href="/other">o</a>`),
			'http://b.test/post': page('Post', TEXT('A post'))
		});
		const { collections, documents, id } = await opened({ web });
		await collections.follow(id, { url: 'http://a.test/atom' });
		await collections.follow(id, { url: 'http://a.test/rss' });
		await collections.idle();
		expect(states(await documents()).sort()).toEqual([
			['http://a.test/entry?a=1&b=2', 'read', null],
			['http://b.test/post', 'read', null]
		]);
	});

	it('says why its start could not be read, and refuses what is no address', async () => {
		const { collections, id } = await opened();
		await collections.follow(id, { url: 'http://gone.test/' });
		await collections.idle();
		expect((await collections.find(id))?.crawls[0]).toMatchObject({
			status: 'failed',
			message: 'Its start could not be read: the page is not there (404).'
		});
		for (const url of ['ftp://a.test/', 'javascript:alert(1)', 'http://', 'http://me:pw@a.test/'])
			await expect(collections.follow(id, { url }), url).rejects.toThrow('address');
	});
});
