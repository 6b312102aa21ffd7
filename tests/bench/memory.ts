/**
 * Memory over many pages: flat when the line of least squares through what is held, from page 200 on (then the shelves
 * are full), rises by less than 10 kB of heap and 100 kB of resident memory a page. A page that stayed would show: its
 * HTML alone is 230 kB in the set we measure with. Resident memory has more room because native memory settles slowly.
 */
import { heldNow, type Held } from './heaps.ts';
import { openReader, WORKERS } from './reader.ts';

const OF_A_RUN = 10; // pages: the shelves of the twelve runs that stay in memory are full at page 120
const EVERY = 50; // pages between two looks
const FROM = 200;
const SHOWN: readonly number[] = [100, 250, 500, 1_000];
const MOST_HEAP = 10_000; // bytes a page
const MOST_RSS = 100_000;

type Look = Held & { readonly pages: number };

/** Reads the pages in runs of ten, looks at the memory every fifty, prints it and the verdict; true when it is flat. */
export async function measureMemory(folder: string, urls: readonly string[]): Promise<boolean> {
	const reader = openReader(folder);
	const looks: Look[] = [];
	let skipped = 0;
	try {
		for (let at = 0; at < urls.length; at += OF_A_RUN) {
			const run = await reader.readRun(`run-${at}`, urls.slice(at, at + OF_A_RUN));
			skipped += run.skipped;
			const pages = Math.min(urls.length, at + OF_A_RUN);
			if (pages % EVERY !== 0) continue;
			const look = { ...(await heldNow(WORKERS)), pages };
			looks.push(look);
			if (SHOWN.includes(pages)) show(look);
		}
	} finally {
		await reader.close();
	}
	console.log(`${urls.length} pages, ${skipped} of them not readable`);
	return judge(looks.filter(({ pages }) => pages >= FROM));
}

function show({ pages, rss, main, workers }: Look): void {
	const mb = (bytes: number) => (bytes / 1e6).toFixed(0).padStart(5);
	console.log(
		`after ${String(pages).padStart(5)} pages:${mb(rss)} MB RSS,${mb(main)} MB heap of the main thread,${mb(workers)} MB of the workers`
	);
}

function judge(looks: readonly Look[]): boolean {
	const heap = slope(looks.map(({ pages, main, workers }) => [pages, main + workers]));
	const rss = slope(looks.map(({ pages, rss: held }) => [pages, held]));
	const flat = looks.length >= 3 && heap < MOST_HEAP && rss < MOST_RSS;
	const kb = (bytes: number) => (bytes / 1e3).toFixed(1);
	console.log(
		`memory from page ${FROM} on, kB a page: ${kb(heap)} of heap (bar ${kb(MOST_HEAP)}), ${kb(rss)} resident (bar ${kb(MOST_RSS)})   ${flat ? 'flat' : 'NOT FLAT'}`
	);
	return flat;
}

/** Of the line of least squares through the points. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
	const mean = (values: readonly number[]) =>
		values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length);
	const [x, y] = [mean(points.map((one) => one[0])), mean(points.map((one) => one[1]))];
	const up = points.reduce((sum, one) => sum + (one[0] - x) * (one[1] - y), 0);
	const over = points.reduce((sum, one) => sum + (one[0] - x) ** 2, 0);
	return over > 0 ? up / over : 0;
}
