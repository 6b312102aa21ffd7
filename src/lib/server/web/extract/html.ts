/**
 * The main text of an HTML page. Two extractors look at it: Readability, and a forest of decision trees over every line
 * of the visible page (forums, listings, products, documentation). The chooser takes what promises the better text.
 * linkedom carries both, a fifth of jsdom's time; jsdom is the second opinion where it could make nothing of the page.
 */
import { bestLines, weigh, worthOf } from './choose.ts';
import { parseDocument } from './dom.ts';
import { featuresOf, type PageSigns } from './features.ts';
import { chance } from './forest.ts';
import { dropHidden } from './hidden.ts';
import { linesOf, type Line } from './lines.ts';
import { linkedData, toldText, typeText } from './linked-data.ts';
import { metadataOf, type Metadata } from './metadata.ts';
import { FOREST } from './model.ts';
import { assemble, pageText, type PageText } from './page-text.ts';
import { articleOf } from './readable.ts';

export interface Extracted extends PageText, Metadata {
	readonly extractor: string;
	/** Characters of script in the page: with little text it tells a page that needs JavaScript. */
	readonly scriptLength: number;
	/** It asks readers without scripts to switch them on. */
	readonly asksForScripts?: boolean;
}

const MOST_TAGS = 200_000;
const MOST_DEPTH = 1_500;
const ENOUGH = 250; // characters under which a text is doubted
const NOSCRIPT_PAGE = 2_000; // characters from which a noscript block is a page, not a plea
const NOSCRIPT = /<noscript\b[^>]*>([\s\S]*?)<\/noscript\s*>/giu;
const SECOND_OPINION_MOST = 1_500_000; // characters of HTML that jsdom is given
const NO_TEXT: PageText = { text: '', headings: [], links: [], blocks: [] };
/** By so much expected F1 the lines must beat Readability. */
export const CLEARLY = 0.02;
const MOST_LINES = 20_000;

/** Throws an Error in words when the page is built to hurt: too deep or too many elements. */
export async function extractHtml(html: string, url: string): Promise<Extracted> {
	refuseHostile(html);
	const lean = withoutCode(html);
	const scriptLength = html.length - lean.length;
	const page: Page = { lean, url, signs: signsOf(html) };
	const first = choose(looked(parseDocument(unstyled(lean)), page));
	const best = doubtful(first, lean) ? await second(page, first) : first;
	const document = parseDocument(headOf(lean));
	const metadata = metadataOf(document, { html, url, text: best.text });
	const asksForScripts = pleadsForScripts(html);
	return { ...best, ...metadata, extractor: best.extractor, scriptLength, asksForScripts };
}

/** True where the page's markup holds much more text than the first DOM showed. */
function doubtful(first: Text, lean: string): boolean {
	if (first.text.length >= ENOUGH || lean.length > SECOND_OPINION_MOST) return false;
	const inner = lean.replace(/<style\b[\s\S]*?<\/style\s*>|<[^>]*>/giu, ' ').replace(/\s+/gu, ' ');
	return inner.length > Math.max(ENOUGH, 4 * first.text.length);
}

/** The whole body of HTML that is all content (a chapter, a converted file), without what is hidden. */
export function bodyText(html: string, url: string): PageText {
	refuseHostile(html);
	const lean = withoutCode(html);
	const document = parseDocument(lean);
	dropHidden(document, lean);
	const body = document.body as HTMLElement | null;
	return body ? pageText(body, { url, drop: () => false }) : NO_TEXT;
}

function refuseHostile(html: string): void {
	let depth = 0;
	let tags = 0;
	for (const match of html.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]{0,2000}?(\/?)>/giu)) {
		tags += 1;
		const [, closing, name = '', selfClosing] = match;
		if (
			!/^(?:div|span|section|ul|ol|li|table|tr|td|font|b|i|em|strong|p|a|blockquote)$/iu.test(name)
		)
			continue;
		if (closing) depth = Math.max(0, depth - 1);
		else if (!selfClosing && !/^(?:p|li|td|tr)$/iu.test(name)) depth += 1;
		if (depth > MOST_DEPTH) throw new Error('the page is nested too deeply');
		if (tags > MOST_TAGS) throw new Error('the page has too many elements');
	}
}

/** Without scripts, comments and the like: they hold no text for readers, and parsing them is most of the cost. */
function withoutCode(html: string): string {
	const lean = html
		.replace(/<!--[\s\S]*?-->/gu, '')
		.replace(/<script\b[\s\S]*?<\/script\s*>/giu, '')
		.replace(NOSCRIPT, forReadersWithoutScripts)
		.replace(/<(svg|template|iframe)\b[\s\S]*?<\/\1\s*>/giu, '');
	return framed(lean);
}

const FRAME =
	/<!doctype[^>]*>|<\/?(?:html|body)\b[^>]*>|<head\b[^>]*>[\s\S]*?<\/head\s*>|<\/?head\b[^>]*>/giu;

/**
 * One html, one head, one body. Browsers mend what stands between them and pages pasted into pages; a simple parser
 * begins a second body there and the text is lost.
 */
function framed(lean: string): string {
	const root = /<html\b[^>]*>/iu.exec(lean)?.[0] ?? '<html>';
	const opening = /<body\b[^>]*>/iu.exec(lean);
	const ending = /<\/head\s*>/iu.exec(lean);
	const from = opening
		? opening.index + opening[0].length
		: ending
			? ending.index + ending[0].length
			: 0;
	const head = lean
		.slice(0, opening?.index ?? from)
		.replace(/<\/?(?:!doctype|html|head)\b[^>]*>|<!doctype[^>]*>/giu, '');
	const body = lean.slice(from).replace(FRAME, '');
	return `<!doctype html>${root}<head>${head}</head>${opening?.[0] ?? '<body>'}${body}</body></html>`;
}

/** Without style sheets: they are read as text, never as elements. */
function unstyled(lean: string): string {
	return lean.replace(/<style\b[\s\S]*?<\/style\s*>/giu, '');
}

/** The head and the start of the body: where metadata stands. */
function headOf(lean: string): string {
	const body = /<body[\s>]/iu.exec(lean)?.index ?? 0;
	return unstyled(lean.slice(0, body + 30_000));
}

/** Some sites serve the whole page a second time for readers without scripts: then that is the page. */
function forReadersWithoutScripts(_whole: string, inner: string): string {
	return inner.length > NOSCRIPT_PAGE ? inner : '';
}

/** True where a short block for readers without scripts speaks of them; pixels of trackers do not. */
function pleadsForScripts(html: string): boolean {
	for (const [, inner = ''] of html.matchAll(NOSCRIPT))
		if (inner.length <= NOSCRIPT_PAGE && /java\s?script/iu.test(inner.replace(/<[^>]*>/gu, ' ')))
			return true;
	return false;
}

interface Page {
	readonly lean: string;
	readonly url: string;
	readonly signs: { readonly told: string; readonly types: string };
}

function signsOf(html: string): Page['signs'] {
	const objects = linkedData(html);
	const meta = [
		...html
			.slice(0, 200_000)
			.matchAll(/<meta\b[^>]*\b(?:name|property)=["']?(?:og:type)\b[^>]*>/giu)
	].map(([tag]) => tag);
	return {
		told: toldText(objects).toLowerCase(),
		types: [...objects.map(typeText), ...meta].join(' ')
	};
}

/** What both extractors see of a page, and the numbers of its lines. */
export interface Looked {
	readonly lines: readonly Line[];
	readonly rows: readonly Float32Array[];
	readonly readable: readonly Line[];
}

/** For the measurement that grows the forest. */
export function lookAt(html: string, url: string): Looked {
	const lean = withoutCode(html);
	return looked(parseDocument(unstyled(lean)), { lean, url, signs: signsOf(html) });
}

function looked(document: Document, { lean, url, signs }: Page): Looked {
	dropHidden(document, lean);
	const body = document.body as HTMLElement | null;
	if (!body) return { lines: [], rows: [], readable: [] };
	const title = document.querySelector('title')?.textContent ?? '';
	const lines = linesOf(body, { url, drop: () => false }).slice(0, MOST_LINES);
	const readable = readability(document, url);
	const all: PageSigns = {
		...signs,
		url,
		title,
		readable: new Set(readable.map(({ text }) => text)),
		readableLength: readable.reduce((sum, { text }) => sum + text.length, 0)
	};
	return { lines, readable, rows: featuresOf(lines, all) };
}

interface Text extends PageText {
	readonly extractor: string;
}

function choose({ lines, rows, readable }: Looked): Text {
	if (lines.length === 0) return { ...NO_TEXT, extractor: 'none' };
	const weighed = weigh(
		lines,
		rows.map((row) => chance(FOREST, row))
	);
	const best = bestLines(weighed);
	const other = worthOf(readable, weighed);
	return other >= best.worth - CLEARLY && readable.length > 0
		? { ...assemble(readable), extractor: 'readability@0.6.0' }
		: { ...assemble(best.lines), extractor: 'lines@1' };
}

/** What Readability keeps, as lines; none when it gives up. It takes the document apart. */
function readability(document: Document, url: string): Line[] {
	try {
		const article = articleOf(document);
		return article ? linesOf(article, { url, drop: () => false }) : [];
	} catch {
		return []; // a DOM it cannot work on: the lines stand
	}
}

async function second(page: Page, first: Text): Promise<Text> {
	const { JSDOM, VirtualConsole } = await import('jsdom');
	const dom = new JSDOM(unstyled(page.lean), {
		url: page.url,
		virtualConsole: new VirtualConsole()
	});
	try {
		const other = choose(looked(dom.window.document, page));
		return other.text.length > first.text.length
			? { ...other, extractor: `${other.extractor} (jsdom)` }
			: first;
	} finally {
		dom.window.close();
		// Without giving the loop a turn jsdom's memory is not let go.
		await new Promise((resolve) => setImmediate(resolve));
	}
}
