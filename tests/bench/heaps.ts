/** What the process holds: its resident memory, and the heaps of the main thread and of the workers after collection. */
import { setTimeout as wait } from 'node:timers/promises';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export const CHANNEL = 'bench-heaps';
export const ASKED = 'how much?';
const PATIENCE_MS = 2_000;

export interface Held {
	readonly rss: number; // bytes
	readonly main: number;
	readonly workers: number; // all of them together
}

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as (options?: { type: 'major'; flavor: 'last-resort' }) => void;

/** Collects the garbage of the thread that calls it. */
export const collect = (): void => gc();

/** The same, and gives emptied pages of the heap back, so that resident memory is not what once was needed. */
export const giveBack = (): void => gc({ type: 'major', flavor: 'last-resort' });

/** Collects in the main thread and in each of the `count` workers of worker.ts, then looks. Throws when one is silent. */
export async function heldNow(count: number): Promise<Held> {
	giveBack();
	await wait(0); // what finalizers let go of goes in the second round
	giveBack();
	const heaps = await workerHeaps(count);
	return {
		rss: process.memoryUsage.rss(),
		main: getHeapStatistics().used_heap_size,
		workers: heaps.reduce((sum, one) => sum + one, 0)
	};
}

async function workerHeaps(count: number): Promise<number[]> {
	const channel = new BroadcastChannel(CHANNEL);
	const heaps: number[] = [];
	const ended = new AbortController();
	channel.onmessage = ({ data }: { data: unknown }) => {
		if (typeof data === 'number') heaps.push(data);
		if (heaps.length >= count) ended.abort();
	};
	channel.postMessage(ASKED);
	await wait(PATIENCE_MS, undefined, { signal: ended.signal }).catch(() => undefined);
	channel.close();
	if (heaps.length < count) throw new Error(`${heaps.length} of ${count} workers answered`);
	return heaps;
}
