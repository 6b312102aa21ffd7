/** A list that is cut in two passages: what its second half says is found, as evidence of the passage it stands in. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBench, type Bench } from './bench.ts';

const URL = 'http://gazette.test/varnholm-cod';
const HALF = 'Trawlers were let into the spawning grounds of the bay from 1961 on';
const PAGE = `<!doctype html><html lang="en"><head><title>The bay in our time</title></head><body><article>
<h1>The bay in our time</h1>
<p>The inquiry of 1993 named the causes of the collapse of the Varnholm cod fishery in this order:</p>
<ul>
<li>The nets were made with finer meshes each year, and the young fish that used to slip through them were sold for meal to the mink farms further up the coast.</li>
<li>The limits of the catch were set too high for ten years, because the counts of the research vessel were taken where the shoals were still dense.</li>
<li>${HALF}, when the ministry lifted the old ban to please the new cold store and its three hundred hands on the quay.</li>
<li>The water of the bay grew warmer by two degrees, which sent the small crustaceans that the larvae feed on to deeper places off the northern shelf.</li>
</ul>
<p>The town has a chapel of the twelfth century and a school that was built by the guild.</p>
</article></body></html>`;

let bench: Bench;
beforeAll(async () => {
	bench = await openBench(() => [], {
		files: { [URL]: { type: 'text/html', bytes: new TextEncoder().encode(PAGE) } }
	});
});
afterAll(() => bench.close());

it('finds what the second half of a list says', async () => {
	const id = await bench.start({
		text: 'What were the causes of the collapse of the Varnholm cod fishery?',
		effort: 'standard',
		scope: { allow: [], deny: [], urls: [URL] }
	});
	await bench.work(id);
	const view = await bench.view(id);
	const source = view.sources.find(({ url }) => url === URL);
	const copy = await bench.snapshots.find(source?.textHash ?? '');
	const found = view.evidence.find(({ quote }) => quote.startsWith(HALF));
	expect(found).toBeDefined();
	const passage = copy?.passages.find((one) => found?.passageId === `${source?.id}.${one.id}`);
	// It stands in a passage that says nothing of the question, and is an exact part of it.
	expect(passage?.text).not.toMatch(/Varnholm|cod|collapse|causes/u);
	expect(passage?.text).toContain(found?.quote);
	expect(copy?.text.slice(found?.start, found?.end)).toBe(found?.quote);
});
