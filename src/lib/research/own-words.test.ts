import { describe, expect, it } from 'vitest';
import { copiedShare, inOwnWords } from './own-words.ts';

const QUOTE = 'The bridge, designed by Anna Example, opened to traffic on 14 May 1931.';

describe('own words', () => {
	it.each([
		QUOTE,
		'opened to traffic on 14 May 1931',
		'The bridge, designed by Anna Example, opened to traffic on 14 May of 1931.'
	])('a quote, a piece of one and one but for a word are none: %s', (text) => {
		expect(inOwnWords(text, QUOTE)).toBe(false);
	});
	it('a sentence turned round is', () => {
		expect(inOwnWords('Anna Example designed the bridge; it opened in May 1931.', QUOTE)).toBe(
			true
		);
		expect(inOwnWords('从8月1日起，学校停课。', '据介绍，学校从8月1日起将停课。')).toBe(true);
		expect(inOwnWords('学校从8月1日起将停课。', '据介绍，学校从8月1日起将停课。')).toBe(false);
	});
	it('the longest run counts', () => {
		expect(copiedShare('one two three four', 'zero one two five three four')).toBe(0.5);
		expect(copiedShare('', 'anything')).toBe(1);
	});
});
