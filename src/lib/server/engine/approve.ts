/** The reader's say over the plan: the run waits after the scout, then works on the sections as they were approved. */
import type { FactDraft } from '../../research/facts.ts';
import { BY_READER, type RunView } from '../../research/fold.ts';
import { PLAN_WAITS, planOf, sectionOf } from '../../research/plan.ts';
import type { Gap, OutlineSection, RubricItem } from '../../research/run.ts';
import type { PlanSection } from '../../research/steer.ts';
import type { Run } from './tools.ts';

/** Waits until the reader approved the plan, or wants the report now. Nothing to wait for: returns at once. */
export async function approval(run: Run): Promise<void> {
	const view = run.view();
	if (view.question?.approvePlan !== true || view.approved) return;
	if (!run.enough.aborted) {
		await run.append((now) =>
			now.status === 'paused' ? [] : [{ type: 'run.paused', reason: PLAN_WAITS }]
		);
		await run.planned();
	}
	await run.append((now) => [
		...planDrafts(now),
		{ type: 'plan.approved' },
		...(now.status === 'paused' ? [{ type: 'run.resumed' as const }] : [])
	]);
}

/** Pure: what the approved plan changes. Nothing when it was approved as it stood. */
export function planDrafts(view: RunView): FactDraft[] {
	const sections = view.steers.flatMap((one) => (one.kind === 'plan' ? [one.sections] : [])).at(-1);
	if (!sections) return [];
	const known = new Map(planOf(view).map((one) => [one.id, one]));
	const gaps: Gap[] = [];
	const items: RubricItem[] = [];
	const outline = sections.map((section): OutlineSection => {
		const old = section.id === undefined ? undefined : known.get(section.id);
		const gap = old && view.gaps.find((one) => sectionOf(one) === old.id);
		if (gap && sameQuestion(gap, section)) {
			known.delete(sectionOf(gap));
			return outlined(sectionOf(gap), section, gap.rubricId);
		}
		const fresh = freshGap(view, { section, at: gaps.length });
		gaps.push(fresh);
		items.push({ id: fresh.rubricId, text: section.question, weight: 1 });
		return outlined(sectionOf(fresh), section, fresh.rubricId);
	});
	const dropped = view.gaps.filter((gap) => known.has(sectionOf(gap)));
	return [...changes(view, { gaps, items, dropped }), outlineDraft(outline)];
}

/** A gap by the same words is the same; another question is looked into anew. */
function sameQuestion(gap: Gap, { question }: PlanSection): boolean {
	return gap.question.replace(/\s+/gu, ' ').trim() === question.replace(/\s+/gu, ' ').trim();
}

function outlined(
	id: string,
	{ heading, question }: PlanSection,
	rubricId: string
): OutlineSection {
	return { id, heading: heading === '' ? question : heading, question, rubricIds: [rubricId] };
}

function freshGap(view: RunView, { section, at }: { section: PlanSection; at: number }): Gap {
	const numbers = (view.rubric ?? []).map((item) => Number(item.id.slice(1)) || 0);
	return {
		id: `g${view.gaps.length + at + 1}`,
		rubricId: `r${Math.max(0, ...numbers) + at + 1}`,
		question: section.question,
		status: 'open',
		reason: 'asked in the plan',
		round: 1,
		leads: []
	};
}

function changes(
	view: RunView,
	{ gaps, items, dropped }: { gaps: Gap[]; items: RubricItem[]; dropped: readonly Gap[] }
): FactDraft[] {
	const gone = new Set(dropped.map((gap) => gap.rubricId));
	const staying = view.gaps.filter((gap) => !dropped.includes(gap) && gap.status !== 'dropped');
	for (const gap of staying) gone.delete(gap.rubricId);
	const rubric = [...(view.rubric ?? []).filter((item) => !gone.has(item.id)), ...items];
	const closing = dropped.map((gap): FactDraft => ({
		type: 'gap.closed',
		gapId: gap.id,
		status: 'dropped',
		reason: 'taken out of the plan'
	}));
	const opening = gaps.map((gap): FactDraft => ({ type: 'gap.opened', gap }));
	const same = items.length === 0 && gone.size === 0;
	return [
		...closing,
		...(same ? [] : [{ type: 'rubric.made' as const, items: rubric, by: BY_READER }]),
		...opening
	];
}

function outlineDraft(sections: OutlineSection[]): FactDraft {
	return { type: 'outline.changed', sections, why: 'the plan as approved', by: BY_READER };
}
