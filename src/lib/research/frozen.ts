/**
 * The finished report that a later version starts from. It is kept while that version is worked on: one that is stopped
 * or fails leaves the report, and what the reader had said of sources, as they were. Pure.
 */
import { sorted } from './steered.ts';
import type { Frozen, RunView } from './view.ts';

/** What of the view a version that is given up takes nothing from. */
export function frozenOf(view: RunView): Frozen {
	const { sections, outline, order, title, notes, rubric, gaps, plan } = view;
	const { conflicts, banned, pinned, question } = view;
	return {
		...{ sections, outline, order, title, notes, rubric, gaps, plan },
		...{ conflicts, banned, pinned, question }
	};
}

/**
 * The view after the version in work was given up. What it read and spent stays, and the ids of its questions stay taken;
 * in the first version nothing is finished yet, and what there is stays.
 */
export function givenUp(view: RunView): RunView {
	const { frozen } = view;
	if (frozen === null) return view;
	const before = new Map(frozen.gaps.map((gap) => [gap.id, gap]));
	const gaps = view.gaps.map(
		(gap) =>
			before.get(gap.id) ?? {
				...gap,
				status: 'dropped' as const,
				reason: 'its version was given up'
			}
	);
	return sorted({ ...view, ...frozen, gaps, frozen: null });
}
