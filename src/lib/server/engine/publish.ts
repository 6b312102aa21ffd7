/** The last facts of a run: what stayed open, tables, and the frozen order with honest notes. */
import type { Budget } from '../../research/effort.ts';
import type { FactDraft } from '../../research/facts.ts';
import { unheard, type RunView } from '../../research/fold.ts';
import { conflictDrafts } from './conflicts.ts';
import type { Ended } from './gathering.ts';
import { imagine } from './imagine.ts';
import { WEAK } from './plan.ts';
import { gapsInPlay, sectionsNow } from './play.ts';
import { tableSections } from './tables.ts';
import { RULES } from './understand.ts';
import { wordingFor } from './wording.ts';
import { writing } from './write.ts';

/** Facts of the final writing: open gaps closed as not found, conflicts, all sections. */
export function finalDrafts(view: RunView, budget: Budget): FactDraft[] {
	const closing: FactDraft[] = gapsInPlay(view)
		.filter((gap) => gap.status === 'open')
		.map((gap) => {
			const told = view.evidence.some((one) => one.gapId === gap.id);
			return {
				type: 'gap.closed',
				gapId: gap.id,
				status: told ? 'answered' : 'not-found',
				reason: told ? WEAK : 'no sentence that was read bears on it'
			};
		});
	const closed = imagine(view, closing);
	const conflicts = conflictDrafts(closed);
	const seen = imagine(closed, conflicts);
	const sections = [...sectionsNow(seen), ...tableSections(seen, budget.tableRows)];
	return [
		...closing,
		...conflicts,
		...writing(seen, { sections, by: RULES, why: 'final writing' })
	];
}

/** The last facts of a version; what was added too late for it opens the next one at once. */
export function endingOf(view: RunView, how: { budget: Budget; ended: Ended | null }): FactDraft[] {
	const end = finishing(view, how);
	return unheard(view).length > 0 ? [end, { type: 'run.resumed' }] : [end];
}

/** `run.finished` with the order of the sections and notes on what was skipped, capped or failed. */
export function finishing(
	view: RunView,
	{ budget, ended }: { budget: Budget; ended: Ended | null }
): FactDraft {
	const order = (view.outline ?? [])
		.map((section) => section.id)
		.filter((id) =>
			view.sections.some((section) => section.id === id && section.sentences.length > 0)
		);
	return {
		type: 'run.finished',
		title: view.question?.text ?? '',
		order,
		notes: notesOf(view, { budget, ended })
	};
}

function notesOf(
	view: RunView,
	{ budget, ended }: { budget: Budget; ended: Ended | null }
): string[] {
	const words = wordingFor(view.question?.language ?? 'en');
	const notes: string[] = [];
	if (ended === 'asked') notes.push(words.earlyEnd);
	if (ended === 'late') notes.push(words.outOfTime);
	if (view.usage.pages >= budget.pages) notes.push(words.outOfPages);
	if (view.usage.searches >= budget.searches) notes.push(words.outOfSearches);
	notes.push(...wishNotes(view), ...unreadNote(view), ...engineNotes(view), ...modelNotes(view));
	return notes;
}

/** Pages the reader named that could not be read: whoever looks for what they say must not have to find out why. */
function wishNotes(view: RunView): string[] {
	const words = wordingFor(view.question?.language ?? 'en');
	return view.skipped
		.filter(({ via, reason }) => via === 'user' && reason !== 'duplicate')
		.map(({ url, reason }) => words.wishUnread(url, reason));
}

function unreadNote(view: RunView): string[] {
	const counts = new Map<string, number>();
	for (const { reason } of view.skipped) {
		if (reason !== 'duplicate') counts.set(reason, (counts.get(reason) ?? 0) + 1);
	}
	if (counts.size === 0) return [];
	const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
	return [wordingFor(view.question?.language ?? 'en').unread(total, [...counts])];
}

function engineNotes(view: RunView): string[] {
	const words = wordingFor(view.question?.language ?? 'en');
	const failed = new Map<string, { times: number; message: string }>();
	for (const reply of view.queries.flatMap((query) => query.replies)) {
		if (reply.outcome !== 'failed') continue;
		const known = failed.get(reply.engine);
		failed.set(reply.engine, {
			times: (known?.times ?? 0) + 1,
			message: reply.message ?? 'no reason given'
		});
	}
	return [...failed].map(([engine, { times, message }]) =>
		words.engineFailed(engine, times, message)
	);
}

/** Each way in which a model did not do its part, once, with what stands in its place. */
function modelNotes(view: RunView): string[] {
	const words = wordingFor(view.question?.language ?? 'en');
	const said = new Map<string, { model: string; message: string; times: number }>();
	for (const { requested, outcome, note } of view.calls) {
		if (outcome === 'ok' || outcome === 'repaired') continue;
		const message = outcome === 'invalid' ? words.unusable : note.replace(/\([^)]*\)$/u, '').trim();
		const key = `${requested} ${message}`;
		said.set(key, { model: requested, message, times: (said.get(key)?.times ?? 0) + 1 });
	}
	return [...said.values()].map(({ model, message, times }) =>
		words.modelFailed(model, times, message)
	);
}
