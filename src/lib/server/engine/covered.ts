/** When gathering has enough: told by what was found and looked for, never by a model's word. Pure. */
import type { Budget } from '../../research/effort.ts';
import type { RunView } from '../../research/fold.ts';
import type { Gap } from '../../research/run.ts';
import { wishesOf } from './plan.ts';
import { picksOf, unreadWishes } from './select.ts';

const SOUGHT = 3; // rounds after the scout that asked for a gap without an answer, after which it alone is no reason to go on

/**
 * Coverage and novelty (harness note, section 6.3): all answered, or looked for so often that it will not be found, and the
 * last round added under a tenth.
 */
export function isCovered(
	view: RunView,
	{ round, budget }: { round: number; budget: Budget }
): boolean {
	if (view.usage.pages >= budget.pages) return true;
	if (wishesOf(view).length > 0 || unreadWishes(view).length > 0) return false;
	const { number, round: begun } = view.version;
	if (round < (number === 1 ? 2 : begun + 1)) return false;
	if (view.gaps.some((gap) => gap.status === 'open' && !isSought(view, { gap, round })))
		return false;
	const fresh = new Set(
		view.sources.filter((source) => source.round === round - 1).map((source) => source.id)
	);
	const added = view.evidence.filter((one) => fresh.has(one.sourceId)).length;
	return added < 0.1 * view.evidence.length;
}

/** True when enough rounds asked the engines for a gap, each in other words, and it is open all the same. */
function isSought(view: RunView, { gap, round }: { gap: Gap; round: number }): boolean {
	const since = Math.max(1, gap.again ?? gap.round);
	const asked = view.queries.filter(
		(query) => query.gapId === gap.id && query.round >= since && query.round < round
	);
	return new Set(asked.map((query) => query.round)).size >= SOUGHT;
}

/** False when nothing was planned for a round that could bring anything new. */
export function hasWork(
	view: RunView,
	{ round, budget }: { round: number; budget: Budget }
): boolean {
	return (
		view.queries.some((query) => query.round === round) ||
		view.gaps.some((gap) => gap.round === round || gap.again === round) ||
		picksOf(view, { round, limit: budget.roundPages }).length > 0
	);
}
