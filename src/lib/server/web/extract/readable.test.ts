import { Readability } from '@mozilla/readability';
import { expect, it } from 'vitest';
import { parseDocument } from './dom.ts';
import { articleOf } from './readable.ts';

const words =
	'The bridge carries trains, carts and walkers over the river, and has done so for a century. ';
const PAGE = `<!doctype html><html><head><title>A bridge</title></head><body>
<nav class="menu"><a href="/">Home</a><a href="/all">All bridges of the land</a></nav>
<main><h1>A bridge</h1>
<p rel="author">By Ada Lind</p><p itemprop="author">Ada Lind</p><p class="byline">Ada Lind</p>
<p style="display:none">${words}</p><p style="visibility: hidden">${words}</p><p style="color:red">Red. ${words}</p>
<p hidden>Hidden. ${words}</p><p aria-hidden="true">Unheard. ${words}</p>
<p aria-hidden="true" class="fallback-image">Drawn. ${words}</p><p aria-hidden="false">Heard. ${words}</p>
<div>Loose words. ${words}<font>${words}</font><br><br>${words}</div>
<ul><li>One. ${words}</li><li>Two. ${words}</li></ul>
<table><tr><th>Year</th><td>1911</td></tr><tr><td><table><tr><td>inner</td></tr></table></td></tr></table>
<template><p>Of a template. ${words}</p></template>
<figure><img src="a.png" alt="a"><figcaption>As built. ${words}</figcaption></figure>
<div class="share"><a href="/x">Share</a></div><form><input></form><h2>More</h2><h3 class="related">Related</h3>
</main><footer>All rights reserved. ${words}</footer></body></html>`;

it('says what Readability says', () => {
	const told = new Readability<Element>(parseDocument(PAGE), {
		charThreshold: 1,
		keepClasses: true,
		serializer: (node) => node as Element
	}).parse()?.content;
	const article = articleOf(parseDocument(PAGE));
	expect(article?.outerHTML).toContain('Loose words');
	expect(article?.outerHTML).toBe(told?.outerHTML);
});

it('gives null for a page without a body of text', () => {
	expect(
		articleOf(parseDocument('<!doctype html><html><body></body></html>'))?.textContent ?? ''
	).toBe('');
});
