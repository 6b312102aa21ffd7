/** A paper behind a wall, and one of which only the abstract is shown: its open copy is read, and is one voice with it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { voicesOf } from '../../src/lib/research/voices.ts';
import type { Work } from '../../src/lib/research/run.ts';
import { columnOf, pdfOf } from '../fixtures/documents.ts';
import { openBench, type Bench } from './bench.ts';

const WALL = 'http://journal.test/article/17';
const ABSTRACT = 'http://press.test/article/4';
const NAMED = 'http://repository.test/full/17.pdf'; // by the page itself
const OPEN = 'http://archive.test/oa/4.pdf'; // by the engine
const BROKEN = 'http://archive.test/oa/gone.pdf';
const QUESTION = 'By how many metres a year has the Halden glacier retreated?';

const html = (head: string, body: string) => ({
	type: 'text/html',
	bytes: new TextEncoder().encode(
		`<!doctype html><html lang="en"><head>${head}</head><body><main><h1>The Halden glacier</h1>${body}</main></body></html>`
	)
});
const pdf = (...lines: string[]) => ({
	type: 'application/pdf',
	bytes: pdfOf([columnOf(lines)], { info: { Title: 'The Halden glacier' } })
});
const FILES = {
	[WALL]: html(
		`<title>The Halden glacier</title><meta name="citation_title" content="The Halden glacier"><meta name="citation_pdf_url" content="${NAMED}">`,
		'<p>Subscribe to continue reading. This article is for subscribers only.</p>'
	),
	[NAMED]: pdf(
		'The tongue of the Halden glacier retreated by 41 metres a year between 1990 and 2005.',
		'It was measured with stakes that were drilled into the ice of the glacier each May.'
	),
	[ABSTRACT]: html(
		'<title>Ice and lakes</title>',
		'<p>We report how fast the Halden glacier changed and what that did to the lakes below it, with data of forty years and a model of the melting of the ice.</p>'
	),
	[OPEN]: pdf(
		'The Halden glacier retreated by 55 metres a year after 2006 and left two new lakes behind.',
		'The larger of the two lakes of the Halden glacier is 31 metres deep at its eastern end.'
	)
};

let bench: Bench;
const work = (more: Partial<Work>): Work => ({
	...{ doi: null, venue: null, authors: [], citations: null, retracted: null, licence: null },
	pdfUrl: null,
	...more
});
const hit = (url: string, rank: number, own?: Work) => ({
	...{ url, title: 'The Halden glacier', snippet: '', engine: 'papers', rank, publishedAt: null },
	...(own && { work: own })
});
beforeAll(async () => {
	const hits = [
		hit(WALL, 1),
		hit(ABSTRACT, 2, work({ doi: '10.1000/4', pdfUrl: BROKEN })),
		hit('http://elsewhere.test/4', 3, work({ doi: '10.1000/4', pdfUrl: OPEN }))
	];
	bench = await openBench(() => [], {
		files: FILES,
		search: { find: () => Promise.resolve({ hits, replies: [] }) }
	});
});
afterAll(() => bench.close());

describe('open copies of papers', () => {
	const run = async (scope: { allow?: string[]; deny?: string[] } = {}) => {
		const id = await bench.start({
			...{ text: QUESTION, effort: 'quick' },
			scope: { allow: [], deny: [], urls: [], ...scope }
		});
		await bench.work(id);
		return { id, view: await bench.view(id) };
	};
	it('are read after the page of the paper failed, told by the page or by an engine, and cited', async () => {
		const { view } = await run();
		expect(view.skipped.find(({ url }) => url === WALL)).toMatchObject({
			reason: 'paywall',
			fullText: NAMED
		});
		const read = view.sources.map(({ url }) => url);
		expect(read).toEqual(expect.arrayContaining([ABSTRACT, NAMED, OPEN]));
		// The first copy that an engine named is gone; the next one was tried.
		expect(view.skipped.find(({ url }) => url === BROKEN)?.reason).toBe('unavailable');
		const cited = new Set(view.evidence.map(({ sourceId }) => sourceId));
		const idOf = (url: string) => view.sources.find((one) => one.url === url)?.id ?? '';
		expect(cited.has(idOf(NAMED))).toBe(true);
		expect(cited.has(idOf(OPEN))).toBe(true);
		expect(view.sources.find(({ url }) => url === OPEN)?.work?.doi).toBe('10.1000/4');
		// The abstract and its paper are one voice; each counted as a page.
		expect(voicesOf(view.sources).echoes.get(idOf(OPEN))).toEqual({
			of: idOf(ABSTRACT),
			why: 'same paper'
		});
		expect(view.usage.pages).toBe(view.sources.length + view.skipped.length);
	});
	it('stay in the scope of the run', async () => {
		const before = bench.web.log().length;
		const { view } = await run({ deny: ['archive.test', 'repository.test'] });
		expect(view.sources.map(({ url }) => url)).not.toContain(OPEN);
		const asked = bench.web.log().slice(before);
		expect(asked.filter(({ url }) => /archive|repository/u.test(url))).toEqual([]);
	});
	it('are the same for a run that died in between, and none is fetched twice', async () => {
		const { view: whole } = await run();
		const before = bench.web.log().length;
		const id = await bench.start({
			...{ text: QUESTION, effort: 'quick' },
			scope: { allow: [], deny: [], urls: [] }
		});
		await bench.workUntil(id, (view) => view.sources.some(({ url }) => url === NAMED));
		await bench.work(id);
		const view = await bench.view(id);
		expect(view.sources.map(({ id: own, url }) => [own, url])).toEqual(
			whole.sources.map(({ id: own, url }) => [own, url])
		);
		const pages = bench.web
			.log()
			.slice(before)
			.map(({ url }) => url)
			.filter((url) => url === NAMED);
		expect(pages.length).toBe(1);
	});
});
