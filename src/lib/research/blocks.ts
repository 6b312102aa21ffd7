/**
 * The blocks of a kept copy as a tree. What is kept is not trusted: blocks that lie outside the text, cross each other or
 * stand where they make no sense are left out, so that every text with any blocks can be shown.
 */
import type { Block, Mark } from './run.ts';

type LineKind = 'inline-code' | 'maths';
export type FlowKind = Exclude<Block['kind'], LineKind>;

export interface Span {
	readonly start: number;
	readonly end: number;
}
/** Code or maths inside a line. */
export interface LinePart extends Span {
	readonly kind: LineKind;
	readonly display: boolean;
}
/** A block with the blocks that stand in it, in order. */
export interface BlockNode extends Span {
	readonly kind: FlowKind | 'root';
	readonly block: Block | null; // null: the root
	readonly children: readonly BlockNode[];
}
/** One step through a block: a block in it, or a line that belongs to none of them. */
export type Flow = { readonly block: BlockNode } | { readonly line: Span };

export interface BlockTree {
	readonly root: BlockNode;
	readonly parts: readonly LinePart[]; // in order, never over each other
}

const ANYTHING: readonly FlowKind[] = [
	'heading',
	'item',
	'quote',
	'code',
	'caption',
	'table',
	'term',
	'definition'
];

/** What may stand in what. Lines may stand in all of them. */
const HOLDS: Readonly<Record<BlockNode['kind'], readonly FlowKind[]>> = {
	...{ root: ANYTHING, item: ANYTHING, quote: ANYTHING, definition: ANYTHING },
	table: ['row', 'caption'],
	row: ['cell'],
	...{ heading: [], code: [], caption: [], cell: [], term: [] }
};
const RANK: Readonly<Record<Block['kind'], number>> = {
	...{ quote: 0, item: 1, definition: 1, table: 2, row: 3, cell: 4, caption: 5, term: 5, code: 6 },
	...{ heading: 7, maths: 8, 'inline-code': 9 }
};

type Growing = BlockNode & { readonly children: BlockNode[] };

/** The tree of a text's blocks. */
export function blockTree(text: string, blocks: readonly Block[]): BlockTree {
	const root: Growing = { kind: 'root', block: null, start: 0, end: text.length, children: [] };
	const open = [root];
	const parts: LinePart[] = [];
	const within = blocks.filter(({ start, end }) => start < end && end <= text.length);
	for (const block of [...within].sort(outerFirst)) {
		while ((open.at(-1)?.end ?? 0) <= block.start && open.length > 1) open.pop();
		const { kind, start, end } = block;
		const top = open.at(-1) ?? root;
		if (kind === 'maths' || kind === 'inline-code') {
			const free = start >= (parts.at(-1)?.end ?? 0) && end <= top.end && top.kind !== 'code';
			if (free && !text.slice(start, end).includes('\n')) addPart(parts, block, kind);
			continue;
		}
		const fits = end <= top.end && HOLDS[top.kind].includes(kind);
		if (!fits || (kind !== 'cell' && !wholeLines(text, block))) continue;
		const node: Growing = { kind, block, start, end, children: [] };
		open.at(-1)?.children.push(node);
		open.push(node);
	}
	return { root, parts };
}

/** Two pieces of code without a sign between them are one. */
function addPart(parts: LinePart[], { start, end, display }: Block, kind: LineKind): void {
	const before = parts.at(-1);
	const joined = before?.kind === kind && kind === 'inline-code' && before.end === start;
	if (joined) parts.pop();
	parts.push({ kind, start: joined ? before.start : start, end, display: display === true });
}

function outerFirst(a: Block, b: Block): number {
	return a.start - b.start || b.end - a.end || RANK[a.kind] - RANK[b.kind];
}

function wholeLines(text: string, { start, end }: Span): boolean {
	return (start === 0 || text[start - 1] === '\n') && (end === text.length || text[end] === '\n');
}

/** What a block is made of: its blocks, and between them its lines without the space around them. */
export function flowOf(text: string, node: BlockNode): Flow[] {
	const out: Flow[] = [];
	let at = node.start;
	for (const block of node.children) {
		out.push(...linesIn(text, { start: at, end: block.start }), { block });
		at = block.end;
	}
	return [...out, ...linesIn(text, { start: at, end: node.end })];
}

function linesIn(text: string, { start, end }: Span): { line: Span }[] {
	const out: { line: Span }[] = [];
	for (let at = start; at < end;) {
		const stop = text.indexOf('\n', at);
		const to = stop < 0 || stop > end ? end : stop;
		const line = text.slice(at, to);
		const from = at + line.length - line.trimStart().length;
		const until = at + line.trimEnd().length;
		if (from < until) out.push({ line: { start: from, end: until } });
		at = to + 1;
	}
	return out;
}

/** The blocks of a kept copy: those that were noted, and the rows of sheets, which its marks tell. */
export function blocksOf({
	text,
	blocks,
	marks
}: {
	readonly text: string;
	readonly blocks?: readonly Block[] | undefined;
	readonly marks?: readonly Mark[] | undefined;
}): Block[] {
	return [...(blocks ?? []), ...sheetBlocks(text, marks ?? [])];
}

/** The rows of a sheet as a table: a line each, a tab between two cells. */
function sheetBlocks(text: string, marks: readonly Mark[]): Block[] {
	const blocks: Block[] = [];
	let table: Block | null = null;
	for (const { start, cell } of marks) {
		if (!cell) continue;
		const stop = text.indexOf('\n', start);
		const end = stop < 0 ? text.length : stop;
		if (table?.end === start - 1) table.end = end;
		else blocks.push((table = { kind: 'table', start, end }));
		blocks.push({ kind: 'row', start, end });
		let at = start;
		for (const [index, words] of text.slice(start, end).split('\t').entries()) {
			const column = cell.column + index;
			if (words !== '') blocks.push({ kind: 'cell', start: at, end: at + words.length, column });
			at += words.length + 1;
		}
	}
	return blocks;
}

/** The lines of code, and how many empty ones stand before each: they are no part of the text. */
export function codeLines(
	text: string,
	{ start, end, block }: BlockNode
): { readonly line: Span; readonly blanks: number }[] {
	const blanks = new Map(block?.blanks?.map(({ at, lines }) => [at, lines]));
	const out: { line: Span; blanks: number }[] = [];
	for (let at = start; at <= end;) {
		const stop = text.indexOf('\n', at);
		const to = stop < 0 || stop > end ? end : stop;
		out.push({ line: { start: at, end: to }, blanks: (at > start && blanks.get(at)) || 0 });
		at = to + 1;
	}
	return out;
}
