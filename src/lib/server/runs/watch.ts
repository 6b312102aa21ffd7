/** One follower of a run: the journal's facts first, then live ones. */
import type { Fact } from '../../research/facts.ts';
import type { Status } from '../../research/run.ts';
import type { LiveRun, Watcher } from './live-run.ts';

/** Puts replay and live facts into one gapless order. */
export class Watch {
	readonly #watcher: Watcher & { end: (status: Status) => void };
	#last: number;
	#held: Fact[] | null = [];
	#unfollow: () => void = () => undefined;
	#finished = false; // the last fact given ended a version
	#done = false;

	constructor(after: number, watcher: Watcher & { end: (status: Status) => void }) {
		this.#last = after;
		this.#watcher = watcher;
	}

	follow(live: LiveRun): void {
		if (this.#done) return;
		this.#unfollow = live.watch({
			fact: (fact) => {
				if (this.#held) this.#held.push(fact);
				else this.#give(fact);
			},
			delta: (delta) => {
				if (!this.#held) this.#watcher.delta(delta);
			}
		});
	}

	replay(facts: readonly Fact[]): void {
		// An ending among them may have been followed by more; the caller looks at how the run stands.
		for (const fact of facts) this.#tell(fact);
		const held = this.#held ?? [];
		this.#held = null;
		for (const fact of held) this.#give(fact);
	}

	#give(fact: Fact): void {
		this.#tell(fact);
		// The next version may begin with the very next fact.
		this.#finished = fact.type === 'run.finished';
		if (this.#finished) queueMicrotask(() => this.#finished && this.over('done'));
		if (fact.type === 'run.stopped') this.over('stopped');
		if (fact.type === 'run.failed') this.over('failed');
	}

	#tell(fact: Fact): void {
		if (this.#done || fact.seq <= this.#last) return;
		this.#last = fact.seq;
		this.#watcher.fact(fact);
	}

	over(status: Status): void {
		if (this.#done) return;
		this.stop();
		this.#watcher.end(status);
	}

	stop(): void {
		this.#done = true;
		this.#unfollow();
	}
}
