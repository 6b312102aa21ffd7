/** Which of the ranked passages are given: at most so many of a source, nothing said twice first, no more than helps. */
import type { Counted } from './bm25.ts';
import type { Found, FindOptions } from './found.ts';

const SAME = 0.9; // share of common words from which a passage only repeats a better one
const CLEARLY_WEAKER = 0.57; // of the best score: what lies below is left out where room is scarce

/** In the order of rank; passages that repeat a better one of the same source stand last. */
export function pick(
	found: readonly Found[],
	{ limit, perSource, room }: Pick<FindOptions, 'limit' | 'perSource' | 'room'>,
	countedOf: (passageId: string) => Counted | undefined
): Found[] {
	const counts = new Map<string, number>();
	const capped = found.filter(({ source }) => {
		const had = counts.get(source.id) ?? 0;
		counts.set(source.id, had + 1);
		return had < perSource;
	});
	const spread = repeatsLast(capped.slice(0, 3 * limit), countedOf).slice(0, limit);
	return room === undefined ? spread : within(spread, room);
}

function repeatsLast(
	found: readonly Found[],
	countedOf: (passageId: string) => Counted | undefined
): Found[] {
	const firsts: Found[] = [];
	const repeats: Found[] = [];
	for (const one of found) {
		const own = countedOf(one.passage.id);
		const twin = firsts.some((other) => {
			if (other.source.id !== one.source.id) return false;
			const known = countedOf(other.passage.id);
			return own !== undefined && known !== undefined && shared(own, known) >= SAME;
		});
		(twin ? repeats : firsts).push(one);
	}
	return [...firsts, ...repeats];
}

/** Share of the words of both texts that they have in common. */
function shared(a: Counted, b: Counted): number {
	let common = 0;
	for (const word of a.counts.keys()) if (b.counts.has(word)) common += 1;
	return common / Math.max(1, a.counts.size + b.counts.size - common);
}

/** The best passages that fit, without those that are clearly weaker than the best one. */
function within(found: readonly Found[], room: number): Found[] {
	const top = found[0]?.score ?? 0;
	let left = room;
	return found.filter(({ passage, score }) => {
		const length = passage.end - passage.start;
		if (length > left || score < CLEARLY_WEAKER * top) return false;
		left -= length;
		return true;
	});
}
