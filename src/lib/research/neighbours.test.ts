import { describe, expect, it } from 'vitest';
import { neighboursIn } from './neighbours.ts';
import type { Block, Passage } from './run.ts';

/** A kept copy made of its passages: one line each unless it says "+", which goes on in the same line. */
function copyOf(
	parts: readonly { text: string; headings?: readonly string[] }[],
	blocksOf: (text: string) => Block[] = () => []
) {
	let text = '';
	const passages = parts.map(({ text: said, headings = ['Cod'] }, at): Passage => {
		const goesOn = said.startsWith('+');
		const own = goesOn ? said.slice(1) : said;
		text += `${at === 0 ? '' : goesOn ? ' ' : '\n'}${own}`;
		const start = text.length - own.length;
		return { id: String(at + 1), start, end: text.length, text: own, headings: [...headings] };
	});
	return { text, passages, blocks: blocksOf(text) };
}

const span = (text: string, from: string, to = from) => ({
	start: text.indexOf(from),
	end: text.indexOf(to) + to.length
});

describe('the neighbours of a passage', () => {
	it('are the exact passages before and after it', () => {
		const copy = copyOf([{ text: 'One is so.' }, { text: 'Two is so.' }, { text: 'Three is so.' }]);
		const { before, after } = neighboursIn(copy, '2');
		for (const near of [before, after]) {
			const { start, end, text } = near?.passage ?? { start: 0, end: 0, text: 'none' };
			expect(copy.text.slice(start, end)).toBe(text);
		}
		expect([before?.passage.id, after?.passage.id]).toEqual(['1', '3']);
		expect(neighboursIn(copy, '1').before).toBeNull();
		expect(neighboursIn(copy, '3').after).toBeNull();
		expect(neighboursIn(copy, '9')).toEqual({ before: null, after: null, leads: [] });
	});
	it('stay in their section, unless the passage before announces its part', () => {
		const parts = [
			{ text: 'It fell.' },
			{ text: 'It rose again.', headings: ['Cod', 'Later'] },
			{ text: 'The herring fell too.', headings: ['Herring'] }
		];
		expect(neighboursIn(copyOf(parts), '1').after).toBeNull();
		const [first, ...rest] = parts;
		const announced = copyOf([{ ...first, text: 'It fell, and these things followed:' }, ...rest]);
		expect(neighboursIn(announced, '1').after).toMatchObject({
			passage: { id: '2' },
			shared: 'list',
			leads: [{ text: 'It fell, and these things followed:' }]
		});
		expect(neighboursIn(announced, '2').after).toBeNull();
	});
	it('share a paragraph where no line ends between them', () => {
		const copy = copyOf([
			{ text: 'The dam was begun.' },
			{ text: '+It broke.' },
			{ text: 'Later.' }
		]);
		expect(neighboursIn(copy, '2').before?.shared).toBe('paragraph');
		expect(neighboursIn(copy, '2').after?.shared).toBeNull();
	});
	it('share a list with the line that announces it, as far as the list goes', () => {
		const parts = [
			{ text: 'The inquiry named these causes:\nTrawlers came.' },
			{ text: 'The water grew warmer.\nThe fleet was sold.' }
		];
		const copy = copyOf(parts, (text) => [
			{ kind: 'item', ...span(text, 'Trawlers came.') },
			{ kind: 'item', ...span(text, 'The water grew warmer.') }
		]);
		const { after } = neighboursIn(copy, '1');
		expect(after?.shared).toBe('list');
		expect(after?.leads).toEqual([
			{
				text: 'The inquiry named these causes:',
				start: copy.text.indexOf('Trawlers came.'),
				end: copy.text.indexOf('\nThe fleet was sold.')
			}
		]);
		expect(neighboursIn(copy, '2').leads).toEqual(after?.leads);
	});
	it('share a table with its head', () => {
		const parts = [{ text: 'Catches\nYear\tTonnes\n1961\t800' }, { text: '1992\t2' }];
		const copy = copyOf(parts, (text) => [
			{ kind: 'table', ...span(text, 'Year', '1992\t2') },
			{ kind: 'row', ...span(text, 'Year\tTonnes') },
			{ kind: 'row', ...span(text, '1961\t800') },
			{ kind: 'row', ...span(text, '1992\t2') }
		]);
		expect(neighboursIn(copy, '2').before?.shared).toBe('table');
		expect(neighboursIn(copy, '2').leads).toEqual([
			{ text: 'Year\tTonnes', start: copy.text.indexOf('\n1961'), end: copy.text.length }
		]);
	});
	it('of copies without blocks are told by their lines', () => {
		const { blocks: _blocks, ...copy } = copyOf([
			{ text: 'Why it fell:' },
			{ text: 'Storms came.' }
		]);
		expect(neighboursIn(copy, '2').leads).toEqual([
			{ text: 'Why it fell:', ...span(copy.text, 'Storms came.') }
		]);
	});
});
