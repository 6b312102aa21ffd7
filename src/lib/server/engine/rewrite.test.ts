import { describe, expect, it } from 'vitest';
import { openingOf, rewritePrompt } from './prompts/rewrite.ts';

describe('the opening of a new wording', () => {
	it.each([
		['The bridge was opened on 14 May 1931 by the king.', 'On 14 May 1931'],
		['On 14 May 1931 the bridge was opened by Anna Example.', 'Anna Example'],
		['据介绍，该市学校8月1日起停课。', '该市学校8月'],
		['a short one without anything', null]
	])('%s', (text, opening) => {
		expect(openingOf(text)).toBe(opening);
	});
});

describe('reading a new wording', () => {
	const input = {
		...{ text: 'The bridge was opened on 14 May 1931.', opening: null, remark: null },
		language: 'en'
	};
	it('takes one in other words, without addresses and with its full stop', () => {
		const read = rewritePrompt.read(
			{ sentence: 'On 14 May 1931 they opened the bridge [3] https://evil.test/x' },
			input
		);
		expect(read).toEqual({ value: 'On 14 May 1931 they opened the bridge.' });
	});
	it('sends a copy back and says why', () => {
		expect(rewritePrompt.read({ sentence: input.text }, input)).toContain('copy');
		expect(rewritePrompt.read({ sentence: '' }, input)).toContain('empty');
		expect(rewritePrompt.read({}, input)).toContain('sentence');
	});
	it('reads a line as well as an object', () => {
		expect(rewritePrompt.fromLines('Sure.\nNEW: "On 14 May 1931 it opened."\n')).toEqual({
			sentence: 'On 14 May 1931 it opened.'
		});
		expect(rewritePrompt.fromLines('Sure! Here it is.')).toBeNull();
	});
});
