/**
 * Pages that are not what was asked for. Found: invented walls of every kind (`data/walls.jsonl`), of which none may be
 * kept as a text. False alarms: real pages with much text that are taken for a wall. A few pages of the sets are walls
 * themselves (`data/true-walls.jsonl`): each must show what it is listed for, by a measure that the product does not
 * use, and must be named.
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
	const walls = linesOf<Wall>('walls.jsonl');
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

function linesOf<T>(name: string): T[] {
	return readFileSync(new URL(`data/${name}`, import.meta.url), 'utf8')
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as T);
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

/** A page of the sets that is a wall, and the words on it that show so; null: without its scripts it says nothing. */
interface TrueWall {
	readonly url: string; // without scheme, "www." and the last slash
	readonly reason: string;
	readonly says: string | null;
	readonly why: string;
}

const TRUE_WALLS = linesOf<TrueWall>('true-walls.jsonl');
const BARE = 40; // characters: a title and a copyright line are no text

function trueWallAt(url: string): TrueWall | undefined {
	const bare = url.replace(/^https?:\/\/(?:www\.)?/u, '').replace(/\/$/u, '');
	return TRUE_WALLS.find((wall) => wall.url === bare);
}

/** True when the page shows what it is listed for. */
function shows({ says }: TrueWall, html: string): boolean {
	const text = html
		.replace(
			/<!--[\s\S]*?-->|<(script|style|noscript|head|svg|template)\b[\s\S]*?<\/\1\s*>/giu,
			' '
		)
		.replace(/<[^>]*>/gu, ' ')
		.replace(/\s+/gu, ' ')
		.trim();
	return says === null ? text.length <= BARE : text.includes(says);
}

/** Says whether a true wall was named; one that does not show what it is listed for counts as missed. */
function isNamed(wall: TrueWall, { html, outcome }: { html: string; outcome: ReadOutcome }) {
	const shown = shows(wall, html);
	const named = shown && !outcome.ok && outcome.reason === wall.reason;
	const told = outcome.ok ? 'kept as a text' : outcome.reason;
	console.log(`true wall ${wall.reason}, ${shown ? told : 'but it does not show it'}: ${wall.url}`);
	return named;
}

const NO_WALLS = /^(?:empty|unreadable|too-large)$/u; // reasons of their own

async function falseAlarms(data: string): Promise<boolean> {
	const pages = goodPages(data);
	let [alarms, walls, named] = [0, 0, 0];
	for (const page of pages) {
		const html = page.html();
		const outcome = await open(html, page.url);
		const wall = trueWallAt(page.url);
		if (wall) {
			walls += 1;
			named += Number(isNamed(wall, { html, outcome }));
			continue;
		}
		if (outcome.ok || NO_WALLS.test(outcome.reason)) continue;
		alarms += 1;
		console.log('false alarm', outcome.reason, page.url.slice(0, 100));
	}
	const good = pages.length - walls;
	const share = alarms / Math.max(1, good);
	const fine = share <= MOST_ALARMS && good > 0 && named === walls;
	console.log(
		`false alarms: ${alarms} of ${good} pages, ${named} of ${walls} true walls named (${(100 * share).toFixed(2)} %)   at most ${100 * MOST_ALARMS} %: ${fine ? 'met' : 'MISSED'}`
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
