/**
 * Passages beside the best ones, looked at where those break off: a list or table that goes on in the next passage, a
 * first sentence that leans on what stands before; and on both sides of the very best where nothing answers yet. What a
 * neighbour says is evidence of the neighbour: nothing is joined.
 */
import type { Lead, Neighbour } from '../../research/neighbours.ts';
import type { Passage, Source } from '../../research/run.ts';
import { sentenceSpans } from '../../research/sentences.ts';
import { dangles } from './quality.ts';
import type { Tools } from './tools.ts';

/** A passage in the running for a gap. */
export interface Placed {
	readonly source: Source;
	readonly passage: Passage;
	readonly score: number;
	readonly leads: readonly Lead[]; // what announces its lists and tables, where somebody looked
}

const LOOKED_AT = 8; // of the best passages
const BEST = 3; // whose both neighbours are looked at where nothing answers
const MOST = 6; // passages added for one gap
const NEAR = 0.8; // what a neighbour has of the score of the passage that led to it

/** The passages with those beside the best of them; the best learn what announces the lists and tables they hold. */
export async function withNeighbours(
	tools: Tools,
	placed: readonly Placed[],
	{ unanswered }: { unanswered: boolean }
): Promise<Placed[]> {
	const known = new Map(placed.map((one) => [one.passage.id, one]));
	const best = [...placed].sort((a, b) => b.score - a.score).slice(0, LOOKED_AT);
	let left = MOST;
	for (const [rank, one] of best.entries()) {
		const { source, score } = one;
		const { before, after, leads } = await tools.library.neighbours(source, one.passage.id);
		known.set(one.passage.id, { ...(known.get(one.passage.id) ?? one), leads });
		const open = unanswered && rank < BEST;
		const wanted = [
			...(before && (open || leansBack(one, before)) ? [before] : []),
			...(after && (open || runsOn(one, after)) ? [after] : [])
		];
		for (const near of wanted) {
			const there = known.get(near.passage.id);
			if (!there && left <= 0) continue;
			if (!there) left -= 1;
			// What goes on with a thought bears on the question as the thought does, whatever its own words.
			const share = there && near.shared === null ? 0 : NEAR * score;
			known.set(near.passage.id, {
				...{ source, passage: near.passage, leads: near.leads },
				score: Math.max(there?.score ?? 0, share)
			});
		}
	}
	return [...known.values()];
}

function leansBack({ passage, source }: Placed, { shared }: Neighbour): boolean {
	return shared === 'list' || shared === 'table' || isLeaning(passage, source);
}

function runsOn({ source }: Placed, { passage, shared }: Neighbour): boolean {
	return (
		shared === 'list' ||
		shared === 'table' ||
		(shared === 'paragraph' && isLeaning(passage, source))
	);
}

/** True when a passage begins with a sentence that leans on the one before it. */
function isLeaning({ text }: Passage, { language }: Source): boolean {
	const first = sentenceSpans(text, language)[0];
	return first !== undefined && dangles(text.slice(first.start, first.end));
}
