/**
 * The main text of an HTML page. linkedom + Readability first (a fifth of jsdom's time for the same text), the visible
 * body without its furniture where Readability keeps too little (forums, listings, documentation), jsdom as the second
 * opinion where the first DOM could make nothing of the page.
 */
import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { hiddenClasses, isFurniture, isFurnitureTag, isHidden } from './furniture.ts';
import { metadataOf, type Metadata } from './metadata.ts';
import { pageText, type PageText } from './page-text.ts';

export interface Extracted extends PageText, Metadata {
	readonly extractor: string;
	/** Characters of script in the page: with little text it tells a page that needs JavaScript. */
	readonly scriptLength: number;
}

const MOST_TAGS = 200_000;
const MOST_DEPTH = 1_500;
const ENOUGH = 250; // characters under which a text is doubted
const NOSCRIPT_PAGE = 2_000; // characters from which a noscript block is a page, not a plea
const REVEALED_SHARE = 0.5; // of the text of the body
const KEPT_SHARE = 0.4; // Readability keeping less of the visible body than this is not trusted
const SECOND_OPINION_MOST = 1_500_000; // characters of HTML that jsdom is given

/** Throws an Error in words when the page is built to hurt: too deep or too many elements. */
export async function extractHtml(html: string, url: string): Promise<Extracted> {
	refuseHostile(html);
	const lean = withoutCode(html);
	const scriptLength = html.length - lean.length;
	const first = fromDom(parseHTML(lean).document, { lean, url });
	const best =
		first.text.length >= ENOUGH || lean.length > SECOND_OPINION_MOST
			? first
			: await second(lean, { url, first });
	const { document } = parseHTML(headOf(lean));
	const metadata = metadataOf(document, { html, url, text: best.text });
	return { ...best, ...metadata, extractor: best.extractor, scriptLength };
}

/** The whole body of HTML that is all content (a chapter, a converted file), without what is hidden. */
export function bodyText(html: string, url: string): PageText {
	refuseHostile(html);
	const lean = withoutCode(html);
	const { document } = parseHTML(lean);
	dropHidden(document, lean);
	const body = document.body as HTMLElement | null;
	return body ? pageText(body, { url, drop: () => false }) : { text: '', headings: [], links: [] };
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
	return html
		.replace(/<!--[\s\S]*?-->/gu, '')
		.replace(/<script\b[\s\S]*?<\/script\s*>/giu, '')
		.replace(/<noscript\b[^>]*>([\s\S]*?)<\/noscript\s*>/giu, forReadersWithoutScripts)
		.replace(/<(svg|template|iframe)\b[\s\S]*?<\/\1\s*>/giu, '');
}

/** The head and the start of the body: where metadata stands. */
function headOf(lean: string): string {
	const body = /<body[\s>]/iu.exec(lean)?.index ?? 0;
	return lean.slice(0, body + 30_000);
}

interface Text extends PageText {
	readonly extractor: string;
}

function fromDom(document: Document, { lean, url }: { lean: string; url: string }): Text {
	dropHidden(document, lean);
	const body = document.body as HTMLElement | null;
	if (!body) return { text: '', headings: [], links: [], extractor: 'none' };
	const visible = visibleText(body, url);
	const article = readable(document, url);
	const kept = article?.text.length ?? 0;
	const trusted = kept >= ENOUGH && kept >= KEPT_SHARE * visible.text.length;
	if (article && trusted) return { ...article, extractor: 'readability@0.6.0' };
	const best = visible.text.length >= kept || !article ? visible : article;
	return { ...best, extractor: best === visible ? 'visible-body@1' : 'readability@0.6.0' };
}

/** Some sites serve the whole page a second time for readers without scripts: then that is the page. */
function forReadersWithoutScripts(_whole: string, inner: string): string {
	return inner.length > NOSCRIPT_PAGE ? inner : '';
}

/** The visible body, taking less and less for furniture until some text is left. */
function visibleText(body: Element, url: string): PageText {
	const byName = pageText(body, { url, drop: isFurniture });
	if (byName.text.length >= ENOUGH) return byName;
	const byTag = pageText(body, { url, drop: isFurnitureTag });
	return byTag.text.length > 2 * byName.text.length ? byTag : byName;
}

function dropHidden(document: Document, lean: string): void {
	const classes = hiddenClasses(lean);
	// What holds most of the page and is "hidden" is a page that scripts reveal once it has loaded.
	const most = REVEALED_SHARE * (document.body?.textContent?.length ?? 0);
	for (const element of [
		...document.querySelectorAll('[style],[hidden],[aria-hidden="true"],[class]')
	]) {
		if (isHidden(element, classes) && (element.textContent?.length ?? 0) < most) element.remove();
	}
	for (const element of [...document.querySelectorAll('style,link')]) element.remove();
}

/** What Readability keeps, as text; null when it gives up. It takes the document apart. */
function readable(document: Document, url: string): PageText | null {
	try {
		const article = new Readability<Element>(document, {
			charThreshold: ENOUGH,
			keepClasses: true,
			serializer: (node) => node as Element
		}).parse();
		return article?.content ? pageText(article.content, { url, drop: () => false }) : null;
	} catch {
		return null; // a DOM it cannot work on: the visible body stands
	}
}

async function second(lean: string, { url, first }: { url: string; first: Text }): Promise<Text> {
	const { JSDOM, VirtualConsole } = await import('jsdom');
	const dom = new JSDOM(lean, { url, virtualConsole: new VirtualConsole() });
	try {
		const other = fromDom(dom.window.document, { lean, url });
		return other.text.length > first.text.length
			? { ...other, extractor: `${other.extractor} (jsdom)` }
			: first;
	} finally {
		dom.window.close();
		// Without giving the loop a turn jsdom's memory is not let go.
		await new Promise((resolve) => setImmediate(resolve));
	}
}
