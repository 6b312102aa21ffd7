/**
 * What a reader sees of a kept copy: its blocks, and their lines in pieces, cut where the quote begins and ends, where a
 * page, slide or row begins, and around code and formulas. Put together the pieces are the text.
 */
import {
	blockTree,
	codeLines,
	flowOf,
	type BlockNode,
	type LinePart,
	type Span
} from '#lib/research/blocks.ts';
import type { Block, Mark } from '#lib/research/run.ts';

export interface Piece {
	readonly text: string;
	readonly quoted: boolean;
	readonly first: boolean; // the quote begins here
	readonly place: string; // "page 12", the number of a row; "" where none begins
	readonly kind: 'text' | LinePart['kind'];
	readonly blanks?: number; // of code: empty lines before it, which are no part of the text
}
export type Line = readonly Piece[];
export interface Item {
	readonly number: number | undefined;
	readonly inner: readonly Seen[];
}
export interface Cell {
	readonly head: boolean;
	readonly before: number; // empty cells before it
	readonly lines: readonly Line[];
}
/** A term of a list of terms, or what is said of the terms before it. */
export type TermPart =
	{ readonly term: readonly Line[] } | { readonly definition: readonly Seen[] };
export type Seen =
	| { readonly kind: 'line'; readonly line: Line }
	| { readonly kind: 'heading'; readonly level: number; readonly lines: readonly Line[] }
	| { readonly kind: 'caption'; readonly lines: readonly Line[] }
	| { readonly kind: 'code'; readonly line: Line }
	| { readonly kind: 'quote'; readonly inner: readonly Seen[] }
	| { readonly kind: 'terms'; readonly parts: readonly TermPart[] }
	| { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly Item[] }
	| { readonly kind: 'table'; readonly rows: readonly (readonly Cell[])[] };

interface Shown {
	readonly blocks: readonly Block[];
	readonly marks: readonly Mark[]; // of documents, in order
	readonly quote: Span | null;
}

/** The blocks of a text in order; a text without any is its lines. */
export function keptView(text: string, shown: Shown): Seen[] {
	const { root, parts } = blockTree(text, shown.blocks);
	const cutter = new Cutter(text, { ...shown, parts });
	return new Viewer(text, cutter).inner(root);
}

class Viewer {
	readonly #text: string;
	readonly #cutter: Cutter;
	readonly #levels: number[] = []; // of the headings that are open

	constructor(text: string, cutter: Cutter) {
		this.#text = text;
		this.#cutter = cutter;
	}

	inner(node: BlockNode): Seen[] {
		const out: Seen[] = [];
		let items: Item[] = [];
		let ordered: boolean | null = null; // of the list that is open
		let terms: TermPart[] | null = null; // likewise
		for (const step of flowOf(this.#text, node)) {
			if ('block' in step && step.block.kind === 'item') {
				const { block } = step.block;
				const numbered = block?.number !== undefined;
				if (ordered !== numbered)
					out.push({ kind: 'list', ordered: numbered, items: (items = []) });
				ordered = numbered;
				terms = null;
				items.push({ number: block?.number, inner: this.inner(step.block) });
				continue;
			}
			ordered = null;
			const part = 'block' in step ? this.#termPart(step.block) : null;
			if (part) {
				if (!terms) out.push({ kind: 'terms', parts: (terms = []) });
				terms.push(part);
				continue;
			}
			terms = null;
			if ('line' in step) out.push({ kind: 'line', line: this.#cutter.pieces(step.line) });
			else out.push(...this.#block(step.block));
		}
		return out;
	}

	#block(node: BlockNode): Seen[] {
		switch (node.kind) {
			case 'heading':
				return [
					{ kind: 'heading', level: this.#depth(node.block?.level ?? 2), lines: this.#lines(node) }
				];
			case 'caption':
				return [{ kind: 'caption', lines: this.#lines(node) }];
			case 'code':
				return [{ kind: 'code', line: this.#code(node) }];
			case 'quote':
				return [{ kind: 'quote', inner: this.inner(node) }];
			case 'table':
				return this.#table(node);
			default:
				return this.inner(node);
		}
	}

	#termPart(node: BlockNode): TermPart | null {
		if (node.kind === 'term') return { term: this.#lines(node) };
		return node.kind === 'definition' ? { definition: this.inner(node) } : null;
	}

	/** Lines that empty ones stand before are cut off from those above. */
	#code(node: BlockNode): Piece[] {
		const spans: { start: number; end: number; blanks: number }[] = [];
		for (const { line, blanks } of codeLines(this.#text, node)) {
			const last = spans.at(-1);
			if (last && blanks === 0) last.end = line.end;
			else {
				if (last) last.end = line.start; // with its line's end
				spans.push({ ...line, blanks });
			}
		}
		return spans.flatMap(({ blanks, ...span }) => {
			const [first, ...rest] = this.#cutter.pieces(span);
			return first ? [{ ...first, ...(blanks > 0 && { blanks }) }, ...rest] : [];
		});
	}

	/** How deep a heading stands, from 1: pages leave levels out, and a reader who goes by headings must not miss one. */
	#depth(level: number): number {
		while ((this.#levels.at(-1) ?? 0) >= level) this.#levels.pop();
		return this.#levels.push(level);
	}

	#lines(node: BlockNode): Line[] {
		return flowOf(this.#text, node).flatMap((step) =>
			'line' in step ? [this.#cutter.pieces(step.line)] : []
		);
	}

	#table(node: BlockNode): Seen[] {
		const out: Seen[] = [];
		let rows: Cell[][] | null = null;
		for (const step of flowOf(this.#text, node)) {
			if ('block' in step && step.block.kind === 'row') {
				if (!rows) out.push({ kind: 'table', rows: (rows = []) });
				rows.push(this.#row(step.block));
				continue;
			}
			rows = null;
			if ('line' in step) out.push({ kind: 'line', line: this.#cutter.pieces(step.line) });
			else out.push(...this.#block(step.block));
		}
		return out;
	}

	#row(row: BlockNode): Cell[] {
		let next = 0;
		return flowOf(this.#text, row).map((step) => {
			const block = 'block' in step ? step.block.block : null;
			const column = Math.max(next, block?.column ?? 0);
			const before = column - next;
			next = column + 1;
			const lines = 'line' in step ? [this.#cutter.pieces(step.line)] : this.#lines(step.block);
			return { head: block?.head === true, before, lines };
		});
	}
}

/** Cuts spans of the text that come in its order, so that every mark is shown once. */
class Cutter {
	readonly #text: string;
	readonly #shown: Omit<Shown, 'blocks'> & { readonly parts: readonly LinePart[] };
	#mark = 0;
	#part = 0;
	#began = false; // the quote

	constructor(
		text: string,
		shown: Omit<Shown, 'blocks'> & { readonly parts: readonly LinePart[] }
	) {
		this.#text = text;
		this.#shown = shown;
	}

	pieces({ start, end }: Span): Piece[] {
		const { quote } = this.#shown;
		const parts = this.#partsIn({ start, end });
		const places = this.#places({ start, end });
		const edges = [start, ...[quote, ...parts].flatMap((one) => (one ? [one.start, one.end] : []))]
			.filter((at) => at >= start && at < end && places.every((one) => one.at !== at))
			.map((at) => ({ at, place: '' }));
		const cuts = [...places, ...edges].sort((a, b) => a.at - b.at);
		return cuts.flatMap(({ at, place }, index) => {
			const to = cuts[index + 1]?.at ?? end;
			if (to === at && place === '') return [];
			const quoted = quote !== null && at >= quote.start && at < quote.end;
			const first = quoted && to > at && !this.#began;
			this.#began ||= first;
			const kind = parts.find((part) => at >= part.start && at < part.end)?.kind ?? 'text';
			return [{ text: this.#text.slice(at, to), quoted, first, place, kind }];
		});
	}

	#partsIn({ start, end }: Span): LinePart[] {
		const { parts } = this.#shown;
		while ((parts[this.#part]?.start ?? Infinity) < start) this.#part += 1;
		const from = this.#part;
		while ((parts[this.#part]?.end ?? Infinity) <= end) this.#part += 1;
		return parts.slice(from, this.#part);
	}

	#places({ start, end }: Span): { at: number; place: string }[] {
		const { marks } = this.#shown;
		const out: { at: number; place: string }[] = [];
		for (let mark = marks[this.#mark]; mark && mark.start <= end; mark = marks[this.#mark]) {
			this.#mark += 1;
			// A sheet's name over its rows says itself where they stand.
			const said = this.#text.slice(start, end) === mark.label;
			const place = mark.cell ? String(mark.cell.row) : mark.label;
			if (!said) out.push({ at: Math.max(start, mark.start), place });
		}
		return out;
	}
}
