/**
 * The product against the offline web: starts both on free ports with a fresh data folder, lets the offline web's own
 * score.mjs ask and measure, and stops both. Shared by `npm run score` and `npm run eval -- models`.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT, suitableNode } from './node.mjs';

const READY_MS = 60_000;

/** @typedef {{ stop: () => Promise<void>, url: string }} Running */
/** @typedef {{ set: string, effort: string, faults: string, concurrency: string, limit?: string | undefined, out: string, timeout?: string }} Asking */

/** Where the offline web is looked for. */
export function offlineWebFolder() {
	return process.env['OFFLINE_WEB'] ?? path.join(ROOT, '..', 'shared', 'offline-web');
}

/**
 * Asks one question set and gives score.mjs's file as it wrote it. `then` runs before the app is stopped, with its address.
 * @template T
 * @param {Asking} asking
 * @param {{ env?: Record<string, string>, then: (app: string, scored: any) => Promise<T> }} options
 * @returns {Promise<T>}
 */
export async function askSet(asking, { env = {}, then }) {
	const web = offlineWebFolder();
	const data = mkdtempSync(path.join(os.tmpdir(), 'groundwork-score-'));
	rmSync(asking.out, { force: true });
	const offline = await start(
		[path.join(web, 'web.mjs'), '--port', '0', '--faults', asking.faults],
		{}
	);
	try {
		const app = await start(
			[
				...[path.join(ROOT, 'scripts', 'serve.mjs'), '--port', '0', '--host', '127.0.0.1'],
				...['--data', data]
			],
			{ SEARXNG_URL: offline.url, FETCH_PROXY: offline.url, SEARCH_ENGINES: 'searxng', ...env }
		);
		try {
			await ask([
				...['--app', app.url, '--web', offline.url],
				...['--effort', asking.effort, '--out', asking.out],
				...['--questions', path.join(web, 'questions', `${asking.set}.jsonl`)],
				...['--concurrency', asking.concurrency],
				...(asking.limit === undefined ? [] : ['--limit', asking.limit]),
				...(asking.timeout === undefined ? [] : ['--timeout', asking.timeout])
			]);
			return await then(app.url, JSON.parse(readFileSync(asking.out, 'utf8')));
		} finally {
			await app.stop();
		}
	} finally {
		await offline.stop();
		rmSync(data, { recursive: true, force: true });
	}
}

/** Runs score.mjs. @param {readonly string[]} args */
async function ask(args) {
	const child = spawn(suitableNode(), [path.join(offlineWebFolder(), 'score.mjs'), ...args], {
		stdio: 'inherit'
	});
	const code = await new Promise((resolve) => child.once('exit', resolve));
	if (code !== 0) throw new Error(`score.mjs ended with ${code}`);
}

/**
 * Starts a server and waits for the first address it prints.
 * @param {readonly string[]} args
 * @param {Record<string, string>} env
 * @returns {Promise<Running>}
 */
function start(args, env) {
	const child = spawn(suitableNode(), args, {
		cwd: os.tmpdir(), // no .env of a developer
		env: { ...process.env, ...env },
		stdio: ['ignore', 'pipe', 'inherit']
	});
	const gone = new Promise((resolve) => child.once('exit', resolve));
	const stop = async () => {
		child.kill('SIGTERM');
		await gone;
	};
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => {
			void stop();
			reject(new Error(`${args[0]} printed no address within ${READY_MS / 1000} s`));
		}, READY_MS);
		let printed = '';
		child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ piece) => {
			printed = (printed + piece).slice(-10_000);
			const url = /https?:\/\/127\.0\.0\.1:\d+/u.exec(printed)?.[0];
			if (url === undefined) return;
			clearTimeout(timer);
			resolve({ url, stop });
		});
		void gone.then((code) => {
			clearTimeout(timer);
			reject(new Error(`${args[0]} ended with ${code}`));
		});
	});
}
