/** From candidates to evidence: the best that say different things, and those of other sources that agree with them. */
import type { FactDraft } from '../../research/facts.ts';
import type { RunView } from '../../research/fold.ts';
import { locatorOf } from '../../research/locator.ts';
import type { Evidence, Gap } from '../../research/run.ts';
import { voicesOf, type Voices } from '../../research/voices.ts';
import { dateIn, quantitiesIn } from './quantities.ts';
import { ANSWERS, FLOOR, likeness, overlap } from './quality.ts';
import type { Candidate } from './weigh.ts';

const SAME = 0.62; // likeness from which two sentences say one thing
const AGREEING = 2; // further voices kept for one statement

export interface Choice {
	readonly gap: Gap;
	readonly candidates: readonly Candidate[]; // best first
	readonly most: number;
}

/** True when two sentences make the same statement: mostly the same words and no number that differs. */
export function sameStatement(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
	const alike = likeness(a, b) >= SAME || (overlap(a, b) >= 0.85 && Math.min(a.size, b.size) >= 6);
	return alike && sameNumbers(a, b);
}

function sameNumbers(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
	const numbers = (words: ReadonlySet<string>) => [...words].filter((word) => /\d/u.test(word));
	const [inA, inB] = [numbers(a), numbers(b)];
	return inA.length === 0 || inB.length === 0 || inA.some((word) => b.has(word));
}

/** The candidates worth keeping for a gap: diverse, above the floor, agreeing voices beside what they agree with. */
export function choose({ candidates, most }: Choice): Candidate[] {
	const top = candidates[0]?.score ?? 0;
	const floor = Math.max(FLOOR, 0.62 * top);
	const kept: Candidate[] = [];
	const copies: { candidate: Candidate; twin: Candidate }[] = [];
	const own = voicesOf([...new Set(candidates.map(({ source }) => source))]);
	const voices = new Map<Candidate, number>();
	let distinct = 0;
	for (const candidate of diverse(candidates.filter(({ score }) => score >= floor))) {
		const twin = kept.find((known) => sameStatement(known.words, candidate.words));
		if (!twin) {
			if (distinct >= most) continue;
			distinct += 1;
			kept.push(candidate);
			continue;
		}
		const count = voices.get(twin) ?? 0;
		const heard = kept.some(
			(known) =>
				known.source.id === candidate.source.id && sameStatement(known.words, candidate.words)
		);
		if (heard || count >= AGREEING) continue;
		if (echoes(own, { candidate, twin, kept })) {
			copies.push({ candidate, twin });
			continue;
		}
		voices.set(twin, count + 1);
		kept.push(candidate);
	}
	// What only repeats a story takes the places that no voice of its own wanted.
	for (const { candidate, twin } of copies) {
		const count = voices.get(twin) ?? 0;
		if (count >= AGREEING) continue;
		voices.set(twin, count + 1);
		kept.push(candidate);
	}
	return kept;
}

/** True when a source tells the story of one that says the same thing already. */
function echoes(
	own: Voices,
	{ candidate, twin, kept }: { candidate: Candidate; twin: Candidate; kept: readonly Candidate[] }
): boolean {
	return kept.some(
		(known) =>
			(known === twin || sameStatement(known.words, candidate.words)) &&
			own.sameStory(known.source.id, candidate.source.id)
	);
}

/** Orders candidates so that each adds something: score less likeness to what is already taken (MMR). */
function diverse(candidates: readonly Candidate[]): Candidate[] {
	const left = [...candidates];
	const taken: Candidate[] = [];
	const nearest = new Map<Candidate, number>(left.map((candidate) => [candidate, 0]));
	while (left.length > 0) {
		let best = 0;
		left.forEach((candidate, at) => {
			if (worth(candidate, nearest) > worth(left[best] ?? candidate, nearest)) best = at;
		});
		const [next] = left.splice(best, 1);
		if (!next) break;
		taken.push(next);
		for (const candidate of left) {
			const near = likeness(candidate.words, next.words);
			nearest.set(candidate, Math.max(nearest.get(candidate) ?? 0, near));
		}
	}
	return taken;
}

function worth(candidate: Candidate, nearest: ReadonlyMap<Candidate, number>): number {
	return candidate.score - 0.25 * (nearest.get(candidate) ?? 0);
}

/** `evidence.found` for the kept candidates that are new to the run; no draft when there are none. */
export function evidenceDrafts(
	view: RunView,
	choices: readonly (Choice & { kept: readonly Candidate[] })[]
): FactDraft[] {
	const all = [...view.evidence, ...view.setAside];
	const last = Math.max(0, ...all.map((one) => Number(one.id.slice(1))));
	const known = new Set(all.map(keyOf));
	const found: Evidence[] = [];
	for (const { gap, kept } of choices) {
		for (const candidate of kept) {
			const evidence = evidenceOf(candidate, {
				gap,
				id: `e${last + found.length + 1}`
			});
			if (known.has(keyOf(evidence))) continue;
			known.add(keyOf(evidence));
			found.push(evidence);
		}
	}
	return found.length > 0 ? [{ type: 'evidence.found', evidence: found }] : [];
}

function keyOf({
	gapId,
	sourceId,
	start,
	end
}: Pick<Evidence, 'gapId' | 'sourceId' | 'start' | 'end'>): string {
	return [gapId, sourceId, start, end].join(' ');
}

function evidenceOf(candidate: Candidate, { gap, id }: { gap: Gap; id: string }): Evidence {
	const { source, passage, start, end, quote, score } = candidate;
	const placed = { text: passage.text, from: passage.start };
	const locator = locatorOf(passage.marks, { start, end }, placed);
	return {
		id,
		sourceId: source.id,
		passageId: passage.id,
		start,
		end,
		quote,
		heading: passage.headings.at(-1) ?? '',
		...(locator !== undefined && { locator }),
		claim: quote,
		gapId: gap.id,
		rubricIds: [gap.rubricId],
		stance: score >= ANSWERS ? 'supports' : 'context',
		score: Math.round(score * 1000) / 1000,
		date: dateIn(quote, source.publishedAt?.slice(0, 4) ?? null)?.iso ?? null,
		quantities: quantitiesIn(quote)
	};
}
