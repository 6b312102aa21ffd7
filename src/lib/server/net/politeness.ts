/**
 * Per host: at most so many requests at once, and a pause between the starts of two, longer where the site asks for it
 * (Crawl-delay of robots.txt).
 */
import { Failure } from './failure.ts';

/** What a site asks for, and how long the caller waits for it. */
export interface Pace {
	readonly gapMs: number; // between the starts of two requests
	readonly mostWaitMs: number; // a turn that is further off is refused at once
}
export interface Politeness {
	/**
	 * Waits for a turn at a host and gives the function that ends it. Throws the signal's reason when aborted, and Failure
	 * "limited" when the turn would come later than the caller waits.
	 */
	turn(host: string, signal: AbortSignal, pace?: Pace): Promise<() => void>;
}

/** A request that began or has its time to begin. */
interface Start {
	readonly at: number;
	readonly gapMs: number;
	readonly paced: boolean; // the site's own wish was known
}
interface Host {
	busy: number;
	begun: readonly Start[]; // the last, and the last paced one
	readonly taken: Set<Start>; // those that are waited for
	readonly waiting: (() => void)[];
}
export interface PoliteClock {
	now(): number; // milliseconds, monotonic
	pause(ms: number, signal: AbortSignal): Promise<void>;
}

const MOST_HOSTS = 500;

export function createPoliteness({
	atOnce,
	spacingMs,
	clock = { now: () => performance.now(), pause }
}: {
	atOnce: number;
	spacingMs: number;
	clock?: PoliteClock;
}): Politeness {
	const hosts = new Map<string, Host>();
	const hostOf = (name: string): Host => {
		const host = hosts.get(name) ?? { busy: 0, begun: [], taken: new Set<Start>(), waiting: [] };
		hosts.set(name, host);
		return host;
	};
	const tidy = (name: string, host: Host) => {
		const idle = host.busy === 0 && host.waiting.length === 0;
		if (idle && hosts.size > MOST_HOSTS && nextAt(host) <= clock.now()) hosts.delete(name);
	};
	return {
		turn: async (name, signal, pace) => {
			const host = hostOf(name);
			const gapMs = Math.max(spacingMs, pace?.gapMs ?? 0);
			// Those in line before it are counted, so that nobody stands in it in vain.
			const ahead = nextAt(host, pace) + gapMs * host.waiting.length;
			if (pace && ahead - clock.now() > pace.mostWaitMs) throw tooFar(pace);
			while (host.busy >= atOnce) await queued(host, signal);
			const now = clock.now();
			const start = { at: Math.max(now, nextAt(host, pace)), gapMs, paced: pace !== undefined };
			if (pace && start.at - now > pace.mostWaitMs) {
				host.waiting.shift()?.();
				throw tooFar(pace);
			}
			host.busy += 1;
			host.taken.add(start);
			const end = () => {
				host.busy -= 1;
				host.waiting.shift()?.();
				tidy(name, host);
			};
			try {
				await clock.pause(start.at - now, signal);
				host.begun = [start, ...(start.paced ? [] : host.begun.filter(({ paced }) => paced))];
			} catch (error) {
				end();
				throw error;
			} finally {
				host.taken.delete(start); // one that did not begin keeps nobody waiting
			}
			return end;
		}
	};
}

/** The earliest start of the next request. A pause asked for now counts from the last page too, not from robots.txt. */
function nextAt({ begun, taken }: Host, pace?: Pace): number {
	const gapAfter = ({ gapMs, paced }: Start) => (paced ? Math.max(gapMs, pace?.gapMs ?? 0) : gapMs);
	return Math.max(0, ...[...begun, ...taken].map((start) => start.at + gapAfter(start)));
}

function tooFar({ gapMs }: Pace): Failure {
	const seconds = Math.ceil(gapMs / 1000);
	return new Failure(
		'limited',
		`stands on a site that asks programs to wait ${seconds} seconds between pages; its turn would come too late`,
		{ provider: 'politeness', retryable: false }
	);
}
function queued(host: Host, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const go = () => {
			signal.removeEventListener('abort', leave);
			resolve();
		};
		const leave = () => {
			const place = host.waiting.indexOf(go);
			if (place >= 0) host.waiting.splice(place, 1);
			reject(reasonOf(signal));
		};
		if (signal.aborted) return leave();
		signal.addEventListener('abort', leave, { once: true });
		host.waiting.push(go);
	});
}

/** Waits, or throws the signal's reason. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
	if (signal.aborted) return Promise.reject(reasonOf(signal));
	if (ms <= 0) return Promise.resolve();
	return new Promise((resolve, reject) => {
		const leave = () => {
			clearTimeout(timer);
			reject(reasonOf(signal));
		};
		const timer = setTimeout(() => {
			signal.removeEventListener('abort', leave);
			resolve();
		}, ms);
		signal.addEventListener('abort', leave, { once: true });
	});
}

function reasonOf(signal: AbortSignal): Error {
	return signal.reason instanceof Error ? signal.reason : new DOMException('aborted', 'AbortError');
}
