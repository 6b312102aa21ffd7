/** EPUB: the chapters of the spine in order, each as any HTML; a chapter is a mark. */
import { bodyText } from '../html.ts';
import { dateOf, joinParts, property, Unreadable, type DocumentText, type Part } from './parts.ts';
import { unzip, xmlOf, type Entries } from './unzip.ts';
import { all, child, textUnder, xmlTree, type XmlNode } from './xml.ts';

const MOST_CHAPTERS = 500;

/** Reads a book. Throws Unreadable. */
export function extractEpub(bytes: Uint8Array, url: string): DocumentText {
	const entries = unzip(bytes, (name) => /\.(?:xml|opf|x?html?|ncx)$/iu.test(name));
	const locked = xmlOf(entries, 'META-INF/encryption.xml');
	if (locked !== null && /\.x?html?["']/iu.test(locked)) {
		throw new Unreadable('encrypted', 'The book is protected: its chapters are encrypted.');
	}
	const { opf, folder } = packageOf(entries);
	const metadata = all(opf, 'metadata')[0] ?? all(opf, 'opf:metadata')[0] ?? null;
	const field = (name: string) => (metadata ? textUnder(child(metadata, `dc:${name}`)) : '');
	const names = spine(opf, folder);
	const parts: Part[] = [];
	for (const name of names.slice(0, MOST_CHAPTERS)) {
		const html = xmlOf(entries, name);
		if (html === null) continue;
		// XHTML may close anything with "/>"; HTML reads that as an open element.
		const page = bodyText(
			html.replace(/<(title|script|style|a|p|div|span|i|b|em)(\s[^<>]*)?\/>/giu, '<$1$2></$1>'),
			url
		);
		if (page.text.trim() !== '') parts.push({ label: `chapter ${parts.length + 1}`, ...page });
	}
	const joined = joinParts(parts);
	if (
		names.length === 0 ||
		(names.length > 0 && parts.length === 0 && Object.keys(entries).length < 3)
	) {
		throw new Unreadable('damaged', 'The book is damaged: its list of chapters names nothing.');
	}
	return {
		...joined,
		links: joined.links.filter((link) => !link.url.startsWith(new URL('.', url).href)),
		title: property(field('title')),
		author: property(field('creator'), 160),
		publishedAt: dateOf(field('date')),
		updatedAt: null,
		language: property(field('language'), 20),
		cut: joined.cut || names.length > MOST_CHAPTERS,
		extractor: 'epub@1'
	};
}

function packageOf(entries: Entries): { opf: XmlNode; folder: string } {
	const container = xmlOf(entries, 'META-INF/container.xml');
	const rootfile = container === null ? undefined : all(xmlTree(container), 'rootfile')[0];
	const path =
		rootfile?.attributes['full-path'] ?? Object.keys(entries).find((name) => name.endsWith('.opf'));
	const xml = path === undefined ? null : xmlOf(entries, path);
	if (path === undefined || xml === null) {
		throw new Unreadable('damaged', 'The book is damaged: it does not say what it is made of.');
	}
	return { opf: xmlTree(xml), folder: path.split('/').slice(0, -1).join('/') };
}

/** Names of the chapters' entries, in reading order. */
function spine(opf: XmlNode, folder: string): string[] {
	const either = (name: string) => [...all(opf, name), ...all(opf, `opf:${name}`)];
	const files = new Map(
		either('item').map(({ attributes }) => [attributes['id'] ?? '', attributes['href'] ?? ''])
	);
	return either('itemref').flatMap(({ attributes }) => {
		const href = files.get(attributes['idref'] ?? '');
		return href === undefined || href === '' ? [] : [inside(folder, href)];
	});
}

/** The name of an entry that a relative reference leads to; ".." ends at the root of the container. */
export function inside(folder: string, href: string): string {
	const base = `http://inside.invalid/${folder === '' ? '' : `${folder}/`}`;
	const { pathname } = new URL(href, base);
	try {
		return decodeURIComponent(pathname.slice(1));
	} catch {
		return pathname.slice(1);
	}
}
