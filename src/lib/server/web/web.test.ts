import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { decodePage } from './decode.ts';
import { extractHtml } from './extract/html.ts';
import { pageText } from './extract/page-text.ts';
import { createExtractPool } from './extract/pool.ts';
import { sortOf } from './sort.ts';
import { splitText } from './split.ts';
import { canonicalUrl } from './url.ts';
import { wallOf } from './walls.ts';

const URL_ = 'http://site.test/a/page';
const page = (body: string, head = '') =>
	`<!doctype html><html lang="en"><head><title>T</title>${head}</head><body>${body}</body></html>`;
const paragraph = (words: string) =>
	`<p>${words} ${'It says more about the same thing in a longer sentence here. '.repeat(4)}</p>`;

describe('passages', () => {
	it('are exact spans, in order, for any text', () => {
		const block = fc.oneof(
			fc.lorem({ maxCount: 30 }),
			fc.string(),
			fc.constantFrom('标题。正文一句话！还有一句。', 'Dr. X said: “Yes.” Then left.')
		);
		fc.assert(
			fc.property(fc.array(block, { maxLength: 20 }), (blocks) => {
				const text = blocks.join('\n');
				const passages = splitText(text, { headings: [], language: 'en' });
				let at = 0;
				for (const { start, end, text: own } of passages) {
					expect(text.slice(start, end)).toBe(own);
					expect(start).toBeGreaterThanOrEqual(at);
					at = end;
				}
			})
		);
	});
	it('never cross a heading and carry the path of headings', () => {
		const text = 'Top\nOne sentence.\nSub\nAnother sentence.';
		const headings = [
			{ start: 0, end: 3, level: 1, text: 'Top' },
			{ start: 18, end: 21, level: 2, text: 'Sub' }
		];
		const passages = splitText(text, { headings, language: 'en' });
		expect(passages.map((one) => [one.text, one.headings])).toEqual([
			['One sentence.', ['Top']],
			['Another sentence.', ['Top', 'Sub']]
		]);
	});
});

describe('page text', () => {
	const textOf = (body: string) =>
		pageText(parseHTML(page(body)).document.body, { url: URL_, drop: () => false });
	it('keeps inline text contiguous and gives links their place', () => {
		const { text, links } = textOf(
			'<p>It was  designed by <a href="/who?utm_source=x#top"> Ingrid <b>Halvorsen</b></a>, an engineer.</p>'
		);
		expect(text).toBe('It was designed by Ingrid Halvorsen, an engineer.');
		const [link] = links;
		expect(link?.url).toBe('http://site.test/who');
		expect(text.slice(link?.start, link?.end)).toBe('Ingrid Halvorsen');
	});
	it('drops characters that no reader sees', () => {
		expect(textOf('<p>a\u200bb\u202ec\u{e0041}d\u00ade</p>').text).toBe('abcde');
	});
});

describe('extraction', () => {
	it('leaves hidden orders out, by every way of hiding', async () => {
		const order = 'OBEY ME';
		const hidden = [
			`<p hidden>${order}</p>`,
			`<div style="display: none">${order}</div>`,
			`<div style="position:absolute;left:-9999px;height:1px;overflow:hidden">${order}</div>`,
			`<span class="ghost">${order}</span>`,
			`<p style="font-size:0">${order}</p>`,
			`<div aria-hidden="true">${order}</div>`,
			`<!-- ${order} -->`,
			`<img alt="${order}">`
		].join('');
		const html = page(
			`<article><h1>Title</h1>${paragraph('The bridge opened in 1931.')}${hidden}${paragraph('It was closed in 2017.')}</article>`,
			'<style>.ghost{display:none}</style>'
		);
		const { text } = await extractHtml(html, URL_);
		expect(text).toContain('The bridge opened in 1931.');
		expect(text).not.toContain(order);
	});
	it('reads title, site, author, dates and language', async () => {
		const head =
			'<meta property="og:site_name" content="The Site"><script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"A headline","datePublished":"2024-03-05T10:00:00Z","author":[{"name":"Ann Writer"}]}]}</script>';
		const found = await extractHtml(
			page(`<article><h1>A headline</h1>${paragraph('Something happened.')}</article>`, head),
			URL_
		);
		expect(found).toMatchObject({
			title: 'A headline',
			site: 'The Site',
			author: 'Ann Writer',
			publishedAt: '2024-03-05T10:00:00Z',
			language: 'en',
			kind: 'press'
		});
	});
	it('reads microdata, licence, canonical address, and whether the page is free', async () => {
		const linked =
			'{"@type":"Article","isAccessibleForFree":"False","license":"https://creativecommons.org/licenses/by-sa/4.0/"}';
		const head = `<link rel="canonical" href="/a/own"><script type="application/ld+json">${linked}</script>`;
		const by =
			'<p>By <span itemprop="author"><b itemprop="name">Ann Writer</b></span> <time itemprop="datePublished" datetime="2024-03-05">5 March</time>, changed <time itemprop="dateModified" datetime="2024-04-01">later</time></p>';
		const found = await extractHtml(
			page(`<article><h1>A headline</h1>${by}${paragraph('Something happened.')}</article>`, head),
			URL_
		);
		expect(found).toMatchObject({
			author: 'Ann Writer',
			publishedAt: '2024-03-05',
			updatedAt: '2024-04-01',
			licence: 'CC BY-SA 4.0',
			canonical: 'http://site.test/a/own',
			paid: true
		});
	});
	it('reads where the page of a paper says that its full text stands', async () => {
		const named = async (head: string) =>
			(await extractHtml(page(paragraph('It opened.'), head), URL_)).fullText;
		expect(
			await named(
				'<meta name="citation_fulltext_html_url" content="/full"><meta name="citation_pdf_url" content="/a.pdf">'
			)
		).toBe('http://site.test/a.pdf');
		expect(await named('<meta name="citation_fulltext_html_url" content="/full">')).toBe(
			'http://site.test/full'
		);
		expect(await named(`<meta name="citation_pdf_url" content="${URL_}">`)).toBeNull();
		expect(await named('<meta name="citation_pdf_url" content="javascript:alert(1)">')).toBeNull();
		expect(await named('')).toBeNull();
	});
	it('trusts no canonical address of another site, no licence of a picture, and no price of a place', async () => {
		const head =
			'<link rel="canonical" href="http://other.test/a"><script type="application/ld+json">{"@type":"Museum","isAccessibleForFree":false}</script>';
		const credit =
			'<p>Photo: Bo, licensed under <a href="https://creativecommons.org/licenses/by/2.0/">CC BY</a></p>';
		const found = await extractHtml(page(`${paragraph('It opened.')}${credit}`, head), URL_);
		expect(found).toMatchObject({ canonical: null, licence: null, paid: false });
	});
	it('refuses pages built to hurt', async () => {
		await expect(extractHtml(page('<div>'.repeat(5_000)), URL_)).rejects.toThrow(
			'nested too deeply'
		);
	});
});

describe('the pool', () => {
	it('loses the thread of a page that takes too long, and reads the next one', async () => {
		const pool = createExtractPool({ size: 1, deadlineMs: 2_000 });
		const signal = new AbortController().signal;
		const endless = 'One more sentence of a page without end. '.repeat(400_000);
		const slow = pool.run({ sort: 'text', source: endless, url: URL_ }, signal);
		await expect(slow).rejects.toThrow('took too long');
		const fine = await pool.run(
			{ sort: 'text', source: 'A plain page. With two sentences.', url: URL_ },
			signal
		);
		expect(fine.passages.length).toBe(1);
		await pool.close();
	});
	it('ends a page when its run is told to end', async () => {
		const pool = createExtractPool({ size: 1 });
		const stop = new AbortController();
		const work = pool.run({ sort: 'text', source: 'x. '.repeat(1_000), url: URL_ }, stop.signal);
		stop.abort(new Error('told to end'));
		await expect(work).rejects.toThrow('told to end');
		await pool.close();
	});
});

describe('bytes', () => {
	const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
	it.each([
		['GB18030 by header', bytes('d6d0b9fa'), 'text/html; charset=gb18030', '中国'],
		[
			'GBK announced as gb2312 by meta',
			Buffer.concat([Buffer.from('<meta charset="gb2312">'), bytes('d6d0b9fa')]),
			'text/html',
			'中国'
		],
		['Shift_JIS by header', bytes('93fa967b'), 'text/html; charset=Shift_JIS', '日本'],
		['windows-1252 without a word', bytes('93717593'), 'text/html', '“qu“'],
		['UTF-8 without a word', Buffer.from('héé'), 'text/html', 'héé'],
		['UTF-16 by its mark', bytes('fffe41004200'), 'text/html', 'AB']
	] as const)('%s', (...[, raw, type, expected]) => {
		expect(decodePage(raw, type).text).toContain(expected);
	});
	it('sorts by what the bytes are, not by what the header says', () => {
		expect(sortOf(Buffer.from('<!doctype html><p>x'), 'application/octet-stream')).toBe('html');
		expect(sortOf(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'text/html')).toBe('binary');
		expect(sortOf(Buffer.from('%PDF-1.7'), 'text/html')).toBe('pdf');
		expect(sortOf(Buffer.from('just words'), 'text/plain')).toBe('text');
	});
});

describe('walls', () => {
	const told = (text: string, more = {}) => wallOf({ text, title: '', scriptLength: 0, ...more });
	it.each([
		['blocked', 'Please verify you are a human to continue.'],
		['login-wall', 'Log in to continue reading. Already a subscriber?'],
		['login-wall', '登录后可见全文'],
		['consent-wall', 'Before you continue: we value your privacy.'],
		['not-found', 'Sorry, page not found.'],
		['needs-javascript', 'You need to enable JavaScript to run this app.']
	])('%s', (reason, text) => {
		expect(told(text)).toMatchObject({ ok: false, reason });
	});
	it.each([
		['blocked', 'Verifying you are human. This may take a few seconds.'],
		[
			'paywall',
			'The board decides next month. Subscribe to continue reading. Already a subscriber?'
		],
		['paywall', 'Der Rat entscheidet. Dieser Artikel ist nur für Abonnenten.'],
		['login-wall', 'Bitte melden Sie sich an, um diesen Inhalt zu sehen.'],
		['consent-wall', 'Reject all. Accept all.'],
		['not-found', 'Página no encontrada'],
		['not-found', 'This listing was removed.']
	])('%s in other words: %s', (reason, text) => {
		expect(told(text)).toMatchObject({ ok: false, reason });
	});
	it('a page that says it is not free is a paywall where it has little text', () => {
		expect(told('The board decides next month.', { paid: true })).toMatchObject({
			reason: 'paywall',
			message: expect.stringContaining('add it to a collection') as string
		});
		expect(told('The board decided. '.repeat(200), { paid: true })).toBeNull();
	});
	it('what a banner says is no wall over a text', () => {
		expect(
			told(`${'The board met in the old hall by the quay. '.repeat(15)} Accept all`)
		).toBeNull();
	});
	it('a long page that speaks of walls is none', () => {
		expect(
			told(`Some sites ask you to log in to continue. ${'This article explains why. '.repeat(80)}`)
		).toBeNull();
	});
	it('little text and much script is a page drawn by it', () => {
		expect(told('Loading', { scriptLength: 5_000 })).toMatchObject({ reason: 'needs-javascript' });
	});
	it('so is one that asks for JavaScript, unless it has a text', () => {
		const asksForScripts = true;
		expect(told('', { asksForScripts })).toMatchObject({ reason: 'needs-javascript' });
		expect(told('The board met in the old hall. '.repeat(8), { asksForScripts })).toBeNull();
	});
});

it('one name per page', () => {
	expect(canonicalUrl('HTTP://Example.ORG:80/a?utm_source=x&b=1&fbclid=2#top')).toBe(
		'http://example.org/a?b=1'
	);
	expect(canonicalUrl('mailto:a@b.c')).toBeNull();
	expect(canonicalUrl('../x', 'http://h.test/a/b/c')).toBe('http://h.test/a/x');
});
