/**
 * Structure of kept copies: what blocks pages have, whether their Markdown, shown, is their text again, whether every
 * passage is found in it, and what the blocks cost in the store.
 */
import { parseHTML } from 'linkedom';
import { marked } from 'marked';
import { brotliCompressSync, constants } from 'node:zlib';
import { keptMarkdown } from '../../src/lib/research/kept-markdown.ts';
import { workOn, type Worked } from '../../src/lib/server/web/extract/work.ts';
import { readPages } from './wcxb.ts';

const LEAST_SAME = 0.99; // of the pages: the Markdown, shown, is the text
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

/** `data` as for extraction. Gives true when both bars are met. */
export async function run({ data, verbose }: { data: string; verbose: boolean }): Promise<boolean> {
	const counts = new Map<string, { pages: number; blocks: number }>();
	const sum = { pages: 0, same: 0, passages: 0, found: 0, plain: 0, structured: 0, ms: 0 };
	for (const page of readPages(data).pages) {
		let worked: Worked;
		try {
			worked = await workOn({ sort: 'html', source: page.html(), url: page.url });
		} catch {
			continue; // a page that cannot be taken apart has its own reason
		}
		sum.pages += 1;
		count(counts, worked);
		const { text, blocks, passages } = worked;
		const began = performance.now();
		const made = keptMarkdown(text, blocks);
		sum.ms += performance.now() - began;
		const same = bare(shown(made.markdown)) === bare(text);
		sum.same += Number(same);
		if (!same && verbose) console.log(page.id, firstOther(shown(made.markdown), text));
		sum.passages += passages.length;
		for (const { start, end } of passages) {
			const back = made.toText(made.toMarkdown({ start, end }));
			sum.found += Number(back.start === start && back.end === end);
		}
		sum.plain += packed({ text, passages: passages.map(({ text: _text, ...rest }) => rest) });
		sum.structured += packed({
			text,
			passages: passages.map(({ text: _text, ...rest }) => rest),
			blocks
		});
	}
	return report(counts, sum);
}

type Sums = Readonly<
	Record<'pages' | 'same' | 'passages' | 'found' | 'plain' | 'structured' | 'ms', number>
>;

function report(counts: Map<string, { pages: number; blocks: number }>, sum: Sums): boolean {
	for (const [kind, { pages, blocks }] of [...counts].sort(([, a], [, b]) => b.pages - a.pages))
		console.log(kind.padEnd(12), String(blocks).padStart(6), `on ${pages} of ${sum.pages} pages`);
	const same = sum.same / Math.max(1, sum.pages);
	const fine = same >= LEAST_SAME && sum.found === sum.passages;
	console.log(
		`Markdown shown is the text: ${sum.same} of ${sum.pages} pages   at least ${LEAST_SAME}`
	);
	console.log(`passages found in both: ${sum.found} of ${sum.passages}   all of them`);
	console.log(
		`kept copy ${(sum.plain / sum.pages / 1024).toFixed(1)} kB, with blocks ${(sum.structured / sum.pages / 1024).toFixed(1)} kB (+${(100 * (sum.structured / sum.plain - 1)).toFixed(0)} %), Markdown in ${(sum.ms / sum.pages).toFixed(1)} ms: ${fine ? 'met' : 'MISSED'}`
	);
	return fine;
}

function count(counts: Map<string, { pages: number; blocks: number }>, { blocks }: Worked): void {
	const own = new Map<string, number>();
	for (const { kind } of blocks) own.set(kind, (own.get(kind) ?? 0) + 1);
	for (const [kind, many] of own) {
		const { pages, blocks: all } = counts.get(kind) ?? { pages: 0, blocks: 0 };
		counts.set(kind, { pages: pages + 1, blocks: all + many });
	}
}

const packed = (copy: object) => brotliCompressSync(JSON.stringify(copy), QUALITY).byteLength;

/** What a reader of the Markdown sees; the signs around formulas are none of the page's. */
function shown(markdown: string): string {
	const html = marked.parse(markdown, { async: false, gfm: true });
	return parseHTML(`<html><body>${html}</body></html>`).document.body.textContent ?? '';
}
const bare = (text: string) => text.replace(/\s+/gu, '');

function firstOther(a: string, b: string): string {
	const [one, other] = [bare(a), bare(b)];
	let at = 0;
	while (at < one.length && one[at] === other[at]) at += 1;
	return JSON.stringify([one.slice(at - 30, at + 30), other.slice(at - 30, at + 30)]);
}
