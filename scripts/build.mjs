/** Builds the product into build/: the SvelteKit server and the workers; `ensureBuilt` does it only when sources changed. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './node.mjs';
import { runBin } from './run.mjs';

const STAMP = path.join(ROOT, 'build', '.sources');
const FOLDERS = ['src', 'static'];
const FILES = [
	'package.json',
	'package-lock.json',
	'svelte.config.js',
	'vite.config.ts',
	'tsconfig.json',
	'scripts/build.mjs',
	'scripts/build-workers.mjs'
];

/** One hash over everything that goes into the build; tests and documents do not. */
export function sourcesHash(root = ROOT) {
	const hash = createHash('sha256');
	const inFolders = FOLDERS.filter((folder) => existsSync(path.join(root, folder))).flatMap(
		(folder) =>
			readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
				.filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
				.map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
	);
	for (const file of [...inFolders, ...FILES].sort()) {
		const full = path.join(root, file);
		if (!existsSync(full)) continue;
		const bytes = readFileSync(full);
		hash.update(`${file.replaceAll('\\', '/')}\0${bytes.length}\0`).update(bytes);
	}
	return hash.digest('hex');
}

/** Builds unless build/ was made from exactly these sources. An image without sources serves what it has. */
export async function ensureBuilt() {
	if (!existsSync(path.join(ROOT, 'src'))) return;
	const built = existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : '';
	if (built === sourcesHash()) return;
	console.log('Building (once per version; about half a minute) ...');
	await build({ quiet: true });
}

/** Throws when a step fails. The stamp is written last: a build cut short is made again. */
export async function build({ quiet = false } = {}) {
	rmSync(STAMP, { force: true });
	const hash = sourcesHash();
	const level = quiet ? ['--logLevel', 'error'] : [];
	const code = await runBin('vite/bin/vite.js', ['build', ...level]);
	if (code !== 0) throw new Error(`vite build failed (exit ${code}). Its output is above.`);
	const { buildWorkers } = await import('./build-workers.mjs');
	await buildWorkers();
	writeFileSync(STAMP, hash);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
	await build();
}
