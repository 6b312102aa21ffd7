/**
 * A DOM subtree as canonical text: one block a line, inline text contiguous exactly as it is read, links with the place
 * of their words. Nothing is ever inserted inside a line, so that a sentence of the text is a sentence of the page.
 */
import { canonicalUrl } from '../url.ts';
import type { PageLink } from '../../ports.ts';
import type { HeadingMark } from '../split.ts';

const BLOCK =
	/^(?:address|article|aside|blockquote|body|caption|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|html|li|main|menu|nav|ol|p|pre|section|summary|table|tbody|tfoot|thead|tr|ul)$/u;
const SKIP =
	/^(?:script|style|noscript|template|svg|math-annotation|iframe|object|embed|canvas|video|audio|select|option|button|input|textarea|head|link|meta)$/u;
// Characters that no reader sees and that can carry hidden orders: zero width, bidi controls, tags, soft hyphens.
const UNSEEN =
	/[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad\u{e0000}-\u{e007f}]/gu;
const MOST_LINKS = 400;

export interface PageText {
	readonly text: string;
	readonly headings: readonly HeadingMark[];
	readonly links: readonly PageLink[];
}

interface OpenLink {
	readonly url: string;
	readonly start: number;
	readonly end: number;
}
interface Line {
	readonly text: string;
	readonly level: number; // heading level, 0 for text
	readonly links: readonly OpenLink[];
}

/** The text of a subtree. `drop` says which elements are left out whole. */
export function pageText(
	root: Element,
	{ url, drop }: { url: string; drop: (element: Element) => boolean }
): PageText {
	const writer = new LineWriter();
	write(root, { writer, url, drop, pre: false });
	writer.close(0);
	return assemble(writer.lines);
}

interface Way {
	readonly writer: LineWriter;
	readonly url: string;
	readonly drop: (element: Element) => boolean;
	readonly pre: boolean;
}

function write(root: Element, way: Way): void {
	// An explicit stack: hostile nesting must not overflow ours.
	const stack: (() => void)[] = [() => pushChildren(root, way, stack)];
	for (let job = stack.pop(); job; job = stack.pop()) job();
}

function pushChildren(node: Element, way: Way, stack: (() => void)[]): void {
	for (const child of [...node.childNodes].reverse()) {
		if (child.nodeType === 3) {
			const value = child.nodeValue ?? '';
			stack.push(() => way.writer.add(value, way.pre));
		} else if (child.nodeType === 1) {
			stack.push(() => enter(child as Element, way, stack));
		}
	}
}

function enter(element: Element, way: Way, stack: (() => void)[]): void {
	const name = element.localName.toLowerCase();
	if (SKIP.test(name) || way.drop(element)) return;
	const { writer } = way;
	if (name === 'br') return writer.close(0);
	if (name === 'td' || name === 'th') writer.cell();
	const heading = /^h([1-6])$/u.exec(name);
	const block = BLOCK.test(name) && name !== 'td';
	const href =
		name === 'a' ? canonicalUrl(element.getAttribute('href') ?? 'about:', way.url) : null;
	if (block) writer.close(0);
	const start = writer.length();
	stack.push(() => {
		if (href !== null) writer.link(href, start);
		if (block) writer.close(heading ? Number(heading[1]) : 0);
	});
	pushChildren(element, { ...way, pre: way.pre || name === 'pre' }, stack);
}

class LineWriter {
	readonly lines: Line[] = [];
	#text = '';
	#links: OpenLink[] = [];

	length(): number {
		return this.#text.length;
	}

	add(raw: string, pre: boolean): void {
		const seen = raw.replace(UNSEEN, '').normalize('NFC');
		if (!pre) {
			this.#append(seen);
			return;
		}
		seen.split('\n').forEach((line, at) => {
			if (at > 0) this.close(0);
			this.#text += line.replace(/[\t\r\u00a0]/gu, ' ');
		});
	}

	#append(seen: string): void {
		const flat = seen.replace(/[\s\u00a0]+/gu, ' ');
		const joined = this.#text === '' || /\s$/u.test(this.#text) ? flat.replace(/^ /u, '') : flat;
		this.#text += joined;
	}

	cell(): void {
		if (this.#text.trim() !== '') this.#text = `${this.#text.trimEnd()}\t`;
	}

	link(url: string, start: number): void {
		const words = this.#text.slice(start);
		const lead = words.length - words.trimStart().length;
		const end = start + words.trimEnd().length;
		if (end > start + lead) this.#links.push({ url, start: start + lead, end });
	}

	close(level: number): void {
		const text = this.#text.trimEnd();
		if (text.trim() !== '') this.lines.push({ text, level, links: this.#links });
		this.#text = '';
		this.#links = [];
	}
}

function assemble(lines: readonly Line[]): PageText {
	const headings: HeadingMark[] = [];
	const links: PageLink[] = [];
	let text = '';
	for (const line of lines) {
		const start = text.length;
		text += `${line.text}\n`;
		const end = start + line.text.length;
		if (line.level > 0) headings.push({ start, end, level: line.level, text: line.text });
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
	if (canonical === whole) return { text: canonical, headings, links };
	return {
		text: canonical,
		headings: [],
		links: links.map((link) => ({ ...link, start: -1, end: -1 }))
	};
}
