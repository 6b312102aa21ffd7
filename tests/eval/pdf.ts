/**
 * Every PDF of a folder (or of the archives in it) through the product's own pool: each ends in text or in a typed
 * reason, none crashes or hangs. A table by outcome with pages, time and memory. Damaged copies of every file too.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createExtractPool } from '../../src/lib/server/web/extract/pool.ts';
import { readDocument } from '../../src/lib/server/web/open.ts';
import { SKIP_REASONS } from '../../src/lib/server/web/page.ts';

interface File {
	readonly name: string;
	readonly bytes: Uint8Array;
}

const LONGEST_MS = 70_000; // beyond the pool's own deadline a file hangs
const REASONS: readonly string[] = ['encrypted', 'damaged', 'no-text', 'empty', 'too-large'];

/** True when every file ends as it should. */
export async function run({ data }: { data: string }): Promise<boolean> {
	const files = pdfsIn(data);
	const pool = createExtractPool({ size: 1 });
	const outcomes = new Map<string, number>();
	let bad = 0;
	const times: number[] = [];
	try {
		for (const file of files) {
			const told = await outcomeOf(file, pool);
			times.push(told.ms);
			outcomes.set(told.outcome, (outcomes.get(told.outcome) ?? 0) + 1);
			if (!told.fine) bad += 1;
			console.log(
				`${told.fine ? ' ' : '!'} ${told.outcome.padEnd(10)} ${String(Math.round(told.ms)).padStart(6)} ms  ${file.name}  ${told.note}`
			);
		}
		const spoiled = await spoil(files, pool);
		bad += spoiled.bad;
		console.log(
			`\n${spoiled.count} damaged copies (cut in half, a tenth of the bytes changed): ${spoiled.bad} without text or a typed reason`
		);
	} finally {
		await pool.close();
	}
	times.sort((a, b) => a - b);
	console.log(`\n${files.length} files`);
	for (const [outcome, count] of [...outcomes].sort((a, b) => b[1] - a[1]))
		console.log(`  ${outcome.padEnd(12)} ${count}`);
	console.log(
		`median ${Math.round(times[Math.floor(times.length / 2)] ?? 0)} ms, longest ${Math.round(times.at(-1) ?? 0)} ms; memory of the process ${Math.round(process.memoryUsage.rss() / 1e6)} MB`
	);
	console.log(
		bad === 0 && files.length > 0
			? 'all end in text or a typed reason'
			: `${bad} do not end as they should`
	);
	return bad === 0 && files.length > 0;
}

async function outcomeOf(file: File, pool: ReturnType<typeof createExtractPool>) {
	const began = performance.now();
	const signal = AbortSignal.timeout(LONGEST_MS);
	const took = () => performance.now() - began;
	try {
		const outcome = await readDocument(
			{ ...file, contentType: 'application/pdf' },
			{ pool, signal, readAt: 0 }
		);
		if (!outcome.ok) {
			const known = (SKIP_REASONS as readonly string[]).includes(outcome.reason);
			return {
				outcome: outcome.reason,
				fine: known && REASONS.includes(outcome.reason),
				ms: took(),
				note: outcome.message
			};
		}
		const { text, marks = [], passages } = outcome.snapshot;
		const exact =
			passages.every((one) => text.slice(one.start, one.end) === one.text) &&
			text === text.normalize('NFC');
		const note = `${text.length} characters, ${marks.length} pages with text`;
		return {
			outcome: exact ? 'text' : 'not exact',
			fine: exact && text !== '' && marks.length > 0,
			ms: took(),
			note
		};
	} catch (error) {
		return { outcome: 'hang or crash', fine: false, ms: took(), note: String(error) };
	}
}

/** The same files, broken in two ways by a fixed sequence. */
async function spoil(files: readonly File[], pool: ReturnType<typeof createExtractPool>) {
	let [count, bad] = [0, 0];
	let seed = 1;
	const next = (below: number) => {
		seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
		return seed % below;
	};
	for (const { name, bytes } of files) {
		const noisy = bytes.slice();
		for (let at = 0; at < noisy.length / 10; at += 1)
			noisy[1024 + next(Math.max(1, noisy.length - 1024))] = next(256);
		for (const broken of [bytes.slice(0, bytes.length / 2), noisy.slice(0, bytes.length)]) {
			const told = await outcomeOf({ name, bytes: broken }, pool);
			count += 1;
			if (told.outcome === 'unreadable' || told.fine) continue;
			bad += 1;
			console.log(`! ${told.outcome} ${name}, damaged: ${told.note}`);
		}
	}
	return { count, bad };
}

function pdfsIn(folder: string): File[] {
	const found: File[] = [];
	for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
		if (!entry.isFile()) continue;
		const path = join(entry.parentPath, entry.name);
		if (/\.pdf$/iu.test(entry.name))
			found.push({ name: relative(folder, path), bytes: new Uint8Array(readFileSync(path)) });
		else if (/\.(?:tar\.gz|tgz)$/iu.test(entry.name))
			found.push(...pdfsInTar(gunzipSync(readFileSync(path))));
	}
	return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Regular files of a tar archive that end in .pdf. */
function pdfsInTar(tar: Buffer): File[] {
	const found: File[] = [];
	for (let at = 0; at + 512 <= tar.length;) {
		const field = (from: number, length: number) =>
			tar.toString('latin1', at + from, at + from + length).replace(/\0.*$/su, '');
		const size = parseInt(field(124, 12).trim() || '0', 8);
		const prefix = field(257, 5) === 'ustar' ? field(345, 155) : '';
		const name = prefix === '' ? field(0, 100) : `${prefix}/${field(0, 100)}`;
		if (/^[0\0]?$/u.test(field(156, 1)) && /\.pdf$/iu.test(name)) {
			found.push({ name, bytes: new Uint8Array(tar.subarray(at + 512, at + 512 + size)) });
		}
		at += 512 + Math.ceil(size / 512) * 512;
	}
	return found;
}
