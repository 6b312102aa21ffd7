/** Plain text as a page: paragraphs stay lines; hard-wrapped lines of a paragraph are joined as a reader joins them. */
import { languageOf } from '../../../research/language.ts';
import { classify } from '../classify.ts';
import type { Extracted } from './html.ts';

export function extractPlain(raw: string, url: string): Extracted {
	const text = raw
		.replace(/\r\n?/gu, '\n')
		.normalize('NFC')
		.split(/\n{2,}/u)
		.map((paragraph) =>
			paragraph
				.replace(/\n(?=\S)/gu, ' ')
				.replace(/[ \t]+/gu, ' ')
				.trim()
		)
		.filter((paragraph) => paragraph !== '')
		.join('\n');
	const { hostname, pathname } = new URL(url);
	const first = text.split('\n', 1)[0] ?? '';
	const name = decodeURIComponent(pathname.split('/').at(-1) ?? '');
	return {
		text,
		headings: [],
		links: [],
		blocks: [],
		title: first.length > 0 && first.length < 120 ? first : name === '' ? hostname : name,
		site: hostname.replace(/^www\./u, ''),
		author: null,
		publishedAt: null,
		updatedAt: null,
		language: languageOf(text),
		kind: classify({ url, types: '', ogType: null, cited: false }),
		extractor: 'plain@1',
		licence: null,
		canonical: null,
		fullText: null,
		paid: false,
		scriptLength: 0
	};
}
