/**
 * What the lines of a page were on it: list items, quotations, code, captions, tables with their cells. Told by the
 * blocks that a line stands in, as places in the canonical text; the text itself knows nothing of it.
 */
import type { Block } from '../../../research/run.ts';
import type { Line, Scope } from './lines.ts';
import { dataTables, type Open } from './tables.ts';

const MOST_BLOCKS = 30_000;
const MOST_BLANKS = 5; // empty lines that are kept between two lines of code
const MOST_DEPTH = 12; // of blocks in each other; what is deeper stands in the last of them
const KINDS: Readonly<Record<string, Block['kind']>> = {
	li: 'item',
	dt: 'term',
	dd: 'definition',
	blockquote: 'quote',
	pre: 'code',
	figcaption: 'caption',
	caption: 'caption',
	table: 'table',
	tr: 'row',
	td: 'cell',
	th: 'cell'
};

/** Nothing has a structure of its own inside these. */
const LEAVES: ReadonlySet<string> = new Set(['code', 'caption', 'term']);

/** The structural blocks that a scope stands in, the innermost first. */
interface Chain {
	readonly scope: Scope;
	readonly kind: Block['kind'];
	readonly above: Chain | null;
	readonly depth: number;
}

/** Takes lines in their order, each with the place where its text begins; `blocks` gives what they were. */
export class Structure {
	readonly #chains = new Map<Scope, Chain | null>();
	readonly #numbers = new Map<Scope, number>();
	readonly #blocks: Open[] = [];
	#open: Open[] = [];

	add(line: Line, at: number): void {
		const cells = line.cells.filter(({ start }) => start > 0 && start < line.text.length);
		const pieces = [{ start: 0, scope: line.scope }, ...cells];
		for (const [index, { start, scope }] of pieces.entries()) {
			const next = pieces[index + 1]?.start;
			// Between two cells stands one tab.
			const end = next === undefined ? line.text.length : Math.max(start, next - 1);
			if (end > start) this.#enter(this.#chainOf(scope), { start: at + start, end: at + end });
			if (start === 0) this.#loosen(line.blanks ?? 0, at);
		}
		for (const { kind, start, end, display } of line.spans)
			if (end <= line.text.length)
				this.#blocks.push({
					block: { kind, start: at + start, end: at + end, ...(display && { display }) },
					scope: line.scope,
					above: null
				});
	}

	/** The blocks in the order of their places, an outer one before what stands in it. */
	blocks(): Block[] {
		const tables = dataTables(this.#blocks);
		return this.#blocks
			.filter(({ block, scope, above }) => {
				if (block.kind === 'row') return above !== null && tables.has(above.scope);
				if (block.kind === 'cell') return above?.above ? tables.has(above.above.scope) : false;
				return block.kind !== 'table' || tables.has(scope);
			})
			.map(({ block }) => block)
			.sort((a, b) => a.start - b.start || b.end - a.end)
			.slice(0, MOST_BLOCKS);
	}

	/** Leaves the blocks that the text has left, enters those that begin here, and grows them all to its end. */
	#enter(chain: Chain | null, { start, end }: { start: number; end: number }): void {
		const way: Chain[] = [];
		for (let one = chain; one; one = one.above) way.push(one);
		way.reverse();
		const same = this.#open.findIndex(({ scope }, at) => scope !== way[at]?.scope);
		if (same >= 0) this.#open = this.#open.slice(0, same);
		for (const one of way.slice(this.#open.length)) {
			const block: Open = {
				block: this.#begin(one, start),
				scope: one.scope,
				above: this.#open.at(-1) ?? null
			};
			this.#open.push(block);
			this.#blocks.push(block);
		}
		for (const { block } of this.#open) block.end = end;
	}

	/** Notes empty lines before a line of code that has begun already. */
	#loosen(blanks: number, at: number): void {
		const block = this.#open.at(-1)?.block;
		if (blanks === 0 || block?.kind !== 'code' || block.start === at) return;
		(block.blanks ??= []).push({ at, lines: Math.min(MOST_BLANKS, blanks) });
	}

	#begin({ scope, kind }: Chain, start: number): Block {
		const block: Block = { kind, start, end: start };
		const number = kind === 'item' ? this.#numberOf(scope) : null;
		const language = kind === 'code' ? languageOf(scope.element) : null;
		if (number !== null) block.number = number;
		if (language !== null) block.language = language;
		if (kind === 'cell') block.column = scope.column ?? 0;
		if (scope.name === 'th') block.head = true;
		return block;
	}

	#numberOf(item: Scope): number | null {
		const list = item.parent;
		if (list?.name !== 'ol') return null;
		const said = wholeNumber(item.element.getAttribute('value'));
		const first = wholeNumber(list.element.getAttribute('start')) ?? 1;
		const number = said ?? (this.#numbers.get(list) ?? first - 1) + 1;
		this.#numbers.set(list, number);
		return number;
	}

	/** Remembered per scope, so that deep pages cost no more than flat ones. */
	#chainOf(scope: Scope): Chain | null {
		const unknown: Scope[] = [];
		let at: Scope | null = scope;
		for (; at && !this.#chains.has(at); at = at.parent) unknown.push(at);
		let chain = at ? (this.#chains.get(at) ?? null) : null;
		for (const one of unknown.reverse()) {
			const kind = KINDS[one.name];
			const leaf = LEAVES.has(chain?.kind ?? '');
			const depth = (chain?.depth ?? 0) + 1;
			if (kind && !leaf && depth <= MOST_DEPTH) chain = { scope: one, kind, above: chain, depth };
			this.#chains.set(one, chain);
		}
		return chain;
	}
}

function wholeNumber(text: string | null): number | null {
	return text !== null && /^\d{1,9}$/u.test(text.trim()) ? Number(text) : null;
}

/** The language of code as class names of the block or of the code in it say. */
function languageOf(pre: Element): string | null {
	const code = [...pre.children].find((one) => one.localName.toLowerCase() === 'code');
	for (const element of [code, pre]) {
		const names = element?.getAttribute('class') ?? '';
		const said =
			/(?:^|\s)(?:language|lang|highlight-source|brush:?)[-:\s]+([a-z0-9+#]{1,20})(?![\w-])/iu.exec(
				names
			);
		if (said?.[1]) return said[1].toLowerCase();
	}
	return null;
}
