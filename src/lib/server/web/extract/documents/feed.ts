/** RSS and Atom: every item a heading with its link, date and words, as HTML, then as any HTML. Links enter the URL ledger. */
import { bodyText } from '../html.ts';
import { dateOf, joinParts, property, Unreadable, type DocumentText } from './parts.ts';
import { all, child, textUnder, xmlTree, type XmlNode } from './xml.ts';

const MOST_ITEMS = 300;

/** Reads a feed. Throws Unreadable "damaged" when it is none. */
export function extractFeed(source: string, url: string): DocumentText {
	const tree = xmlTree(source.trimStart());
	const channel = all(tree, 'channel')[0] ?? all(tree, 'feed')[0] ?? null;
	const items = [...all(tree, 'item'), ...all(tree, 'entry')];
	if (!channel && items.length === 0) {
		throw new Unreadable('damaged', 'The feed is damaged: it has no items.');
	}
	const title = channel ? property(textUnder(child(channel, 'title'))) : null;
	const about = channel ? textUnder(child(channel, 'description', 'subtitle')) : '';
	const html = [
		title === null ? '' : `<h1>${escapedHtml(title)}</h1>`,
		`<div>${about}</div>`,
		...items.slice(0, MOST_ITEMS).map(itemHtml)
	].join('\n');
	const page = bodyText(`<!doctype html><html><body>${html}</body></html>`, url);
	const joined = joinParts([{ label: null, ...page }]);
	const dates = items
		.map(dateIn)
		.filter((date): date is string => date !== null)
		.sort();
	return {
		...joined,
		title,
		author: channel ? property(textUnder(child(channel, 'managingEditor', 'author')), 160) : null,
		publishedAt: null,
		updatedAt: dates.at(-1) ?? null,
		language: channel ? property(textUnder(child(channel, 'language', 'dc:language')), 20) : null,
		cut: joined.cut || items.length > MOST_ITEMS,
		extractor: 'feed@1'
	};
}

function itemHtml(item: XmlNode): string {
	const title = escapedHtml(property(textUnder(child(item, 'title'))) ?? '');
	const link = linkOf(item);
	const head =
		link === ''
			? title
			: `<a href="${escapedHtml(link)}">${title === '' ? escapedHtml(link) : title}</a>`;
	const date = dateIn(item) ?? '';
	const author = property(textUnder(child(item, 'dc:creator', 'author')), 160) ?? '';
	const by = [date, author]
		.filter((part) => part !== '')
		.map(escapedHtml)
		.join(', ');
	// The body is HTML by its nature (escaped or CDATA); plain words are HTML too.
	const body = child(item, 'content:encoded', 'content', 'description', 'summary');
	const inner =
		body?.attributes['type'] === 'text' ? escapedHtml(textUnder(body)) : textUnder(body);
	return `<section><h2>${head}</h2>${by === '' ? '' : `<p>${by}</p>`}<div>${inner}</div></section>`;
}

function linkOf(item: XmlNode): string {
	const links = item.children.filter(
		(one) => typeof one !== 'string' && one.name === 'link'
	) as XmlNode[];
	const atom = links.find(
		({ attributes }) => attributes['href'] && (attributes['rel'] ?? 'alternate') === 'alternate'
	);
	return (atom?.attributes['href'] ?? textUnder(links[0] ?? null)).trim();
}

function dateIn(item: XmlNode): string | null {
	return dateOf(textUnder(child(item, 'pubDate', 'published', 'updated', 'dc:date')));
}

function escapedHtml(text: string): string {
	return text.replace(/[&<>"]/gu, (sign) => `&#${sign.charCodeAt(0)};`);
}
