import { describe, expect, it } from 'vitest';
import { PROMPTS } from './all.ts';
import { withoutBorrowed } from './borrowed.ts';

const outline = '{"ops": [{"op": "retitle", "section": "b2", "heading": "Opening and cost"}]}';

describe('an answer that repeats the example of its prompt', () => {
	it('loses the items that do', () => {
		const own = { op: 'retitle', section: 'b2', heading: '应急响应' };
		const borrowed = { op: 'retitle', section: 'b1', heading: 'opening and cost' };
		expect(withoutBorrowed({ ops: [borrowed, own] }, outline)).toEqual({ ops: [own] });
		expect(withoutBorrowed({ text: '一句改写后的话。' }, '{"text": "一句改写后的话。"}')).toEqual({
			text: ''
		});
	});
	it('keeps words of the form, numbers and what is its own', () => {
		const judged = { verdicts: [{ n: 1, verdict: 'supported' }] };
		expect(withoutBorrowed(judged, JSON.stringify(judged))).toEqual(judged);
		expect(withoutBorrowed({ choice: 1 }, '{"choice": 1}')).toEqual({ choice: 1 });
		expect(withoutBorrowed([1, 2], outline)).toEqual([1, 2]);
	});
	it('every prompt has an example that can be read for it', () => {
		for (const { example } of PROMPTS) expect(() => withoutBorrowed({}, example)).not.toThrow();
	});
});
