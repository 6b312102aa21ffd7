/** Values of quotes that can be compared: amounts with their unit and how exactly they are meant, years, and periods. */
import type { Evidence, Source } from '../../research/run.ts';
import { sharedBy } from '../../research/words.ts';
import { agrees, bearingOf, type Bearing } from './check/bearing.ts';
import { datesIn } from './check/dates.ts';
import { amountsIn, type Side } from './check/numbers.ts';
import { clausesOf, rootsOf } from './check/clauses.ts';
import { namesOf } from './check/names.ts';
import { dateIn } from './quantities.ts';

/** The kind of a value that is a year. */
export const CALENDAR = 'calendar year';
const AMOUNT = 'amount'; // "3.4 million" of something the sentence names

export interface Value {
	readonly key: string; // what makes two values comparable: a unit, or CALENDAR
	readonly value: number;
	readonly half: number; // half of the last shown digit
	readonly side: Side;
	readonly text: string;
	readonly head: string; // what stands before it in its clause
	readonly bearing: Bearing | null; // what the number is: by or to, a year or in all
	readonly group: string; // "of women": whom a share is of, as a root
}

/** The values of a quote that stand alone in their kind: two of one kind in a quote cannot be matched safely. */
export function valuesOf({ quote, quantities }: Pick<Evidence, 'quote' | 'quantities'>): Value[] {
	const amounts = amountsIn(quote, { dates: false });
	const values = quantities
		.filter((one) => quantities.filter((other) => other.unit === one.unit).length === 1)
		.map((one): Value => {
			const read = amounts.find(({ text }) => text.includes(one.text) || one.text.includes(text));
			const [reading] = read?.readings ?? [];
			const kind = reading?.unit?.kind ?? (one.unit === '' ? AMOUNT : one.unit);
			const value = reading?.value ?? one.value;
			const [half, side] = [read?.half ?? 0, read?.side ?? ('exact' as const)];
			const bearing = read ? bearingOf(quote, read) : null;
			const told = { head: headOf(quote, one.text), bearing, group: groupOf(quote, read?.end) };
			return { key: kind, value, half, side, text: one.text, ...told };
		});
	const years = [...quote.matchAll(/\b(1[0-9]{3}|20[0-9]{2})\b/gu)].map((match) => match[0]);
	const date = dateIn(quote);
	if (new Set(years).size === 1 && date) {
		const year = date.iso.slice(0, 4);
		const exact = { half: 0, side: 'exact' as const };
		const told = { head: headOf(quote, date.text), bearing: null, group: '' };
		values.push({ key: CALENDAR, value: Number(year), ...exact, text: year, ...told });
	}
	return values;
}

function headOf(quote: string, text: string): string {
	const clause = clausesOf(quote).find((one) => one.includes(text)) ?? quote;
	return clause.slice(0, Math.max(0, clause.indexOf(text)));
}

/** Whom a share is of ("41 percent of men"), as a root; empty when nothing says it. */
function groupOf(quote: string, end = quote.length): string {
	const [, group = ''] = /^ of (?:the |all )?(\p{Ll}+)/u.exec(quote.slice(end)) ?? [];
	return rootsOf(group)[0] ?? '';
}

const SAYER =
	/^[^,;]{2,60}? (?:said|says|found|reported|reports|estimate[sd]?|announced)(?: that)? /u;

/** False when two values are of other things, or tell another thing of the same: then they cannot disagree. */
export function comparable(a: Value, b: Value): boolean {
	if (a.bearing && b.bearing && !(agrees(a.bearing, b.bearing) && agrees(b.bearing, a.bearing)))
		return false;
	if (a.group !== '' && b.group !== '' && a.group !== b.group) return false;
	const strange = (one: Value, other: Value) =>
		namedIn(one).some((name) => !other.head.includes(name));
	return !(strange(a, b) && strange(b, a));
}

/** Words of the names before a value, without who says it and a word that only begins the sentence. */
const namedIn = ({ head }: Value) =>
	namesOf(head.replace(SAYER, ''))
		.filter(({ words, first }) => !first || words.length > 1)
		.flatMap(({ words }) => words);

const NOISE = 0.005; // share of a value under which a difference is no disagreement
const ABOUT = 0.1;

/** True when two values can both be right: equal as far as they are written, or within what "about" and "over" allow. */
export function agree(a: Value, b: Value): boolean {
	if (a.key === CALENDAR) return a.value === b.value;
	const [one, other] = [rangeOf(a), rangeOf(b)];
	return one.low <= other.high && other.low <= one.high;
}

function rangeOf({ value, half, side }: Value): { low: number; high: number } {
	const slack = Math.max(half, NOISE * Math.abs(value));
	if (side === 'over' || side === 'least') return { low: value - slack, high: Infinity };
	if (side === 'most') return { low: -Infinity, high: value + slack };
	const wide = Math.max(slack, ABOUT * Math.abs(value));
	if (side === 'nearly') return { low: value - wide, high: value + slack };
	return side === 'about'
		? { low: value - wide, high: value + wide }
		: { low: value - slack, high: value + slack };
}

interface Said {
	readonly evidence: Pick<Evidence, 'quote'>;
	readonly source: Pick<Source, 'publishedAt'> | undefined;
}

/** Statements about different years, quarters or months are a series; so are two states of a thing that changes. */
export function differentPeriods(a: Said, b: Said, { key }: Value): boolean {
	const [one, other] = [periodOf(a), periodOf(b)];
	if (apartIn(one.years, other.years)) return true;
	if (apartIn(one.parts, other.parts)) return true;
	if (one.years.size > 0 || other.years.size > 0 || LASTING.has(key)) return false;
	const apart = yearsApart(a.source?.publishedAt ?? null, b.source?.publishedAt ?? null);
	return apart > 0.8 && CHANGES.test(a.evidence.quote) && CHANGES.test(b.evidence.quote);
}

function apartIn<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean {
	return a.size > 0 && b.size > 0 && sharedBy(a, b) === 0;
}

/** Kinds of value that a thing keeps. */
const LASTING = new Set(['length', 'area', 'mass', 'volume', 'degree', 'degree F']);
/** Words of a state as it is now, or of a change since the last time. */
const CHANGES =
	/\b(?:is|are|has|have|stands?|lives?|costs?|employs?|currently|now|today|rose|fell|grew|rise|fall|increased?|decreased?|up|down)\b|目前|现有|现在|截至|同比|环比|增长|下降|上涨|下跌/iu;

/** Years and parts of years a statement names; "last year" is reckoned from the day its source appeared. */
function periodOf({ evidence, source }: Said): { years: Set<number>; parts: Set<string> } {
	const published = Number(source?.publishedAt?.slice(0, 4) ?? Number.NaN);
	const years = new Set<number>();
	const parts = new Set<string>();
	for (const { year, month, token } of datesIn(evidence.quote)) {
		if (year !== undefined) years.add(year);
		if (month !== undefined) parts.add(`month ${month}`);
		const ago = /^([+-]?\d)y$/u.exec(token ?? '')?.[1];
		if (ago !== undefined && !Number.isNaN(published)) years.add(published + Number(ago));
		if (/^[QH]\d$/u.test(token ?? '')) parts.add(token ?? '');
	}
	return { years, parts };
}

function yearsApart(a: string | null, b: string | null): number {
	const apart = a === null || b === null ? 0 : Math.abs(Date.parse(a) - Date.parse(b));
	return Number.isNaN(apart) ? 0 : apart / (365.25 * 86_400_000);
}
