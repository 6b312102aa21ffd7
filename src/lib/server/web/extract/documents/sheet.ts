/**
 * Sheets (XLSX, XLS, ODS, CSV): a line for every row, a tab between two cells, empty cells too, so that the place of a
 * quote tells its cells. Values stand as the spreadsheet shows them.
 */
import { parse } from 'csv-parse/sync';
import { zipSync } from 'fflate';
import type { Mark } from '../../../../research/run.ts';
import { coreProperties } from './docx.ts';
import {
	cleanText,
	joinParts,
	MOST_TEXT,
	Unreadable,
	type DocumentText,
	type Part
} from './parts.ts';
import { unzip, xmlOf } from './unzip.ts';

const MOST_SHEETS = 40;
const MOST_ROWS = 20_000;
const MOST_COLUMNS = 200;
const NOTHING = { title: null, author: null, publishedAt: null, updatedAt: null, language: null };

/** Reads a workbook. Throws Unreadable. */
export async function extractSheet(bytes: Uint8Array): Promise<DocumentText> {
	const packed = bytes[0] === 0x50;
	const entries = packed
		? unzip(bytes, (name) => /\.(?:xml|rels|bin)$|^mimetype$/u.test(name))
		: {};
	for (const name of Object.keys(entries)) if (!name.endsWith('.bin')) xmlOf(entries, name);
	const data = packed ? zipSync({ ...entries }, { level: 0 }) : bytes;
	const { read, utils } = await import('@e965/xlsx');
	let book: ReturnType<typeof read>;
	try {
		book = read(data, {
			type: 'array',
			dense: true,
			cellHTML: false,
			cellFormula: false,
			sheetRows: MOST_ROWS + 1
		});
	} catch (error) {
		const locked = error instanceof Error && /password|encrypt/iu.test(error.message);
		throw locked
			? new Unreadable('encrypted', 'The workbook is protected by a password.')
			: new Unreadable('damaged', 'The workbook is damaged: it cannot be opened.');
	}
	const names = book.SheetNames.filter((_, at) => (book.Workbook?.Sheets?.[at]?.Hidden ?? 0) === 0);
	let cut = names.length > MOST_SHEETS;
	const parts = names.slice(0, MOST_SHEETS).flatMap((name) => {
		const sheet = book.Sheets[name];
		if (!sheet?.['!ref']) return [];
		const rows = utils.sheet_to_json<unknown[]>(sheet, {
			header: 1,
			raw: false,
			blankrows: true,
			defval: ''
		});
		const { s: corner } = utils.decode_range(sheet['!ref']);
		cut ||= rows.length > MOST_ROWS;
		return [rowsPart(rows, { label: name, row: corner.r + 1, column: corner.c })];
	});
	const headed = parts.map((part) => withHeading(part.name, part.part));
	const joined = joinParts(headed);
	return {
		...joined,
		...NOTHING,
		...coreProperties(entries),
		cut: cut || joined.cut,
		extractor: 'sheetjs@0.20.3'
	};
}

/** Reads rows of text with a delimiter. Throws Unreadable "damaged". */
export function extractCsv(source: string): DocumentText {
	let rows: string[][];
	try {
		rows = parse(source, {
			delimiter: delimiterOf(source),
			bom: true,
			relaxQuotes: true,
			relaxColumnCount: true,
			skipEmptyLines: false,
			to: MOST_ROWS + 1
		});
	} catch {
		throw new Unreadable('damaged', 'The table is damaged: a quotation mark is never closed.');
	}
	const { part } = rowsPart(rows, { label: '', row: 1, column: 0 });
	const joined = joinParts([part]);
	return {
		...joined,
		...NOTHING,
		cut: rows.length > MOST_ROWS || joined.cut,
		extractor: 'csv-parse@7.0.3'
	};
}

/** The sign that parts the first lines into most cells alike. */
function delimiterOf(source: string): string {
	const lines = source
		.slice(0, 20_000)
		.split(/\r?\n/u)
		.slice(0, 20)
		.filter((line) => line !== '');
	const score = (sign: string) => {
		const counts = lines.map((line) => line.replace(/"[^"]*"/gu, '').split(sign).length - 1);
		const usual = [...counts].sort((a, b) => a - b)[Math.floor(counts.length / 2)] ?? 0;
		return usual === 0 ? 0 : counts.filter((count) => count === usual).length + usual / 100;
	};
	return [',', ';', '\t', '|'].sort((a, b) => score(b) - score(a))[0] ?? ',';
}

interface Corner {
	readonly label: string;
	readonly row: number; // from 1
	readonly column: number; // from 0
}

function rowsPart(
	rows: readonly (readonly unknown[])[],
	corner: Corner
): { name: string; part: Part } {
	const marks: Mark[] = [];
	const lines: string[] = [];
	let at = 0;
	for (const [index, row] of rows.slice(0, MOST_ROWS).entries()) {
		const cells = row.slice(0, MOST_COLUMNS).map((cell) => cellText(cell));
		const first = cells.findIndex((cell) => cell !== '');
		if (first < 0 || at > MOST_TEXT) continue;
		const last = cells.findLastIndex((cell) => cell !== '');
		const line = cells.slice(first, last + 1).join('\t');
		marks.push({
			start: at,
			label: corner.label,
			cell: { row: corner.row + index, column: corner.column + first }
		});
		lines.push(line);
		at += line.length + 1;
	}
	return { name: corner.label, part: { label: null, text: lines.join('\n'), marks } };
}

function cellText(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
		? cleanText(String(value)).replace(/\s+/gu, ' ').trim()
		: '';
}

/** The sheet's name as a heading over its rows. */
function withHeading(name: string, part: Part): Part {
	const title = cleanText(name).replace(/\s+/gu, ' ').trim();
	if (title === '' || part.text === '') return part;
	const by = title.length + 1;
	return {
		label: title,
		text: `${title}\n${part.text}`,
		headings: [{ start: 0, end: title.length, level: 1, text: title }],
		marks: (part.marks ?? []).map((mark) => ({ ...mark, start: mark.start + by }))
	};
}
