/** Neighbours on demand: read from the kept copy when the engine asks, never found by every retrieval. */
import { neighboursIn, type Neighbour, type Neighbours } from '../../research/neighbours.ts';
import type { Source } from '../../research/run.ts';
import type { Snapshot } from '../ports.ts';

const COPIES = 16; // held open: the gaps of one digest ask about the same pages

/** Asks about a passage by its id in the run (s7.3), and answers with ids of the run. */
export function createBeside(
	snapshot: (textHash: string) => Promise<Snapshot>
): (source: Pick<Source, 'id' | 'textHash'>, passageId: string) => Promise<Neighbours> {
	const open = new Map<string, Promise<Snapshot>>();
	const copyOf = (textHash: string): Promise<Snapshot> => {
		const copy = open.get(textHash) ?? snapshot(textHash);
		open.delete(textHash); // asked for again: it is the last to go
		open.set(textHash, copy);
		copy.catch(() => open.delete(textHash));
		const [oldest] = open.keys();
		if (open.size > COPIES && oldest !== undefined) open.delete(oldest);
		return copy;
	};
	return async ({ id, textHash }, passageId) => {
		const { before, after, leads } = neighboursIn(
			await copyOf(textHash),
			passageId.slice(passageId.indexOf('.') + 1)
		);
		const named = (one: Neighbour | null): Neighbour | null =>
			one && { ...one, passage: { ...one.passage, id: `${id}.${one.passage.id}` } };
		return { before: named(before), after: named(after), leads };
	};
}
