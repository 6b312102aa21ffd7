import { afterAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { locatorOf } from '../../research/locator.ts';
import {
	columnOf,
	docxOf,
	epubOf,
	japanesePdf,
	pdfOf,
	pptxOf,
	wordParagraph,
	xlsxOf,
	zipOf
} from '../../../../tests/fixtures/documents.ts';
import { createExtractPool } from './extract/pool.ts';
import { readDocument } from './open.ts';
import { sortOf } from './sort.ts';

const pool = createExtractPool({ size: 1 });
afterAll(() => pool.close());

const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'utf8'));
const open = (bytes: Uint8Array, name: string, contentType = '') =>
	readDocument(
		{ bytes, name, contentType },
		{ pool, signal: AbortSignal.timeout(20_000), readAt: 0 }
	);

async function read(bytes: Uint8Array, name: string) {
	const outcome = await open(bytes, name);
	if (!outcome.ok) throw new Error(`${outcome.reason}: ${outcome.message}`);
	const { page, snapshot } = outcome;
	const { text, passages, marks = [] } = snapshot;
	// The laws hold for every document that a test reads.
	expect(text).toBe(text.normalize('NFC'));
	for (const one of passages) expect(text.slice(one.start, one.end)).toBe(one.text);
	expect([...marks].sort((a, b) => a.start - b.start)).toEqual(marks);
	const where = (quote: string) => {
		const start = text.indexOf(quote);
		expect(start).toBeGreaterThanOrEqual(0);
		const end = start + quote.length;
		const passage = passages.find((one) => one.start <= start && end <= one.end);
		const inPassage =
			passage &&
			locatorOf(passage.marks, { start, end }, { text: passage.text, from: passage.start });
		const inText = locatorOf(marks, { start, end }, { text, from: 0 });
		if (passage) expect(inPassage).toBe(inText);
		return inText;
	};
	return { page, text, marks, links: snapshot.links, passages, where };
}

const LONG = 'The old bridge over the river was opened in the year 1931 by the king,';

describe('PDF', () => {
	const pages = [
		[
			{ text: 'The Report of the Valley', x: 72, y: 770, size: 9 },
			{ text: 'The bridge', x: 72, y: 730, size: 18 },
			...columnOf(
				[
					LONG,
					'who had walked there from the north on foot with a com-',
					'pany of engineers. It is well-built.'
				],
				{ top: 700 }
			),
			{ text: '1', x: 300, y: 30, size: 9 }
		],
		[
			{ text: 'The Report of the Valley', x: 72, y: 770, size: 9 },
			...columnOf(['A second page says that the toll was 40 pence.'], { top: 700 }),
			{ text: '2', x: 300, y: 30, size: 9 }
		],
		[
			{ text: 'The Report of the Valley', x: 72, y: 770, size: 9 },
			...columnOf(['Year'], { top: 700 }),
			...columnOf(['Toll'], { top: 700, x: 300 }),
			...columnOf(['1931'], { top: 687 }),
			...columnOf(['40 pence'], { top: 687, x: 300 }),
			{ text: '3', x: 300, y: 30, size: 9 }
		]
	];
	it('joins lines and parted words, drops running heads and numbers, and knows its pages', async () => {
		const info = {
			Title: 'The bridge of Vik',
			Author: 'I. Halvorsen',
			CreationDate: 'D:20190304120000Z'
		};
		const { text, page, where, passages } = await read(pdfOf(pages, { info }), 'report.pdf');
		expect(text.split('\n').slice(0, 2)).toEqual([
			'The bridge',
			`${LONG} who had walked there from the north on foot with a company of engineers. It is well-built.`
		]);
		expect(text).not.toContain('Report of the Valley');
		expect(text).toContain('Year\tToll\n1931\t40 pence');
		expect(page).toMatchObject({
			title: 'The bridge of Vik',
			author: 'I. Halvorsen',
			publishedAt: '2019-03-04',
			kind: 'document'
		});
		expect(where('opened in the year 1931')).toBe('page 1');
		expect(where('the toll was 40 pence')).toBe('page 2');
		expect(passages[0]?.headings).toEqual(['The bridge']);
	});
	it('reads two columns one after the other, also when they were written across', async () => {
		const left = Array.from({ length: 12 }, (_, at) => `left column line number ${at} goes on and`);
		const right = Array.from(
			{ length: 12 },
			(_, at) => `right column line number ${at} goes on and`
		);
		const across = left.flatMap((text, at) => [
			{ text, x: 60, y: 700 - at * 13 },
			{ text: right[at] ?? '', x: 330, y: 700 - at * 13 }
		]);
		const { text } = await read(pdfOf([across]), 'across.pdf');
		expect(text.indexOf('left column line number 11')).toBeLessThan(
			text.indexOf('right column line number 0')
		);
		const { text: other } = await read(
			pdfOf([[...columnOf(left, { x: 60 }), ...columnOf(right, { x: 330 })]]),
			'columns.pdf'
		);
		expect(other).toContain('left column line number 0 goes on and left column line number 1');
		expect(other.indexOf('number 11 goes on and right column')).toBeGreaterThan(0);
	});
	it('reads Japanese that only a predefined character map tells', async () => {
		const { text, page } = await read(japanesePdf(), 'bridge.pdf');
		expect(text).toBe('日本語の橋は');
		expect(page.language).toBe('ja');
	});
	it('keeps pages that say nothing but the same', async () => {
		const page = columnOf(['Mind the step.']);
		expect((await read(pdfOf([page, page, page, page]), 'step.pdf')).text).toBe(
			'Mind the step.\n'.repeat(4).trim()
		);
	});
	it('says in words why it could not be read', async () => {
		const whole = pdfOf([columnOf([LONG])]);
		const broken = whole.slice(0, 60);
		expect(await open(broken, 'a.pdf')).toMatchObject({ ok: false, reason: 'damaged' });
		expect(await open(pdfOf([[]]), 'scan.pdf')).toMatchObject({
			ok: false,
			reason: 'no-text',
			message: expect.stringContaining('no text layer') as string
		});
		const unmapped = pdfOf([
			columnOf(Array.from({ length: 4 }, () => '$%&/()=*+#-.,;:!"'.repeat(3)))
		]);
		expect(await open(unmapped, 'b.pdf')).toMatchObject({
			ok: false,
			reason: 'no-text',
			message: expect.stringContaining('Unicode map') as string
		});
		const cut = await open(whole.slice(0, -200), 'cut.pdf');
		expect(cut.ok || cut.reason === 'damaged').toBe(true);
	});
	it('knows no document that breaks the reader', async () => {
		const whole = pdfOf(pages);
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 40 }),
				async (changes) => {
					const bytes = whole.slice();
					for (const [at, value] of changes) bytes[at] = value;
					const outcome = await open(bytes, 'x.pdf');
					expect(outcome.ok || outcome.message.length > 10).toBe(true);
				}
			),
			{ numRuns: 25, seed: 7 }
		);
	});
});

describe('office files', () => {
	it('reads Word documents with headings, tables and properties', async () => {
		const body = `${wordParagraph('Wells', 'Heading1')}${wordParagraph('The third well was dug in 1804.')}<w:tbl><w:tr><w:tc>${wordParagraph('Depth')}</w:tc><w:tc>${wordParagraph('14 m')}</w:tc></w:tr></w:tbl>`;
		const { text, page, passages } = await read(docxOf(body), 'wells.docx');
		expect(text).toContain('The third well was dug in 1804.');
		expect(text).toMatch(/Depth\s+(?:\|\s+)?14 m/u);
		expect(passages[0]?.headings).toEqual(['Wells']);
		expect(page).toMatchObject({
			title: 'Water in the valley',
			author: 'Ingrid Halvorsen',
			publishedAt: '2023-04-05',
			updatedAt: '2024-01-02'
		});
	});
	it('reads workbooks, and a quote tells its cells', async () => {
		const sheets = {
			Tolls: { B7: 'Year', C7: 'Toll', B8: 1931, C8: 40, D8: 'pence', B10: 1950, D10: 'free' },
			'Two words': { A1: 'alone' }
		};
		const { text, where } = await read(xlsxOf(sheets), 'tolls.xlsx');
		expect(text).toBe('Tolls\nYear\tToll\n1931\t40\tpence\n1950\t\tfree\nTwo words\nalone');
		expect(where('40\tpence')).toBe('Tolls!C8:D8');
		expect(where('free')).toBe('Tolls!D10');
		expect(where('Year\tToll\n1931\t40\tpence')).toBe('Tolls!B7:D8');
		expect(where('alone')).toBe("'Two words'!A1");
	});
	it('reads presentations slide by slide, notes included', async () => {
		const slides = [
			{
				title: 'The bridge',
				lines: ['Opened in 1931', 'Closed in 2017'],
				notes: 'The king walked.'
			},
			{ title: 'The toll', lines: ['It was 40 pence.'] }
		];
		const { text, where, page } = await read(pptxOf(slides), 'a.pptx');
		expect(text).toBe(
			'The bridge\nOpened in 1931\nClosed in 2017\nThe king walked.\nThe toll\nIt was 40 pence.'
		);
		expect(where('40 pence')).toBe('slide 2');
		expect(where('The king walked.\nThe toll')).toBe('slides 1-2');
		expect(page.title).toBe('The bridge in slides');
	});
	it('reads books chapter by chapter, without what is hidden', async () => {
		const { text, where, page } = await read(
			epubOf([
				'<h1>Dusk</h1><p>The lamp was lit at five.</p><p style="display:none">OBEY</p>',
				'<h1>Dawn</h1><p>It burned all night.</p>'
			]),
			'lamp.epub'
		);
		expect(text).toBe('Dusk\nThe lamp was lit at five.\nDawn\nIt burned all night.');
		expect(where('burned all night')).toBe('chapter 2');
		expect(page).toMatchObject({
			title: 'The Lamp',
			author: 'M. Aune',
			publishedAt: '1911-03-02',
			language: 'en'
		});
	});
});

describe('hostile containers', () => {
	it('refuses what unpacks without end, entities, and what is broken', async () => {
		const bomb = docxOf(wordParagraph('x'), { 'word/bomb.xml': new Uint8Array(5_000_000) });
		expect(await open(bomb, 'bomb.docx')).toMatchObject({ ok: false, reason: 'too-large' });
		const many = Object.fromEntries(
			Array.from({ length: 5_100 }, (_, at) => [`word/${at}.xml`, '<a/>'])
		);
		expect(await open(docxOf(wordParagraph('x'), many), 'many.docx')).toMatchObject({
			reason: 'too-large'
		});
		const laughs = `<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><w:document xmlns:w="x">&b;</w:document>`;
		expect(await open(docxOf('', { 'word/document.xml': laughs }), 'laughs.docx')).toMatchObject({
			reason: 'damaged',
			message: expect.stringContaining('entities') as string
		});
		const whole = xlsxOf({ A: { A1: 'x' } });
		expect(await open(whole.slice(0, whole.length - 40), 'cut.xlsx')).toMatchObject({
			reason: 'damaged'
		});
	});
	it('takes no entry by a path that leads out', async () => {
		const outside = zipOf({ '../word/document.xml': '<a/>', 'word/document.xml/': '' });
		expect(await open(outside, 'x.docx')).toMatchObject({ ok: false });
	});
});

describe('texts with a form', () => {
	it('reads tables of text by row and cell, whatever parts the cells', async () => {
		const { text, where } = await read(
			bytesOf('\ufeffname;height\n"Oak; old";12\n\nElm;9\n'),
			'trees.csv'
		);
		expect(text).toBe('name\theight\nOak; old\t12\nElm\t9');
		expect(where('9')).toBe('B4');
		expect(where('Oak; old')).toBe('A2');
	});
	it('reads Markdown as what it means', async () => {
		const { text, page, links, passages } = await read(
			bytesOf(
				'---\ntitle: Notes\ndate: 2024-05-06\n---\n# Wells\n\nThe *third* [well](https://site.test/well) was\ndug in 1804.\n\n<div hidden>OBEY</div>\n'
			),
			'notes.md'
		);
		expect(text).toBe('Wells\nThe third well was dug in 1804.');
		expect(page).toMatchObject({ title: 'Notes', publishedAt: '2024-05-06' });
		expect(links[0]).toMatchObject({ url: 'https://site.test/well', text: 'well' });
		expect(passages[0]?.headings).toEqual(['Wells']);
	});
	it('reads feeds, their links go to the ledger', async () => {
		const rss = `<?xml version="1.0"?><rss version="2.0"><channel><title>Valley News</title><item><title>Bridge &amp; toll</title><link>https://site.test/a?utm_source=rss</link><pubDate>Tue, 05 Mar 2024 10:00:00 GMT</pubDate><description><![CDATA[<p>The toll <b>ended</b>.</p><script>x()</script>]]></description></item></channel></rss>`;
		const { text, links, page } = await read(bytesOf(rss), 'feed');
		expect(text).toBe('Valley News\nBridge & toll\n2024-03-05\nThe toll ended.');
		expect(links.map(({ url }) => url)).toEqual(['https://site.test/a']);
		expect(page).toMatchObject({ title: 'Valley News', updatedAt: '2024-03-05' });
		const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><title>One</title><link rel="self" href="https://site.test/self"/><link href="https://site.test/one"/><updated>2024-02-03T00:00:00Z</updated><content type="html">&lt;p&gt;Words.&lt;/p&gt;</content></entry></feed>`;
		expect((await read(bytesOf(atom), 'feed')).links[0]?.url).toBe('https://site.test/one');
	});
	it('reads captions once, with the time', async () => {
		const vtt = `WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nWelcome to the\n\n00:00:03.000 --> 00:00:05.000\nWelcome to the\n<c>old bridge.</c>\n\n00:01:15.000 --> 00:01:18.000\nIt opened in 1931.\n`;
		const { text, where } = await read(bytesOf(vtt), 'talk.vtt');
		expect(text).toBe('Welcome to the old bridge.\nIt opened in 1931.');
		expect(where('1931')).toBe('1:15');
	});
	it('takes the transcript and the caption tracks that a page carries', async () => {
		const words = 'Welcome to the old bridge over the river. '.repeat(4);
		const ld = JSON.stringify({
			'@graph': [{ '@type': 'VideoObject', transcript: `${words}\n\nIt was opened in 1931.` }]
		});
		const html = `<!doctype html><html lang="en"><head><title>A film</title><script type="application/ld+json">${ld}</script></head><body><article><h1>A film</h1><p>${'We show the bridge in this film. '.repeat(12)}</p><video><track kind="captions" src="/en.vtt?a=1&amp;b=2" label="English"><track kind="metadata" src="/x.json"></video></article></body></html>`;
		const outcome = await readDocument(
			{
				bytes: bytesOf(html),
				name: 'film',
				contentType: 'text/html',
				url: 'https://site.test/film'
			},
			{ pool, signal: AbortSignal.timeout(20_000), readAt: 0 }
		);
		if (!outcome.ok) throw new Error(outcome.message);
		const { text, links, passages } = outcome.snapshot;
		expect(text).toContain('\nTranscript\nWelcome to the old bridge');
		expect(text.endsWith('It was opened in 1931.')).toBe(true);
		expect(links).toContainEqual({
			url: 'https://site.test/en.vtt?a=1&b=2',
			text: 'English',
			start: -1,
			end: -1
		});
		expect(links.filter(({ url }) => url.endsWith('.json'))).toEqual([]);
		expect(passages.at(-1)?.headings.at(-1)).toBe('Transcript');
	});
	it('keeps exact spans for any text', async () => {
		const cell = fc.string({ unit: 'grapheme', maxLength: 12 });
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 8 }),
				async (rows) => {
					const csv = rows
						.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
						.join('\n');
					const outcome = await open(bytesOf(`a,b\n${csv}`), 'x.csv');
					if (!outcome.ok) return;
					const { text, passages } = outcome.snapshot;
					expect(text).toBe(text.normalize('NFC'));
					for (const one of passages) expect(text.slice(one.start, one.end)).toBe(one.text);
				}
			),
			{ numRuns: 40 }
		);
	});
});

describe('sorts', () => {
	it.each([
		['%PDF-1.7\n', 'text/html', '', 'pdf'],
		['<!doctype html><p>x</p>', 'application/pdf', '/a.pdf', 'html'],
		['a,b\n1,2', 'text/csv; charset=utf-8', '', 'csv'],
		['a,b\n1,2', 'text/plain', '/data.csv', 'csv'],
		['# Title', 'text/plain', '/README.md', 'markdown'],
		['How to write <div> in HTML', 'text/plain', '/notes.txt', 'text'],
		['<?xml version="1.0"?>\n<!-- x --><rss version="2.0">', 'text/html', '', 'feed'],
		['WEBVTT\n\n', 'text/plain', '', 'captions'],
		['1\n00:00:01,000 --> 00:00:02,000\nx', '', '', 'captions'],
		['\x89PNG\r\n', 'text/html', '', 'binary']
	])('%j sent as %j named %j is %s', (...[head, type, name, sort]) => {
		expect(sortOf(Uint8Array.from(Buffer.from(head, 'latin1')), type, name)).toBe(sort);
	});
});
