/**
 * A DOM subtree as lines: one block a line, inline text contiguous exactly as it is read, links with the place of their
 * words. Nothing is ever inserted inside a line, so that a sentence of the text is a sentence of the page. Every line
 * knows its scope: the chain of blocks it stands in.
 */
import { canonicalUrl } from '../url.ts';
import { texOf } from './maths.ts';

const BLOCK =
	/^(?:address|article|aside|blockquote|body|caption|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|html|li|main|menu|nav|ol|p|pre|section|summary|table|tbody|tfoot|thead|tr|ul)$/u;
const SKIP =
	/^(?:script|style|noscript|template|svg|annotation|annotation-xml|iframe|object|embed|canvas|video|audio|select|option|button|input|textarea|head|link|meta)$/u;
// Characters that no reader sees and that can carry hidden orders: zero width, bidi controls, tags, soft hyphens.
const UNSEEN =
	/[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad\u{e0000}-\u{e007f}]/gu;

/** A block on the way from the root to a line. */
export interface Scope {
	readonly element: Element;
	readonly name: string;
	readonly parent: Scope | null;
	readonly depth: number;
	readonly column?: number; // of a cell in its row, from 0, as if no cell above reached down into it
}

/** A cell that begins inside a line. */
export interface LineCell {
	readonly start: number;
	readonly scope: Scope;
}
/** Code or maths inside a line. */
export interface LineSpan {
	readonly kind: 'inline-code' | 'maths';
	readonly start: number;
	readonly end: number;
	readonly display: boolean;
}
export interface LineLink {
	readonly url: string;
	readonly start: number;
	readonly end: number;
}
export interface Line {
	readonly text: string;
	readonly level: number; // heading level, 0 for text
	readonly links: readonly LineLink[];
	readonly linked: number; // characters inside links, whatever they lead to
	readonly scope: Scope;
	readonly cells: readonly LineCell[];
	readonly spans: readonly LineSpan[];
	readonly blanks?: number; // of preformatted text: empty lines before it
}

/** The lines of a subtree. `drop` says which elements are left out whole. */
export function linesOf(
	root: Element,
	{ url, drop }: { url: string; drop: (element: Element) => boolean }
): Line[] {
	const top: Scope = { element: root, name: nameOf(root), parent: null, depth: 0 };
	const writer = new LineWriter(top);
	// An explicit stack: hostile nesting must not overflow ours.
	const stack: (() => void)[] = [];
	const way = { writer, url, drop, stack };
	pushChildren(root, { ...way, scope: top, pre: false });
	for (let job = stack.pop(); job; job = stack.pop()) job();
	writer.close(0);
	return writer.lines;
}

interface Way {
	readonly writer: LineWriter;
	readonly url: string;
	readonly drop: (element: Element) => boolean;
	readonly stack: (() => void)[];
	readonly scope: Scope;
	readonly pre: boolean;
}

const INLINE_CODE = /^(?:code|kbd|samp|tt)$/u;
const MOST_SPAN = 100;

/** How many columns or rows a cell reaches over. */
export function spanOf(element: Element, name: 'colspan' | 'rowspan'): number {
	const value = Number(element.getAttribute(name) ?? 1);
	return Number.isInteger(value) && value > 1 ? Math.min(value, MOST_SPAN) : 1;
}

const nameOf = (element: Element) => element.localName.toLowerCase();

function pushChildren(node: Element, way: Way): void {
	for (const child of [...node.childNodes].reverse()) {
		if (child.nodeType === 3) {
			const value = child.nodeValue ?? '';
			way.stack.push(() => way.writer.add(value, way.pre));
		} else if (child.nodeType === 1) {
			way.stack.push(() => enter(child as Element, way));
		}
	}
}

function enter(element: Element, way: Way): void {
	const name = nameOf(element);
	if (SKIP.test(name) || way.drop(element)) return;
	const { writer } = way;
	if (name === 'br') return writer.close(0);
	if (name === 'math' || name === 'img') {
		const tex = texOf(element);
		if (tex !== null) return writer.maths(tex, element.getAttribute('display') === 'block');
	}
	const cell = name === 'td' || name === 'th';
	const heading = /^h([1-6])$/u.exec(name);
	const block = BLOCK.test(name);
	const href =
		name === 'a' ? canonicalUrl(element.getAttribute('href') ?? 'about:', way.url) : null;
	if (block) writer.close(0);
	const inner =
		block || cell ? { element, name, parent: way.scope, depth: way.scope.depth + 1 } : null;
	const scope = inner && cell ? writer.cell(inner) : (inner ?? way.scope);
	if (inner) writer.scope = scope;
	const start = writer.length();
	way.stack.push(() => {
		if (name === 'a') writer.link(href, start);
		if (INLINE_CODE.test(name) && !way.pre) writer.span('inline-code', start);
		if (name === 'math') writer.span('maths', start);
		if (block) writer.close(heading ? Number(heading[1]) : 0);
		writer.scope = way.scope;
	});
	pushChildren(element, { ...way, scope, pre: way.pre || name === 'pre' });
}

class LineWriter {
	readonly lines: Line[] = [];
	scope: Scope;
	#at: Scope; // where the first words of the open line stand
	#text = '';
	#links: LineLink[] = [];
	#linked = 0;
	#cells: LineCell[] = [];
	#spans: LineSpan[] = [];
	#row: Scope | null = null;
	#column = 0;
	#blanks = 0;

	constructor(scope: Scope) {
		this.scope = scope;
		this.#at = scope;
	}

	length(): number {
		return this.#text.length;
	}

	add(raw: string, pre: boolean): void {
		const seen = raw.replace(UNSEEN, '').normalize('NFC');
		if (this.#text.trim() === '') this.#at = this.scope;
		if (!pre) {
			this.#append(seen);
			return;
		}
		seen.split('\n').forEach((line, at) => {
			if (at > 0) {
				const empty = this.#text.trim() === '';
				this.close(0);
				if (empty) this.#blanks += 1;
				this.#at = this.scope;
			}
			this.#text += line.replace(/[\t\r\u00a0]/gu, ' ');
		});
	}

	#append(seen: string): void {
		const flat = seen.replace(/[\s\u00a0]+/gu, ' ');
		const joined = this.#text === '' || /\s$/u.test(this.#text) ? flat.replace(/^ /u, '') : flat;
		this.#text += joined;
	}

	/** Begins a cell; gives its scope with its column. */
	cell(scope: Scope): Scope {
		if (this.#text.trim() !== '') this.#text = `${this.#text.trimEnd()}\t`;
		if (this.#row !== scope.parent) [this.#row, this.#column] = [scope.parent, 0];
		const placed = { ...scope, column: this.#column };
		this.#column += spanOf(scope.element, 'colspan');
		this.#cells.push({ start: this.#text.length, scope: placed });
		return placed;
	}

	maths(tex: string, display: boolean): void {
		const start = this.#text.length;
		this.add(tex, false);
		this.span('maths', start, display);
	}

	/** What was written from `start` on is code or maths. */
	span(kind: LineSpan['kind'], start: number, display = false): void {
		const { from, to } = this.#written(start);
		if (to > from) this.#spans.push({ kind, start: from, end: to, display });
	}

	#written(start: number): { from: number; to: number } {
		const words = this.#text.slice(start);
		const lead = words.length - words.trimStart().length;
		return { from: start + lead, to: start + words.trimEnd().length };
	}

	link(url: string | null, start: number): void {
		const { from, to } = this.#written(start);
		if (to <= from) return;
		this.#linked += to - from;
		if (url !== null) this.#links.push({ url, start: from, end: to });
	}

	close(level: number): void {
		const text = this.#text.trimEnd();
		if (text.trim() !== '') {
			this.lines.push({
				text,
				level,
				links: this.#links,
				linked: Math.min(this.#linked, text.length),
				scope: this.#at,
				cells: this.#cells,
				spans: this.#spans,
				...(this.#blanks > 0 && { blanks: this.#blanks })
			});
			this.#blanks = 0;
		}
		this.#text = '';
		this.#cells = [];
		this.#spans = [];
		this.#links = [];
		this.#linked = 0;
	}
}
