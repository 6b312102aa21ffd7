/** A Chromium for the end-to-end tests: one that is there, else Playwright's own download, else Debian's package. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './node.mjs';
import { run, runBin } from './run.mjs';

const PLACES = {
	linux: [
		'/usr/bin/chromium-headless-shell',
		'/usr/bin/chromium',
		'/usr/bin/chromium-browser',
		'/usr/bin/google-chrome',
		'/usr/bin/google-chrome-stable',
		'/snap/bin/chromium'
	],
	darwin: [
		'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
		'/Applications/Chromium.app/Contents/MacOS/Chromium'
	],
	win32: [
		'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
		'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'
	]
};

/** Path of a Chromium on this machine, or undefined. CHROMIUM_PATH names one outright. */
export async function findBrowser() {
	const named = process.env.CHROMIUM_PATH;
	if (named) {
		if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, which is not there.`);
		return named;
	}
	const places = PLACES[/** @type {keyof typeof PLACES} */ (process.platform)] ?? [];
	const found = places.find((place) => existsSync(place));
	if (found !== undefined) return found;
	const { chromium } = await import('playwright-core');
	const own = chromium.executablePath();
	return existsSync(own) ? own : undefined;
}

/** The same, installing one when there is none. Throws with what to do when nothing works. */
export async function ensureBrowser() {
	const found = await findBrowser();
	if (found !== undefined) return found;
	console.log("Fetching a browser for the end-to-end tests: Playwright's own ...");
	const cli = path.join('playwright-core', 'cli.js');
	const code = await runBin(cli, ['install', 'chromium'], { quiet: true });
	const downloaded = code === 0 ? await findBrowser() : undefined;
	if (downloaded !== undefined) return downloaded;
	if (isRootOnDebian()) await installFromDebian();
	const installed = await findBrowser();
	if (installed !== undefined) return installed;
	throw new Error(
		'The end-to-end tests need a Chromium. Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH.'
	);
}

const isRootOnDebian = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

async function installFromDebian() {
	console.log("Not to be had; asking Debian's ...");
	const env = { DEBIAN_FRONTEND: 'noninteractive' };
	const get = (/** @type {string[]} */ ...args) =>
		run('apt-get', ['-qq', ...args], { env, cwd: ROOT });
	await get('update');
	for (const name of ['chromium-headless-shell', 'chromium']) {
		if ((await get('install', '-y', '--no-install-recommends', name)) === 0) return;
	}
}
