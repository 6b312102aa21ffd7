/** A Chromium on this machine for pages that need JavaScript: the lean headless one first. */
import { existsSync } from 'node:fs';
import path from 'node:path';

const NAMES = [
	'chromium-headless-shell',
	'chromium',
	'chromium-browser',
	'google-chrome-stable',
	'google-chrome'
];
const ELSEWHERE = [
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
	'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
	'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'
];
const FOLDERS = ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome'];

export interface FoundBrowser {
	readonly path: string | null;
	/** Why none is used, in words; null when one is. */
	readonly problem: string | null;
}

/**
 * The browser to use. `named` is the setting: a path, "off", or null to look for one. As root Chromium cannot be kept
 * in its sandbox, so none is used then unless the operator said that it may run without (`noSandbox`).
 */
export function findBrowser({
	named,
	noSandbox,
	root
}: {
	named: string | null;
	noSandbox: boolean;
	root: boolean;
}): FoundBrowser {
	const none = (problem: string): FoundBrowser => ({ path: null, problem });
	if (named === 'off') return none('The browser is switched off (BROWSER_PATH=off).');
	if (named !== null && !existsSync(named))
		return none(`BROWSER_PATH names ${named}, which is not there.`);
	const found = named ?? places().find((place) => existsSync(place)) ?? null;
	if (found === null) return none('No Chromium was found; install one or set BROWSER_PATH.');
	if (root && !noSandbox) {
		return none(
			'A browser is never run as root outside its sandbox; run Groundwork as another user, or set BROWSER_NO_SANDBOX=1 where a container keeps it in.'
		);
	}
	return { path: found, problem: null };
}

function places(): string[] {
	return [
		...NAMES.flatMap((name) => FOLDERS.map((folder) => path.join(folder, name))),
		...ELSEWHERE
	];
}
