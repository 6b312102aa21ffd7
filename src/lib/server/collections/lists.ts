/** Addresses in sitemaps and feeds. Read by scanning: both are often malformed XML, and only addresses are wanted. */
import { gunzipSync } from 'node:zlib';

const MOST_TEXT = 10_000_000; // characters; sitemaps may be 50 MB, our caps are far below
const MOST = 20_000; // addresses of one list

export interface Listed {
	/** "index": its addresses are sitemaps themselves. */
	readonly kind: 'sitemap' | 'index' | 'feed';
	readonly urls: readonly string[];
}

/** The addresses a list holds, resolved against its own; null when the bytes are no list. */
export function listedIn(bytes: Uint8Array, base: string): Listed | null {
	const text = textOf(bytes);
	const head = text.slice(0, 4_000);
	if (/<sitemapindex[\s>]/iu.test(head))
		return { kind: 'index', urls: absolute(locations(text), base) };
	if (/<urlset[\s>]/iu.test(head))
		return { kind: 'sitemap', urls: absolute(locations(text), base) };
	if (/<(?:rss|rdf:RDF)[\s>]/iu.test(head))
		return { kind: 'feed', urls: absolute(itemLinks(text), base) };
	if (/<feed[\s>]/iu.test(head)) return { kind: 'feed', urls: absolute(entryLinks(text), base) };
	return null;
}

function textOf(bytes: Uint8Array): string {
	const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
	try {
		const plain = zipped ? gunzipSync(bytes, { maxOutputLength: MOST_TEXT }) : bytes;
		return new TextDecoder().decode(plain).slice(0, MOST_TEXT);
	} catch {
		return ''; // not gzip after all, or larger than it may be
	}
}

function locations(text: string): string[] {
	return [...text.matchAll(/<loc>([^<]{1,4000})<\/loc>/giu)].map((match) => match[1] ?? '');
}

/** RSS: the `link` of each `item`. */
function itemLinks(text: string): string[] {
	return blocks(text, 'item').map((item) => /<link>([^]{1,4000}?)<\/link>/iu.exec(item)?.[1] ?? '');
}

/** Atom: the alternate `link` of each `entry`, which is the one without another relation. */
function entryLinks(text: string): string[] {
	return blocks(text, 'entry').map((entry) => {
		const links = [...entry.matchAll(/<link\s([^>]{1,4000})>/giu)].map((match) => match[1] ?? '');
		const relation = (link: string) => /\brel\s*=\s*["']([^"']*)["']/iu.exec(link)?.[1];
		const chosen =
			links.find((link) => relation(link) === 'alternate') ??
			links.find((link) => relation(link) === undefined);
		return /\bhref\s*=\s*["']([^"']*)["']/iu.exec(chosen ?? '')?.[1] ?? '';
	});
}

function blocks(text: string, name: string): string[] {
	return text
		.split(new RegExp(`<${name}[\\s>]`, 'iu'))
		.slice(1, MOST + 1)
		.map((piece) => piece.split(`</${name}>`, 1)[0] ?? '');
}

function absolute(found: readonly string[], base: string): string[] {
	const urls = found.slice(0, MOST).flatMap((text) => {
		const plain = decoded(text.replace(/^\s*<!\[CDATA\[|\]\]>\s*$/gu, '').trim());
		return plain !== '' && URL.canParse(plain, base) ? [new URL(plain, base).href] : [];
	});
	return [...new Set(urls)].filter((url) => /^https?:/u.test(url));
}

const ENTITIES: Readonly<Record<string, string>> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	'#38': '&'
};

function decoded(text: string): string {
	return text.replace(/&(amp|lt|gt|quot|apos|#38);/gu, (_, name: string) => ENTITIES[name] ?? '');
}
