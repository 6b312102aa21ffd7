/** Lines as canonical text, with the places of headings, links and other structure in it. */
import type { Block } from '../../../research/run.ts';
import type { PageLink } from '../../ports.ts';
import type { HeadingMark } from '../split.ts';
import { linesOf, type Line } from './lines.ts';
import { Structure } from './structure.ts';

const MOST_LINKS = 400;

export interface PageText {
	readonly text: string;
	readonly headings: readonly HeadingMark[];
	readonly links: readonly PageLink[];
	readonly blocks: readonly Block[]; // without the headings
}

/** The text of a subtree. `drop` says which elements are left out whole. */
export function pageText(
	root: Element,
	options: { url: string; drop: (element: Element) => boolean }
): PageText {
	return assemble(linesOf(root, options));
}

/** The text of lines, each on a line of its own. */
export function assemble(lines: readonly Line[]): PageText {
	const headings: HeadingMark[] = [];
	const links: PageLink[] = [];
	const structure = new Structure();
	let text = '';
	for (const line of lines) {
		const start = text.length;
		text += `${line.text}\n`;
		const end = start + line.text.length;
		if (line.level > 0) headings.push({ start, end, level: line.level, text: line.text });
		structure.add(line, start);
		for (const link of line.links) {
			if (links.length >= MOST_LINKS || link.end > line.text.length) continue;
			links.push({
				url: link.url,
				text: line.text.slice(link.start, link.end),
				start: start + link.start,
				end: start + link.end
			});
		}
	}
	const whole = text.trimEnd();
	const canonical = whole.normalize('NFC');
	// Composing across nodes is rare; when it moves characters, links keep their address and lose their place.
	if (canonical === whole) return { text: canonical, headings, links, blocks: structure.blocks() };
	return {
		text: canonical,
		headings: [],
		blocks: [],
		links: links.map((link) => ({ ...link, start: -1, end: -1 }))
	};
}
