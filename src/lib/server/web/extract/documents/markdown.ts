/** Markdown as the HTML it means, then as any HTML; a header of "---" lines gives metadata. */
import { marked } from 'marked';
import { bodyText } from '../html.ts';
import { dateOf, joinParts, property, type DocumentText } from './parts.ts';

export function extractMarkdown(source: string, url: string): DocumentText {
	const { body, header } = apart(source);
	const html = marked.parse(body, { async: false, gfm: true });
	const page = bodyText(`<!doctype html><html><body>${html}</body></html>`, url);
	const joined = joinParts([{ label: null, ...page }]);
	const heading = joined.headings.find((one) => one.start < 400);
	return {
		...joined,
		title: property(header.get('title')) ?? property(heading?.text),
		author: property(header.get('author'), 160),
		publishedAt: dateOf(header.get('date')),
		updatedAt: dateOf(header.get('updated') ?? header.get('lastmod')),
		language: property(header.get('lang') ?? header.get('language'), 20),
		extractor: 'marked@18.2.1'
	};
}

function apart(source: string): { body: string; header: Map<string, string> } {
	const header = new Map<string, string>();
	const match = /^\ufeff?---\r?\n([\s\S]{0,5000}?)\r?\n---\r?\n/u.exec(source);
	if (!match) return { body: source, header };
	for (const line of (match[1] ?? '').split(/\r?\n/u)) {
		const field = /^([\w-]+):\s*(.+)$/u.exec(line);
		if (field)
			header.set((field[1] ?? '').toLowerCase(), (field[2] ?? '').replace(/^["']|["']$/gu, ''));
	}
	return { body: source.slice(match[0].length), header };
}
