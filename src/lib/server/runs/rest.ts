/** A run that waits for cheaper hours: it has begun, says until when it rests, and takes no place from others meanwhile. */
import type { LiveRun } from './live-run.ts';

export interface Rest {
	readonly until: number; // milliseconds since the epoch
	readonly why: string;
}

/**
 * Resolves at the hour, or as soon as the user says to go on or to write now. Throws "cancelled" when the run is told to
 * end. What it waits for is a fact, so that everyone sees it and a restart goes on waiting.
 */
export async function restUntil(live: LiveRun, { until, why }: Rest, now: number): Promise<void> {
	await live.append((view) =>
		view.status === 'paused' ? [] : [{ type: 'run.paused', reason: why, until }]
	);
	live.obey('pause');
	const timer = setTimeout(() => live.obey('resume'), Math.max(0, until - now));
	try {
		await live.boundary();
	} finally {
		clearTimeout(timer);
	}
}

/** Runs that rest, and those that want to go on and wait for a place. */
export class Resting {
	readonly #ids = new Set<string>();
	readonly #returning: (() => void)[] = [];

	get size(): number {
		return this.#ids.size;
	}

	enter(id: string): void {
		this.#ids.add(id);
	}

	/** Resolves when there is a place for the run, or it is told to end. */
	async leave(id: string, signal: AbortSignal): Promise<void> {
		if (!signal.aborted) {
			await new Promise<void>((resolve) => {
				this.#returning.push(() => {
					this.#ids.delete(id);
					resolve();
				});
				signal.addEventListener('abort', () => resolve(), { once: true });
			});
		}
		this.#ids.delete(id);
	}

	/** Gives a place to the one that has waited longest. False when nobody waits for one. */
	wake(): boolean {
		const back = this.#returning.shift();
		back?.();
		return back !== undefined;
	}
}
