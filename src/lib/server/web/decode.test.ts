import { describe, expect, it } from 'vitest';
import { decodePage } from './decode.ts';
import { sortOf } from './sort.ts';

const CHINESE = '这座桥于一九三一年由国王开放，当时他和一队工程师从北方步行而来。';
/** The text above in GBK and a traditional sentence in Big5, written by other tools. */
const GBK = Buffer.from(
	'd5e2d7f9c7c5d3dad2bbbec5c8fdd2bbc4ead3c9b9facdf5bfaab7c5a3acb5b1cab1cbfbbacdd2bbb6d3b9a4b3cccaa6b4d3b1b1b7bdb2bdd0d0b6f8c0b4a1a3',
	'hex'
);
const page = (body: Buffer, meta = '') =>
	Buffer.concat([
		Buffer.from(`<!doctype html><html><head>${meta}</head><body><p>`),
		body,
		Buffer.from('</p></body></html>')
	]);
const read = (bytes: Uint8Array, type: string) => decodePage(bytes, type).text;

describe('encodings', () => {
	it.each([
		['declared rightly', 'text/html; charset=gbk'],
		['as its older name', 'text/html; charset=gb2312'],
		['as UTF-8', 'text/html; charset=utf-8'],
		['as Latin', 'text/html; charset=iso-8859-1'],
		['as something unknown', 'text/html; charset=no-such'],
		['not at all', 'text/html']
	])('reads GBK declared %s', (...[, type]) => {
		expect(read(page(GBK), type)).toContain(CHINESE);
	});
	it.each(['gb2312', 'iso-8859-1', 'big5'])('reads UTF-8 that calls itself %s', (label) => {
		const bytes = page(Buffer.from(CHINESE), `<meta charset="${label}">`);
		expect(read(bytes, `text/html; charset=${label}`)).toContain(CHINESE);
	});
	it('reads UTF-16 with and without a mark, and does not take it for a file of bytes', () => {
		for (const text of [CHINESE, 'Plain words.']) {
			const body = `<!doctype html><p>${text}</p>`;
			for (const mark of ['', '\ufeff']) {
				const little = Buffer.from(mark + body, 'utf16le');
				const big = Buffer.from(mark + body, 'utf16le').swap16();
				for (const bytes of [little, big]) {
					expect(read(bytes, 'text/html')).toContain(text);
					expect(sortOf(bytes, 'text/html')).toBe('html');
				}
			}
		}
	});
	it('keeps to windows-1252 where only a few accents are beyond ASCII', () => {
		const bytes = Buffer.from('D\xe9j\xe0 vu \x96 40 \x80, na\xefve.', 'latin1');
		for (const type of ['text/plain', 'text/plain; charset=utf-8', 'text/plain; charset=utf-16'])
			expect(read(bytes, type)).toBe('Déjà vu – 40 €, naïve.');
	});
	it('reads what the decoders of the runtime do not: UHC and HKSCS', () => {
		expect(read(Buffer.from([0x8c, 0x63]), 'text/plain; charset=euc-kr')).toBe('똠');
		expect(read(Buffer.from([0x87, 0x40]), 'text/plain; charset=big5')).toBe('䏰');
	});
	it('keeps a page of UTF-8 with some damage', () => {
		const bytes = Buffer.concat([
			Buffer.from(CHINESE.repeat(4)),
			Buffer.from([0xe4, 0xb8]),
			Buffer.from('end')
		]);
		expect(read(bytes, 'text/html; charset=utf-8')).toContain(CHINESE);
	});
});
