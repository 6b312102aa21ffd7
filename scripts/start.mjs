/**
 * `npm start`: installs what is missing, builds when the sources changed, serves. Plain JavaScript for old Nodes: this
 * file may run on one, everything after it runs on a Node that our packages support.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ensureInstalled } from './install.mjs';
import { isNewEnough, ROOT, suitableNode } from './node.mjs';

try {
	await ensureInstalled();
	const node = suitableNode();
	if (isNewEnough()) await serveHere();
	else serveWith(node);
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}

async function serveHere() {
	const { ensureBuilt } = await import('./build.mjs');
	await ensureBuilt();
	await import('./serve.mjs');
}

/**
 * Goes on as a child of this process on the newer Node. Signals are passed on, and the child ends when its line to us
 * is cut, so that killing this process never leaves a server behind that holds the port and the data folder.
 */
function serveWith(/** @type {string} */ node) {
	const self = path.join(ROOT, 'scripts', 'start.mjs');
	const child = spawn(node, [self, ...process.argv.slice(2)], {
		cwd: ROOT,
		stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
		env: { ...process.env, GROUNDWORK_SUPERVISED: '1' }
	});
	for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
		process.on(signal, () => child.kill(signal));
	}
	child.once('error', (error) => {
		console.error(error.message);
		process.exit(1);
	});
	child.once('exit', (code) => process.exit(code ?? 1));
}
