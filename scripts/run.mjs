/** Starting another program and waiting for it. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ROOT, suitableNode } from './node.mjs';

/**
 * Runs a program in the repository with our Node first in PATH and gives its exit code (1 when a signal ended it).
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string | undefined>, cwd?: string, quiet?: boolean }} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, { env = {}, cwd = ROOT, quiet = false } = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, {
			cwd,
			env: { ...process.env, ...withBin(), ...env },
			stdio: quiet ? 'ignore' : 'inherit',
			shell: process.platform === 'win32' && !path.isAbsolute(command)
		});
		child.once('error', reject);
		child.once('exit', (code) => resolve(code ?? 1));
	});
}

/** Runs a script of a package with our Node: `runBin('vite/bin/vite.js', ['build'])`. */
export function runBin(
	/** @type {string} */ script,
	/** @type {readonly string[]} */ args,
	options = {}
) {
	return run(suitableNode(), [path.join(ROOT, 'node_modules', script), ...args], options);
}

/** PATH with our tools first; the folder of npm's shims also holds the bundled Node. */
function withBin() {
	const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
	const bin = path.join(ROOT, 'node_modules', '.bin');
	const rest = (process.env[name] ?? '').split(path.delimiter).filter((each) => each !== bin);
	return { [name]: [bin, ...rest].join(path.delimiter) };
}
