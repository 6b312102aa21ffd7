/** How far the report answers each item of the rubric, and by how many voices. Pure. */
import type { RunView } from './fold.ts';
import type { Voices } from './voices.ts';

export interface Covered {
	readonly id: string; // r3
	readonly text: string;
	readonly status: 'answered' | 'open' | 'not-found';
	readonly independent: number; // voices among what the report cites for it
	readonly sourceIds: readonly string[];
}

interface Shown {
	readonly sections: readonly {
		readonly sentences: readonly { readonly citations: readonly { evidenceId: string }[] }[];
	}[];
	readonly voices: Voices;
}

/** One line for each item of the rubric; none before there is one. */
export function coverageOf(view: RunView, { sections, voices }: Shown): Covered[] {
	const cited = new Set(
		sections.flatMap(({ sentences }) =>
			sentences.flatMap(({ citations }) => citations.map(({ evidenceId }) => evidenceId))
		)
	);
	return (view.rubric ?? []).map(({ id, text }) => {
		const evidence = view.evidence.filter(
			(one) => cited.has(one.id) && one.stance === 'supports' && one.rubricIds.includes(id)
		);
		const gaps = view.gaps.filter((gap) => gap.rubricId === id);
		const open = gaps.some((gap) => gap.status === 'open');
		const lost = gaps.some((gap) => gap.status === 'not-found');
		return {
			id,
			text,
			status: evidence.length > 0 ? 'answered' : open || !lost ? 'open' : 'not-found',
			independent: voices.first(evidence).length,
			sourceIds: [...new Set(evidence.map(({ sourceId }) => sourceId))]
		};
	});
}
