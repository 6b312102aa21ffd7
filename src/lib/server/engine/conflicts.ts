/** Conflicts: two sources that make the same statement with another number or another year. */
import type { FactDraft } from '../../research/facts.ts';
import type { RunView } from '../../research/fold.ts';
import type { Evidence } from '../../research/run.ts';
import { contentTokens, isCjk } from '../../research/words.ts';
import { dateIn } from './quantities.ts';
import { likeness } from './quality.ts';

const ALIKE = 0.45; // likeness of the words without the numbers
const CALENDAR = 'calendar year'; // not a length of time
const AMOUNT = 'amount'; // "3.4 million" of something the sentence names
const SHARED = 4; // content words both must have

interface Value {
	readonly key: string; // what makes two values comparable: a unit, or CALENDAR
	readonly value: number;
	readonly text: string;
}

/** `conflict.found` for conflicts that the view does not hold yet. */
export function conflictDrafts(view: RunView): FactDraft[] {
	const texts = new Map(view.sources.map((source) => [source.id, source.textHash]));
	const known = new Set(
		view.conflicts.map((one) =>
			one.sides
				.map((side) => side.evidenceIds.join())
				.sort()
				.join(' | ')
		)
	);
	const told = view.evidence.map((evidence) => ({
		evidence,
		words: wordsOf(evidence),
		values: valuesOf(evidence)
	}));
	const drafts: FactDraft[] = [];
	told.forEach((a, at) => {
		for (const b of told.slice(at + 1)) {
			if (texts.get(a.evidence.sourceId) === texts.get(b.evidence.sourceId)) continue;
			const pair = a.values.flatMap((value) => {
				const other = b.values.find((one) => one.key === value.key);
				return other && differs(value, other) ? [[value, other] as const] : [];
			});
			const [clash] = pair;
			if (!clash || agreesElsewhere(a.values, b.values) || !sameThing(a.words, b.words)) continue;
			const key = [a.evidence.id, b.evidence.id].sort().join(' | ');
			if (known.has(key)) continue;
			known.add(key);
			drafts.push({
				type: 'conflict.found',
				conflict: {
					id: `c${view.conflicts.length + drafts.length + 1}`,
					about: aboutOf(view, a.evidence, b.words),
					sides: [
						{ value: clash[0].text, evidenceIds: [a.evidence.id] },
						{ value: clash[1].text, evidenceIds: [b.evidence.id] }
					]
				}
			});
		}
	});
	return drafts;
}

function wordsOf(evidence: Evidence): Set<string> {
	return new Set(contentTokens(evidence.quote).filter((word) => !/\d/u.test(word)));
}

/** The values of a quote that stand alone in their kind: two of one kind in a quote cannot be matched safely. */
function valuesOf({ quote, quantities }: Evidence): Value[] {
	const values: Value[] = quantities
		.filter((one) => quantities.filter((other) => other.unit === one.unit).length === 1)
		.map((one) => ({ key: one.unit === '' ? AMOUNT : one.unit, value: one.value, text: one.text }));
	const years = [...quote.matchAll(/\b(1[0-9]{3}|20[0-9]{2})\b/gu)].map((match) => match[0]);
	const date = dateIn(quote);
	if (new Set(years).size === 1 && date) {
		values.push({ key: CALENDAR, value: Number(date.iso.slice(0, 4)), text: date.iso.slice(0, 4) });
	}
	return values;
}

function differs(a: Value, b: Value): boolean {
	const gap = Math.abs(a.value - b.value);
	return a.key === CALENDAR
		? gap > 0
		: gap > 0.005 * Math.max(Math.abs(a.value), Math.abs(b.value));
}

/** Statements about different years are a series, not a conflict. */
function agreesElsewhere(a: readonly Value[], b: readonly Value[]): boolean {
	const year = (values: readonly Value[]) => values.find((one) => one.key === CALENDAR)?.value;
	const others = a.some((one) => one.key !== CALENDAR) && b.some((one) => one.key !== CALENDAR);
	return others && year(a) !== undefined && year(b) !== undefined && year(a) !== year(b);
}

function sameThing(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
	const shared = [...a].filter((word) => b.has(word)).length;
	return shared >= SHARED && likeness(a, b) >= ALIKE;
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
