/** When a run stops gathering: answered and nothing new, or looked for in vain often enough. */
import { describe, expect, it } from 'vitest';
import { budgetOf } from '../../research/effort.ts';
import { emptyView, type RunView } from '../../research/fold.ts';
import type { Evidence, Gap, Source } from '../../research/run.ts';
import { isCovered } from './covered.ts';

const budget = budgetOf('deep', {});
const gap = (id: string, status: Gap['status'], round = 0) =>
	({ id, status, round, question: id, leads: [] }) as unknown as Gap;
const source = (id: string, round: number) => ({ id, round }) as Source;
const evidence = (sourceId: string) => ({ sourceId }) as Evidence;
type Query = RunView['queries'][number];
const queries = (gapId: string, rounds: readonly number[]) =>
	rounds.map((round) => ({ gapId, round, hits: [] }) as unknown as Query);

/** Twelve quotes of the first pages, and as many of the round before as said. */
function seen({
	gaps,
	asked = [],
	fresh = 0,
	round
}: {
	gaps: Gap[];
	asked?: Query[];
	fresh?: number;
	round: number;
}): RunView {
	const old = Array.from({ length: 12 }, () => evidence('s1'));
	return {
		...emptyView('run'),
		...{ gaps, queries: asked, sources: [source('s1', 0), source('s2', round - 1)] },
		evidence: [...old, ...Array.from({ length: fresh }, () => evidence('s2'))]
	};
}

describe('gathering has enough', () => {
	const answered = [gap('g1', 'answered')];
	it('when all is answered and the last round added under a tenth', () => {
		expect(isCovered(seen({ gaps: answered, round: 2 }), { round: 2, budget })).toBe(true);
		expect(isCovered(seen({ gaps: answered, round: 2, fresh: 2 }), { round: 2, budget })).toBe(
			false
		);
		expect(isCovered(seen({ gaps: answered, round: 1 }), { round: 1, budget })).toBe(false);
	});
	it('not while something is open, until three rounds asked for it in vain and nothing new came', () => {
		const gaps = [...answered, gap('g2', 'open')];
		const after = (rounds: readonly number[], fresh = 0) => {
			const round = (rounds.at(-1) ?? 0) + 1;
			return isCovered(seen({ gaps, asked: queries('g2', rounds), fresh, round }), {
				round,
				budget
			});
		};
		expect(after([0, 1, 2])).toBe(false); // the scout's own queries are broad
		expect(after([0, 1, 2, 3])).toBe(true);
		expect(after([1, 1, 1, 2])).toBe(false); // several queries of one round are one look
		expect(after([0, 1, 2, 3], 3)).toBe(false);
	});
	it('not while another point is open that was not looked for so often', () => {
		const gaps = [gap('g2', 'open'), gap('g3', 'open', 3)];
		const asked = [...queries('g2', [1, 2, 3]), ...queries('g3', [3])];
		expect(isCovered(seen({ gaps, asked, round: 4 }), { round: 4, budget })).toBe(false);
	});
	it('not when a finished report was given more budget to look again', () => {
		const gaps = [{ ...gap('g2', 'open'), again: 5 }];
		const asked = queries('g2', [1, 2, 3, 5]);
		expect(isCovered(seen({ gaps, asked, round: 6 }), { round: 6, budget })).toBe(false);
	});
});
