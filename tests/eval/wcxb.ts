/** Pages with their true main text: a folder with `ground-truth.jsonl.gz` and `html/<file_id>.html.gz`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodePage } from '../../src/lib/server/web/decode.ts';

export interface TruePage {
	readonly id: string;
	readonly url: string;
	readonly type: string;
	readonly truth: string;
	html(): string;
}

interface Row {
	readonly url?: string;
	readonly file_id: string;
	readonly ground_truth: { readonly main_content?: string; readonly with?: readonly string[] };
	readonly page_type?: string;
	readonly _internal?: { readonly page_type?: { readonly primary?: string } };
}

/** The pages in the order of the file. A page whose true text nobody wrote down is left out, and counted. */
export function readPages(data: string): { pages: TruePage[]; without: number } {
	const rows = gunzipSync(readFileSync(join(data, 'ground-truth.jsonl.gz')))
		.toString('utf8')
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as Row);
	const pages = rows
		.filter((row) => typeof row.ground_truth.main_content === 'string')
		.map((row): TruePage => ({
			id: row.file_id,
			url: URL.canParse(row.url ?? '') ? (row.url ?? '') : 'http://page.test/',
			type: row.page_type ?? row._internal?.page_type?.primary ?? 'unknown',
			truth: row.ground_truth.main_content ?? '',
			html: () => {
				const file = join(data, 'html', `${row.file_id}.html.gz`);
				return decodePage(gunzipSync(readFileSync(file)), 'text/html').text;
			}
		}));
	return { pages, without: rows.length - pages.length };
}

/** Words as the measure counts them: letters, digits and `_` together, CJK by character. */
export function wordsOf(text: string): string[] {
	return (
		text
			.toLowerCase()
			.match(/[\u3040-\u30ff\u3400-\u9fff]|(?:(?![\u3040-\u30ff\u3400-\u9fff])[\p{L}\p{N}_])+/gu) ??
		[]
	);
}

/** F1 of the two texts' word multisets. */
export function f1(found: string, truth: string): number {
	const [a, b] = [wordsOf(found), wordsOf(truth)];
	if (a.length + b.length === 0) return 1;
	const left = new Map<string, number>();
	for (const word of b) left.set(word, (left.get(word) ?? 0) + 1);
	let common = 0;
	for (const word of a) {
		const had = left.get(word) ?? 0;
		if (had > 0) common += 1;
		left.set(word, had - 1);
	}
	return (2 * common) / (a.length + b.length);
}

export const mean = (list: readonly number[]): number =>
	list.reduce((sum, one) => sum + one, 0) / Math.max(1, list.length);
