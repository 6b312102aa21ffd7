/** Per host: at most so many requests at once, and a pause between the starts of two. */
export interface Politeness {
	/** Waits for a turn at a host and gives the function that ends it. Throws the signal's reason when aborted. */
	turn(host: string, signal: AbortSignal): Promise<() => void>;
}

interface Host {
	busy: number;
	nextAt: number;
	readonly waiting: (() => void)[];
}

export function createPoliteness({
	atOnce,
	spacingMs
}: {
	atOnce: number;
	spacingMs: number;
}): Politeness {
	const hosts = new Map<string, Host>();
	return {
		turn: async (name, signal) => {
			const host = hosts.get(name) ?? { busy: 0, nextAt: 0, waiting: [] };
			hosts.set(name, host);
			while (host.busy >= atOnce) await queued(host, signal);
			host.busy += 1;
			const end = () => {
				host.busy -= 1;
				host.waiting.shift()?.();
				if (host.busy === 0 && host.waiting.length === 0 && hosts.size > 500) hosts.delete(name);
			};
			const now = performance.now();
			const wait = Math.max(0, host.nextAt - now);
			host.nextAt = Math.max(now, host.nextAt) + spacingMs;
			try {
				await pause(wait, signal);
			} catch (error) {
				end();
				throw error;
			}
			return end;
		}
	};
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
