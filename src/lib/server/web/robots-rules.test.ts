import { describe, expect, it } from 'vitest';
import { readRobots } from './robots-rules.ts';
import { canonicalUrl, samePage } from './url.ts';

const allows = (robots: string, path: string) =>
	readRobots(robots).allows(`https://site.test${path}`, 'Groundwork');

describe('robots.txt', () => {
	it.each([
		['nothing said', '', '/a', true],
		['everyone shut out', 'User-agent: *\nDisallow: /', '/a', false],
		['an empty rule forbids nothing', 'User-agent: *\nDisallow:', '/a', true],
		['rules before any agent', 'Disallow: /\nUser-agent: *\nAllow: /', '/a', true],
		['another program', 'User-agent: Other\nDisallow: /', '/a', true],
		[
			'our own group beats everyone',
			'User-agent: *\nDisallow: /\nUser-agent: groundwork\nAllow: /',
			'/a',
			true
		],
		['a version after the name', 'User-agent: Groundwork/1.2\nDisallow: /', '/a', false],
		[
			'two groups of one program add up',
			'User-agent: groundwork\nDisallow: /a\n\nUser-agent: groundwork\nDisallow: /b',
			'/b',
			false
		],
		[
			'several agents of one group',
			'User-agent: other\nUser-agent: groundwork\nDisallow: /',
			'/a',
			false
		],
		['the longer rule', 'User-agent: *\nDisallow: /a\nAllow: /a/b', '/a/b/c', true],
		['a tie', 'User-agent: *\nDisallow: /a\nAllow: /a', '/a', true],
		['a star', 'User-agent: *\nDisallow: /*/private', '/x/y/private/z', false],
		['an end', 'User-agent: *\nDisallow: /*.pdf$', '/a.pdf?page=1', true],
		['an end that fits', 'User-agent: *\nDisallow: /*.pdf$', '/a.pdf', false],
		['pieces may not overlap', 'User-agent: *\nDisallow: /aba*ba$', '/aba', true],
		['the query counts', 'User-agent: *\nDisallow: /*?q=', '/find?q=x', false],
		['case counts in paths', 'User-agent: *\nDisallow: /Private', '/private', true],
		[
			'other lines in between',
			'User-agent: *\nCrawl-delay: 5\nDisallow: /a # why\nSitemap: https://x',
			'/a',
			false
		],
		['a typing error', 'User agent: *\nDissallow: /a', '/a', false],
		['robots.txt itself', 'User-agent: *\nDisallow: /', '/robots.txt', true],
		['an index page', 'User-agent: *\nDisallow: /\nAllow: /docs/index.html', '/docs/', true],
		['letters beyond ASCII', 'User-agent: *\nDisallow: /潮汐', '/%E6%BD%AE%E6%B1%90/a', false]
	] as const)('%s', (...[, robots, path, expected]) => {
		expect(allows(robots, path)).toBe(expected);
	});

	it('takes no time over a pattern of many stars', () => {
		const robots = `User-agent: *\nDisallow: /${'*a'.repeat(200)}$`;
		expect(allows(robots, `/${'a'.repeat(20_000)}b`)).toBe(true);
	});

	it.each([
		[
			'its own group',
			'User-agent: *\nCrawl-delay: 9\nUser-agent: Groundwork\nCrawl-delay: 2.5',
			2.5
		],
		['everyone', 'User-agent: *\nDisallow: /a\nCrawl-delay: 10 # seconds', 10],
		['another program', 'User-agent: FooBot\nCrawl-delay: 10', 0],
		['nobody', 'Crawl-delay: 10\nUser-agent: *\nDisallow:', 0],
		['both of its groups', 'User-agent: *\nCrawl-delay: 3\nUser-agent: *\nCrawl-delay: 4', 4],
		['no number', 'User-agent: *\nCrawl-delay: -5\nCrawl-delay: soon', 0],
		['a pause before a group of two names', 'User-agent: x\nCrawl-delay: 1\nUser-agent: *', 1]
	] as const)('says how long to wait: %s', (...[, robots, expected]) => {
		expect(readRobots(robots).delay('Groundwork')).toBe(expected);
	});

	it('names the sitemaps, wherever they stand', () => {
		const robots =
			'Sitemap: https://site.test/a.xml\nUser-agent: *\nDisallow: /\nsitemap:https://site.test/b.xml?x#y\nSitemap: c.xml';
		expect(readRobots(robots).sitemaps).toEqual([
			'https://site.test/a.xml',
			'https://site.test/b.xml?x#y'
		]);
	});

	it('holds for any line ending and a mark at the start', () => {
		for (const end of ['\n', '\r', '\r\n']) {
			expect(allows(`\u{FEFF}User-agent: *${end}Disallow: /a${end}`, '/a')).toBe(false);
		}
	});
});

describe('addresses', () => {
	it('lose what does not change the page, and keep the spelling of the rest', () => {
		const dirty = 'https://u:p@site.test/a?b=x%20y&utm_campaign=1&c=a+b&gclid=2&mtm_source=z#part';
		expect(canonicalUrl(dirty)).toBe('https://site.test/a?b=x%20y&c=a+b');
		expect(canonicalUrl('https://site.test/a?fbclid=1')).toBe('https://site.test/a');
		expect(canonicalUrl('https://site.test/a?')).toBe('https://site.test/a');
		expect(canonicalUrl('https://site.test/?%75tm_source=x&&k')).toBe('https://site.test/?&k');
	});
	it('variants of a page share a key', () => {
		const key = samePage('https://site.test/news/story');
		for (const variant of [
			'http://www.site.test/news/story/',
			'https://m.site.test/news/story?utm_source=x',
			'https://amp.site.test/news/story',
			'https://site.test/amp/news/story',
			'https://site.test/news/story/amp/',
			'https://site.test/news/story.amp.html',
			'https://site.test/news/story?outputType=amp',
			'https://site.test/news/story/index.html#top',
			'https://www.google.com/amp/s/site.test/news/story',
			'https://site-test.cdn.ampproject.org/c/s/site.test/news/story'
		]) {
			expect({ variant, key: samePage(variant) }).toEqual({ variant, key });
		}
		expect(samePage('https://en.m.wikipedia.org/wiki/Tide')).toBe('en.wikipedia.org/wiki/Tide');
	});
	it('different pages do not', () => {
		const pages = [
			'https://site.test/a',
			'https://site.test/a?page=2',
			'https://site.test/camp',
			'https://docs.site.test/a',
			'https://m.com/a',
			'https://site.test:8443/a'
		];
		expect(new Set(pages.map(samePage)).size).toBe(pages.length);
	});
});
