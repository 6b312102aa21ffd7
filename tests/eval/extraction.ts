/**
 * Main-text extraction: mean per-page F1 of word multisets between extracted and true text, also per type of page and
 * for the odd and the even half, with the CPU time a page costs.
 */
import { extractHtml } from '../../src/lib/server/web/extract/html.ts';
import { f1, mean, readPages } from './wcxb.ts';

const LEAST = 0.82;
const LEAST_PER_TYPE = 0.65;

/** Gives true when every bar is met. */
export async function run({ data, verbose }: { data: string; verbose: boolean }): Promise<boolean> {
	const { pages, without } = readPages(data);
	const byType = new Map<string, number[]>();
	const byHow = new Map<string, number>();
	const began = process.cpuUsage();
	const all: number[] = [];
	for (const page of pages) {
		let score = 0;
		let how = 'refused';
		try {
			const { text, extractor } = await extractHtml(page.html(), page.url);
			score = f1(text, page.truth);
			how = extractor;
		} catch (error) {
			how = error instanceof Error ? error.message : 'error';
		}
		all.push(score);
		byType.set(page.type, [...(byType.get(page.type) ?? []), score]);
		byHow.set(how, (byHow.get(how) ?? 0) + 1);
		if (verbose && score < 0.6)
			console.log(page.id, page.type, score.toFixed(3), how, page.url.slice(0, 90));
	}
	const spent = process.cpuUsage(began);
	const types = [...byType].map(([type, scores]) =>
		print(type, { value: mean(scores), count: scores.length, least: LEAST_PER_TYPE })
	);
	const fine = print('mean F1', { value: mean(all), count: all.length, least: LEAST });
	for (const [name, rest] of [
		['odd pages', 1],
		['even pages', 0]
	] as const) {
		const half = all.filter((_, at) => (at + 1) % 2 === rest);
		print(name, { value: mean(half), count: half.length, least: null });
	}
	console.log([...byHow].map(([how, count]) => `${how}: ${count}`).join(', '));
	if (without > 0) console.log(`${without} pages have no true text and were left out`);
	const cpu = (spent.user + spent.system) / 1000 / Math.max(1, all.length);
	console.log('CPU ms a page'.padEnd(16), cpu.toFixed(0));
	return fine && types.every(Boolean);
}

function print(
	name: string,
	{ value, count, least }: { value: number; count: number; least: number | null }
): boolean {
	const fine = least === null || value >= least;
	const bar = least === null ? '' : `   at least ${least.toFixed(2)}: ${fine ? 'met' : 'MISSED'}`;
	console.log(name.padEnd(16), value.toFixed(3), String(count).padStart(4), bar);
	return fine;
}
