/**
 * Calls that were in flight side by side, answered in the order of the record: whoever comes before its turn waits for
 * those before it. Where they do not come, because the run went another way, it does not wait for long.
 */
import type { Fact } from '../../../research/facts.ts';
import type { RunView } from '../../../research/fold.ts';
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
