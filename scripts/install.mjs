/** Installing what is missing: compares what the lockfile names with what is there, and runs `npm ci` where they differ. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './node.mjs';

/** @typedef {{ version?: string, optional?: boolean, dev?: boolean, devOptional?: boolean, link?: boolean }} Locked */

/** The first packages that are missing or of another version; optional ones are left to npm. */
export function missingPackages(root = ROOT) {
	const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
	const packages = /** @type {[string, Locked][]} */ (Object.entries(lock.packages));
	return packages
		.filter(([place, each]) => place !== '' && !each.optional && !each.devOptional && !each.link)
		.filter(([place, each]) => installedVersion(path.join(root, place)) !== each.version)
		.map(([place]) => place);
}

function installedVersion(/** @type {string} */ place) {
	try {
		return JSON.parse(readFileSync(path.join(place, 'package.json'), 'utf8')).version;
	} catch {
		return undefined;
	}
}

/** Runs `npm ci` when a package is missing. Throws when that fails. */
export async function ensureInstalled() {
	if (!existsSync(path.join(ROOT, 'package-lock.json'))) return; // an image without development files
	const missing = missingPackages();
	if (missing.length === 0) return;
	console.log(`Installing ${missing.length} packages (once; about a minute) ...`);
	const { run } = await import('./run.mjs');
	const npm = process.env.npm_execpath;
	const args = ['ci', '--loglevel=error', '--no-progress'];
	const code =
		npm?.endsWith('.js') === true
			? await run(process.execPath, [npm, ...args], { env: CLEAN })
			: await run('npm', args, { env: CLEAN });
	if (code !== 0) throw new Error(`npm ci failed (exit ${code}). Its output is above.`);
}

/** A production environment would leave out what the build needs. */
const CLEAN = { NODE_ENV: undefined, npm_config_omit: undefined, npm_config_production: undefined };
