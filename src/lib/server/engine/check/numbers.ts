/**
 * V2 numbers: every number of a sentence stands in its quotes, after conversion of scale and unit, rounded no further
 * than the digits it shows, on the side that "nearly" or "more than" say. Pure; English and Chinese.
 */
import { agrees, bearingOf } from './bearing.ts';
import { datesIn } from './dates.ts';
import { FRACTIONS, hanValue, wordValue, HAN_NUMBER, WORD_NUMBER } from './numerals.ts';
import { UNIT_PATTERN, unitOf, type Unit } from './units.ts';

export type Side = 'exact' | 'about' | 'nearly' | 'over' | 'least' | 'most';
export interface Amount {
	readonly text: string; // as written
	readonly readings: readonly { readonly value: number; readonly unit: Unit | null }[]; // "5 m" has two
	readonly half: number; // half of the last shown digit, in the value's unit
	readonly step: number; // half of the last digit that is not a closing zero
	readonly side: Side;
	readonly start: number;
	readonly end: number;
}

const DIGITS = '\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?';
const SCALE = 'hundred|thousand|million|billion|trillion|bn|mn|m|k|万亿|千万|百万|亿|万|千';
const SCALES: Readonly<Record<string, number>> = {
	...{ hundred: 1e2, thousand: 1e3, million: 1e6, billion: 1e9, trillion: 1e12 },
	...{ bn: 1e9, mn: 1e6, m: 1e6, k: 1e3 },
	...{ 千: 1e3, 万: 1e4, 百万: 1e6, 千万: 1e7, 亿: 1e8, 万亿: 1e12 }
};
const AMOUNT = new RegExp(
	`(?<![\\p{sc=Latn}\\p{N}.,/_]|[\\p{Lu}]-)(?<sign>US\\$|[$€£¥])?\\s?(?:(?<digits>${DIGITS})|(?<word>${WORD_NUMBER})|(?<han>${HAN_NUMBER}))(?:[\\s-]?(?<scale>${SCALE})(?![\\p{sc=Latn}]))?(?<more>[余多](?!\\p{sc=Han}{0,1}年代))?(?:[\\s-]?(?<unit>${UNIT_PATTERN}))?(?![\\p{Lu}\\d])`,
	'giu'
);
const BEFORE: readonly (readonly [Side, RegExp])[] = [
	[
		'most',
		/(?:up to|at most|as (?:much|many|high|long) as|less than|fewer than|lower than|under|below|no more than|not more than|maximum of|不超过|不足|不到|低于|至多|最多|最高(?:罚款)?|少于)\s*(?:[$€£¥])?$/iu
	],
	['least', /(?:at least|no fewer than|no less than|minimum of|至少|不低于|不少于)\s*$/iu],
	[
		'over',
		/(?:more than|over|above|upwards of|exceed(?:s|ed|ing)?|greater than|超过|逾|突破|高于|多于|超)\s*(?:the\s)?$/iu
	],
	['nearly', /(?:nearly|almost|close to|just under|approaching|近|接近|将近)\s*(?:a\s)?$/iu],
	[
		'about',
		/(?:about|around|roughly|some|approximately|approx\.?|circa|c\.|an estimated|estimated|or so|约为?|大约|约有|大概|估计)\s*(?:a\s)?$/iu
	]
];
const AFTER: readonly (readonly [Side, RegExp])[] = [
	['over', /^\s?(?:or more|and (?:more|above)|plus\b|\+|以上)/iu],
	['most', /^\s?(?:or (?:less|fewer)|以下|以内)/iu],
	['about', /^\s?(?:or so|左右|上下)/iu]
];

/** Every number of a text with its unit, scale and side; `dates: false` leaves those out that belong to dates. */
export function amountsIn(text: string, { dates }: { dates: boolean }): Amount[] {
	const taken = dates ? [] : datesIn(text).map(({ start, end }) => [start, end] as const);
	const found: Amount[] = [...unnumberedIn(text)];
	for (const one of fractionsIn(text)) {
		if (!found.some(({ start, end }) => one.start < end && start < one.end)) found.push(one);
	}
	for (const match of text.matchAll(AMOUNT)) {
		const start = match.index + (/^\s*/u.exec(match[0])?.[0].length ?? 0);
		const end = match.index + match[0].trimEnd().length;
		const overlaps = (from: number, to: number) => start < to && from < end;
		if (taken.some(([from, to]) => overlaps(from, to))) continue;
		if (found.some((one) => overlaps(one.start, one.end))) continue;
		const amount = amountOf(match, { text, start, end });
		if (amount) found.push(amount);
	}
	return shareUnits(
		found.sort((a, b) => a.start - b.start),
		text
	);
}

function amountOf(
	match: RegExpExecArray,
	{ text, start, end }: { text: string; start: number; end: number }
): Amount | null {
	const { sign, digits, word, han, more } = match.groups ?? {};
	const scale = (match.groups?.['scale'] ?? '').toLowerCase();
	const unitText = match.groups?.['unit'] ?? '';
	const bare = digits ? Number(digits.replaceAll(',', '')) : word ? wordValue(word) : hanValue(han);
	// A lone "one", "一" or a Chinese digit inside a word counts nothing.
	if (bare === null || (!digits && bare === 1 && !sign && !scale)) return null;
	if (han && han.length === 1 && unitText === '' && !scale && !/第$/u.test(text.slice(0, start)))
		return null;
	const factor = SCALES[scale] ?? 1;
	const unit = unitOf(sign, unitText);
	const readings = [{ value: bare * factor * (unit?.factor ?? 1), unit }];
	if (scale === 'm' && !sign) readings.push({ value: bare, unit: unitOf('', 'm') });
	const half = halfOf({ digits: digits ?? '', bare, closing: false }) * factor;
	const step = halfOf({ digits: digits ?? '', bare, closing: true }) * factor;
	const times = unit?.factor ?? 1;
	const side = more ? 'over' : sideOf(text, { start, end });
	// "over four years" tells a span, not a limit.
	const during = unit?.kind === 'time' && /\bover (?:the )?$/iu.test(text.slice(0, start));
	return {
		text: text.slice(start, end),
		readings,
		half: half * times,
		step: step * times,
		side: during ? 'exact' : side,
		start,
		end
	};
}

/** Half of the last shown digit; with `closing`, of the last one that is not a zero closing a whole number. */
function halfOf({ digits, bare, closing }: { digits: string; bare: number; closing: boolean }) {
	const decimals = /\.(\d+)$/u.exec(digits)?.[1]?.length ?? 0;
	if (decimals > 0) return 0.5 / 10 ** decimals;
	const zeros = closing && bare !== 0 ? (/0*$/u.exec(String(bare))?.[0].length ?? 0) : 0;
	return 0.5 * 10 ** zeros;
}

function sideOf(text: string, { start, end }: { start: number; end: number }): Side {
	const before = text.slice(Math.max(0, start - 24), start);
	const after = text.slice(end, end + 12);
	for (const [side, pattern] of BEFORE) if (pattern.test(before)) return side;
	for (const [side, pattern] of AFTER) if (pattern.test(after)) return side;
	return 'exact';
}

function fractionsIn(text: string): Amount[] {
	const found: Amount[] = [];
	for (const [pattern, percent] of FRACTIONS) {
		for (const match of text.matchAll(pattern)) {
			if (/^ a (?:century|year)/u.test(text.slice(match.index + match[0].length))) continue;
			const share = typeof percent === 'number' ? percent : percent(match);
			if (share === null) continue;
			const [start, end] = [match.index, match.index + match[0].length];
			const readings = [{ value: share, unit: unitOf('', '%') }];
			const side = sideOf(text, { start, end });
			found.push({ text: match[0], readings, half: 0.5, step: 2.5, side, start, end });
		}
	}
	return found;
}

/** Measures that are written without a number. */
function unnumberedIn(text: string): Amount[] {
	const found: Amount[] = [];
	for (const [pattern, count, name] of UNNUMBERED) {
		for (const match of text.matchAll(pattern)) {
			const [start, end] = [match.index, match.index + match[0].length];
			const unit = unitOf('', name);
			const value = count * (unit?.factor ?? 1);
			const side = sideOf(text, { start, end });
			const readings = [{ value, unit }];
			found.push({
				text: match[0],
				readings,
				half: value / 20,
				step: value / 10,
				side,
				start,
				end
			});
		}
	}
	return found;
}

const UNNUMBERED: readonly (readonly [RegExp, number, string])[] = [
	[/\bhalf a century\b|半个世纪/giu, 50, 'years'],
	[/(?<!\b(?:half|quarter of) )\b(?:a|one) century\b|一个世纪/giu, 100, 'years'],
	[/\b(?:a|one) decade\b/giu, 10, 'years'],
	[/\btwo decades\b/giu, 20, 'years'],
	[/\bthree decades\b/giu, 30, 'years'],
	[/一年半/gu, 1.5, 'years'],
	[/(?<![上下年])半年/gu, 0.5, 'years'],
	[
		/\b(?:an? |one[- ])?quarter(?: of an?|[- ])[ -]?(?:percentage )?point\b/giu,
		0.25,
		'percentage points'
	],
	[/\bhalf(?: an?|[- ])[ -]?(?:percentage )?point\b|半个百分点/giu, 0.5, 'percentage points']
];

/** "20 to 30 percent": the first number takes the unit of the second. */
function shareUnits(found: readonly Amount[], text: string): Amount[] {
	return found.map((one, at) => {
		const next = found[at + 1];
		const [reading] = one.readings;
		const unit = next?.readings[0]?.unit;
		if (!next || !reading || reading.unit || !unit || one.readings.length > 1) return one;
		if (unit.kind === 'time' && reading.value > 200) return one; // "1998-2002年" are years
		const between = text.slice(one.end, next.start);
		if (!/^\s?(?:-|–|—|~|to|and|or|至|到|和|或)\s?$/iu.test(between)) return one;
		return {
			...one,
			readings: [{ value: reading.value * unit.factor, unit }],
			half: one.half * unit.factor,
			step: one.step * unit.factor
		};
	});
}

const LOW: ReadonlySet<Side> = new Set(['nearly', 'most']);
const HIGH: ReadonlySet<Side> = new Set(['over', 'least']);

/** Whether a number of a sentence says no more than one of a quote. */
export function supports(said: Amount, quoted: Amount): boolean {
	if (HIGH.has(said.side) && LOW.has(quoted.side)) return false;
	if (LOW.has(said.side) && HIGH.has(quoted.side)) return false;
	return said.readings.some((a) =>
		quoted.readings.some((b) => {
			if (!sameKind(a.unit, b.unit)) return false;
			// A limit near a number of another kind ("under 65" by "59 percent") is chance.
			if ((a.unit === null) !== (b.unit === null) && a.value !== b.value) return false;
			return within({ said, value: a.value, quoted: b.value, side: quoted.side });
		})
	);
}

function sameKind(said: Unit | null, quoted: Unit | null): boolean {
	if (said && quoted) return said.kind === quoted.kind;
	return !said || !/^(?:%|points|currency)/u.test(said.kind);
}

function within({
	said,
	value,
	quoted,
	side
}: {
	said: Amount;
	value: number;
	quoted: number;
	side: Side;
}): boolean {
	const slack = 1e-9 * Math.max(1, Math.abs(value));
	const gap = quoted - value;
	const same = Math.abs(gap) <= slack;
	if (said.side === 'exact') return Math.abs(gap) <= said.half + slack;
	if (said.side === 'about') return Math.abs(gap) <= said.step + slack;
	if (said.side === 'nearly')
		return gap <= slack && -gap <= said.step + slack && (!same || side !== 'exact');
	if (said.side === 'most')
		return same || (gap <= slack && -gap <= Math.max(2 * said.step, value / 4));
	if (same) return said.side === 'least' || side !== 'exact';
	return gap > 0 && gap <= Math.max(2 * said.step, value / 4);
}

/** The numbers of the sentence that no quote supports, as written. */
export function strayNumbers(sentence: string, pool: readonly string[]): string[] {
	const quoted = pool.flatMap((text) =>
		amountsIn(text, { dates: true }).map((amount) => ({ amount, bearing: bearingOf(text, amount) }))
	);
	return amountsIn(sentence, { dates: false })
		.filter((said) => {
			const bearing = bearingOf(sentence, said);
			return !quoted.some((one) => supports(said, one.amount) && agrees(bearing, one.bearing));
		})
		.map((said) => said.text);
}
