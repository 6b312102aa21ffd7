/**
 * When gathering ends before its time: by the reader's "write now" or by the clock. Where that takes effect is written
 * down as a step's mark, so that a resumed run and a replay end it at the same place.
 */
import { budgetNow, spentBy } from '../../research/budget.ts';
import { stepsNow, type RunView } from '../../research/fold.ts';
import { Failure } from '../net/failure.ts';
import { mark } from './step.ts';
import type { Run, Tools } from './tools.ts';

/** Share of the time budget after which gathering ends, so that writing and checking always have room. */
const GATHER_SHARE = 0.8;

export type Ended = 'asked' | 'late';
const MARKS: Readonly<Record<Ended, string>> = {
	asked: 'gathering ended: asked',
	late: 'gathering ended: out of time'
};

/** What a step's mark says of the end of gathering; null when it is of another step. */
export function endIn(step: string): Ended | null {
	return step === MARKS.asked ? 'asked' : step === MARKS.late ? 'late' : null;
}

/** How gathering of the version in work was ended; null when it was not. */
export function endOf(view: RunView): Ended | null {
	return stepsNow(view).flatMap(({ step }) => endIn(step) ?? [])[0] ?? null;
}

class OutOfTime extends Failure {}

/** Why gathering is told to end, as the reason of the signal that tells it. */
export function reasonOf(ended: Ended): Failure {
	return ended === 'late'
		? new OutOfTime('cancelled', 'the time for gathering is over', { provider: 'engine' })
		: new Failure('cancelled', 'gathering was told to end', { provider: 'engine' });
}

/** Writes down that gathering has ended, once in a version; nothing while it goes on. */
export async function noteEnd(run: Run, signal: AbortSignal): Promise<void> {
	if (!signal.aborted) return;
	const ended = signal.reason instanceof OutOfTime ? 'late' : 'asked';
	await run.append((view) => (endOf(view) === null ? [mark(MARKS[ended], 0)] : []));
}

/** Aborts on stop, on "write now" and when the gathering share of the time budget is over. */
export function gatherSignal(
	run: Run,
	tools: Tools
): { readonly signal: AbortSignal; end(): void } {
	const time = new AbortController();
	const over = new AbortController();
	const left = () => {
		const view = run.view();
		const { from, seconds } = budgetNow(view);
		const until = from.seconds + GATHER_SHARE * (seconds - from.seconds);
		return 1000 * (until - spentBy(view, tools.clock.now()).seconds);
	};
	const watch = async () => {
		// Rests do not count, and the reader may add time: looked at anew whenever it seems to be over.
		for (let rest = left(); rest > 0; rest = left()) {
			const resting = run.view().status === 'paused';
			await tools.clock.sleep(resting ? Math.max(1000, rest) : rest, over.signal);
		}
		time.abort(reasonOf('late'));
	};
	const before = endOf(run.view());
	if (before !== null) time.abort(reasonOf(before));
	else watch().catch(() => undefined); // told to end
	return {
		signal: AbortSignal.any([run.signal, run.enough, time.signal]),
		end: () => over.abort()
	};
}
