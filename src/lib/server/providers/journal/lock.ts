/** One process per data folder: the lock names its holder, so that a second one can say who is first. */
import {
	closeSync,
	mkdirSync,
	openSync,
	readFileSync,
	rmSync,
	writeFileSync,
	writeSync
} from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../net/failure.ts';

export interface Holder {
	readonly pid: number;
	readonly address: string; // where it serves, "" until it does
	readonly since: string; // ISO
}
export interface Lock {
	/** Tells others where the holder serves. */
	serve(address: string): void;
	release(): void;
}

/** Takes the lock of a data folder. Throws Failure "refused" naming the process that holds it; a dead one's is taken over. */
export function takeLock(folder: string): Lock {
	mkdirSync(folder, { recursive: true });
	const file = join(folder, 'lock.json');
	const holder = { pid: process.pid, address: '', since: new Date().toISOString() };
	if (!create(file, holder)) {
		const other = readHolder(file);
		if (other && other.pid !== process.pid && isAlive(other.pid)) {
			const where = other.address === '' ? '' : `, serving ${other.address}`;
			const message = `The data folder ${folder} is in use by process ${other.pid} (since ${other.since}${where}). Stop it, or start this one with another DATA_DIR.`;
			throw new Failure('refused', message, { provider: 'lock' });
		}
		rmSync(file, { force: true });
		if (!create(file, holder)) {
			throw new Failure('refused', `Another process took the data folder ${folder} just now.`, {
				provider: 'lock'
			});
		}
	}
	return {
		serve: (address) => writeFileSync(file, JSON.stringify({ ...holder, address })),
		release: () => {
			if (readHolder(file)?.pid === process.pid) rmSync(file, { force: true });
		}
	};
}

function create(file: string, holder: Holder): boolean {
	try {
		const handle = openSync(file, 'wx', 0o600);
		writeSync(handle, JSON.stringify(holder));
		closeSync(handle);
		return true;
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
		throw error;
	}
}

/** Who holds the lock of a data folder now, or null. */
export function lockHolder(folder: string): Holder | null {
	const holder = readHolder(join(folder, 'lock.json'));
	return holder && isAlive(holder.pid) ? holder : null;
}

function readHolder(file: string): Holder | null {
	try {
		const raw: unknown = JSON.parse(readFileSync(file, 'utf8'));
		if (typeof raw !== 'object' || raw === null || !('pid' in raw) || typeof raw.pid !== 'number')
			return null;
		const text = (key: string) => (key in raw ? String(Reflect.get(raw, key)) : '');
		return { pid: raw.pid, address: text('address'), since: text('since') };
	} catch {
		return null; // torn or gone: nobody's
	}
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
}
