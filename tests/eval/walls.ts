/**
 * Pages that are not what was asked for. Found: invented walls of every kind (`data/walls.jsonl`), of which none may be
 * kept as a text. False alarms: real pages with much text that are taken for a wall.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodePage } from '../../src/lib/server/web/decode.ts';
import { workOn } from '../../src/lib/server/web/extract/work.ts';
import { openPage } from '../../src/lib/server/web/open.ts';
import type { ReadOutcome } from '../../src/lib/server/web/page.ts';
import { readPages } from './wcxb.ts';

const REAL_TEXT = 600; // characters of true text of a page that is certainly no wall
const MOST_ALARMS = 0.005;
const LEAST_FOUND = 0.8; // of every kind

interface Wall {
	readonly reason: string;
	readonly language: string;
	readonly title: string;
	readonly head: string;
	readonly body: string;
	readonly script?: number; // characters of it
}

/** `data` as for extraction, or a folder with HTML files of good pages. Gives true when both bars are met. */
export async function run({ data, verbose }: { data: string; verbose: boolean }): Promise<boolean> {
	const found = await wallsFound(verbose);
	const alarms = await falseAlarms(data);
	return found && alarms;
}

async function wallsFound(verbose: boolean): Promise<boolean> {
	const file = new URL('data/walls.jsonl', import.meta.url);
	const walls = readFileSync(file, 'utf8')
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as Wall);
	const byKind = new Map<string, { all: number; named: number; kept: number }>();
	for (const wall of walls) {
		const outcome = await open(htmlOf(wall), 'http://wall.test/page');
		const sum = byKind.get(wall.reason) ?? { all: 0, named: 0, kept: 0 };
		const named = !outcome.ok && outcome.reason === wall.reason;
		byKind.set(wall.reason, {
			all: sum.all + 1,
			named: sum.named + Number(named),
			kept: sum.kept + Number(outcome.ok)
		});
		if (!named && verbose)
			console.log(wall.reason, wall.language, wall.title, outcome.ok ? 'KEPT' : outcome.reason);
	}
	for (const [kind, { all, named, kept }] of byKind)
		console.log(`${kind.padEnd(17)} named ${named} of ${all}, kept as a text ${kept}`);
	return [...byKind.values()].every(({ all, named }) => named >= LEAST_FOUND * all);
}

function htmlOf({ title, head, body, language, script = 0 }: Wall): string {
	const code = script > 0 ? `<script>${'var a=1;'.repeat(script / 8)}</script>` : '';
	return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${title}</title>${head}${code}</head><body>${body}</body></html>`;
}

/** Opens a page as the product does, in this thread. */
function open(html: string, url: string): Promise<ReadOutcome> {
	const page = { url, bytes: Buffer.from(html), contentType: 'text/html; charset=utf-8' };
	return openPage(
		{ ...page, truncated: false },
		{
			pool: { run: workOn, close: () => Promise.resolve() },
			signal: new AbortController().signal,
			readAt: 0,
			own: false
		}
	);
}

const NO_WALLS = /^(?:empty|unreadable|too-large)$/u; // reasons of their own

async function falseAlarms(data: string): Promise<boolean> {
	const pages = goodPages(data);
	let alarms = 0;
	for (const page of pages) {
		const outcome = await open(page.html(), page.url);
		if (outcome.ok || NO_WALLS.test(outcome.reason)) continue;
		alarms += 1;
		console.log('false alarm', outcome.reason, page.url.slice(0, 100));
	}
	const share = alarms / Math.max(1, pages.length);
	const fine = share <= MOST_ALARMS && pages.length > 0;
	console.log(
		`false alarms: ${alarms} of ${pages.length} pages (${(100 * share).toFixed(2)} %)   at most ${100 * MOST_ALARMS} %: ${fine ? 'met' : 'MISSED'}`
	);
	return fine;
}

/** Pages whose true text is known and long; those of an offline web; of a folder without either, every HTML file. */
function goodPages(data: string): { url: string; html(): string }[] {
	if (existsSync(join(data, 'ground-truth.jsonl.gz')))
		return readPages(data).pages.filter(({ truth }) => truth.length >= REAL_TEXT);
	if (existsSync(join(data, 'pages.jsonl.gz'))) return webPages(join(data, 'pages.jsonl.gz'));
	return readdirSync(data, { recursive: true, encoding: 'utf8' })
		.filter((name) => /\.html?(?:\.gz)?$/u.test(name))
		.sort()
		.map((name) => ({
			url: `http://good.test/${encodeURI(name)}`,
			html: () => {
				const bytes = readFileSync(join(data, name));
				return decodePage(name.endsWith('.gz') ? gunzipSync(bytes) : bytes, 'text/html').text;
			}
		}));
}

interface WebRow {
	readonly url: string;
	readonly title: string;
	readonly kind: 'html' | 'text';
	readonly body: string; // HTML (gzip, base64) or plain text
}

/** Short pages too: a text of two sentences is no wall. */
function webPages(file: string): { url: string; html(): string }[] {
	return gunzipSync(readFileSync(file))
		.toString('utf8')
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as WebRow)
		.map(({ url, title, kind, body }) => ({
			url,
			html: () =>
				kind === 'html'
					? decodePage(gunzipSync(Buffer.from(body, 'base64')), 'text/html').text
					: `<title>${title}</title><article><h1>${title}</h1>${body.replace(/^.*$/gmu, '<p>$&</p>')}</article>`
		}));
}
