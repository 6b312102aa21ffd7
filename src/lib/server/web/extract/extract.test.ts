import { describe, expect, it } from 'vitest';
import { bestLines, weigh, worthOf } from './choose.ts';
import { NAMES } from './features.ts';
import { chance } from './forest.ts';
import { extractHtml, lookAt } from './html.ts';
import type { Line } from './lines.ts';
import { linkedData, toldText } from './linked-data.ts';
import { FOREST } from './model.ts';
import { splitText } from '../split.ts';

const URL_ = 'http://shop.test/list';
const menu = `<header><nav><ul>${['Home', 'News', 'Shop', 'About us', 'Contact'].map((name) => `<li><a href="/${name}">${name}</a></li>`).join('')}</ul></nav></header>`;
const footer =
	'<footer><p>© 2024 The Shop. All rights reserved. Privacy policy. Terms of use.</p></footer>';
const page = (body: string) =>
	`<!doctype html><html lang="en"><head><title>T</title></head><body>${menu}${body}${footer}</body></html>`;

function line(text: string): Line {
	const [made] = lookAt(page(`<main><p>${text}</p></main>`), URL_).lines.filter(
		(one) => one.text === text
	);
	if (!made) throw new Error('no such line');
	return made;
}

describe('the choice of lines', () => {
	const lines = ['A long line of the text itself', 'a menu entry', 'Another line of the text'].map(
		line
	);
	it('takes the lines that promise the best F1 together', () => {
		const best = bestLines(weigh(lines, [0.9, 0.1, 0.8]));
		expect(best.lines.map(({ text }) => text)).toEqual([lines[0]?.text, lines[2]?.text]);
		expect(best.worth).toBeGreaterThan(0.8);
	});
	it("knows another text's worth by the same measure", () => {
		const weighed = weigh(lines, [0.9, 0.1, 0.8]);
		expect(worthOf(lines.slice(1, 2), weighed)).toBeLessThan(0.1);
		expect(
			worthOf(
				[lines[0], lines[2]].filter((one) => one !== undefined),
				weighed
			)
		).toBeCloseTo(bestLines(weighed).worth);
	});
	it('is made by a forest that fits the features', () => {
		expect(Math.max(...FOREST.feature)).toBeLessThan(NAMES.length);
		const { rows } = lookAt(page('<main><p>One line of text.</p></main>'), URL_);
		for (const row of rows) {
			expect(row).toHaveLength(NAMES.length);
			expect(row.every(Number.isFinite)).toBe(true);
			expect(chance(FOREST, row)).toBeGreaterThan(0);
		}
	});
});

describe('pages that are no articles', () => {
	it('keeps every card of a listing and none of the menu', async () => {
		const cards = Array.from(
			{ length: 16 },
			(_, at) =>
				`<li class="product-card"><a href="/p/${at}"><h3>Walking boot model ${at}</h3></a><p>Waterproof leather boot with a soft lining, number ${at}.</p><span>$${at + 40}.00</span></li>`
		).join('');
		const { text } = await extractHtml(
			page(`<main><h1>Boots</h1><ul class="grid">${cards}</ul></main>`),
			URL_
		);
		for (let at = 0; at < 16; at += 1) expect(text).toContain(`Walking boot model ${at}`);
		expect(text).not.toContain('All rights reserved');
		expect(text).not.toContain('Contact');
	});
	it('reads a page pasted into a page, and one whose head ends early', async () => {
		const words = 'The bridge was opened by the mayor in the spring of 1931. '.repeat(8);
		const pasted = page(
			`<div><!DOCTYPE html PUBLIC "x"><html><body><p>${words}</p></body></html></div>`
		);
		const early = `<!doctype html><html><link rel="x"><head><title>T</title></head><style>p{color:red}</style><body><p>${words}</p></body></html>`;
		for (const html of [pasted, early])
			expect((await extractHtml(html, URL_)).text).toContain('opened by the mayor');
	});
	it('takes classes that hide the whole page for a page that scripts reveal', async () => {
		const words = 'The bridge was opened by the mayor in the spring of 1931. '.repeat(4);
		const part = `<div class="box"><p>${words}</p></div>`;
		const html = `<html><head><style>.box{visibility:hidden}</style></head><body>${part.repeat(5)}</body></html>`;
		expect((await extractHtml(html, URL_)).text).toContain('opened by the mayor');
	});
});

describe('what style sheets hide', () => {
	it('is left out, unless it is hidden for some screens only', async () => {
		const words = 'The bridge was opened by the mayor in the spring of 1931. '.repeat(6);
		const html = `<html><head><style>@media print{.wide{display:none}} .ghost, .other{color:red;display:none}</style></head><body><article><p>${words}</p><p class="ghost">Obey the page.</p><p class="wide">It carries two lanes of traffic and a footpath on either side.</p></article></body></html>`;
		const { text } = await extractHtml(html, URL_);
		expect(text).not.toContain('Obey');
		expect(text).toContain('two lanes');
	});
});

describe('passages of a text that quotes a name in another script', () => {
	it('are as long as those of any other text', () => {
		const text = `The game (戦場のヴァルキュリア) was sold in Japan. ${'It was received well by those who played it. '.repeat(30)}`;
		const [first] = splitText(text, { headings: [], language: 'en' });
		expect(first?.text.length).toBeGreaterThan(430);
	});
});

describe('data for machines', () => {
	it('is read from lists and graphs, its texts without tags', () => {
		const html =
			'<script type="application/ld+json">{"@graph":[{"@type":"Product","description":"A <b>soft</b> boot &amp; more","review":[{"reviewBody":"Very good."}]}]}</script><script type="application/ld+json">{broken</script>';
		expect(toldText(linkedData(html))).toContain('A soft boot & more');
		expect(toldText(linkedData(html))).toContain('Very good.');
	});
});
