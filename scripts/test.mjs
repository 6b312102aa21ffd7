/**
 * `npm test`: installs what is missing, a browser included, and runs every suite offline. Arguments go to the first
 * runner, so that `npm test -- src/lib/research` runs a part.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ensureInstalled } from './install.mjs';
import { ROOT } from './node.mjs';

const VITEST = 'vitest/vitest.mjs';

try {
	await ensureInstalled();
	process.exitCode = (await runAll(process.argv.slice(2))) ? 0 : 1;
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}

async function runAll(/** @type {string[]} */ chosen) {
	const { runBin } = await import('./run.mjs');
	const env = offlineWeb();
	if (chosen.length > 0) return (await runBin(VITEST, ['run', ...chosen], { env })) === 0;
	heading('Unit, contract and golden tests');
	const first = await runBin(VITEST, ['run'], { env });
	heading('End-to-end tests on the production build');
	const { ensureBuilt } = await import('./build.mjs');
	const { ensureBrowser } = await import('./browser.mjs');
	await ensureBuilt();
	const CHROMIUM_PATH = await ensureBrowser();
	const config = ['--config', 'vitest.e2e.config.ts'];
	const second = await runBin(VITEST, ['run', ...config], { env: { ...env, CHROMIUM_PATH } });
	heading(first + second === 0 ? 'Every suite passed' : 'Some tests failed (see above)');
	return first + second === 0;
}

/** Where the offline web is: some suites want it, and say that they were skipped without it. */
function offlineWeb() {
	const folder = process.env.OFFLINE_WEB ?? path.join(ROOT, '..', 'shared', 'offline-web');
	if (existsSync(path.join(folder, 'web.mjs'))) return { OFFLINE_WEB: path.resolve(folder) };
	console.log('skipped: offline web not found (the suites that need it)');
	return {};
}

function heading(/** @type {string} */ text) {
	console.log(`\n=== ${text}`);
}
