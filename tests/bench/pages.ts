/**
 * `npm run bench -- pages --data DIR`: pages a second and time a page through fetch (loopback), extract, split, keep and
 * index, beside a plain jsdom + Readability loop, the two taking turns in one run; event-loop delay while pages are read;
 * memory over 1,000 pages. `--data` is a folder as for `eval -- extraction`. Prints its bars; false when one is missed.
 */
import { Readability } from '@mozilla/readability';
import { JSDOM, VirtualConsole } from 'jsdom';
import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { readPages } from '../eval/wcxb.ts';
import { collect } from './heaps.ts';
import { measureMemory } from './memory.ts';
import { openReader } from './reader.ts';

const COMPARED = 50; // pages
const OF_A_TURN = 10;
const LEAST_GAIN = 3;
const MOST_DELAY_MS = 100;

interface Spent {
	seconds: number;
	cpu: number; // seconds of all threads
	bytes: number; // of HTML
	pages: number;
}

export async function run({ data, pages: wanted }: { data: string; pages: number }) {
	const bodies = readPages(data).pages.map((page) => Buffer.from(page.html()));
	const server = createServer((request, response) => {
		const [, at] = /^\/(\d+)$/u.exec(request.url ?? '') ?? [];
		const body = at === undefined ? undefined : bodies[Number(at) % bodies.length];
		response.writeHead(body ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
		response.end(body);
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const addresses = (count: number) => Array.from({ length: count }, (_, at) => `${base}/${at}`);
	const folder = mkdtempSync(join(tmpdir(), 'pages-'));
	try {
		const sizeOf = (urls: readonly string[]) =>
			urls.reduce((sum, url) => sum + (bodies[Number(url.split('/').at(-1))]?.length ?? 0), 0);
		const swift = await compare(join(folder, 'compared'), { urls: addresses(COMPARED), sizeOf });
		const flat = await measureMemory(join(folder, 'long'), addresses(wanted));
		return swift && flat;
	} finally {
		server.close();
		server.closeAllConnections();
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Both sides read the same pages, ten at a time in turn; both begin warm: what is compared is reading pages. */
async function compare(
	folder: string,
	{ urls, sizeOf }: { urls: readonly string[]; sizeOf: (urls: readonly string[]) => number }
): Promise<boolean> {
	const reader = openReader(folder);
	const delay = monitorEventLoopDelay({ resolution: 5 });
	const ours = nothing();
	const plain = nothing();
	const warm = urls.slice(-OF_A_TURN);
	await plainLoop(warm);
	await reader.readRun('warm', warm);
	for (let at = 0; at < urls.length; at += OF_A_TURN) {
		const turn = urls.slice(at, at + OF_A_TURN);
		const bytes = sizeOf(turn);
		await spend(plain, { pages: turn.length, bytes, work: () => plainLoop(turn) });
		delay.enable();
		await spend(ours, {
			pages: turn.length,
			bytes,
			work: () => reader.readRun(`turn-${at}`, turn)
		});
		delay.disable();
	}
	await reader.close();
	print('jsdom + Readability, one loop', plain);
	print('ours: fetch, extract, split, index', ours);
	noteLoad();
	const gain = ours.pages / ours.cpu / (plain.pages / plain.cpu);
	const p99 = delay.percentile(99) / 1e6;
	const swift = verdict(`times its pages a CPU second: ${gain.toFixed(2)}`, gain >= LEAST_GAIN);
	const smooth = `event-loop delay p99 while ${urls.length} pages are read: ${p99.toFixed(0)} ms`;
	return verdict(smooth, p99 < MOST_DELAY_MS) && swift;
}

const nothing = (): Spent => ({ seconds: 0, cpu: 0, bytes: 0, pages: 0 });

/** Adds what the work costs. The garbage of whoever had the turn before is cleared away first, on nobody's account. */
async function spend(
	sum: Spent,
	{ pages, bytes, work }: { pages: number; bytes: number; work: () => Promise<unknown> }
): Promise<void> {
	collect();
	const [began, before] = [performance.now(), process.cpuUsage()];
	await work();
	const { user, system } = process.cpuUsage(before);
	sum.seconds += (performance.now() - began) / 1_000;
	sum.cpu += (user + system) / 1e6;
	sum.bytes += bytes;
	sum.pages += pages;
}

/** A machine that is busy with other things stretches every delay; the gain is a share of CPU time and stands. */
function noteLoad(): void {
	const [load = 0] = loadavg();
	const cores = availableParallelism();
	if (load > 2 * cores)
		console.log(`the machine is busy: load ${load.toFixed(0)} on ${cores} cores`);
}

function verdict(words: string, fine: boolean): boolean {
	console.log(`${words}   ${fine ? 'met' : 'MISSED'}`);
	return fine;
}

function print(name: string, { pages, seconds, cpu, bytes }: Spent): void {
	const parts = [
		`${(pages / seconds).toFixed(1)} pages/s`,
		`${(pages / cpu).toFixed(1)} pages per CPU s (${((1_000 * cpu) / pages).toFixed(0)} ms each)`,
		`${pages} pages of ${(bytes / pages / 1e6).toFixed(2)} MB`
	];
	console.log(`${name.padEnd(36)} ${parts.join('   ')}`);
}

/** What a program without us does: fetch, jsdom, Readability, one page after the other. */
async function plainLoop(urls: readonly string[]): Promise<void> {
	for (const url of urls) {
		const html = await (await fetch(url)).text();
		const dom = new JSDOM(html, { url, virtualConsole: new VirtualConsole() });
		try {
			new Readability(dom.window.document).parse();
		} catch {
			// a page it cannot read costs it nothing more
		}
		dom.window.close();
		await new Promise((done) => setImmediate(done));
	}
}
