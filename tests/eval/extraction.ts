/**
 * Main-text extraction: mean per-page F1 of word multisets between extracted and true text, over a folder with
 * `ground-truth.jsonl.gz` and `html/<file_id>.html.gz`; also per type of page, with the CPU time a page costs.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodePage } from '../../src/lib/server/web/decode.ts';
import { extractHtml } from '../../src/lib/server/web/extract/html.ts';

interface Truth {
	readonly id: string;
	readonly url: string;
	readonly file_id: string;
	readonly ground_truth: { readonly main_content: string };
	readonly page_type?: string;
	readonly _internal?: { readonly page_type?: { readonly primary?: string } };
}

const words = (text: string): Map<string, number> => {
	const counts = new Map<string, number>();
	for (const word of text
		.toLowerCase()
		.match(/[\u3040-\u30ff\u3400-\u9fff]|(?:(?![\u3040-\u30ff\u3400-\u9fff])[\p{L}\p{N}_])+/gu) ??
		[]) {
		counts.set(word, (counts.get(word) ?? 0) + 1);
	}
	return counts;
};

function f1(found: string, truth: string): number {
	const [a, b] = [words(found), words(truth)];
	const size = (counts: Map<string, number>) =>
		[...counts.values()].reduce((sum, count) => sum + count, 0);
	let common = 0;
	for (const [word, count] of a) common += Math.min(count, b.get(word) ?? 0);
	const [inA, inB] = [size(a), size(b)];
	if (inA + inB === 0) return 1;
	return (2 * common) / (inA + inB);
}

export async function run({ data, verbose }: { data: string; verbose: boolean }): Promise<void> {
	const truths = gunzipSync(readFileSync(join(data, 'ground-truth.jsonl.gz')))
		.toString('utf8')
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as Truth);
	const byType = new Map<string, number[]>();
	const began = process.cpuUsage();
	for (const truth of truths) {
		const bytes = gunzipSync(readFileSync(join(data, 'html', `${truth.file_id}.html.gz`)));
		const { text: html } = decodePage(bytes, 'text/html');
		const type = truth.page_type ?? truth._internal?.page_type?.primary ?? 'unknown';
		let score = 0;
		let how = 'refused';
		try {
			const page = await extractHtml(html, truth.url);
			score = f1(page.text, truth.ground_truth.main_content);
			how = page.extractor;
		} catch (error) {
			how = error instanceof Error ? error.message : 'error';
		}
		byType.set(type, [...(byType.get(type) ?? []), score]);
		if (verbose && score < 0.6)
			console.log(truth.file_id, type, score.toFixed(3), how, truth.url.slice(0, 90));
	}
	const spent = process.cpuUsage(began);
	const mean = (list: readonly number[]) =>
		list.reduce((sum, one) => sum + one, 0) / Math.max(1, list.length);
	for (const [type, scores] of byType)
		console.log(type.padEnd(16), mean(scores).toFixed(3), scores.length);
	const all = [...byType.values()].flat();
	console.log('mean F1'.padEnd(16), mean(all).toFixed(3), all.length);
	console.log(
		'CPU ms a page'.padEnd(16),
		((spent.user + spent.system) / 1000 / all.length).toFixed(0)
	);
}
