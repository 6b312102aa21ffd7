import { describe, expect, it } from 'vitest';
import type { Source } from '../../research/run.ts';
import { count } from './bm25.ts';
import type { Found } from './found.ts';
import { pick } from './pick.ts';

const texts = new Map<string, string>();
function found(id: string, score: number, text: string): Found {
	texts.set(id, text);
	const source = { id: id.split('.')[0] ?? '' } as Source;
	const passage = { id, start: 0, end: text.length, text, headings: [] };
	return { source, passage, score, words: score, meaning: null };
}
const counted = (id: string) => count(texts.get(id) ?? '');
const ids = (list: readonly Found[]) => list.map(({ passage }) => passage.id);

describe('what is given of what was found', () => {
	it('is at most so many passages of one source', () => {
		const list = [
			found('s1.1', 1, 'The bridge was opened in 1931.'),
			found('s1.2', 0.9, 'It was closed for repair in 2017.'),
			found('s1.3', 0.8, 'A tunnel was dug beside it later.'),
			found('s2.1', 0.7, 'Another source on the same bridge.')
		];
		expect(ids(pick(list, { limit: 3, perSource: 2 }, counted))).toEqual(['s1.1', 's1.2', 's2.1']);
	});
	it('puts a passage that repeats a better one of its source last', () => {
		const list = [
			found('s1.1', 1, 'The bridge was opened in 1931.'),
			found('s1.2', 0.9, 'The bridge was opened in 1931!'),
			found('s1.3', 0.8, 'A tunnel was dug beside it later.')
		];
		expect(ids(pick(list, { limit: 5, perSource: 5 }, counted))).toEqual(['s1.1', 's1.3', 's1.2']);
	});
	it('keeps within the room, without what is clearly weaker than the best', () => {
		const list = [
			found('s1.1', 1, 'a'.repeat(300)),
			found('s2.1', 0.9, 'b'.repeat(300)),
			found('s3.1', 0.8, 'c'.repeat(100)),
			found('s4.1', 0.3, 'd'.repeat(10))
		];
		expect(ids(pick(list, { limit: 9, perSource: 9, room: 450 }, counted))).toEqual([
			's1.1',
			's3.1'
		]);
	});
});
