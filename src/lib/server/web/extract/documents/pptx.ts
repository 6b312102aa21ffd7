/** PPTX: slides in the order they are shown, with their tables and the speaker's notes; a slide is a mark. */
import { inside } from './epub.ts';
import { coreProperties } from './docx.ts';
import { cleanText, joinParts, Unreadable, type DocumentText, type Part } from './parts.ts';
import { unzip, xmlOf, type Entries } from './unzip.ts';
import { all, child, textUnder, xmlTree, type XmlNode } from './xml.ts';

const MOST_SLIDES = 500;

/** Reads a presentation. Throws Unreadable. */
export function extractPptx(bytes: Uint8Array): DocumentText {
	const entries = unzip(bytes, (name) => /^(?:ppt|docProps)\/.*\.(?:xml|rels)$/u.test(name));
	const xml = xmlOf(entries, 'ppt/presentation.xml');
	if (xml === null)
		throw new Unreadable('damaged', 'The presentation is damaged: it has no list of slides.');
	const targets = relations(entries, 'ppt/presentation.xml');
	const names = all(xmlTree(xml), 'p:sldId').flatMap(
		({ attributes }) => targets.get(attributes['r:id'] ?? '') ?? []
	);
	const parts = names.slice(0, MOST_SLIDES).flatMap((name, at) => {
		const slide = xmlOf(entries, name);
		return slide === null ? [] : [slidePart(entries, { name, slide, number: at + 1 })];
	});
	const joined = joinParts(parts);
	return {
		...joined,
		...coreProperties(entries),
		cut: joined.cut || names.length > MOST_SLIDES,
		extractor: 'pptx@1'
	};
}

/** What the relations of a part lead to, by id. */
function relations(entries: Entries, name: string): Map<string, string> {
	const at = name.lastIndexOf('/');
	const folder = name.slice(0, at);
	const xml = xmlOf(entries, `${folder}/_rels/${name.slice(at + 1)}.rels`);
	if (xml === null) return new Map();
	return new Map(
		all(xmlTree(xml), 'Relationship')
			.filter(({ attributes }) => attributes['TargetMode'] !== 'External')
			.map(({ attributes }) => [attributes['Id'] ?? '', inside(folder, attributes['Target'] ?? '')])
	);
}

function slidePart(
	entries: Entries,
	{ name, slide, number }: { name: string; slide: string; number: number }
): Part {
	const tree = xmlTree(slide);
	const shapes = all(tree, 'p:sp');
	const titled = shapes.find((shape) =>
		/^(?:title|ctrTitle)$/u.test(all(shape, 'p:ph')[0]?.attributes['type'] ?? '')
	);
	const title = titled ? paragraphs(titled).join(' ') : '';
	const lines = [
		title,
		...shapes.filter((shape) => shape !== titled).flatMap(paragraphs),
		...tableRows(tree),
		...notes(entries, name)
	];
	const text = lines.filter((line) => line !== '').join('\n');
	return {
		label: `slide ${number}`,
		text,
		headings: title === '' ? [] : [{ start: 0, end: title.length, level: 1, text: title }]
	};
}

function paragraphs(node: XmlNode): string[] {
	return all(node, 'a:p').map((paragraph) => {
		const runs = paragraph.children.map((one) => {
			if (typeof one === 'string') return '';
			return one.name === 'a:br' ? ' ' : textUnder(child(one, 'a:t'));
		});
		return cleanText(runs.join('')).replace(/\s+/gu, ' ').trim();
	});
}

function tableRows(tree: XmlNode): string[] {
	return all(tree, 'a:tr').map((row) =>
		all(row, 'a:tc')
			.map((cell) => paragraphs(cell).join(' ').trim())
			.join('\t')
			.trim()
	);
}

function notes(entries: Entries, slide: string): string[] {
	const name = [...relations(entries, slide).values()].find((target) =>
		target.includes('/notesSlides/')
	);
	const xml = name === undefined ? null : xmlOf(entries, name);
	if (xml === null) return [];
	const bodies = all(xmlTree(xml), 'p:sp').filter(
		(shape) => all(shape, 'p:ph')[0]?.attributes['type'] === 'body'
	);
	return bodies.flatMap(paragraphs);
}
