/** Who wrote a page, where and when, from JSON-LD, meta elements, the address and the text near the top. */
import { getDomain } from 'tldts';
import { languageOf } from '../../../research/language.ts';
import { classify } from '../classify.ts';
import { canonicalUrl } from '../url.ts';
import { licenceOf, TEXTS } from './licence.ts';
import { linkedData, typeText, type Json } from './linked-data.ts';

export interface Metadata {
	readonly title: string;
	readonly site: string;
	readonly author: string | null;
	readonly publishedAt: string | null;
	readonly updatedAt: string | null;
	readonly language: string;
	readonly kind: string;
	readonly licence: string | null; // as its page names it: "CC BY 4.0"
	readonly canonical: string | null; // another address on its own site that it calls its own; never fetched for that
	readonly fullText: string | null; // where the page of a paper says that its full text stands, for programs
	readonly paid: boolean; // it says of itself that it is not free to read
}

const TYPES = /article|posting|report|page|product|question|recipe|scholarly|dataset|event/iu;

/** Reads the metadata of a document whose scripts are still in `html`. `text` is its main text. */
export function metadataOf(
	document: Document,
	{ html, url, text }: { html: string; url: string; text: string }
): Metadata {
	const objects = linkedData(html);
	const linked = merged(objects);
	const meta = metaReader(document);
	const site =
		clean(meta('og:site_name', 'application-name')) ?? nameOf(linked['publisher']) ?? hostOf(url);
	const declared = (document.documentElement?.getAttribute('lang') ?? meta('og:locale') ?? '')
		.slice(0, 2)
		.toLowerCase();
	return {
		title: titleOf(document, { linked, meta, site }) ?? hostOf(url),
		site: site.slice(0, 120),
		author:
			(
				nameOf(linked['author']) ??
				clean(
					meta('author', 'article:author', 'citation_author', 'dc.creator', 'parsely-author')
				) ??
				itemAuthor(document)
			)?.slice(0, 160) ?? null,
		publishedAt:
			dateOf(linked['datePublished']) ??
			dateOf(
				meta(
					'article:published_time',
					'citation_publication_date',
					'dc.date',
					'dcterms.created',
					'date',
					'pubdate',
					'parsely-pub-date',
					'publishdate',
					'datepublished'
				)
			) ??
			itemDate(document, 'datePublished') ??
			dateOf(
				document
					.querySelector('time[datetime]:not([itemprop="dateModified"])')
					?.getAttribute('datetime')
			) ??
			dateInUrl(url) ??
			dateInText(text),
		updatedAt:
			dateOf(linked['dateModified']) ??
			dateOf(meta('article:modified_time', 'og:updated_time', 'datemodified', 'last-modified')) ??
			itemDate(document, 'dateModified'),
		language: languageOf(text, /^[a-z]{2}$/u.test(declared) ? declared : 'en'),
		kind: classify({
			url,
			types: typeText(linked),
			ogType: meta('og:type'),
			cited: meta('citation_title') !== null
		}),
		licence: licenceOf(html, {
			objects,
			meta: meta('dc.rights.license', 'dcterms.license', 'dc.license')
		}),
		canonical: canonicalOf(document, { url, told: meta('og:url') }),
		fullText: fullTextOf(meta, url),
		paid: meta('article:content_tier') === 'locked' || objects.some(isPaid)
	};
}

/** A place or an event may cost something too: only texts count. */
function isPaid(one: Json): boolean {
	const free = one['isAccessibleForFree'];
	const no = free === false || (typeof free === 'string' && /(?:^|\/)(?:false|no)$/iu.test(free));
	return no && TEXTS.test(typeText(one));
}

type Meta = (...names: string[]) => string | null;

function metaReader(document: Document): Meta {
	const values = new Map<string, string>();
	for (const element of document.querySelectorAll('meta[content]')) {
		const name =
			element.getAttribute('property') ??
			element.getAttribute('name') ??
			element.getAttribute('itemprop');
		const content = element.getAttribute('content')?.trim();
		if (name && content && !values.has(name.toLowerCase())) values.set(name.toLowerCase(), content);
	}
	return (...names) =>
		names.map((name) => values.get(name)).find((value) => value !== undefined) ?? null;
}

function clean(text: string | null | undefined): string | null {
	const plain = text?.replace(/\s+/gu, ' ').trim() ?? '';
	return plain === '' || /^https?:/u.test(plain) ? null : plain.normalize('NFC');
}

/** A date in microdata: of an attribute, or as it is written where that is a date. */
function itemDate(document: Document, name: 'datePublished' | 'dateModified'): string | null {
	const element = document.querySelector(`[itemprop~="${name}"]`);
	const said =
		element?.getAttribute('content') ?? element?.getAttribute('datetime') ?? element?.textContent;
	return /\d{4}/u.test(said ?? '') ? dateOf(said?.trim()) : null;
}

const LONGEST_NAME = 80;

/** Who wrote it, in microdata; a name, not a byline with a life story. */
function itemAuthor(document: Document): string | null {
	const author = document.querySelector('[itemprop~="author"]');
	if (!author) return null;
	const name = author.querySelector('[itemprop~="name"]') ?? author;
	const said = clean(name.getAttribute('content') ?? name.textContent);
	return said !== null && said.length <= LONGEST_NAME ? said : null;
}

/** The address that a page calls its own, where it is another one on the same registrable domain. */
function canonicalOf(
	document: Document,
	{ url, told }: { url: string; told: string | null }
): string | null {
	const link = document.querySelector('link[rel~="canonical"]')?.getAttribute('href');
	for (const said of [link, told]) {
		const own = said ? canonicalUrl(said, url) : null;
		if (own === null || siteOf(own) !== siteOf(url)) continue;
		return own === canonicalUrl(url) ? null : own;
	}
	return null;
}

/** What the page of a paper tells libraries and search engines; another page than itself. */
function fullTextOf(meta: Meta, url: string): string | null {
	const said = meta('citation_pdf_url', 'bepress_citation_pdf_url', 'eprints.document_url');
	const copy = canonicalUrl(said ?? meta('citation_fulltext_html_url') ?? 'about:', url);
	return copy === null || copy === canonicalUrl(url) ? null : copy;
}

function siteOf(url: string): string {
	return getDomain(url, { allowPrivateDomains: true }) ?? new URL(url).hostname;
}

function titleOf(
	document: Document,
	{ linked, meta, site }: { linked: Json; meta: Meta; site: string }
): string | null {
	const heading = clean(document.querySelector('h1')?.textContent);
	const own =
		clean(meta('og:title', 'citation_title', 'dc.title')) ?? clean(stringOf(linked['headline']));
	const tag = clean(document.querySelector('title')?.textContent);
	const title = own ?? (tag && heading && tag.includes(heading) ? heading : tag) ?? heading;
	if (!title) return null;
	// "Title - Site" and "Title | Site" say the site twice.
	const escaped = site.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&');
	const bare = title.replace(new RegExp(`\\s*[-–—|·:]\\s*${escaped}$`, 'iu'), '');
	return (bare === '' ? title : bare).slice(0, 300);
}

/** The objects of a page's JSON-LD as one, the most telling first. */
function merged(found: readonly Json[]): Json {
	const all: Json = {};
	const telling = found.filter((one) => TYPES.test(typeText(one)));
	for (const one of [...telling, ...found])
		for (const [key, value] of Object.entries(one)) all[key] ??= value;
	return all;
}

const stringOf = (value: unknown) => (typeof value === 'string' ? value : null);

function nameOf(value: unknown): string | null {
	const first: unknown = Array.isArray(value) ? value[0] : value;
	if (typeof first === 'string') return clean(first);
	if (typeof first === 'object' && first !== null && 'name' in first)
		return clean(stringOf(first.name));
	return null;
}

function hostOf(url: string): string {
	return new URL(url).hostname.replace(/^www\./u, '');
}

/** An ISO date or date-time that is a real one, as precise as given. */
function dateOf(value: unknown): string | null {
	if (typeof value !== 'string') return null;
	const iso =
		/^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?/u.exec(
			value.trim()
		);
	if (iso) return plausible(iso[1], iso[2], iso[3]) ? iso[0].replace(' ', 'T') : null;
	const parsed = Date.parse(value);
	return Number.isNaN(parsed) ? null : new Date(parsed).toISOString().slice(0, 10);
}

function plausible(year = '', month = '', day = ''): boolean {
	const [y, m, d] = [Number(year), Number(month), Number(day)];
	return y >= 1990 && y <= 2100 && m >= 1 && m <= 12 && d >= 1 && d <= 31;
}

function dateInUrl(url: string): string | null {
	const match = /[/_-](20\d{2})[/_-]?(\d{2})[/_-]?(\d{2})(?=[/_.-]|$)/u.exec(url);
	return match && plausible(match[1], match[2], match[3])
		? `${match[1] ?? ''}-${match[2] ?? ''}-${match[3] ?? ''}`
		: null;
}

function dateInText(text: string): string | null {
	const match = /(20\d{2})(?:年|-|\/)(\d{1,2})(?:月|-|\/)(\d{1,2})日?/u.exec(text.slice(0, 300));
	if (!match || !plausible(match[1], match[2], match[3])) return null;
	return `${match[1] ?? ''}-${(match[2] ?? '').padStart(2, '0')}-${(match[3] ?? '').padStart(2, '0')}`;
}
