/**
 * Steps and their marks. A step's results and its `budget.spent` mark are committed together, so "done" is what the
 * facts say: after a crash a finished step is skipped and an unfinished one starts over from the same view.
 */
import type { FactDraft } from '../../research/facts.ts';
import { NOTHING_SPENT, stepsNow, type RunView } from '../../research/fold.ts';
import type { Run, Tools } from './tools.ts';

/** True when the step's mark is among the facts of the version in work. */
export function isDone(view: RunView, name: string): boolean {
	return stepsNow(view).some((step) => step.step === name);
}

/** Runs a step once in a version of a run. `work` gives the maker of its facts; the mark is added to them. */
export async function step(
	{ run, tools }: { run: Run; tools: Tools },
	name: string,
	work: () => Promise<(view: RunView) => readonly FactDraft[]>
): Promise<void> {
	if (isDone(run.view(), name)) return;
	await run.boundary();
	const began = tools.clock.elapsed();
	const make = await work();
	const ms = Math.max(0, Math.round(tools.clock.elapsed() - began));
	await run.append((view) => [...make(view), mark(name, ms)]);
}

/** The fact that says a step is done. */
export function mark(step: string, ms: number): FactDraft {
	// Searches, pages and calls are counted by their own facts.
	return { type: 'budget.spent', spending: { ...NOTHING_SPENT, step, ms } };
}

/** Runs jobs side by side, at most `width` at once, and hands their results on in the order of the list. */
export async function inOrder<T, R>(
	items: readonly T[],
	{
		width,
		job,
		take
	}: { width: number; job: (item: T) => Promise<R>; take: (result: R, item: T) => Promise<void> }
): Promise<void> {
	const running: Promise<R>[] = [];
	let next = 0;
	const launch = () => {
		const item = items[next];
		if (item === undefined) return;
		next += 1;
		const started = job(item);
		started.catch(() => undefined); // handled where it is awaited, in order
		running.push(started);
	};
	for (let at = 0; at < Math.min(width, items.length); at += 1) launch();
	for (const item of items) {
		const head = running.shift();
		if (!head) return;
		const result = await head;
		launch();
		await take(result, item);
	}
}

/** A list in pieces of at most `size`, in order. */
export function groupsOf<T>(items: readonly T[], size: number): T[][] {
	const groups: T[][] = [];
	for (let at = 0; at < items.length; at += size) groups.push(items.slice(at, at + size));
	return groups;
}

/**
 * Does all jobs side by side and gives their results in the order of the list. Waits for every one even when one throws:
 * what others were told must be written down before the run ends. Throws the first error of the list.
 */
export async function together<T, R>(
	items: readonly T[],
	job: (item: T) => Promise<R>
): Promise<R[]> {
	const ended = await Promise.allSettled(items.map((item) => job(item)));
	return ended.map((one) => {
		if (one.status === 'rejected') throw one.reason;
		return one.value;
	});
}
