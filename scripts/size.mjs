/**
 * `npm run size`: gzipped JavaScript that a page loads at first, from the built client, held against its budget. What a
 * page imports statically counts; what it loads later does not.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from './node.mjs';

const CLIENT = path.join(ROOT, 'build', 'client', '_app', 'immutable');
/** Page component (by a word that only it has) and its budget in kilobytes. */
const PAGES = [
	{ name: 'home', words: 'What do you want to know for sure', budget: 60 },
	{ name: 'live', words: 'Jump to newest', budget: 120 }
];

/** @param {string} file @param {Set<string>} seen */
function closure(file, seen = new Set()) {
	if (seen.has(file)) return seen;
	seen.add(file);
	const code = readFileSync(file, 'utf8');
	for (const [, target] of code.matchAll(/(?:from|import)\s*["'](\.[^"']+\.js)["']/gu)) {
		closure(path.resolve(path.dirname(file), String(target)), seen);
	}
	return seen;
}

const files = (/** @type {string} */ folder) =>
	readdirSync(path.join(CLIENT, folder))
		.filter((name) => name.endsWith('.js'))
		.map((name) => path.join(CLIENT, folder, name));

const shared = new Set();
for (const entry of files('entry')) closure(entry, shared);
const nodes = files('nodes');
const layout = nodes.filter((file) => /^0\./u.test(path.basename(file)));
let fine = true;
for (const { name, words, budget } of PAGES) {
	const page = nodes.find((file) =>
		[...closure(file)].some((one) => readFileSync(one, 'utf8').includes(words))
	);
	if (!page) throw new Error(`no built page says "${words}": build first`);
	const all = new Set([
		...shared,
		...layout.flatMap((file) => [...closure(file)]),
		...closure(page)
	]);
	const bytes = [...all].reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
	const kilobytes = bytes / 1000;
	const ok = kilobytes <= budget;
	fine &&= ok;
	console.log(
		`${name.padEnd(6)} ${kilobytes.toFixed(1)} KB of JavaScript gzipped, at most ${budget}: ${ok ? 'met' : 'MISSED'}`
	);
}
process.exitCode = fine ? 0 : 1;
