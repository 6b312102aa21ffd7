import { describe, expect, it } from 'vitest';
import type { Evidence, Work } from './run.ts';
import { homeOf } from './mirrors.ts';
import { likenessOf, NEAR_COPY, sketchOf } from './sketch.ts';
import { voicesOf } from './voices.ts';

/** `count` words that no other seed gives, the same every time. */
function story(seed: number, count = 400): string[] {
	let state = seed * 7919 + 1;
	return Array.from({ length: count }, () => {
		state = (Math.imul(state, 1103515245) + 12345) >>> 0;
		return `word${String(state % 5000)}x${seed}`;
	});
}
const without = (words: readonly string[], each: number) =>
	words.filter((_, at) => at % each !== 0).join(' ');

describe('the sketch of a text', () => {
	it('finds a copy that lost every tenth word, and no other text', () => {
		const words = story(1);
		const sketch = sketchOf(words.join(' '));
		expect(sketch).toMatch(/^[0-9a-f]{256}$/u);
		expect(likenessOf(sketch, sketchOf(without(words, 10)))).toBeGreaterThanOrEqual(NEAR_COPY);
		expect(likenessOf(sketch, sketchOf(story(2).join(' ')))).toBeLessThan(0.1);
	});
	it('holds to a bar around the story, in Chinese too', () => {
		const text =
			'奥斯特马赫市政府周三宣布，特塞尔大桥将于明年春天关闭六个月进行维修，期间电车改道。'.repeat(
				1
			);
		const body = `${text}市长表示，工程耗资三百四十万克朗，由国家基金承担一半。桥上十一根吊杆出现裂缝，专家建议更换。居民可以乘坐渡轮过河，每二十分钟一班。`;
		expect(likenessOf(sketchOf(body), sketchOf(`本报讯 ${body} 责任编辑 王某`))).toBeGreaterThan(
			0.7
		);
	});
	it('says nothing about a text that is too short', () => {
		expect(sketchOf('The bridge opened.')).toBe('');
		expect(likenessOf('', '')).toBe(0);
	});
});

describe('the home of an address', () => {
	it.each([
		['https://www.site.example/a', 'site.example', false],
		['https://en.m.wikipedia.org/wiki/Vey', 'en.wikipedia.org', false],
		['https://www.wikiwand.com/en/articles/Vey', 'wikipedia.org', true],
		['https://web.archive.org/web/20200101000000/https://www.site.example/a', 'site.example', true],
		['https://site-example.cdn.ampproject.org/c/s/site.example/a', 'site.example', true],
		['https://my--site-example.translate.goog/a?_x_tr_sl=de', 'my-site.example', true],
		['https://m.com/x', 'm.com', false],
		['http://127.0.0.1:99/x', '127.0.0.1:99', false]
	])('%s', (url, host, moved) => {
		expect(homeOf(url)).toMatchObject({ host, moved });
	});
});

interface Told {
	readonly url: string;
	readonly title?: string;
	readonly textHash?: string;
	readonly sketch?: string;
	readonly domain?: string;
	readonly agency?: string;
	readonly work?: Work;
	readonly askedUrl?: string;
	readonly fullText?: string;
	readonly publishedAt?: string;
}
const NO_WORK: Work = {
	...{ doi: null, venue: null, authors: [], citations: null, retracted: null },
	...{ pdfUrl: null, licence: null }
};
const sourcesOf = (...all: Told[]) =>
	all.map((one, at) => ({
		...{ id: `s${at + 1}`, title: `Title ${at}`, textHash: `hash ${at}`, publishedAt: null, ...one }
	}));
const quoted = (sourceId: string, quote: string) =>
	({ id: `e${sourceId.slice(1)}`, sourceId, quote }) as Evidence;

describe('voices', () => {
	it('are one for copies, near copies, mirrors and one agency report', () => {
		const words = story(3);
		const { echoes, count } = voicesOf(
			sourcesOf(
				{ url: 'https://a.example/1', sketch: sketchOf(words.join(' ')), textHash: 'one' },
				{ url: 'https://b.example/2', textHash: 'one' },
				{ url: 'https://c.example/3', sketch: sketchOf(without(words, 20)) },
				{ url: 'https://web.archive.org/web/2020/https://c.example/3' },
				{
					...{ url: 'https://d.example/4', agency: 'Reuters', publishedAt: '2024-03-01' },
					title: 'Bridge over the Vey closes for repairs'
				},
				{
					...{ url: 'https://e.example/5', agency: 'Reuters', publishedAt: '2024-03-02' },
					title: 'Bridge over Vey closes for six months'
				},
				{
					...{ url: 'https://f.example/6', agency: 'Reuters', publishedAt: '2024-06-02' },
					title: 'Bridge over Vey closes for six months'
				}
			)
		);
		expect([...echoes].map(([id, { of, why }]) => [id, of, why])).toEqual([
			['s2', 's1', 'same text'],
			['s3', 's1', 'near copy'],
			['s4', 's1', 'mirror'],
			['s6', 's5', 'same agency report']
		]);
		expect(count(['s1', 's2', 's3', 's4'])).toBe(1);
		expect(count(['s1', 's5', 's6', 's7'])).toBe(3);
		expect(count(['s99'])).toBe(0);
	});
	it('are one for the page of a paper and its copies, told by the DOI or by the page', () => {
		const work = { ...NO_WORK, doi: '10.1000/4' };
		const all = sourcesOf(
			{ url: 'https://a.example/4', work, fullText: 'https://c.example/4.pdf' },
			{ url: 'https://b.example/x', work },
			{ url: 'https://c.example/final.pdf', askedUrl: 'https://c.example/4.pdf' },
			{ url: 'https://d.example/5', work: NO_WORK },
			{ url: 'https://e.example/6', work: NO_WORK }
		);
		const { echoes, count } = voicesOf(all);
		expect([...echoes].map(([id, { of, why }]) => [id, of, why])).toEqual([
			['s2', 's1', 'same paper'],
			['s3', 's1', 'same paper']
		]);
		expect(count(['s1', 's2', 's3', 's4', 's5'])).toBe(3);
	});
	it('are one for pages of a site, which tell stories of their own', () => {
		const { echoes, count } = voicesOf(
			sourcesOf(
				{ url: 'https://news.site.example/1', domain: 'site.example' },
				{ url: 'https://www.site.example/2', domain: 'site.example' },
				{ url: 'https://other.example/2', domain: 'other.example' }
			)
		);
		expect(echoes.size).toBe(0);
		expect(count(['s1', 's2'])).toBe(1);
		expect(count(['s1', 's2', 's3'])).toBe(2);
	});
	it('are one where a long quote was copied word for word', () => {
		const { first } = voicesOf(
			sourcesOf(
				{ url: 'https://a.example/' },
				{ url: 'https://b.example/' },
				{ url: 'https://c.example/' }
			)
		);
		const quote =
			'The ministry said on Tuesday that the bridge would stay closed for six months while eleven hangers are replaced.';
		const said = [
			quoted('s1', quote),
			quoted('s2', `Officials: ${quote}`),
			quoted(
				's3',
				'For half a year nobody will cross, a spokesman of the ministry told us on Tuesday.'
			)
		];
		expect(first(said).map(({ id }) => id)).toEqual(['e1', 'e3']);
	});
});
