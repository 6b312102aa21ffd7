/** A server of the built product in a process of its own, on a data folder of its own. */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const SERVE = path.resolve(import.meta.dirname, '../../scripts/serve.mjs');
const running: Server[] = [];
const folders: string[] = [];

export interface Server {
	readonly child: ChildProcess;
	readonly url: string;
	readonly gone: Promise<number | null>;
	printed(): string;
}
export function newFolder(): string {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'groundwork-e2e-'));
	folders.push(folder);
	return folder;
}

/** Starts a server; resolves when it printed its address or ended. */
export async function serve(data: string, env: Readonly<Record<string, string>>): Promise<Server> {
	const child = fork(SERVE, ['--port', '0', '--data', data], {
		cwd: os.tmpdir(),
		env: { ...process.env, FETCH_SPACING_MS: '0', FIND_LOCAL_MODELS: '0', ...env },
		silent: true
	});
	let printed = '';
	const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
	const ready = new Promise<string>((resolve) => {
		const take = (piece: Buffer) => {
			printed += piece.toString();
			const match = /^Groundwork is at (http:\S+)$/mu.exec(printed);
			if (match !== null) resolve(match[1] ?? '');
		};
		child.stdout?.on('data', take);
		child.stderr?.on('data', take);
	});
	const url = await Promise.race([ready, gone.then(() => '')]);
	const server = { child, url, gone, printed: () => printed };
	running.push(server);
	return server;
}

/** Kills what was started and has not ended. */
export async function endServers(): Promise<void> {
	for (const server of running.splice(0)) {
		server.child.kill('SIGKILL');
		await server.gone;
	}
}

export function removeFolders(): void {
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
