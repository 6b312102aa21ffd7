/** Which tables of a page hold data, and in which columns their cells stand. Others only lay the page out. */
import type { Block } from '../../../research/run.ts';
import { spanOf, type Scope } from './lines.ts';

/** A block while it grows, with the scope it is made of and the block it stands in. */
export interface Open {
	readonly block: Block;
	readonly scope: Scope;
	readonly above: Open | null;
}

interface Table {
	readonly scope: Scope;
	readonly rows: Map<Open, Open[]>;
	nests: boolean; // another table stands in a cell
}

const LONGEST_CELL = 800; // characters; longer ones are the parts of a page
const MOST_COLUMNS = 200;

/** The scopes of the tables that hold data. Their cells are moved by the cells that reach down from above. */
export function dataTables(blocks: readonly Open[]): ReadonlySet<Scope> {
	const tables = new Map<Open, Table>();
	for (const one of blocks) {
		const { kind } = one.block;
		if (kind === 'table') {
			tables.set(one, { scope: one.scope, rows: new Map(), nests: false });
			for (let above = one.above; above; above = above.above) {
				const outer = tables.get(above);
				if (outer) outer.nests = true;
			}
		}
		if (kind === 'row' && one.above) tables.get(one.above)?.rows.set(one, []);
		if (kind === 'cell' && one.above?.above)
			tables.get(one.above.above)?.rows.get(one.above)?.push(one);
	}
	const data = [...tables.values()].filter(holdsData);
	for (const table of data) placeCells([...table.rows.values()]);
	return new Set(data.map(({ scope }) => scope));
}

function holdsData({ scope, rows, nests }: Table): boolean {
	const all = [...rows.values()];
	if (nests || /^(?:presentation|none)$/u.test(scope.element.getAttribute('role') ?? ''))
		return false;
	if (all.length < 2 || all.filter((cells) => cells.length > 1).length < 2) return false;
	return all.every((cells) =>
		cells.every(
			({ block, scope: cell }) =>
				block.end - block.start <= LONGEST_CELL && (cell.column ?? 0) < MOST_COLUMNS
		)
	);
}

/** A cell that reaches over several rows takes its columns from the rows below. */
function placeCells(rows: readonly (readonly Open[])[]): void {
	let reaching = new Map<number, number>(); // column: rows it still reaches into
	for (const row of rows) {
		const taken = reaching;
		reaching = new Map();
		for (const [column, left] of taken) if (left > 1) reaching.set(column, left - 1);
		for (const { block, scope } of row) {
			const column = freeColumn(scope.column ?? 0, taken);
			block.column = column;
			const down = spanOf(scope.element, 'rowspan') - 1;
			const wide = spanOf(scope.element, 'colspan');
			if (down > 0) for (let at = column; at < column + wide; at += 1) reaching.set(at, down);
		}
	}
}

/** The column that is free of cells from above, counted as if those that are not were not there. */
function freeColumn(nominal: number, taken: ReadonlyMap<number, number>): number {
	let column = 0;
	for (let left = nominal; ; column += 1) {
		if (taken.has(column)) continue;
		if (left === 0) return column;
		left -= 1;
	}
}
