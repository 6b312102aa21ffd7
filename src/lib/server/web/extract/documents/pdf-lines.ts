/** Runs of characters of a PDF page as lines in reading order: baselines, gaps, and columns that were written across. */
import { cleanText } from './parts.ts';

export interface PdfRun {
	readonly text: string;
	readonly transform: readonly number[];
	readonly width: number;
	readonly breaks: boolean; // pdf.js saw the end of a line here
}
export interface PdfLine {
	readonly text: string;
	readonly x: number; // along the direction of writing
	readonly end: number;
	readonly y: number; // across it, growing downwards
	readonly size: number;
	readonly angle: number; // degrees, 0 for upright
}
interface Sheet {
	readonly width: number;
	readonly height: number;
	readonly left: number;
	readonly bottom: number;
}
interface Placed {
	readonly text: string;
	readonly x: number;
	readonly end: number;
	readonly y: number;
	readonly size: number;
	readonly angle: number;
}

const CELL_GAP = 1.8; // of the letter size: from here on a gap is one between cells
const SPACE_GAP = 0.18;

/** The lines of a page, in the order of its content stream, which follows columns in nearly every PDF. */
export function linesOf(runs: readonly PdfRun[], sheet: Sheet): PdfLine[] {
	const lines: PdfLine[] = [];
	let open: Placed[] = [];
	const close = () => {
		const line = lineOf(open);
		if (line) lines.push(line);
		open = [];
	};
	for (const [at, run] of runs.entries()) {
		const placed = place(run);
		const last = open.findLast((one) => one.text.trim() !== '') ?? open.at(-1);
		if (last && placed.text !== '' && !sameLine(last, placed)) close();
		if (placed.text !== '') open.push(placed);
		if (run.breaks && !goesOn(placed, runs[at + 1])) close();
	}
	close();
	return inColumns(mergeRows(lines), sheet);
}

/** pdf.js ends a line where the next run lies elsewhere; a run on the same baseline goes on with it (a table's cell). */
function goesOn(placed: Placed, next: PdfRun | undefined): boolean {
	return (
		next !== undefined && next.text !== '' && placed.text !== '' && sameLine(placed, place(next))
	);
}

function place({ text, transform, width }: PdfRun): Placed {
	const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = transform;
	const size = Math.hypot(c, d) || Math.hypot(a, b) || 1;
	const length = Math.hypot(a, b) || 1;
	const [ux, uy] = [a / length, b / length];
	const x = e * ux + f * uy;
	const y = e * uy - f * ux;
	const angle = Math.round((Math.atan2(uy, ux) * 180) / Math.PI);
	return { text, x, end: x + width, y, size, angle };
}

function sameLine(a: Placed, b: Placed): boolean {
	if (a.angle !== b.angle) return false;
	if (Math.abs(a.y - b.y) > 0.5 * Math.max(a.size, b.size)) return false;
	// A run far to the left on the same baseline is another line written later, unless it reads from the right.
	return b.x >= a.x - 0.5 * a.size || isRtl(a.text) || isRtl(b.text);
}

const isRtl = (text: string) => /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u.test(text);

function lineOf(runs: readonly Placed[]): PdfLine | null {
	const seen = runs.filter((run) => run.text.trim() !== '');
	const [first] = seen;
	if (!first) return null;
	let text = '';
	let before: Placed | null = null;
	for (const run of runs) {
		if (before && !/\s$/u.test(text) && !/^\s/u.test(run.text)) text += gapOf(before, run);
		text += run.text;
		if (run.text.trim() !== '') before = run;
		else if (run.end - run.x > CELL_GAP * first.size && text.trim() !== '')
			text = `${text.trimEnd()}\t`;
	}
	const size = mostOf(seen);
	const clean = cleanText(text)
		.replace(/\n/gu, ' ')
		.replace(/ *\t[\t ]*/gu, '\t')
		.replace(/ {2,}/gu, ' ')
		.trim();
	if (clean === '') return null;
	const x = Math.min(...seen.map((run) => run.x));
	const end = Math.max(...seen.map((run) => run.end));
	return { text: clean, x, end, y: first.y, size, angle: first.angle };
}

function gapOf(before: Placed, run: Placed): string {
	if (isRtl(before.text) || isRtl(run.text)) return '';
	const gap = run.x - before.end;
	if (gap > CELL_GAP * run.size) return '\t';
	return gap > SPACE_GAP * run.size ? ' ' : '';
}

/** The letter size of most characters. */
function mostOf(runs: readonly Placed[]): number {
	const counts = new Map<number, number>();
	for (const run of runs) {
		const size = Math.round(run.size * 2) / 2;
		counts.set(size, (counts.get(size) ?? 0) + run.text.length);
	}
	return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 1;
}

/** A table's cells may come as lines of their own on one baseline: one row again. */
function mergeRows(lines: readonly PdfLine[]): PdfLine[] {
	const out: PdfLine[] = [];
	for (const line of lines) {
		const last = out.at(-1);
		const row =
			last &&
			last.angle === line.angle &&
			Math.abs(last.y - line.y) < 0.3 * line.size &&
			line.x >= last.end - 0.2 * line.size;
		if (last && row) {
			const between = line.x - last.end > CELL_GAP * line.size ? '\t' : ' ';
			out[out.length - 1] = { ...last, text: `${last.text}${between}${line.text}`, end: line.end };
		} else out.push(line);
	}
	return out;
}

/**
 * Two columns written across the page come out as rows of two cells. Where most rows of a page are two long cells that
 * part at one place near the middle, the left column is read first.
 */
function inColumns(lines: readonly PdfLine[], sheet: Sheet): PdfLine[] {
	const halves = lines.map((line) => {
		const cells = line.text.split('\t');
		const long = cells.length === 2 && cells.every((cell) => cell.length >= 20);
		return long && line.end - line.x > 0.6 * sheet.width ? cells : null;
	});
	const count = halves.filter((cells) => cells !== null).length;
	if (count < 8 || count < 0.6 * lines.length) return [...lines];
	const middle = sheet.left + sheet.width / 2;
	const [left, right]: [PdfLine[], PdfLine[]] = [[], []];
	lines.forEach((line, at) => {
		const cells = halves[at];
		if (cells) {
			left.push({ ...line, text: cells[0] ?? '', end: middle });
			right.push({ ...line, text: cells[1] ?? '', x: middle });
		} else if (line.x >= middle) right.push(line);
		else left.push(line);
	});
	return [...left, ...right];
}
