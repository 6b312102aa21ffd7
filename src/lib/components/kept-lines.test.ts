import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptLines } from './kept-lines.ts';

describe('the lines of a kept copy', () => {
	it('give the text again, mark exactly the quote, and show every mark once', () => {
		fc.assert(
			fc.property(
				fc.array(fc.string({ maxLength: 12 }), { maxLength: 8 }),
				fc.array(fc.nat(80), { maxLength: 6 }),
				fc.tuple(fc.nat(80), fc.nat(80)),
				(...[lines, places, [a, b]]) => {
					const text = lines.join('\n').replace(/\r/gu, '');
					const starts = [...new Set(places)]
						.filter((one) => one <= text.length)
						.sort((x, y) => x - y);
					const marks = starts.map((start, at) => ({ start, label: `page ${at + 1}` }));
					const [start, end] = [Math.min(a, b, text.length), Math.min(Math.max(a, b), text.length)];
					const out = keptLines(text, { marks, quote: start < end ? { start, end } : null });
					expect(out.map((line) => line.map((piece) => piece.text).join('')).join('\n')).toBe(text);
					const quoted = out
						.map((line) =>
							line
								.filter((piece) => piece.quoted)
								.map((piece) => piece.text)
								.join('')
						)
						.join('');
					expect(quoted).toBe(text.slice(start, end).replaceAll('\n', ''));
					expect(
						out
							.flat()
							.filter((piece) => piece.place !== '')
							.map((piece) => piece.place)
					).toEqual(marks.map(({ label }) => label));
				}
			)
		);
	});
	it('number the rows of a sheet', () => {
		const marks = [
			{ start: 0, label: 'Tolls', cell: { row: 7, column: 1 } },
			{ start: 4, label: 'Tolls', cell: { row: 9, column: 0 } }
		];
		const [first, second] = keptLines('a\tb\nc', { marks, quote: { start: 2, end: 3 } });
		expect(first).toEqual([
			{ text: 'a\t', quoted: false, place: '7' },
			{ text: 'b', quoted: true, place: '' }
		]);
		expect(second).toEqual([{ text: 'c', quoted: false, place: '9' }]);
	});
});
