/**
 * A kept copy as Markdown (CommonMark, GFM tables, `$` for maths), made of its text and its blocks, with the way from a
 * place in one to the place in the other. The words are those of the text in its order; signs that Markdown would read
 * are escaped, so that a page's text is never markup, HTML or a link.
 */
import {
	blockTree,
	codeLines,
	flowOf,
	type BlockNode,
	type Flow,
	type LinePart,
	type Span
} from './blocks.ts';
import { backslashes } from './markdown-signs.ts';
import type { Block } from './run.ts';

export interface KeptMarkdown {
	readonly markdown: string;
	/** Where a span of the text stands in the Markdown. */
	toMarkdown(span: Span): Span;
	/** Where a span of the Markdown stands in the text. */
	toText(span: Span): Span;
}

/** Characters that stand in both as they are. */
interface Copied {
	readonly text: number;
	readonly markdown: number;
	readonly length: number;
}

export function keptMarkdown(text: string, blocks: readonly Block[]): KeptMarkdown {
	const { markdown, copied } = new MarkdownWriter(text, blocks).written();
	return {
		markdown,
		toMarkdown: (span) => moved(span, { copied, from: 'text', to: 'markdown' }),
		toText: (span) => moved(span, { copied, from: 'markdown', to: 'text' })
	};
}

type Side = 'text' | 'markdown';

function moved(
	{ start, end }: Span,
	{ copied, from, to }: { copied: readonly Copied[]; from: Side; to: Side }
): Span {
	const first = copied[countOf(copied, (one) => one[from] + one.length <= start)];
	const last = copied[countOf(copied, (one) => one[from] < end) - 1];
	if (!first || !last || last[from] < first[from]) {
		const at = last ? last[to] + last.length : 0; // nothing of the span stands on the other side
		return { start: at, end: at };
	}
	return {
		start: first[to] + Math.max(0, start - first[from]),
		end: last[to] + Math.min(last.length, end - last[from])
	};
}

/** How many of them, all at the front, are so; by halves. */
function countOf(copied: readonly Copied[], so: (one: Copied) => boolean): number {
	let [low, high] = [0, copied.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		const one = copied[middle];
		if (one && so(one)) low = middle + 1;
		else high = middle;
	}
	return low;
}

class MarkdownWriter {
	readonly #text: string;
	readonly #root: BlockNode;
	readonly #parts: readonly LinePart[];
	readonly #maths: boolean;
	readonly #copied: Copied[] = [];
	#markdown = '';
	#part = 0; // the next one: the text is written in its order

	constructor(text: string, blocks: readonly Block[]) {
		const { root, parts } = blockTree(text, blocks);
		this.#text = text;
		this.#root = root;
		this.#parts = parts;
		this.#maths = parts.some(({ kind }) => kind === 'maths');
	}

	written(): { markdown: string; copied: readonly Copied[] } {
		this.#flow(this.#root, '');
		if (this.#markdown !== '') this.#raw('\n');
		return { markdown: this.#markdown, copied: this.#copied };
	}

	#raw(signs: string): void {
		this.#markdown += signs;
	}

	#copy(start: number, end: number): void {
		if (end <= start) return;
		this.#copied.push({ text: start, markdown: this.#markdown.length, length: end - start });
		this.#markdown += this.#text.slice(start, end);
	}

	#flow(node: BlockNode, prefix: string): void {
		let before: Flow | null = null;
		for (const step of flowOf(this.#text, node)) {
			if (before) this.#raw(isTight({ before, step, node }) ? `\n${prefix}` : apart(prefix));
			if ('line' in step) this.#line(step.line, false);
			else this.#block(step.block, prefix);
			before = step;
		}
	}

	#block(node: BlockNode, prefix: string): void {
		switch (node.kind) {
			case 'heading':
				return this.#heading(node);
			case 'item': {
				const marker = node.block?.number === undefined ? '- ' : `${node.block.number}. `;
				this.#raw(marker);
				return this.#flow(node, prefix + ' '.repeat(marker.length));
			}
			case 'term':
				return this.#lines(node, { around: '**', between: apart(prefix) });
			case 'definition':
				this.#raw('- ');
				return this.#flow(node, `${prefix}  `);
			case 'quote':
				this.#raw('> ');
				return this.#flow(node, `${prefix}> `);
			case 'code':
				return this.#code(node, prefix);
			case 'caption':
				return this.#lines(node, { around: '*', between: apart(prefix) });
			case 'table':
				return this.#table(node, prefix);
			default:
				return this.#flow(node, prefix);
		}
	}

	#heading(node: BlockNode): void {
		this.#raw(`${'#'.repeat(node.block?.level ?? 2)} `);
		this.#lines(node, { around: '', between: ' ' });
	}

	#lines(node: BlockNode, { around, between }: { around: string; between: string }): void {
		for (const [at, step] of flowOf(this.#text, node).entries()) {
			if (at > 0) this.#raw(between);
			this.#raw(around);
			if ('line' in step) this.#line(step.line, false);
			this.#raw(around);
		}
	}

	#code(node: BlockNode, prefix: string): void {
		const { start, end, block } = node;
		const runs = this.#text.slice(start, end).match(/`+/gu) ?? [];
		const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
		this.#raw(`${fence}${block?.language ?? ''}\n`);
		for (const { line, blanks } of codeLines(this.#text, node)) {
			this.#raw(`${prefix.trimEnd()}\n`.repeat(blanks) + prefix);
			this.#copy(line.start, line.end);
			this.#raw('\n');
		}
		this.#raw(prefix + fence);
	}

	/** Rows that follow each other are a table; a caption or a stray line between them stands by itself. */
	#table(node: BlockNode, prefix: string): void {
		const columns = this.#widthOf(node);
		let before: Flow | null = null;
		for (const step of flowOf(this.#text, node)) {
			const row = 'block' in step && step.block.kind === 'row' ? step.block : null;
			const goesOn = before !== null && row !== null && isRow(before);
			if (before) this.#raw(goesOn ? `\n${prefix}` : apart(prefix));
			if ('line' in step) this.#line(step.line, false);
			else if (row) this.#row(row, { columns, first: !goesOn, prefix });
			else this.#block(step.block, prefix);
			before = step;
		}
	}

	/** A table begins with the row of its headings, an empty one where the page has none. */
	#row(
		row: BlockNode,
		{ columns, first, prefix }: { columns: number; first: boolean; prefix: string }
	): void {
		const rule = `\n${prefix}|${' --- |'.repeat(columns)}`;
		const heads = row.children.every(({ block }) => block?.head === true || block?.column === 0);
		const headed = heads && row.children.some(({ block }) => block?.head === true);
		if (first && !headed) this.#raw(`|${'  |'.repeat(columns)}${rule}\n${prefix}`);
		let next = 0;
		this.#raw('|');
		for (const { step, column } of this.#placed(row)) {
			this.#raw(`${'  |'.repeat(column - next)} `);
			if ('line' in step) this.#line(step.line, true);
			else this.#cell(step.block);
			this.#raw(' |');
			next = column + 1;
		}
		this.#raw('  |'.repeat(columns - next));
		if (first && headed) this.#raw(rule);
	}

	#widthOf(table: BlockNode): number {
		const rows = table.children.filter(({ kind }) => kind === 'row');
		return Math.max(
			1,
			...rows.map((row) => this.#placed(row).at(-1)?.column ?? 0).map((last) => last + 1)
		);
	}

	/** What a row is made of, each with its column; no two in one. */
	#placed(row: BlockNode): { readonly step: Flow; readonly column: number }[] {
		let next = 0;
		return flowOf(this.#text, row).map((step) => {
			const said = 'block' in step ? (step.block.block?.column ?? 0) : 0;
			const column = Math.max(next, said);
			next = column + 1;
			return { step, column };
		});
	}

	#cell(cell: BlockNode): void {
		for (const [at, step] of flowOf(this.#text, cell).entries()) {
			if (at > 0) this.#raw('<br>');
			if ('line' in step) this.#line(step.line, true);
		}
	}

	#line({ start, end }: Span, cell: boolean): void {
		let at = start;
		while ((this.#parts[this.#part]?.start ?? Infinity) < start) this.#part += 1;
		for (
			let part = this.#parts[this.#part];
			part && part.end <= end;
			part = this.#parts[(this.#part += 1)]
		) {
			this.#plain({ start: at, end: part.start }, { first: at === start, cell });
			this.#inLine(part, { first: part.start === start, cell });
			at = part.end;
		}
		this.#plain({ start: at, end }, { first: at === start, cell });
	}

	#plain({ start, end }: Span, setting: { first: boolean; cell: boolean }): void {
		const words = this.#text.slice(start, end);
		this.#slashed({ start, end }, backslashes(words, { ...setting, maths: this.#maths }));
	}

	#slashed({ start, end }: Span, places: readonly number[]): void {
		let at = start;
		for (const place of places) {
			this.#copy(at, start + place);
			this.#raw('\\');
			at = start + place;
		}
		this.#copy(at, end);
	}

	#inLine(part: LinePart, setting: { first: boolean; cell: boolean }): void {
		const words = this.#text.slice(part.start, part.end);
		if (part.kind === 'maths' && words.includes('$')) return this.#plain(part, setting);
		const around = part.kind === 'maths' ? (part.display ? '$$' : '$') : ticks(words);
		const space = part.kind === 'inline-code' && /^`|`$/u.test(words) ? ' ' : '';
		// A table is cut at its bars before anything else is read.
		const bars = setting.cell ? [...words.matchAll(/\|/gu)].map(({ index }) => index) : [];
		this.#raw(around + space);
		this.#slashed(part, bars);
		this.#raw(space + around);
	}
}

const apart = (prefix: string) => `\n${prefix.trimEnd()}\n${prefix}`;
const isRow = (step: Flow) => 'block' in step && step.block.kind === 'row';
const isItem = (step: Flow) => 'block' in step && step.block.kind === 'item';

/** Items of a list, and what an item says with the list in it, stand without an empty line between them. */
function isTight({ before, step, node }: { before: Flow; step: Flow; node: BlockNode }): boolean {
	return isItem(step) && (isItem(before) || node.kind === 'item');
}

function ticks(words: string): string {
	const runs = words.match(/`+/gu) ?? [];
	return '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
}
