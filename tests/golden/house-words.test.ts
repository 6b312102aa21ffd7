/** What a house says of itself at the end of each of its pages, and nowhere else, is evidence: of one page, not of all. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBench, type Bench } from './bench.ts';

const ABOUT = 'Varnholm Optics was founded by the lens grinder Ottilie Brandt in 1954.';
const STORIES = [
	'The new hall on the harbour has room for forty machines and a canteen for two shifts.',
	'The works council and the owners agreed on a shorter week for the grinders in spring.',
	'A telescope for the mountain observatory left the yard on a lorry of sixteen axles.',
	'Apprentices from three towns began their years in the workshop beside the old canal.'
];
const urls = STORIES.map((_, at) => `http://varnholm.test/news/${at}`);
const pageOf = (story: string, at: number) => `<!doctype html><html lang="en"><head>
<title>News ${at} of the works</title></head><body><article><h1>News ${at} of the works</h1>
<p>${story}</p><p>The day was fine, and many of the families of the town came to see it and stayed for the soup.</p>
<p>${ABOUT}</p></article></body></html>`;

let bench: Bench;
beforeAll(async () => {
	const files = Object.fromEntries(
		STORIES.map((story, at) => [
			urls[at] ?? '',
			{ type: 'text/html', bytes: new TextEncoder().encode(pageOf(story, at)) }
		])
	);
	bench = await openBench(() => [], { files });
});
afterAll(() => bench.close());

it('answers with what every page of a site says, once', async () => {
	const id = await bench.start({
		text: 'Who founded Varnholm Optics?',
		scope: { allow: ['varnholm.test'], deny: [], urls }
	});
	await bench.work(id);
	const view = await bench.view(id);
	expect(view.sources.length).toBe(STORIES.length);
	expect(view.evidence.filter(({ quote }) => quote.includes('Ottilie Brandt')).length).toBe(1);
	const told = view.sections.flatMap(({ sentences }) => sentences.map(({ text }) => text));
	expect(told).toContain(ABOUT);
});
