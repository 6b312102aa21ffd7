import { describe, expect, it } from 'vitest';
import { mostBytes, refusalOf } from './http.ts';

it('a status is said in words, as what is so of the page', () => {
	expect(refusalOf(404, 'x')).toMatchObject({ kind: 'missing', message: 'is not there (404)' });
	expect(refusalOf(403, 'x')).toMatchObject({
		kind: 'refused',
		message: expect.stringContaining('not shown') as string
	});
	expect(refusalOf(502, 'x').message).toBe('could not be given by its server (502)');
	expect(refusalOf(418, 'x').message).toBe('was answered with status 418');
});

describe('the most bytes of a page', () => {
	it.each([
		['%PDF-1.7', 'text/html', 25_000_000],
		['PK\x03\x04', 'application/octet-stream', 25_000_000],
		['<!doctype html>', 'application/pdf', 5_000_000],
		['<p>see %PDF-1.7', 'text/html', 5_000_000],
		['a,b', 'text/csv; charset=utf-8', 10_000_000],
		['\x89PNG', 'text/html', 64_000],
		['????', 'video/mp4', 64_000],
		['<html>', 'image/png', 5_000_000]
	])('%j sent as %s: %d', (head, type, most) => {
		expect(mostBytes(type, Buffer.from(head, 'latin1'))).toBe(most);
	});
});
