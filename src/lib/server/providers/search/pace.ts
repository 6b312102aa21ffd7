/** Asks one engine gently: so many queries at once, and a gap between the starts of two. First come, first served. */
export class Pace {
	readonly #atOnce: number;
	readonly #gapMs: number;
	readonly #now: () => number;
	#running = 0;
	#nextStart = 0;
	#waiting: (() => void)[] = [];

	constructor({ atOnce, gapMs, now }: { atOnce: number; gapMs: number; now: () => number }) {
		this.#atOnce = atOnce;
		this.#gapMs = gapMs;
		this.#now = now;
	}

	/** Runs the job when its turn comes; a job whose signal is aborted before that never runs. */
	async run<T>(job: () => Promise<T>, signal: AbortSignal): Promise<T> {
		signal.throwIfAborted();
		if (this.#running >= this.#atOnce) await this.#turn(signal);
		else this.#running += 1;
		try {
			const wait = this.#nextStart - this.#now();
			this.#nextStart = Math.max(this.#nextStart, this.#now()) + this.#gapMs;
			if (wait > 0) await sleep(wait, signal);
			return await job();
		} finally {
			const next = this.#waiting.shift();
			if (next === undefined) this.#running -= 1;
			else next(); // the place is handed on
		}
	}

	#turn(signal: AbortSignal): Promise<void> {
		return new Promise((resolve, reject) => {
			const enter = () => {
				signal.removeEventListener('abort', leave);
				resolve();
			};
			const leave = () => {
				this.#waiting = this.#waiting.filter((each) => each !== enter);
				reject(signal.reason as Error);
			};
			this.#waiting.push(enter);
			signal.addEventListener('abort', leave, { once: true });
		});
	}
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const stop = () => {
			clearTimeout(timer);
			reject(signal.reason as Error);
		};
		const timer = setTimeout(() => {
			signal.removeEventListener('abort', stop);
			resolve();
		}, ms);
		signal.addEventListener('abort', stop, { once: true });
	});
}
