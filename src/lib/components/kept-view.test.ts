import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK_KINDS } from '#lib/research/run.ts';
import { keptView, type Piece, type Seen } from './kept-view.ts';

function piecesOf(seen: readonly Seen[]): Piece[] {
	return seen.flatMap((one): readonly Piece[] => {
		if ('line' in one) return one.line;
		if ('lines' in one) return one.lines.flat();
		if ('inner' in one) return piecesOf(one.inner);
		if ('items' in one) return one.items.flatMap(({ inner }) => piecesOf(inner));
		if ('parts' in one)
			return one.parts.flatMap((part) =>
				'term' in part ? part.term.flat() : piecesOf(part.definition)
			);
		return one.rows.flatMap((row) => row.flatMap(({ lines }) => lines.flat()));
	});
}
const bare = (text: string) => text.replace(/\s+/gu, '');
const textOf = (pieces: readonly Piece[]) => bare(pieces.map(({ text }) => text).join(''));

describe('what a reader sees of a kept copy', () => {
	it('is its text in its order with exactly the quote marked, and every place once', () => {
		const block = fc.record({
			kind: fc.constantFrom(...BLOCK_KINDS),
			start: fc.nat(60),
			end: fc.nat(80),
			blanks: fc.array(fc.record({ at: fc.nat(60), lines: fc.constant(2) }))
		});
		fc.assert(
			fc.property(
				fc.array(fc.stringMatching(/^[a-c *]{1,12}$/u), { minLength: 1, maxLength: 8 }),
				fc.array(fc.nat(60), { maxLength: 5 }),
				fc.tuple(fc.nat(60), fc.nat(60)),
				fc.array(block, { maxLength: 10 }),
				(...[lines, places, [a, b], blocks]) => {
					const text = `${lines.join('\n')}\nend`;
					const starts = [...new Set(places)]
						.filter((one) => one < text.length)
						.sort((x, y) => x - y);
					const marks = starts.map((start, at) => ({ start, label: `page ${at + 1}` }));
					const [start, end] = [Math.min(a, b, text.length), Math.min(Math.max(a, b), text.length)];
					const quote = start < end ? { start, end } : null;
					const pieces = piecesOf(keptView(text, { blocks, marks, quote }));
					expect(textOf(pieces)).toBe(bare(text));
					const quoted = pieces.filter((piece) => piece.quoted);
					expect(textOf(quoted)).toBe(bare(text.slice(start, end)));
					const firsts = pieces.filter((piece) => piece.first);
					expect(firsts).toHaveLength(textOf(quoted) === '' ? firsts.length : 1);
					expect(pieces.flatMap(({ place }) => (place === '' ? [] : [place]))).toEqual(
						marks.map(({ label }) => label)
					);
				}
			)
		);
	});
	it('numbers the rows of a sheet', () => {
		const marks = [
			{ start: 0, label: 'Tolls', cell: { row: 7, column: 1 } },
			{ start: 4, label: 'Tolls', cell: { row: 9, column: 0 } }
		];
		const seen = keptView('a\tb\nc', { blocks: [], marks, quote: { start: 2, end: 3 } });
		expect(piecesOf(seen).map(({ text, quoted, place }) => [text, quoted, place])).toEqual([
			['a\t', false, '7'],
			['b', true, ''],
			['c', false, '9']
		]);
	});
	it('has lists of terms, empty lines in code, and headings without gaps', () => {
		const text = 'Top\nport\nwhere it listens\nlet a;\nlet b;\nlet c;\nNext';
		const seen = keptView(text, {
			marks: [],
			quote: null,
			blocks: [
				{ kind: 'heading', start: 0, end: 3, level: 2 },
				{ kind: 'term', start: 4, end: 8 },
				{ kind: 'definition', start: 9, end: 25 },
				{ kind: 'code', start: 26, end: 46, blanks: [{ at: 40, lines: 2 }] },
				{ kind: 'heading', start: 47, end: 51, level: 5 }
			]
		});
		expect(seen).toMatchObject([
			{ kind: 'heading', level: 1 },
			{ kind: 'terms', parts: [{ term: [[{ text: 'port' }]] }, { definition: [{}] }] },
			{ kind: 'code', line: [{ text: 'let a;\nlet b;\n' }, { text: 'let c;', blanks: 2 }] },
			{ kind: 'heading', level: 2 }
		]);
	});
	it('has lists in lists and tables with their empty cells', () => {
		const text = 'One\nin it\nTwo\na\tc';
		const seen = keptView(text, {
			marks: [],
			quote: null,
			blocks: [
				{ kind: 'item', start: 0, end: 9, number: 1 },
				{ kind: 'item', start: 4, end: 9 },
				{ kind: 'item', start: 10, end: 13, number: 2 },
				{ kind: 'table', start: 14, end: 17 },
				{ kind: 'row', start: 14, end: 17 },
				{ kind: 'cell', start: 14, end: 15, column: 0, head: true },
				{ kind: 'cell', start: 16, end: 17, column: 2 }
			]
		});
		const [list, table] = seen;
		expect(seen).toHaveLength(2);
		expect(list).toMatchObject({
			ordered: true,
			items: [
				{ number: 1, inner: [{ kind: 'line' }, { kind: 'list', ordered: false }] },
				{ number: 2 }
			]
		});
		expect(table).toMatchObject({
			rows: [
				[
					{ head: true, before: 0 },
					{ head: false, before: 1 }
				]
			]
		});
	});
});
