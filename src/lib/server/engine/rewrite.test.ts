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
	it('takes those in other words, without addresses and with their full stops', () => {
		const read = rewritePrompt.read(
			{
				short: 'The bridge was opened.',
				turned: 'On 14 May 1931 they opened the bridge [3] https://evil.test/x',
				other: input.text
			},
			input
		);
		expect(read).toEqual({ value: ['On 14 May 1931 they opened the bridge.'] });
	});
	it('sends copies back and says why', () => {
		expect(rewritePrompt.read({ short: input.text }, input)).toContain('copies');
		expect(rewritePrompt.read({ short: '' }, input)).toContain('no wording');
		expect(rewritePrompt.read({ short: 3 }, input)).toContain('it must be');
	});
	it('reads lines as well as an object', () => {
		expect(
			rewritePrompt.fromLines('Sure.\nNEW: "On 14 May 1931 it opened."\nNEW: It opened.\n')
		).toEqual({ turned: 'On 14 May 1931 it opened.', other: 'It opened.', short: undefined });
		expect(rewritePrompt.fromLines('Sure! Here it is.')).toBeNull();
	});
});
