import fc from 'fast-check';
import { marked } from 'marked';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { blocksOf } from './blocks.ts';
import { keptMarkdown } from './kept-markdown.ts';
import { BLOCK_KINDS, type Block } from './run.ts';

const shown = (markdown: string) => {
	const html = marked.parse(markdown, { async: false, gfm: true });
	return parseHTML(`<html><body>${html}</body></html>`).document.body;
};
const bare = (text: string) => text.replace(/\s+/gu, '');
const words = fc.array(
	fc.constantFrom(
		...[
			'word',
			'snake_case',
			'*',
			'**b**',
			'_',
			'`',
			'[a](b)',
			'![x](y)',
			'<b>',
			'&amp;',
			'#',
			'~~'
		],
		...['-', '+', '1.', '2)', '>', '|', '$5', '\\', '---', '===', '标题。', 'end.', '```', ': x']
	),
	{ minLength: 1, maxLength: 5 }
);
const line = words.map((list) => list.join(' '));
const text = fc.array(line, { minLength: 1, maxLength: 8 }).map((lines) => lines.join('\n'));

describe('the Markdown of a kept copy', () => {
	it('shows a text without blocks as it is, whatever signs it holds', () => {
		fc.assert(
			fc.property(text, (one) => {
				const body = shown(keptMarkdown(one, []).markdown);
				expect(bare(body.textContent ?? '')).toBe(bare(one));
				expect(
					body.querySelector('a,b,strong,em,del,code,h1,h2,ul,ol,blockquote,hr,img')
				).toBeNull();
			})
		);
	});
	it('keeps every word in its order under any blocks, and finds a span again in both', () => {
		const block = fc.record({
			kind: fc.constantFrom(...BLOCK_KINDS),
			start: fc.nat(60),
			end: fc.nat(90),
			column: fc.nat(4),
			blanks: fc.array(fc.record({ at: fc.nat(60), lines: fc.integer({ min: 1, max: 3 }) }))
		});
		fc.assert(
			fc.property(text, fc.array(block, { maxLength: 12 }), (one, blocks) => {
				const made = keptMarkdown(one, blocks);
				let last = -1;
				for (const [at, sign] of one.split('').entries()) {
					if (/\s/u.test(sign)) continue;
					const there = made.toMarkdown({ start: at, end: at + 1 });
					expect(made.markdown.slice(there.start, there.end)).toBe(sign);
					expect(there.start).toBeGreaterThan(last);
					expect(made.toText(there)).toEqual({ start: at, end: at + 1 });
					last = there.start;
				}
			})
		);
	});
	it('writes headings, lists, quotations, code, captions, maths and tables as such', () => {
		const lines: [string, ...Partial<Block>[]][] = [
			['A heading', { kind: 'heading', level: 2 }],
			['The first', { kind: 'item', number: 4 }],
			['The second', { kind: 'item', number: 5 }],
			['Said so', { kind: 'quote' }],
			['let a = `b`;', { kind: 'code', language: 'js' }],
			['Figure 1. A *', { kind: 'caption' }]
		];
		let at = 0;
		const blocks = lines.flatMap(([words_, ...kinds]) => {
			const [start, end] = [at, at + words_.length];
			at = end + 1;
			return kinds.map((kind): Block => ({ kind: 'item', ...kind, start, end }));
		});
		const { markdown } = keptMarkdown(lines.map(([one]) => one).join('\n'), blocks);
		expect(markdown).toBe(
			[
				...['## A heading', '', '4. The first', '5. The second', '', '> Said so', ''],
				...['```js', 'let a = `b`;', '```', '', '*Figure 1. A \\**', '']
			].join('\n')
		);
	});
	it('writes the rows of a sheet as a table, each cell in its column', () => {
		const sheet = 'Tolls\nYear\tCars\n1931\t\t7|8';
		const marks = [
			{ start: 6, label: 'Tolls', cell: { row: 1, column: 0 } },
			{ start: 16, label: 'Tolls', cell: { row: 2, column: 0 } }
		];
		const { markdown } = keptMarkdown(sheet, blocksOf({ text: sheet, marks }));
		expect(markdown).toBe(
			'Tolls\n\n|  |  |  |\n| --- | --- | --- |\n| Year | Cars |  |\n| 1931 |  | 7\\|8 |\n'
		);
	});
});
