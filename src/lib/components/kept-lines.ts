/** The lines of a kept copy in pieces: cut where the quote begins and ends and where a page, slide or row begins. */
import type { Mark } from '#lib/research/run.ts';

export interface Piece {
	readonly text: string;
	readonly quoted: boolean;
	readonly place: string; // "page 12", the number of a row; "" where none begins
}

/** Pieces by line; put together they are the text. `quote` is null when there is none. */
export function keptLines(
	text: string,
	{
		marks,
		quote
	}: { marks: readonly Mark[]; quote: { readonly start: number; readonly end: number } | null }
): Piece[][] {
	const { start, end } = quote ?? { start: -1, end: -1 };
	let at = 0;
	let next = 0;
	return text.split('\n').map((line) => {
		const stop = at + line.length;
		const cuts = new Map<number, string>([[at, '']]);
		for (const edge of [start, end]) if (edge > at && edge < stop) cuts.set(edge, '');
		for (let mark = marks[next]; mark && mark.start <= stop; mark = marks[(next += 1)]) {
			// A sheet's name over its rows says itself where they stand.
			const said = line === mark.label;
			if (!said) cuts.set(mark.start, mark.cell ? String(mark.cell.row) : mark.label);
		}
		const edges = [...cuts].sort(([a], [b]) => a - b);
		const pieces = edges.map(([edge, place], index) => ({
			text: text.slice(edge, edges[index + 1]?.[0] ?? stop),
			quoted: edge >= start && edge < end,
			place
		}));
		at = stop + 1;
		return pieces.filter((piece) => piece.text !== '' || piece.place !== '');
	});
}
