import { describe, expect, it } from 'vitest';
import { markdownReply } from './kept-markdown.ts';
import { Refusal } from './reply.ts';

const text = 'A * heading\nThe toll was 12 pence.';
const snapshot = {
	...{ text, textHash: '', passages: [], links: [], extractor: 't', rawHash: '' },
	blocks: [{ kind: 'heading' as const, start: 0, end: 11, level: 2 }]
};
const ask = (query: string) => markdownReply(snapshot, new URL(`http://own.test/text.md${query}`));

describe('a kept copy as Markdown by the API', () => {
	it('says where a span of the text stands in it', async () => {
		const from = text.indexOf('12 pence');
		const reply = ask(`?from=${from}&to=${from + 8}`);
		const markdown = await reply.text();
		expect(markdown).toBe('## A \\* heading\n\nThe toll was 12 pence.\n');
		const [start, end] = (reply.headers.get('x-markdown-span') ?? '').split('-').map(Number);
		expect(markdown.slice(start, end)).toBe('12 pence');
	});
	it('refuses half a span, and what it does not know', () => {
		for (const query of ['?from=1', '?from=9&to=3', '?form=1']) {
			expect(() => ask(query)).toThrow(Refusal);
		}
		expect(ask('').headers.get('x-markdown-span')).toBeNull();
	});
});
