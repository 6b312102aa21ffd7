/** The plan as the reader sees and changes it: one section for each question that the run looks into. Pure. */
import type { Gap } from './run.ts';
import type { RunView } from './view.ts';

export interface PlanItem {
	readonly id: string; // of the section: b2
	readonly heading: string;
	readonly question: string;
	readonly found: number; // quotes found so far
}

type Planned = Pick<RunView, 'gaps' | 'sections' | 'evidence' | 'plan'>;

/** What a run waits with while the reader looks at its plan; the reason in its run.paused. */
export const PLAN_WAITS = 'waiting for the plan';

/** True while the run waits for the reader to approve its plan. */
export function awaitsPlan(view: Pick<RunView, 'status' | 'pausedFor'>): boolean {
	return view.status === 'paused' && view.pausedFor === PLAN_WAITS;
}

/** The sections of the plan, in order. */
export function planOf(view: Planned): PlanItem[] {
	return asPlanned(view, view.gaps).map((gap) => {
		const id = sectionOf(gap);
		const written = view.sections.find((section) => section.id === id)?.heading;
		return {
			id,
			heading: headingIn(view, id) ?? written ?? '',
			question: gap.question,
			found: view.evidence.filter((one) => one.gapId === gap.id).length
		};
	});
}

/** Gaps that belong to the report, in the order of the reader's plan; those opened later follow. */
export function asPlanned(view: Pick<RunView, 'plan'>, gaps: readonly Gap[]): Gap[] {
	const place = (gap: Gap) => {
		const at = (view.plan ?? []).findIndex((section) => section.id === sectionOf(gap));
		return at < 0 ? Infinity : at;
	};
	const kept = gaps.filter((gap) => gap.status !== 'dropped');
	return view.plan === null
		? kept
		: kept.sort((a, b) => place(a) - place(b) || order(a) - order(b));
}

/** The heading that the reader gave a section. */
export function headingIn(view: Pick<RunView, 'plan'>, sectionId: string): string | undefined {
	const heading = (view.plan ?? []).find((section) => section.id === sectionId)?.heading;
	return heading === '' ? undefined : heading;
}

/** The section a gap is told in; sections split by headings have a letter behind: b2a. */
export function sectionOf({ id }: Pick<Gap, 'id'>): string {
	return `b${id.slice(1)}`;
}

/** The gap a section of findings tells of: "b2a" is of g2. */
export function gapOfSection(sectionId: string): string {
	return `g${sectionId.slice(1).replace(/[a-z]$/u, '')}`;
}

const order = (gap: Gap) => Number(gap.id.slice(1));
