import type { FactDraft } from '../../research/facts.ts';
import { fold, type RunView } from '../../research/fold.ts';

/** The view as it will be when the drafts are committed; used to make facts that follow from other facts. */
export function imagine(view: RunView, drafts: readonly FactDraft[]): RunView {
	return drafts.reduce((seen, draft) => fold(seen, { ...draft, seq: seen.seq + 1, at: 0 }), view);
}
