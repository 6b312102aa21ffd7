/** Bytes to text as browsers do: byte order mark, header, meta, then UTF-8 or, failing that, windows-1252. */
import sniffEncoding from 'html-encoding-sniffer';
import { MIMEType } from 'whatwg-mimetype';

/** The text of a page and the label of the encoding that was used. */
export function decodePage(
	bytes: Uint8Array,
	contentType: string
): { text: string; encoding: string } {
	const label = MIMEType.parse(contentType)?.parameters.get('charset');
	const encoding = sniffEncoding(bytes, {
		...(label && { transportLayerEncodingLabel: label }),
		defaultEncoding: isUtf8(bytes) ? 'UTF-8' : 'windows-1252'
	});
	return { text: new TextDecoder(encoding).decode(bytes), encoding };
}

function isUtf8(bytes: Uint8Array): boolean {
	try {
		// The last bytes of a cut page may end inside a character: streaming mode does not mind.
		new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
		return true;
	} catch {
		return false;
	}
}

export type Sort = 'html' | 'text' | 'pdf' | 'binary';

/** What the bytes are, whatever the header says. */
export function sortOf(bytes: Uint8Array, contentType: string): Sort {
	const head = Buffer.from(bytes.subarray(0, 2048)).toString('latin1');
	if (head.startsWith('%PDF-')) return 'pdf';
	if (/^(?:\x89PNG|\xff\xd8\xff|GIF8|PK\x03\x04|\x1f\x8b|RIFF|OggS|ID3|\x7fELF)/u.test(head))
		return 'binary';
	const utf16 = /^(?:\xff\xfe|\xfe\xff)/u.test(head);
	const controls = head.match(/[\x00-\x08\x0e-\x1a\x1c-\x1f]/gu)?.length ?? 0;
	if (!utf16 && controls > head.length * 0.02) return 'binary';
	if (/<(?:!doctype html|html|head|body|title|meta|article|div|p|h1)[\s>]/iu.test(head))
		return 'html';
	const type = MIMEType.parse(contentType)?.essence ?? '';
	if (/^(?:image|audio|video|font)\//u.test(type)) return 'binary';
	return /html|xml/u.test(type) ? 'html' : 'text';
}
