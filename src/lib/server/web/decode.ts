/**
 * Bytes to text: byte order mark, then what the bytes themselves prove, then the header, then the page. Declarations are
 * believed unless the bytes contradict them: pages announced as UTF-8 are GBK, pages announced as Latin are UTF-8.
 */
import { TextDecoder } from '@exodus/bytes/encoding.js';
import sniffEncoding from 'html-encoding-sniffer';
import { MIMEType } from 'whatwg-mimetype';
import { detectEncoding } from './detect-encoding.ts';

const PROOF = 4; // characters of several bytes from which valid UTF-8 is no chance
const SPOILED = 0.02; // of the characters beyond ASCII: more that do not decode and the declaration is wrong
const FOREIGN = 0.2; // of the bytes beyond ASCII: more and it is hardly a Latin text
const SAMPLE = 200_000;
const PRESCAN = 65_536; // browsers look at 1,024 bytes first and start anew at a later declaration: the same in one go

/** The text of a page and the name of the encoding that was used. Never throws. */
export function decodePage(
	bytes: Uint8Array,
	contentType: string
): { text: string; encoding: string } {
	const encoding = encodingOf(bytes, contentType);
	return { text: decodeAs(bytes, encoding), encoding };
}

function encodingOf(bytes: Uint8Array, contentType: string): string {
	const marked = markOf(bytes);
	if (marked !== null) return marked;
	const wide = guessUtf16(bytes);
	if (wide !== null) return wide;
	const label = MIMEType.parse(contentType)?.parameters.get('charset');
	const declared = sniffEncoding(bytes, {
		...(label !== undefined && { transportLayerEncodingLabel: label }),
		defaultEncoding: 'none',
		maxPrescanBytes: PRESCAN
	});
	const valid = utf8Characters(bytes);
	if (valid !== null) {
		// Plain ASCII reads alike in nearly everything; what does not (ISO-2022-JP) says so.
		if (valid === 0) return declared === 'none' || /^UTF-16/u.test(declared) ? 'UTF-8' : declared;
		if (valid >= PROOF || declared === 'none' || declared === 'UTF-8') return 'UTF-8';
	}
	if (declared !== 'none' && fits(bytes, declared)) return declared;
	const found = detectEncoding(bytes.subarray(0, SAMPLE));
	return found ?? (declared === 'UTF-8' && mostlyUtf8(bytes) ? 'UTF-8' : 'windows-1252');
}

/** UTF-8 with some damage: more of it is whole than is broken. */
function mostlyUtf8(bytes: Uint8Array): boolean {
	const { spoiled, beyond } = signsOf(decodeAs(bytes.subarray(0, SAMPLE), 'UTF-8'));
	return beyond - spoiled > spoiled;
}

function markOf(bytes: Uint8Array): string | null {
	const [a, b, c] = bytes;
	if (a === 0xef && b === 0xbb && c === 0xbf) return 'UTF-8';
	if (a === 0xff && b === 0xfe) return 'UTF-16LE';
	return a === 0xfe && b === 0xff ? 'UTF-16BE' : null;
}

/** Characters of several bytes, or null when it is not UTF-8. The end may be cut inside a character. */
function utf8Characters(bytes: Uint8Array): number | null {
	try {
		const text = new globalThis.TextDecoder('utf-8', { fatal: true }).decode(bytes, {
			stream: true
		});
		return beyondAscii(text.slice(0, SAMPLE));
	} catch {
		return null;
	}
}

function beyondAscii(text: string): number {
	let count = 0;
	for (let at = 0; at < text.length; at += 1) {
		const unit = text.charCodeAt(at);
		if (unit > 0x7f && (unit < 0xdc00 || unit > 0xdfff)) count += 1; // a pair counts once
	}
	return count;
}

/** Whether bytes that are not UTF-8 can well be what is declared. */
function fits(bytes: Uint8Array, declared: string): boolean {
	if (declared === 'replacement') return false;
	const sample = bytes.subarray(0, SAMPLE);
	if (/^UTF-16/u.test(declared))
		return sample.filter((byte) => byte >= 0x20 && byte < 0x7f).length < 0.6 * sample.length;
	const { spoiled, beyond } = signsOf(decodeAs(sample, declared));
	if (spoiled > Math.max(1, SPOILED * beyond)) return false;
	const latin = /^(?:windows-125[0247]|ISO-8859-(?:[1234]|9|1[0-6]))$/iu.test(declared);
	return !latin || beyond <= FOREIGN * sample.length || detectEncoding(sample) === null;
}

function signsOf(text: string): { spoiled: number; beyond: number } {
	let [spoiled, beyond] = [0, 0];
	for (const sign of text) {
		if (sign > '\u007f') beyond += 1;
		if (sign === '\ufffd') spoiled += 1;
	}
	return { spoiled, beyond };
}

function decodeAs(bytes: Uint8Array, encoding: string): string {
	if (encoding === 'UTF-8') return new globalThis.TextDecoder().decode(bytes);
	return new TextDecoder(encoding === 'x-user-defined' ? 'windows-1252' : encoding).decode(bytes);
}

/** UTF-16 without a byte order mark: ASCII has a zero in every second place, Chinese its high bytes in a narrow range. */
export function guessUtf16(bytes: Uint8Array): 'UTF-16LE' | 'UTF-16BE' | null {
	const head = bytes.subarray(0, 2048);
	const pairs = Math.floor(head.length / 2);
	if (pairs < 4) return null;
	const counts = { even: 0, odd: 0, evenHigh: 0, oddHigh: 0 };
	for (let at = 0; at + 1 < head.length; at += 2) {
		const [first = 0, second = 0] = [head[at], head[at + 1]];
		if (first === 0) counts.even += 1;
		if (second === 0) counts.odd += 1;
		if (isHigh(first)) counts.evenHigh += 1;
		if (isHigh(second)) counts.oddHigh += 1;
	}
	if (counts.odd > pairs * 0.3 && counts.even < pairs * 0.05) return 'UTF-16LE';
	if (counts.even > pairs * 0.3 && counts.odd < pairs * 0.05) return 'UTF-16BE';
	// Zeros stand in no other encoding of text: without any the guess needs much more.
	const most = pairs * 0.97;
	if (pairs < 16 || counts.even + counts.odd === 0) return null;
	if (counts.oddHigh > most && counts.evenHigh < pairs * 0.8) return 'UTF-16LE';
	return counts.evenHigh > most && counts.oddHigh < pairs * 0.8 ? 'UTF-16BE' : null;
}

/** High bytes of what Chinese, Japanese and Korean texts are made of in UTF-16, and of ASCII. */
const isHigh = (byte: number) =>
	byte === 0 ||
	byte === 0x20 ||
	byte === 0x30 ||
	(byte >= 0x4e && byte <= 0x9f) ||
	(byte >= 0xac && byte <= 0xd7) ||
	byte === 0xff;
