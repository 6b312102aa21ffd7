/**
 * Calls that were in flight side by side, answered in the order of the record: whoever comes before its turn waits for
 * those before it. Where they do not come, because the run went another way, it does not wait for long.
 */
import type { Fact } from '../../../research/facts.ts';
import type { RunView } from '../../../research/fold.ts';
import { endIn, reasonOf, type Ended } from '../../engine/gathering.ts';
import type { Watcher } from '../../runs/live-run.ts';

const PATIENCE_MS = 1_000;

interface Watched {
	view(): RunView;
	watch(watcher: Watcher): () => void;
}

/** Resolves when every fact that the record has before this call is there, as far as those are calls or the reader's. */
export async function turnOf(
	key: string,
	{ facts, live }: { facts: readonly Fact[]; live: Watched }
): Promise<void> {
	const place = facts.findIndex((fact) => fact.type === 'budget.spent' && fact.call?.key === key);
	for (;;) {
		const before = facts.slice(live.view().seq, Math.max(0, place));
		if (before.length === 0 || !before.every(comesBeside)) return;
		if (!(await moved(live))) return;
	}
}

function comesBeside(fact: Fact): boolean {
	if (fact.type === 'budget.spent') return fact.call !== undefined;
	return fact.type === 'steer.added' || fact.type === 'run.paused' || fact.type === 'run.resumed';
}

/** Resolves at the next fact; false when none comes. */
export function moved(live: Watched): Promise<boolean> {
	return new Promise((resolve) => {
		const end = (came: boolean) => {
			clearTimeout(timer);
			leave();
			resolve(came);
		};
		const timer = setTimeout(() => end(false), PATIENCE_MS);
		const leave = live.watch({ fact: () => end(true), delta: () => undefined });
	});
}

/** Resolves when the signal is aborted; false when it is not and no fact comes any more either. */
export async function abortedIn(live: Watched, signal: AbortSignal): Promise<boolean> {
	while (!signal.aborted) if (!(await moved(live)) && !signal.aborted) return false;
	return true;
}

/** "Write now" and the end of the time, at the places where the record has them. */
export class Endings {
	readonly #facts: readonly Fact[];
	readonly #live: Watched;
	readonly #controllers = new Map<number, AbortController>();

	constructor({ facts, live }: { facts: readonly Fact[]; live: Watched }) {
		this.#facts = facts;
		this.#live = live;
		live.watch({ fact: () => this.#look(), delta: () => undefined });
	}

	/** Of the version in work. */
	get signal(): AbortSignal {
		this.#look();
		return this.#controller().signal;
	}

	/** True when the next end of gathering in the record comes before the fact with this number. */
	before(seq: number): boolean {
		const { seq: here } = this.#live.view();
		return this.#facts.some((fact) => fact.seq > here && fact.seq < seq && endAt(fact) !== null);
	}

	#look(): void {
		const ended = endAt(this.#facts[this.#live.view().seq]);
		if (ended !== null) this.#controller().abort(reasonOf(ended));
	}

	#controller(): AbortController {
		const { number } = this.#live.view().version;
		const known = this.#controllers.get(number) ?? new AbortController();
		this.#controllers.set(number, known);
		return known;
	}
}

function endAt(fact: Fact | undefined): Ended | null {
	return fact?.type === 'budget.spent' && !fact.call ? endIn(fact.spending.step) : null;
}
