/** What the bytes are, whatever the header says: told by how they begin, then by the header, then by the name. */
import { MIMEType } from 'whatwg-mimetype';
import { guessUtf16 } from './decode.ts';

/** Decoded to text before they are taken apart. */
export const TEXT_SORTS = ['html', 'text', 'markdown', 'csv', 'feed', 'captions'] as const;
/** Taken apart from their bytes. */
export const BYTE_SORTS = ['pdf', 'docx', 'sheet', 'pptx', 'epub'] as const;
export type TextSort = (typeof TEXT_SORTS)[number];
export type ByteSort = (typeof BYTE_SORTS)[number];
export type Sort = TextSort | ByteSort | 'binary';

const HEAD = 2048;

/** The sort of a page or file. `name` is its file name or path, "" when there is none. */
export function sortOf(bytes: Uint8Array, contentType: string, name = ''): Sort {
	const head = Buffer.from(bytes.subarray(0, HEAD)).toString('latin1');
	const packed = packedSort(bytes, head);
	if (packed) return packed;
	if (
		/^(?:\x89PNG|\xff\xd8\xff|GIF8|\x1f\x8b|RIFF|OggS|ID3|\x7fELF|7z\xbc|Rar!|BM.{4}\0\0\0\0)/su.test(
			head
		)
	)
		return 'binary';
	const type = MIMEType.parse(contentType)?.essence ?? '';
	const wide = isUtf16(bytes, contentType);
	const controls = head.match(/[\x00-\x08\x0e-\x1a\x1c-\x1f]/gu)?.length ?? 0;
	if (!wide && controls > head.length * 0.02 && !/^\s*<(?:!doctype html|html)[\s>]/iu.test(head))
		return 'binary';
	// Type and name are heard only where the bytes are text and say nothing themselves.
	return textSort(wide ? head.replaceAll('\0', '') : head, { type, name });
}

/** Documents with a signature of their own. */
function packedSort(bytes: Uint8Array, head: string): Sort | null {
	// Readers allow a thousand bytes of noise before the signature.
	if (/^[^<]{0,1024}?%PDF-\d/u.test(head)) return 'pdf';
	if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) return zipSort(bytes, head);
	if (head.startsWith('\xd0\xcf\x11\xe0'))
		return holds(bytes, 'W\0o\0r\0k\0b\0o\0o\0k') ? 'sheet' : 'binary';
	return null;
}

function zipSort(bytes: Uint8Array, head: string): Sort {
	if (head.includes('mimetypeapplication/epub+zip')) return 'epub';
	if (head.includes('mimetypeapplication/vnd.oasis.opendocument.spreadsheet')) return 'sheet';
	if (holds(bytes, 'word/document.xml')) return 'docx';
	if (holds(bytes, 'xl/workbook.')) return 'sheet';
	if (holds(bytes, 'ppt/presentation.xml')) return 'pptx';
	return holds(bytes, 'META-INF/container.xml') ? 'epub' : 'binary';
}

function holds(bytes: Uint8Array, words: string): boolean {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(words, 0, 'latin1');
}

function isUtf16(bytes: Uint8Array, contentType: string): boolean {
	const [a, b] = bytes;
	if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return true;
	return /charset\s*=\s*"?utf-?16/iu.test(contentType) || guessUtf16(bytes) !== null;
}

function textSort(head: string, { type, name }: { type: string; name: string }): Sort {
	const start = head.replace(/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/u, '').trimStart();
	if (
		/^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*|<\?[^>]*>\s*)*<(?:rss|rdf:RDF|feed)[\s>]/u.test(
			start
		)
	)
		return 'feed';
	if (
		/^WEBVTT(?:\s|$)/u.test(start) ||
		/^\d+\s*\r?\n\d{1,2}:\d{2}:\d{2}[,.]\d{3} --> /u.test(start)
	)
		return 'captions';
	const ending = /\.([a-z0-9]{1,9})$/iu.exec(name)?.[1]?.toLowerCase() ?? '';
	const plain = /^text\/(?:plain|markdown|x-markdown|csv|tab-separated-values)$/u.test(type);
	const markdown = /markdown/u.test(type) || /^(?:md|markdown|mdown)$/u.test(ending);
	if (markdown && !/^<!doctype html|^<html/iu.test(start)) return 'markdown';
	if (
		/\/(?:csv|tab-separated-values)$/u.test(type) ||
		(/^(?:csv|tsv)$/u.test(ending) && !start.startsWith('<'))
	)
		return 'csv';
	const tags = /<(?:!doctype html|html|head|body|title|meta|article|div|p|h1)[\s>]/iu;
	if (plain ? /^<(?:!doctype html|html|head|body)[\s>]/iu.test(start) : tags.test(head))
		return 'html';
	if (/^(?:image|audio|video|font)\//u.test(type)) return 'binary';
	return /html|xml/u.test(type) ? 'html' : 'text';
}

/** In words, what a file is that is not read. */
export function wordsForBinary(bytes: Uint8Array, contentType: string): string {
	const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
	const type = MIMEType.parse(contentType)?.essence.split('/')[0] ?? '';
	if (/^(?:\x89PNG|\xff\xd8\xff|GIF8|BM)/u.test(head) || type === 'image')
		return 'An image, not a page of text.';
	if (type === 'audio' || type === 'video' || /^(?:ID3|OggS)/u.test(head))
		return 'Sound or film, not a page of text.';
	if (head.startsWith('\xd0\xcf\x11\xe0'))
		return 'An office file in the old binary form; save it as DOCX or PPTX.';
	if (/^(?:PK|7z|Rar!|\x1f\x8b)/u.test(head))
		return 'An archive or a kind of file that is not read.';
	return 'Not a page of text.';
}
