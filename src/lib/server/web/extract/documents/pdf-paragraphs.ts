/**
 * Lines of a PDF as paragraphs, one a line of the canonical text, so that a sentence is never cut by the edge of a
 * column. What repeats at the edges of pages is left out, words parted at a line's end are joined, large letters are headings.
 */
import type { Mark } from '../../../../research/run.ts';
import { isCjk } from '../../../../research/words.ts';
import type { HeadingMark } from '../../split.ts';
import type { PdfLine } from './pdf-lines.ts';

const EDGE_LINES = 2; // at the top and the bottom of a page that may be furniture
const REPEATS = 0.3; // of the pages
const LEFT = 0.4; // of the text must stay when furniture is taken away
const HEADING_SIZE = 1.12; // of the body's letters
const HEADING_MOST = 160; // characters

/** The letter size of most of the text. */
export function bodySize(lines: readonly PdfLine[]): number {
	const counts = new Map<number, number>();
	for (const { size, text } of lines) counts.set(size, (counts.get(size) ?? 0) + text.length);
	return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 10;
}

/** Pages without running heads, feet and page numbers. */
export function dropFurniture(pages: readonly (readonly PdfLine[])[]): PdfLine[][] {
	const counts = new Map<string, number>();
	const edges = pages.map(edgesOf);
	for (const lines of edges) {
		for (const key of new Set([...lines].map(masked))) counts.set(key, (counts.get(key) ?? 0) + 1);
	}
	const often = Math.max(3, REPEATS * pages.length);
	const lean = pages.map((lines, at) =>
		lines.filter((line) => {
			if (!edges[at]?.has(line)) return true;
			const key = masked(line);
			const number = pages.length > 1 && /^(?:page )?[#ivxlc\s|/.–—-]+(?:of #+)?$/iu.test(key);
			return !number && (counts.get(key) ?? 0) < often;
		})
	);
	// Pages that say nothing but the same (a form, a poster in four directions) are no furniture.
	const most = lengthOf(pages);
	return lengthOf(lean) < LEFT * most ? pages.map((lines) => [...lines]) : lean;
}

function lengthOf(pages: readonly (readonly PdfLine[])[]): number {
	return pages.flat().reduce((sum, line) => sum + line.text.length, 0);
}

function edgesOf(lines: readonly PdfLine[]): Set<PdfLine> {
	const upright = lines.filter((line) => line.angle === 0).sort((a, b) => a.y - b.y);
	return new Set([...upright.slice(0, EDGE_LINES), ...upright.slice(-EDGE_LINES)]);
}

const masked = ({ text }: PdfLine) =>
	text.toLowerCase().replace(/\d+/gu, '#').replace(/\s+/gu, ' ').trim();

interface Block {
	text: string;
	readonly level: number;
	readonly page: number;
	last: PdfLine;
	lastPage: number;
	right: number; // furthest end of its lines
	lines: number;
	readonly breaks: { page: number; at: number }[]; // pages that begin inside it
}

/** Paragraphs as text with headings and a mark for every page. */
export function paragraphsOf(
	pages: readonly (readonly PdfLine[])[],
	body: number
): { text: string; headings: HeadingMark[]; marks: Mark[] } {
	const sizes = headingSizes(pages.flat(), body);
	const compounds = compoundsOf(pages);
	const blocks: Block[] = [];
	pages.forEach((lines, page) => {
		for (const line of lines) {
			const level = levelOf(line, sizes);
			const open = blocks.at(-1);
			if (open && goesOn(open, { line, level, page, body }))
				append(open, { line, page, compounds });
			else blocks.push(blockOf(line, level, page));
		}
	});
	return assemble(blocks);
}

function blockOf(line: PdfLine, level: number, page: number): Block {
	const { text, end: right } = line;
	return { text, level, page, last: line, lastPage: page, right, lines: 1, breaks: [] };
}

/** Sizes above the body's, largest first: at most three levels. */
function headingSizes(lines: readonly PdfLine[], body: number): number[] {
	const sizes = new Set<number>();
	for (const { size, text, angle } of lines) {
		if (angle === 0 && size >= HEADING_SIZE * body && text.length <= HEADING_MOST) sizes.add(size);
	}
	return [...sizes].sort((a, b) => b - a);
}

function levelOf(line: PdfLine, sizes: readonly number[]): number {
	const at = sizes.indexOf(line.size);
	const words = /[\p{L}]{2}|[\u3400-\u9fff]/u.test(line.text);
	if (at < 0 || line.text.length > HEADING_MOST || line.angle !== 0 || !words) return 0;
	return Math.min(3, at + 1);
}

interface Next {
	readonly line: PdfLine;
	readonly level: number;
	readonly page: number;
	readonly body: number;
}

const BULLET = /^(?:[•◦▪‣●○■□–—*]\s|-\s|\(?(?:\d{1,2}|[a-z])[.)]\s|\[\d{1,3}\]\s)/iu;
const ENDS = /[.!?:;。！？：；…]["'”’)\]」』）]*$/u;

function goesOn(open: Block, { line, level, page, body }: Next): boolean {
	const { last } = open;
	if (open.level !== level || last.angle !== line.angle) return false;
	if (last.text.includes('\t') || line.text.includes('\t') || BULLET.test(line.text)) return false;
	if (Math.abs(last.size - line.size) > 0.12 * Math.max(last.size, line.size)) return false;
	const down = line.y - last.y;
	const elsewhere =
		page !== open.lastPage || down < -0.5 * line.size || Math.abs(down) > 12 * line.size;
	// Over a column or page break only a sentence that is plainly unfinished goes on.
	if (elsewhere)
		return (
			level === 0 &&
			!ENDS.test(last.text) &&
			/^[\p{Ll}\p{N}(]|^[\u3040-\u30ff\u3400-\u9fff]/u.test(line.text)
		);
	if (down > 1.75 * line.size) return false;
	if (level > 0) return true;
	const indented = line.x - last.x > 0.8 * body && open.lines > 1;
	const short = open.right - last.end > 0.14 * (open.right - last.x) && ENDS.test(last.text);
	const hanging = line.x - last.x > 0.8 * body && ENDS.test(last.text);
	return !(indented && ENDS.test(last.text)) && !short && !hanging;
}

function append(
	open: Block,
	{ line, page, compounds }: { line: PdfLine; page: number; compounds: ReadonlySet<string> }
): void {
	const [before, between] = joint(open.text, line.text, compounds);
	if (page !== open.lastPage) open.breaks.push({ page, at: before.length + between.length });
	open.text = `${before}${between}${line.text}`;
	open.right = page === open.lastPage ? Math.max(open.right, line.end) : line.end;
	open.last = line;
	open.lastPage = page;
	open.lines += 1;
}

/** What stands before the next line and what comes between: a parted word is joined, CJK takes no space. */
function joint(before: string, next: string, compounds: ReadonlySet<string>): [string, string] {
	const parted = /(\p{L}+)[-\u2010]$/u.exec(before);
	const goes = /^\p{Ll}+/u.exec(next);
	if (parted && goes) {
		const compound = `${parted[1] ?? ''}-${goes[0]}`.toLowerCase();
		return compounds.has(compound) ? [before, ''] : [before.slice(0, -1), ''];
	}
	if (
		/[-\u2010–—/]$/u.test(before) &&
		/^\S/u.test(next) &&
		/\p{N}[-–—/]$|\p{L}[–—/]$/u.test(before)
	)
		return [before, ''];
	const tight = isCjk(before.slice(-1)) && isCjk(next.slice(0, 1));
	return [before, tight || isCjkSign(before.slice(-1)) || isCjkSign(next.slice(0, 1)) ? '' : ' '];
}

const isCjkSign = (sign: string) => /[\u3000-\u303f\uff00-\uffef]/u.test(sign);

/** Words with a hyphen that stand inside a line: they keep it when a line ends at it. */
function compoundsOf(pages: readonly (readonly PdfLine[])[]): Set<string> {
	const found = new Set<string>();
	for (const line of pages.flat()) {
		for (const match of line.text.matchAll(/\p{L}+-\p{Ll}+/gu)) found.add(match[0].toLowerCase());
	}
	return found;
}

function assemble(blocks: readonly Block[]): {
	text: string;
	headings: HeadingMark[];
	marks: Mark[];
} {
	const headings: HeadingMark[] = [];
	const marks: Mark[] = [];
	let text = '';
	let page = -1;
	for (const block of blocks) {
		// Joining lines may bring letters and accents together: the block is composed before places are taken.
		const whole = block.text.normalize('NFC');
		const moved = whole.length !== block.text.length;
		const start = text.length;
		if (block.page !== page) marks.push({ start, label: `page ${block.page + 1}` });
		for (const { page: next, at } of block.breaks) {
			const place = moved ? block.text.slice(0, at).normalize('NFC').length : at;
			marks.push({ start: start + Math.min(place, whole.length), label: `page ${next + 1}` });
		}
		page = block.lastPage;
		text += `${whole}\n`;
		if (block.level > 0) {
			headings.push({ start, end: start + whole.length, level: block.level, text: whole });
		}
	}
	return { text: text.trimEnd(), headings, marks };
}
