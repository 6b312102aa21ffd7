/** Who wrote a page, where and when, from JSON-LD, meta elements, the address and the text near the top. */
import { languageOf } from '../../../research/language.ts';
import { classify } from '../classify.ts';
import { linkedData, typeText, type Json } from './linked-data.ts';

export interface Metadata {
	readonly title: string;
	readonly site: string;
	readonly author: string | null;
	readonly publishedAt: string | null;
	readonly updatedAt: string | null;
	readonly language: string;
	readonly kind: string;
}

const TYPES = /article|posting|report|page|product|question|recipe|scholarly|dataset|event/iu;

/** Reads the metadata of a document whose scripts are still in `html`. `text` is its main text. */
export function metadataOf(
	document: Document,
	{ html, url, text }: { html: string; url: string; text: string }
): Metadata {
	const linked = merged(linkedData(html));
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
				clean(meta('author', 'article:author', 'citation_author', 'dc.creator', 'parsely-author'))
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
					'publishdate'
				)
			) ??
			dateOf(document.querySelector('time[datetime]')?.getAttribute('datetime')) ??
			dateInUrl(url) ??
			dateInText(text),
		updatedAt:
			dateOf(linked['dateModified']) ??
			dateOf(meta('article:modified_time', 'og:updated_time', 'last-modified')),
		language: languageOf(text, /^[a-z]{2}$/u.test(declared) ? declared : 'en'),
		kind: classify({
			url,
			types: typeText(linked),
			ogType: meta('og:type'),
			cited: meta('citation_title') !== null
		})
	};
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
