/** Documents of every sort as a page: text, marks, metadata completed from the name and the address. */
import { languageOf } from '../../../../research/language.ts';
import type { Mark } from '../../../../research/run.ts';
import type { ByteSort, TextSort } from '../../sort.ts';
import type { Extracted } from '../html.ts';
import { extractCaptions } from './captions.ts';
import { extractDocx } from './docx.ts';
import { extractEpub } from './epub.ts';
import { extractFeed } from './feed.ts';
import { extractMarkdown } from './markdown.ts';
import { property, type DocumentText } from './parts.ts';
import { extractPdf } from './pdf.ts';
import { extractPptx } from './pptx.ts';
import { extractCsv, extractSheet } from './sheet.ts';

export interface DocumentPage extends Extracted {
	readonly marks: readonly Mark[];
	readonly cut: boolean;
}

/** What a document is made of: its bytes, or its text where its sort is one of text. */
export type DocumentWork =
	| { readonly sort: ByteSort; readonly bytes: Uint8Array; readonly url: string }
	| {
			readonly sort: Exclude<TextSort, 'html' | 'text'>;
			readonly source: string;
			readonly url: string;
	  };

/** Takes a document apart. Throws Unreadable with a typed reason. */
export async function extractDocument(work: DocumentWork): Promise<DocumentPage> {
	const { url } = work;
	const document = await textOf(work);
	const { title, author, publishedAt, updatedAt, language, ...rest } = document;
	const declared = (language ?? '').slice(0, 2).toLowerCase();
	return {
		...rest,
		title: title ?? nameIn(url),
		site: new URL(url).hostname.replace(/^www\./u, ''),
		author,
		publishedAt,
		updatedAt,
		language: languageOf(rest.text, /^[a-z]{2}$/u.test(declared) ? declared : 'en'),
		kind: kindOf(url),
		licence: null,
		canonical: null,
		fullText: null,
		paid: false,
		scriptLength: 0
	};
}

function textOf(work: DocumentWork): Promise<DocumentText> | DocumentText {
	switch (work.sort) {
		case 'pdf':
			return extractPdf(work.bytes);
		case 'docx':
			return extractDocx(work.bytes, work.url);
		case 'sheet':
			return extractSheet(work.bytes);
		case 'csv':
			return extractCsv(work.source);
		case 'markdown':
			return extractMarkdown(work.source, work.url);
		case 'epub':
			return extractEpub(work.bytes, work.url);
		case 'pptx':
			return extractPptx(work.bytes);
		case 'feed':
			return extractFeed(work.source, work.url);
		case 'captions':
			return extractCaptions(work.source);
	}
}

/** The file's name without its ending, or the host. */
function nameIn(url: string): string {
	const { pathname, hostname } = new URL(url);
	const last = pathname.split('/').at(-1) ?? '';
	let name = last;
	try {
		name = decodeURIComponent(last);
	} catch {
		// a stray "%" in the address: it stands as it is
	}
	return (
		property(name.replace(/\.[a-z0-9]{1,9}$/iu, '').replace(/[_+]/gu, ' ')) ??
		(hostname || 'Document')
	);
}

function kindOf(url: string): string {
	const { hostname } = new URL(url);
	if (/\.gov(?:\.|$)|\.mil$|(?:^|\.)europa\.eu$|(?:^|\.)un\.org$/u.test(hostname))
		return 'official';
	if (/(?:^|\.)(?:arxiv|biorxiv|medrxiv|aclanthology)\.org$/u.test(hostname)) return 'paper';
	return /\.edu(?:\.|$)|\.ac\./u.test(hostname) ? 'academic' : 'document';
}
