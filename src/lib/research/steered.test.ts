import { expect, it } from 'vitest';
import type { Source } from './run.ts';
import { meant } from './steered.ts';

const sources = [
	{ id: 's3', url: 'http://a.test/x/', askedUrl: 'http://a.test/x?from=list' }
] as unknown as Source[];

it('the address of a page that was read is that page, not the whole of its site', () => {
	for (const text of ['http://a.test/x', 'http://a.test/x/#part', 'http://a.test/x?from=list'])
		expect(meant({ sources }, { kind: 'ban', text })).toEqual({ kind: 'ban', text: 's3' });
	for (const text of ['http://a.test/', 'a.test', 'http://a.test/y'])
		expect(meant({ sources }, { kind: 'ban', text })).toEqual({ kind: 'ban', text });
	const page = { kind: 'url' as const, text: 'http://a.test/x' };
	expect(meant({ sources }, page)).toEqual(page);
});
