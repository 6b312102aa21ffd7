import { expect, it } from 'vitest';
import { keyOfTry, questionOf } from './tries.ts';

it('all tries of a question are for that question', () => {
	expect(keyOfTry('v2 section b1 pass 1', 12)).toBe('v2 section b1 pass 1 #12');
	expect(questionOf(keyOfTry('v2 section b1 pass 1', 12))).toBe('v2 section b1 pass 1');
	expect(questionOf('rule #1 of the house')).toBe('rule #1 of the house');
});
