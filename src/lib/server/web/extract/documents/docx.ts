/** DOCX through mammoth's HTML, which keeps headings, tables, lists, footnotes and links; then as any HTML. */
import { zipSync } from 'fflate';
import { SaxesParser } from 'saxes';
import { bodyText } from '../html.ts';
import { dateOf, joinParts, property, Unreadable, type DocumentText } from './parts.ts';
import { unzip, xmlOf, type Entries } from './unzip.ts';

type Properties = Pick<DocumentText, 'title' | 'author' | 'publishedAt' | 'updatedAt' | 'language'>;

/** Reads a Word document. Throws Unreadable. */
export async function extractDocx(bytes: Uint8Array, url: string): Promise<DocumentText> {
	// Pictures stay outside; mammoth is given a container of our own making, so that it unpacks nothing unseen.
	const entries = unzip(bytes, (name) => /\.(?:xml|rels)$/u.test(name));
	for (const name of Object.keys(entries)) xmlOf(entries, name);
	const properties = coreProperties(entries);
	const { default: mammoth } = await import('mammoth');
	let html: string;
	try {
		const result = await mammoth.convertToHtml(
			{ buffer: Buffer.from(zipSync({ ...entries }, { level: 0 })) },
			{ convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })) }
		);
		html = result.value;
	} catch {
		throw new Unreadable('damaged', 'The Word document is damaged: it cannot be opened.');
	}
	const page = bodyText(`<!doctype html><html><body>${html}</body></html>`, url);
	const joined = joinParts([{ label: null, ...page }]);
	return { ...joined, ...properties, title: properties.title, extractor: 'mammoth@1.13.0' };
}

/** Title, author and dates of an office file (docProps/core.xml). */
export function coreProperties(entries: Entries): Properties {
	const found = new Map<string, string>();
	const xml = xmlOf(entries, 'docProps/core.xml');
	if (xml !== null) {
		let name = '';
		const parser = new SaxesParser();
		parser.on('opentag', (tag) => (name = tag.name));
		parser.on('text', (text) => {
			if (text.trim() !== '' && !found.has(name)) found.set(name, text);
		});
		parser.on('error', () => undefined); // what is before the fault stands
		parser.write(xml).close();
	}
	return {
		title: property(found.get('dc:title')),
		author: property(found.get('dc:creator'), 160),
		publishedAt: dateOf(found.get('dcterms:created')),
		updatedAt: dateOf(found.get('dcterms:modified')),
		language: property(found.get('dc:language'), 20)
	};
}
