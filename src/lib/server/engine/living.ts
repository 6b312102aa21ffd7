/**
 * The outline while gathering goes on: after each round a model may change it by operations on sections' ids. Code
 * applies what holds: a section added is a gap to look into, one dropped had nothing strong, headings keep to the
 * evidence. What is merged is decided at the end, when the sentences stand.
 */
import type { Budget } from '../../research/effort.ts';
import type { FactDraft } from '../../research/facts.ts';
import type { RunView } from '../../research/fold.ts';
import { asPlanned, gapOfSection, headingIn, sectionOf } from '../../research/plan.ts';
import type { Gap, OutlineOp, OutlineSection } from '../../research/run.ts';
import { askedOps, isStrong, names } from './arrange.ts';
import { outlinePrompt } from './prompts/outline.ts';
import type { Run, Tools } from './tools.ts';
import { fresh } from './widen.ts';

const ADDED = 1; // sections a round's operations may add

/** The maker of the facts that a round's operations mean; none where the reader approved a plan. */
export async function livingOutline(
	hands: { run: Run; tools: Tools },
	{ round, budget }: { round: number; budget: Budget }
): Promise<(view: RunView) => readonly FactDraft[]> {
	const view = hands.run.view();
	const last = round >= budget.rounds;
	if (budget.extraItems === 0 || last || view.version.number > 1 || view.approved) return () => [];
	const prompt = { ...outlinePrompt, phase: 'gather' as const };
	const answer = await askedOps(hands, { budget, key: `outline ${round}`, prompt });
	if (!answer) return () => [];
	const { value: ops, by } = answer;
	return (now) => livingDrafts(now, { ops, by, round, room: 2 * budget.extraItems });
}

interface Living {
	readonly ops: readonly OutlineOp[];
	readonly by: string;
	readonly round: number;
	readonly room: number; // gaps there may be beside the rubric's
}

/** Pure: the facts that operations on a growing outline mean. */
export function livingDrafts(view: RunView, { ops, by, round, room }: Living): FactDraft[] {
	let order = asPlanned(view, view.gaps);
	const headings = new Map<string, string>();
	const done: OutlineOp[] = [];
	const gaps: FactDraft[] = [];
	for (const op of ops) {
		if (op.op === 'add') {
			if (gaps.filter((one) => one.type === 'gap.opened').length >= ADDED) continue;
			const added = addedGap(view, { question: op.heading, round, room });
			if (!added) continue;
			gaps.push({ type: 'gap.opened', gap: added });
			order = [...order, added];
			done.push({ ...op, section: sectionOf(added) });
			continue;
		}
		const section = view.sections.find((one) => one.id === op.section && one.kind === 'findings');
		const gap = section && order.find((one) => one.id === gapOfSection(section.id));
		if (!section || !gap) continue;
		if (op.op === 'retitle' && names(op.heading, { section, view })) {
			headings.set(section.id, op.heading);
		} else if (op.op === 'first') {
			order = [gap, ...order.filter((one) => one !== gap)];
		} else if (op.op === 'last') {
			order = [...order.filter((one) => one !== gap), gap];
		} else if (op.op === 'drop' && gap.round > 0 && !isStrong(view, section)) {
			order = order.filter((one) => one !== gap);
			const reason = 'taken out of the outline: nothing strong bears on it';
			gaps.push({ type: 'gap.closed', gapId: gap.id, status: 'dropped', reason });
		} else {
			continue;
		}
		done.push(op);
	}
	if (done.length === 0) return [];
	const sections = order.map((gap) => outlined(view, gap, headings));
	const why = `after round ${round}`;
	return [...gaps, { type: 'outline.changed', sections, why, by, ops: done, holds: true }];
}

function addedGap(
	view: RunView,
	{ question, round, room }: { question: string; round: number; room: number }
): Gap | null {
	const known = view.gaps.map((gap) => gap.question);
	const [text] = fresh([question], { view, known });
	if (text === undefined || view.gaps.length >= (view.rubric ?? []).length + room) return null;
	return {
		id: `g${view.gaps.length + 1}`,
		rubricId: view.rubric?.[0]?.id ?? 'r1',
		question: text,
		status: 'open',
		reason: 'added to the outline',
		round: round + 1,
		leads: []
	};
}

function outlined(view: RunView, gap: Gap, headings: ReadonlyMap<string, string>): OutlineSection {
	const id = sectionOf(gap);
	const written = view.sections.find((section) => section.id === id)?.heading;
	const heading = headings.get(id) ?? headingIn(view, id) ?? written ?? gap.question;
	return { id, heading, question: gap.question, rubricIds: [gap.rubricId] };
}
