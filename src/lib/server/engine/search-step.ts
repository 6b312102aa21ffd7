/** Sending queries: what is asked is written down first, all of a round at once; answers follow in the same order. */
import type { FactDraft } from '../../research/facts.ts';
import type { RunView } from '../../research/fold.ts';
import { plainKey } from '../../research/words.ts';
import { findEverywhere } from './own-sources.ts';
import { inOrder } from './step.ts';
import type { Run, Tools } from './tools.ts';

/** A query before it has an id. */
export interface Asking {
	readonly text: string;
	readonly language: string;
	readonly gapId: string | null;
	readonly why: string;
}

const MAX_QUERY = 380; // characters; engines cut or refuse longer ones
const HITS = 10;
const WIDTH = 4;

/** `query.sent` facts for the askings that are new to the run, at most `room` of them. */
export function sending(
	view: RunView,
	{ askings, round, room }: { askings: readonly Asking[]; round: number; room: number }
): FactDraft[] {
	const known = new Set(view.queries.map((query) => plainKey(query.text)));
	const drafts: FactDraft[] = [];
	for (const asking of askings) {
		const text = asking.text.replace(/\s+/gu, ' ').trim().slice(0, MAX_QUERY);
		const key = plainKey(text);
		if (key === '' || known.has(key) || drafts.length >= room) continue;
		known.add(key);
		const id = `q${view.queries.length + drafts.length + 1}`;
		drafts.push({ type: 'query.sent', query: { ...asking, text, id, round } });
	}
	return drafts;
}

/** Asks the engines every query that has no answer yet. An engine's failure is in its reply, never thrown. */
export async function searchPending(run: Run, tools: Tools, signal: AbortSignal): Promise<void> {
	const waiting = run.view().queries.filter((query) => query.hits === null);
	await inOrder(waiting, {
		width: WIDTH,
		job: (query) => findEverywhere({ run, tools }, { query, limit: HITS, signal }),
		take: async (answer, query) => {
			await run.append(() => [
				{
					type: 'hits.found',
					queryId: query.id,
					hits: [...answer.hits],
					replies: [...answer.replies]
				}
			]);
		}
	});
}
