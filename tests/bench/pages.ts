/**
 * `npm run bench -- pages --data DIR`: pages a second and megabytes a page through fetch (loopback), extract, split and
 * index, beside a plain jsdom + Readability loop over the same pages in the same run; event-loop delay while 50 pages
 * are read; memory at 100, 500 and 1,000 pages. `--data` is a folder as for `eval -- extraction`.
 */
import { Readability } from '@mozilla/readability';
import { JSDOM, VirtualConsole } from 'jsdom';
import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Failure } from '../../src/lib/server/net/failure.ts';
import type { Fetcher, IndexRow, Snapshot } from '../../src/lib/server/ports.ts';
import { createExtractPool } from '../../src/lib/server/web/extract/pool.ts';
import { createWeb } from '../../src/lib/server/web/read.ts';
import { createLanceIndex } from '../../src/lib/server/providers/index/lance.ts';
import { readPages } from '../eval/wcxb.ts';

const AT_ONCE = 4;
const LEAST_GAIN = 3;
const MOST_DELAY_MS = 100;
const MOST_GROWTH = 1.5;

interface Spent {
	readonly pages: number;
	readonly seconds: number;
	readonly cpu: number;
}

export async function run({ data, pages: wanted }: { data: string; pages: number }) {
	const bodies = readPages(data).pages.map((page) => Buffer.from(page.html()));
	const server = createServer((request, response) => {
		const body = bodies[Number(request.url?.slice(1))];
		response.writeHead(body ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
		response.end(body);
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const folder = mkdtempSync(join(tmpdir(), 'pages-'));
	try {
		const address = (_: unknown, at: number) => `${base}/${at}`;
		const warm = bodies.slice(50, 60).map((_, at) => `${base}/${at + 50}`);
		const few = bodies.slice(0, 50).map(address);
		// Both begin warm: what is compared is reading pages, not starting programs.
		await plainLoop(warm);
		const plain = await plainLoop(few);
		const ours = await product(folder, { urls: few, warm, marks: [] });
		const gain = ours.spent.pages / ours.spent.cpu / (plain.pages / plain.cpu);
		print('jsdom + Readability, one loop', plain);
		print('ours: fetch, extract, split, index', ours.spent);
		verdict(`times its pages a CPU second: ${gain.toFixed(1)}`, gain >= LEAST_GAIN);
		verdict(
			`event-loop delay p99 while 50 pages are read: ${ours.delay.toFixed(0)} ms`,
			ours.delay < MOST_DELAY_MS
		);
		const many = Array.from({ length: wanted }, (_, at) => `${base}/${at % bodies.length}`);
		const long = await product(join(folder, 'long'), {
			urls: many,
			warm,
			marks: [100, 500, 1_000]
		});
		print(`ours, ${wanted} pages`, long.spent);
		for (const [count, mb] of long.memory) console.log(`RSS after ${count} pages: ${mb} MB`);
		const [first, last] = [long.memory[0]?.[1] ?? 1, long.memory.at(-1)?.[1] ?? 1];
		const flat = last <= MOST_GROWTH * first;
		verdict(`memory at the end: ${(last / first).toFixed(2)} times that at the start`, flat);
		return gain >= LEAST_GAIN && ours.delay < MOST_DELAY_MS && flat;
	} finally {
		server.close();
		server.closeAllConnections();
		rmSync(folder, { recursive: true, force: true });
	}
}

function verdict(words: string, fine: boolean): void {
	console.log(`${words}   ${fine ? 'met' : 'MISSED'}`);
}

function print(name: string, { pages, seconds, cpu }: Spent): void {
	const each = ((1_000 * cpu) / pages).toFixed(0);
	console.log(
		`${name.padEnd(36)} ${(pages / seconds).toFixed(1)} pages/s   ${(pages / cpu).toFixed(1)} pages per CPU s (${each} ms each)   ${pages} pages`
	);
}

function clock(): () => { seconds: number; cpu: number } {
	const [began, cpu] = [performance.now(), process.cpuUsage()];
	return () => {
		const spent = process.cpuUsage(cpu);
		return {
			seconds: (performance.now() - began) / 1_000,
			cpu: (spent.user + spent.system) / 1e6
		};
	};
}

/** What a program without us does: fetch, jsdom, Readability, one page after the other. */
async function plainLoop(urls: readonly string[]): Promise<Spent> {
	const stop = clock();
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
	return { pages: urls.length, ...stop() };
}

/** Bytes from loopback only; the guard that refuses such addresses is not what is measured. */
const loopback: Fetcher = {
	name: 'loopback',
	fetch: async (url, { signal }) => {
		const reply = await fetch(url, { signal });
		if (!reply.ok) throw new Failure('missing', 'is not there', { provider: 'loopback' });
		return {
			headers: {},
			url,
			status: reply.status,
			contentType: reply.headers.get('content-type') ?? '',
			bytes: new Uint8Array(await reply.arrayBuffer()),
			truncated: false
		};
	}
};

async function product(
	folder: string,
	{
		urls,
		warm,
		marks
	}: { urls: readonly string[]; warm: readonly string[]; marks: readonly number[] }
) {
	const pool = createExtractPool();
	const web = createWeb({ fetcher: loopback, pool, now: Date.now });
	const index = createLanceIndex({ folder, dimensions: 384, embedderId: 'bench' });
	const signal = new AbortController().signal;
	const delay = monitorEventLoopDelay({ resolution: 5 });
	const memory: [number, number][] = [];
	let waiting = [...warm];
	let done = 0;
	const work = async () => {
		for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
			const outcome = await web.read(url, { signal });
			if (outcome.ok) await index.add(rowsOf(outcome.snapshot, url));
			done += 1;
			if (marks.includes(done)) memory.push([done, Math.round(process.memoryUsage.rss() / 1e6)]);
		}
	};
	const all = () => Promise.all(Array.from({ length: AT_ONCE }, work));
	await all();
	waiting = [...urls];
	done = 0;
	const stop = clock();
	delay.enable();
	await all();
	delay.disable();
	const spent: Spent = { pages: urls.length, ...stop() };
	await pool.close();
	await index.close();
	return { spent, delay: delay.percentile(99) / 1e6, memory };
}

function rowsOf({ passages, textHash }: Snapshot, sourceId: string): IndexRow[] {
	return passages.map((passage) => ({
		scope: 'bench',
		sourceId,
		passageId: `${sourceId}.${passage.id}`,
		textHash,
		language: 'en',
		text: [...passage.headings, passage.text].join('\n'),
		vector: null
	}));
}
