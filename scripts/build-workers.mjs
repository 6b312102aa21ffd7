/**
 * Bundles the worker threads into build/workers. SvelteKit's build does not know them (they are started by path, not
 * imported), and the production image has no TypeScript to run.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './node.mjs';

export const WORKERS = {
	extract: 'src/lib/server/web/extract/worker.ts',
	embed: 'src/lib/server/providers/embed/worker.ts'
};

/** Packages with native parts or files of their own; they stay in node_modules. */
const OUTSIDE = ['jsdom', 'onnxruntime-node', 'pdfjs-dist', 'mammoth', '@e965/xlsx'];

/** Writes build/workers/NAME.js for every worker. Throws when one cannot be bundled. */
export async function buildWorkers(out = path.join(ROOT, 'build', 'workers')) {
	const { rolldown } = await import('rolldown');
	for (const [name, file] of Object.entries(WORKERS)) {
		const input = path.join(ROOT, file);
		if (!existsSync(input)) throw new Error(`There is no worker ${file}`);
		const bundle = await rolldown({
			input,
			platform: 'node',
			external: (id) =>
				id.startsWith('node:') || OUTSIDE.some((each) => id === each || id.startsWith(`${each}/`)),
			logLevel: 'warn'
		});
		await bundle.write({
			file: path.join(out, `${name}.js`),
			format: 'esm',
			codeSplitting: false,
			sourcemap: false
		});
		await bundle.close();
	}
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
	await buildWorkers();
}
