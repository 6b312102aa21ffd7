/**
 * PDF to text: pdf.js gives runs of characters with places; `pdf-lines.ts` makes lines and paragraphs of them. Pages are
 * marks. What cannot be read says why: password, damage, no text layer, letters without a Unicode map.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { PDFDocumentProxy } from 'pdfjs-dist/types/src/display/api.js';
import { canonicalUrl } from '../../url.ts';
import { linesOf, type PdfLine, type PdfRun } from './pdf-lines.ts';
import { bodySize, dropFurniture, paragraphsOf } from './pdf-paragraphs.ts';
import { cleanText, dateOf, MOST_TEXT, property, Unreadable, type DocumentText } from './parts.ts';

const MOST_PAGES = 300;
const MOST_LINKS = 400;
const MOST_MS = 40_000; // of the thread's own deadline; what was read by then is kept
const FEWEST_LETTERS = 0.4; // of the characters that are no spaces

/** Reads a PDF. Throws Unreadable: encrypted, damaged, no-text. */
export async function extractPdf(bytes: Uint8Array): Promise<DocumentText> {
	const document = await open(bytes);
	try {
		return await read(document);
	} finally {
		await document.loadingTask.destroy();
	}
}

async function open(bytes: Uint8Array): Promise<PDFDocumentProxy> {
	stubCanvas();
	const { getDocument, VerbosityLevel } = await import('pdfjs-dist/legacy/build/pdf.mjs');
	const home = path.dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
	try {
		return await getDocument({
			data: new Uint8Array(bytes), // pdf.js takes its buffer away
			cMapUrl: `${home}/cmaps/`,
			cMapPacked: true,
			standardFontDataUrl: `${home}/standard_fonts/`,
			disableFontFace: true,
			useSystemFonts: false,
			useWasm: false,
			maxImageSize: 1,
			enableXfa: false,
			verbosity: VerbosityLevel.ERRORS
		}).promise;
	} catch (error) {
		throw refusalOf(error);
	}
}

/** pdf.js wants these to exist when it is loaded; text needs none of them, and the drawing library is not installed. */
function stubCanvas(): void {
	const missing = globalThis as Record<string, unknown>;
	for (const name of ['DOMMatrix', 'Path2D', 'ImageData']) missing[name] ??= class {};
}

function refusalOf(error: unknown): Error {
	const name = error instanceof Error ? error.name : '';
	if (name === 'PasswordException') {
		return new Unreadable('encrypted', 'The PDF is protected by a password.');
	}
	return new Unreadable('damaged', 'The PDF is damaged: its structure cannot be read.');
}

async function read(document: PDFDocumentProxy): Promise<DocumentText> {
	const began = performance.now();
	const pages: PdfLine[][] = [];
	const links = new Map<string, string>();
	let size = 0;
	let broken = 0;
	while (pages.length < Math.min(document.numPages, MOST_PAGES)) {
		if (performance.now() - began > MOST_MS || size > MOST_TEXT) break;
		const lines = await pageLines(document, pages.length + 1, links);
		if (!lines) broken += 1;
		pages.push(lines ?? []);
		size += (lines ?? []).reduce((sum, line) => sum + line.text.length, 0);
	}
	if (broken > 0 && size === 0) {
		throw new Unreadable('damaged', 'The PDF is damaged: none of its pages can be read.');
	}
	const body = bodySize(pages.flat());
	const built = paragraphsOf(dropFurniture(pages), body);
	refuseTextless(built.text, pages.length);
	const info = await propertiesOf(document);
	return {
		...built,
		blocks: [],
		...info,
		title: info.title ?? firstHeading(built),
		links: [...links].map(([url, text]) => ({ url, text, start: -1, end: -1 })),
		cut: pages.length < document.numPages,
		extractor: 'pdfjs@6.5.438'
	};
}

/** Links of a page with the words under them: they enter the URL ledger. */
function collectLinks(
	annotations: readonly unknown[],
	runs: readonly PdfRun[],
	links: Map<string, string>
): void {
	for (const one of annotations) {
		if (typeof one !== 'object' || one === null || !('url' in one) || !('rect' in one)) continue;
		const url = typeof one.url === 'string' ? canonicalUrl(one.url) : null;
		if (url === null || links.has(url) || links.size >= MOST_LINKS) continue;
		const [left = 0, bottom = 0, right = 0, top = 0] = one.rect as number[];
		const under = runs.filter(({ transform, width }) => {
			const [x, y] = [(transform[4] ?? 0) + width / 2, (transform[5] ?? 0) + 2];
			return x >= left && x <= right && y >= bottom && y <= top;
		});
		links.set(url, property(under.map((run) => run.text).join(' ')) ?? '');
	}
}

/** The lines of one page in reading order; null when the page is broken. */
async function pageLines(
	document: PDFDocumentProxy,
	number: number,
	links: Map<string, string>
): Promise<PdfLine[] | null> {
	try {
		const page = await document.getPage(number);
		const { items } = await page.getTextContent({ includeMarkedContent: false });
		const runs: PdfRun[] = [];
		for (const item of items) {
			if (!('str' in item)) continue;
			runs.push({
				text: item.str,
				transform: item.transform as number[],
				width: item.width,
				breaks: item.hasEOL
			});
		}
		const [left = 0, bottom = 0, right = 0, top = 0] = page.view;
		if (links.size < MOST_LINKS) collectLinks(await page.getAnnotations(), runs, links);
		page.cleanup();
		return linesOf(runs, { width: right - left, height: top - bottom, left, bottom });
	} catch {
		return null;
	}
}

function refuseTextless(text: string, pages: number): void {
	const dense = text.replace(/\s+/gu, '');
	if (dense === '') {
		const all = pages === 1 ? 'its page is an image' : 'its pages are images';
		throw new Unreadable(
			'no-text',
			`The PDF has no text layer: ${all} or drawings (a scan, perhaps).`
		);
	}
	const letters = dense.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
	const unknown = dense.match(/[\ufffd\p{Co}\p{Cn}]/gu)?.length ?? 0;
	if (
		dense.length >= 40 &&
		(letters < FEWEST_LETTERS * dense.length || unknown > 0.2 * dense.length)
	) {
		throw new Unreadable(
			'no-text',
			'The letters of the PDF have no Unicode map: its text cannot be taken out.'
		);
	}
}

type Properties = Pick<DocumentText, 'title' | 'author' | 'publishedAt' | 'updatedAt' | 'language'>;

async function propertiesOf(document: PDFDocumentProxy): Promise<Properties> {
	try {
		const { info, metadata } = await document.getMetadata();
		const known = info as Record<string, unknown>;
		const xmp = (name: string): unknown => {
			const value: unknown = metadata?.get(name);
			return Array.isArray(value) ? value.join(', ') : value;
		};
		return {
			title: telling(property(xmp('dc:title')) ?? property(known['Title'])),
			author: property(xmp('dc:creator')) ?? property(known['Author'], 160),
			publishedAt:
				dateOf(xmp('prism:publicationdate')) ??
				dateOf(xmp('xmp:createdate')) ??
				dateOf(known['CreationDate']),
			updatedAt: dateOf(xmp('xmp:modifydate')) ?? dateOf(known['ModDate']),
			language: property(known['Language'], 20)
		};
	} catch {
		return { title: null, author: null, publishedAt: null, updatedAt: null, language: null };
	}
}

/** Titles that are the name of the file they were made from say nothing. */
function telling(title: string | null): string | null {
	if (title === null || title.length < 4) return null;
	return /^microsoft (?:word|powerpoint)|\.(?:docx?|dvi|tex|pptx?|indd|qxd|pdf|rtf|odt)$/iu.test(
		title
	)
		? null
		: title;
}

function firstHeading({ headings }: Pick<DocumentText, 'headings'>): string | null {
	const first = headings.find((heading) => heading.start < 600);
	return first ? property(cleanText(first.text)) : null;
}
