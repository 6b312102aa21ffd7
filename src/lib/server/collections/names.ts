/** Names of files as they are shown. A name is never used as a path: bytes are kept by their hash. */

const MOST = 300; // characters

/** The name with its folder: no control or direction signs, no climbing, no drive, slashes between its parts. */
export function shownName(raw: string): string {
	const parts = raw
		.normalize('NFC')
		.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, '')
		.split(/[\\/]+/u)
		.map((part) => part.trim())
		.filter((part) => part !== '' && part !== '.' && part !== '..' && !/^[a-z]:$/iu.test(part));
	const name = parts.join('/');
	return name === '' ? 'unnamed' : name.slice(-MOST);
}

const TYPES: Readonly<Record<string, string>> = {
	html: 'text/html',
	htm: 'text/html',
	xhtml: 'application/xhtml+xml',
	txt: 'text/plain',
	text: 'text/plain',
	log: 'text/plain',
	md: 'text/markdown',
	markdown: 'text/markdown',
	csv: 'text/csv',
	tsv: 'text/tab-separated-values',
	pdf: 'application/pdf',
	epub: 'application/epub+zip',
	docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
	xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
	pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation'
};

/** What the ending of a name claims; the bytes decide in the end. */
export function claimedType(name: string): string {
	return TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? '';
}
