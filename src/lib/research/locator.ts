/**
 * Where in its document a span stands: page, slide, chapter or cells. Derived from marks that the reader of the document
 * set at offsets of the canonical text; a mark holds until the next one.
 */
import type { Mark } from './run.ts';

/** A text that marks point into; `from` is the offset of its first character in the canonical text. */
export interface Placed {
	readonly text: string;
	readonly from: number;
}

/** The place of a span in words: "page 12", "pages 12-13", "Sheet1!B7:D9". Undefined where no mark stands before it. */
export function locatorOf(
	marks: readonly Mark[] | undefined,
	span: { readonly start: number; readonly end: number },
	placed: Placed
): string | undefined {
	if (!marks || marks.length === 0) return undefined;
	const first = markAt(marks, span.start);
	const last = markAt(marks, Math.max(span.start, span.end - 1));
	if (!first || !last) return undefined;
	if (first.cell !== undefined && last.cell !== undefined && first.label === last.label) {
		return cells(first, last, { span, placed });
	}
	if (first.label === last.label) return first.label;
	const [one, other] = [numbered(first.label), numbered(last.label)];
	return one && other && one.word === other.word
		? `${one.word}s ${one.number}-${other.number}`
		: `${first.label} to ${last.label}`;
}

/** The marks that hold inside a span, for carrying them with it. */
export function marksWithin(marks: readonly Mark[], start: number, end: number): Mark[] {
	const first = indexAt(marks, start);
	const out: Mark[] = [];
	for (let at = Math.max(0, first); at < marks.length; at += 1) {
		const mark = marks[at];
		if (!mark || mark.start >= end) break;
		out.push(mark);
	}
	return out;
}

function markAt(marks: readonly Mark[], offset: number): Mark | undefined {
	return marks[indexAt(marks, offset)];
}

/** The last mark at or before an offset, by halves; -1 when there is none. */
function indexAt(marks: readonly Mark[], offset: number): number {
	let [low, high] = [0, marks.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((marks[middle]?.start ?? Infinity) <= offset) low = middle + 1;
		else high = middle;
	}
	return low - 1;
}

function numbered(label: string): { word: string; number: string } | null {
	const match = /^(page|slide|chapter|item) (\d+)$/u.exec(label);
	return match ? { word: match[1] ?? '', number: match[2] ?? '' } : null;
}

/** A row's line has a tab between two cells, empty cells too: the column is the number of tabs before an offset. */
function cells(
	first: Mark,
	last: Mark,
	{ span, placed }: { span: { start: number; end: number }; placed: Placed }
): string {
	const from = cellOf(first, { offset: span.start, placed });
	const to = cellOf(last, { offset: Math.max(span.start, span.end - 1), placed });
	const sheet = first.label === '' ? '' : `${sheetName(first.label)}!`;
	if (!from || !to) return first.label;
	const [left, right] = [Math.min(from.column, to.column), Math.max(from.column, to.column)];
	// A span over several rows covers whole rows of a table: its columns are all that it touches.
	const wide = from.row === to.row ? right : Math.max(right, widest(first, { span, placed }));
	const narrow = from.row === to.row ? left : Math.min(left, first.cell?.column ?? left);
	const a = `${columnName(narrow)}${from.row}`;
	const b = `${columnName(wide)}${to.row}`;
	return a === b ? `${sheet}${a}` : `${sheet}${a}:${b}`;
}

function cellOf(
	mark: Mark,
	{ offset, placed }: { offset: number; placed: Placed }
): { row: number; column: number } | null {
	if (!mark.cell) return null;
	const line = placed.text.slice(Math.max(0, mark.start - placed.from), offset - placed.from);
	return { row: mark.cell.row, column: mark.cell.column + tabs(line) };
}

function widest(
	mark: Mark,
	{ span, placed }: { span: { start: number; end: number }; placed: Placed }
) {
	const lines = placed.text.slice(span.start - placed.from, span.end - placed.from).split('\n');
	return (mark.cell?.column ?? 0) + Math.max(...lines.map(tabs));
}

const tabs = (text: string) => text.split('\t').length - 1;

/** Sheet names with anything but letters, digits and underscores stand in quotation marks, as spreadsheets write them. */
function sheetName(name: string): string {
	return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : `'${name.replaceAll("'", "''")}'`;
}

/** 0 is A, 25 is Z, 26 is AA. */
export function columnName(column: number): string {
	let name = '';
	for (let left = column; left >= 0; left = Math.floor(left / 26) - 1) {
		name = String.fromCharCode(65 + (left % 26)) + name;
	}
	return name;
}
