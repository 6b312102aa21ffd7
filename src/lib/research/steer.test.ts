import { expect, it } from 'vitest';
import { SteerBody } from './api.ts';
import { Steer } from './steer.ts';

const taken = (kind: string, text: string) => SteerBody.safeParse({ kind, text }).success;

it('takes what names a page, a site or a source, and refuses what names none', () => {
	for (const text of ['https://example.org/report', 'http://a.test/a b'])
		expect(taken('url', text), text).toBe(true);
	for (const text of ['https://', 'http://exa mple.org', 'example.org/report', 'ftp://a.test/1'])
		expect(taken('url', text), text).toBe(false);
	for (const kind of ['ban', 'unban', 'pin', 'unpin']) {
		for (const text of ['s7', 'example.org', 'gov', 'https://www.example.org/docs', '新浪.中国'])
			expect(taken(kind, text), `${kind} ${text}`).toBe(true);
		for (const text of ['the BBC', 'https://', '.', '*.com'])
			expect(taken(kind, text), `${kind} ${text}`).toBe(false);
	}
	expect(taken('instruction', 'Keep to the BBC')).toBe(true);
	expect(taken('question', 'https://')).toBe(true);
});

it('a journal that holds words refused today is still read', () => {
	expect(Steer.safeParse({ kind: 'url', text: 'https://' }).success).toBe(true);
});
