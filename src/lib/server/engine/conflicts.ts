/**
 * Conflicts: sources that make the same statement with another number or another year. One conflict is one thing with
 * two or more sides; copies of a story are one voice and stand on one side, other periods are a series.
 */
import type { FactDraft } from '../../research/facts.ts';
import type { RunView } from '../../research/fold.ts';
import type { Conflict, Evidence, Source } from '../../research/run.ts';
import { voicesOf, type Voices } from '../../research/voices.ts';
import { contentTokens, isCjk, sharedBy } from '../../research/words.ts';
import { agree, CALENDAR, comparable, differentPeriods, valuesOf, type Value } from './values.ts';
import { likeness } from './quality.ts';

const ALIKE = 0.45; // likeness of the words without the numbers
const SHARED = 4; // content words both must have
const SAME_HEAD = 0.75; // likeness of what stands before the two values
const HEAD_SHARED = 3;

interface Told {
	readonly evidence: Evidence;
	readonly source: Source | undefined;
	readonly words: ReadonlySet<string>;
	readonly values: readonly Value[];
}
interface Clash {
	readonly one: Told;
	readonly other: Told;
	readonly key: string; // the kind of value they differ in
}

/** `conflict.found` for conflicts that the view does not hold yet. */
export function conflictDrafts(view: RunView): FactDraft[] {
	const voices = voicesOf(view.sources);
	const told = view.evidence.map((evidence): Told => {
		const source = view.sources.find(({ id }) => id === evidence.sourceId);
		const words = wordsOf(evidence.quote);
		return { evidence, source, words, values: valuesOf(evidence) };
	});
	const clashes: Clash[] = [];
	told.forEach((one, at) => {
		for (const other of told.slice(at + 1)) {
			const key = voices.sameStory(one.evidence.sourceId, other.evidence.sourceId)
				? null
				: clashOf(one, other);
			if (key !== null && !isKnown(view, one, other)) clashes.push({ one, other, key });
		}
	});
	const last = Math.max(0, ...view.conflicts.map((one) => Number(one.id.slice(1)))); // some may be gone
	return joined(clashes)
		.map((group) => conflictOf(view, { group, voices }))
		.filter(({ sides }) => sides.length > 1)
		.map((conflict, at) => ({
			type: 'conflict.found',
			conflict: { ...conflict, id: `c${last + at + 1}` }
		}));
}

/** The kind of value in which two pieces of evidence about one thing differ; null when they do not. */
function clashOf(one: Told, other: Told): string | null {
	for (const value of one.values) {
		const against = other.values.find(({ key }) => key === value.key);
		if (!against || !comparable(value, against) || agree(value, against)) continue;
		const year = value.key === CALENDAR;
		if (year ? isSeries(one, other) : differentPeriods(one, other, value)) continue;
		if (sameThing(one, other) || (!year && sameHead(value, against))) return value.key;
	}
	return null;
}

/** Two amounts in two years: the years tell them apart, they are not what is disputed. */
function isSeries(one: Told, other: Told): boolean {
	return [one, other].every(({ values }) => values.some(({ key }) => key !== CALENDAR));
}

function isKnown(view: RunView, one: Told, other: Told): boolean {
	const ids = [one.evidence.id, other.evidence.id];
	return view.conflicts.some(({ sides }) => {
		const all = sides.flatMap((side) => side.evidenceIds);
		return ids.every((id) => all.includes(id));
	});
}

/** Clashes about one thing belong together: two against one is one conflict. */
function joined(clashes: readonly Clash[]): Clash[][] {
	const groups: Clash[][] = [];
	for (const clash of clashes) {
		const touches = (group: readonly Clash[]) =>
			group.some(
				({ one, other, key }) =>
					key === clash.key &&
					[one, other].some((each) => each === clash.one || each === clash.other)
			);
		const near = groups.filter(touches);
		for (const group of near) groups.splice(groups.indexOf(group), 1);
		groups.push([...near.flat(), clash]);
	}
	return groups;
}

function conflictOf(
	view: RunView,
	{ group, voices }: { group: readonly Clash[]; voices: Voices }
): Conflict {
	const key = group[0]?.key;
	const members = [...new Set(group.flatMap(({ one, other }) => [one, other]))];
	const sides: { value: Value; members: Told[] }[] = [];
	for (const member of members) {
		const value = member.values.find((one) => one.key === key);
		if (!value) continue;
		const side = sides.find((known) => agree(known.value, value));
		if (side) side.members.push(member);
		else sides.push({ value, members: [member] });
	}
	const [first] = group;
	return {
		id: '',
		about: first ? aboutOf(view, first.one.evidence, first.other.words) : '',
		sides: sides.map((side) => ({
			value: side.value.text,
			evidenceIds: side.members.map(({ evidence }) => evidence.id),
			sourceIds: [...new Set(side.members.map(({ evidence }) => evidence.sourceId))],
			date: dateOf(side.members[0]),
			voices: voices.first(side.members.map(({ evidence }) => evidence)).length
		}))
	};
}

/** The period a side speaks of; where it names none, the day its source appeared. */
function dateOf(told: Told | undefined): string | null {
	return told?.evidence.date ?? told?.source?.publishedAt?.slice(0, 10) ?? null;
}

function wordsOf(text: string): Set<string> {
	return new Set(contentTokens(text).filter((word) => !/\d/u.test(word)));
}

function sameThing(a: Told, b: Told): boolean {
	return sharedBy(a.words, b.words) >= SHARED && likeness(a.words, b.words) >= ALIKE;
}

/** "The construction of the bridge cost …": the same words lead to both values, whatever else is said after them. */
function sameHead(a: Value, b: Value): boolean {
	const [one, other] = [wordsOf(a.head), wordsOf(b.head)];
	return sharedBy(one, other) >= HEAD_SHARED && likeness(one, other) >= SAME_HEAD;
}

/** The words both quotes share, as the first one writes them; for scripts without spaces, what was asked. */
function aboutOf(view: RunView, a: Evidence, shared: ReadonlySet<string>): string {
	if (isCjk(a.quote)) return view.gaps.find((gap) => gap.id === a.gapId)?.question ?? a.heading;
	const words = a.quote
		.split(/\s+/u)
		.filter((word) => contentTokens(word).some((token) => shared.has(token)));
	return [...new Set(words.map((word) => word.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')))]
		.slice(0, 8)
		.join(' ');
}
