/** Numbers with units, and dates, as written in a text. Pure; English and Chinese. */
import type { Quantity } from '../../research/run.ts';

const SCALES: Readonly<Record<string, number>> = {
	thousand: 1e3,
	million: 1e6,
	billion: 1e9,
	trillion: 1e12,
	m: 1e6,
	bn: 1e9,
	k: 1e3,
	千: 1e3,
	万: 1e4,
	百万: 1e6,
	千万: 1e7,
	亿: 1e8,
	万亿: 1e12
};

const UNITS =
	'%|percent|per cent|percentage points?|kilometers?|kilometres?|km|meters?|metres?|cm|mm|miles?|feet|ft|inches|acres?|hectares?|km²|square (?:kilometers?|kilometres?|miles|meters|metres|feet)|tonnes?|tons?|kg|kilograms?|grams?|pounds?|lbs?|liters?|litres?|gallons?|mw|gw|kw|kwh|mwh|gwh|twh|megawatts?|gigawatts?|kilowatts?|watts?|volts?|amps?|hz|mhz|ghz|gb|mb|tb|people|inhabitants|residents|employees|workers|students|members|deaths|cases|years?|months?|weeks?|days?|hours?|minutes?|seconds?|degrees?|°c|°f|euros?|dollars?|yuan|yen|votes|seats|copies|units|vehicles|homes|households|passengers';
const UNITS_ZH =
	'个百分点|基点|元|美元|欧元|日元|人民币|公里|千米|米|厘米|毫米|平方公里|平方米|公顷|亩|吨|公斤|千克|克|升|兆瓦|千瓦时?|度|人次?|名|位|户|家|个|款|项|条|艘|架|辆|台|套|件|次|天|日内|年|个月|小时|分钟|秒|周|所|座|场|届|级|倍|种|处|支|批';

const EN = new RegExp(
	`(?<![\\p{L}\\p{N}.,/-])(?<sign>[$€£¥])?\\s?(?<number>\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?)(?:\\s?(?<scale>thousand|million|billion|trillion|bn|m|k)(?![\\p{L}]))?(?:[\\s-]?(?<unit>${UNITS})(?![\\p{L}]))?`,
	'giu'
);
const ZH = new RegExp(
	`(?<![\\p{N}.])(?<number>\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?)(?<scale>万亿|千万|百万|亿|万|千)?(?:余|多)?(?<unit>%|％|${UNITS_ZH})`,
	'gu'
);
const CURRENCY: Readonly<Record<string, string>> = { $: 'USD', '€': 'EUR', '£': 'GBP', '¥': 'CNY' };

/** Numbers that measure something: with a unit, a currency or a scale. Bare years and ordinals are left to dates. */
export function quantitiesIn(text: string): Quantity[] {
	const found: Quantity[] = [];
	const pattern = /[\u4e00-\u9fff]/u.test(text) ? [ZH, EN] : [EN];
	const taken: [number, number][] = [];
	for (const expression of pattern) {
		for (const match of text.matchAll(expression)) {
			const quantity = quantityOf(match);
			const span: [number, number] = [match.index, match.index + match[0].length];
			const overlaps = taken.some(([start, end]) => span[0] < end && start < span[1]);
			if (!quantity || overlaps) continue;
			taken.push(span);
			found.push(quantity);
		}
	}
	return found;
}

function quantityOf(match: RegExpExecArray): Quantity | null {
	const { sign, number, scale, unit } = match.groups ?? {};
	const value =
		Number((number ?? '').replaceAll(',', '')) * (SCALES[(scale ?? '').toLowerCase()] ?? 1);
	const measure = unitOf(sign, unit);
	if (!Number.isFinite(value) || (measure === '' && !scale)) return null;
	// "2023年" is a date and "7日" a day, not a length of time.
	if (unit === '年' && value > 200) return null;
	return { text: match[0].trim(), value, unit: measure };
}

function unitOf(sign: string | undefined, unit: string | undefined): string {
	if (sign) return CURRENCY[sign] ?? sign;
	const plain = (unit ?? '')
		.toLowerCase()
		.replace('％', '%')
		.replace('per cent', '%')
		.replace('percent', '%');
	return /^[a-z]{3,}s$/u.test(plain) ? plain.slice(0, -1) : plain;
}

const MONTHS = [
	'january',
	'february',
	'march',
	'april',
	'may',
	'june',
	'july',
	'august',
	'september',
	'october',
	'november',
	'december'
];
const MONTH = `(${MONTHS.join('|')}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\\.?`;
const DAY_FIRST = new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?(?: of)? ${MONTH},? (\\d{4})\\b`, 'iu');
const MONTH_FIRST = new RegExp(`\\b${MONTH} (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})\\b`, 'iu');
const MONTH_YEAR = new RegExp(`\\b${MONTH},? (\\d{4})\\b`, 'iu');
const ZH_DATE = /(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})[日号])?)?/u;
const ZH_DAY = /(?<!\d)(\d{1,2})月(\d{1,2})[日号]/u;
const ISO_DATE = /\b(\d{4})-(\d{2})-(\d{2})\b/u;
const YEAR =
	/(?<![\d.,$€£¥-])\b(1[0-9]{3}|20[0-9]{2})\b(?![\d,.]*\d|%| ?(?:km|people|metres|meters|feet|miles|mm|w\b))/u;

const pad = (value: string | number) => String(value).padStart(2, '0');
const monthOf = (name: string) =>
	pad(MONTHS.findIndex((month) => month.startsWith(name.slice(0, 3).toLowerCase())) + 1);

export interface Dated {
	readonly iso: string; // "1958", "1958-03" or "1958-03-02"
	readonly text: string; // as written
}

/** The first date a text speaks of, as precise as it is written; null when it names none. */
export function dateIn(text: string, yearOf: string | null = null): Dated | null {
	const dayFirst = DAY_FIRST.exec(text);
	const monthFirst = MONTH_FIRST.exec(text);
	const full = earliest(dayFirst, monthFirst);
	if (full === dayFirst && dayFirst) {
		const [written, day = '', month = '', year = ''] = dayFirst;
		return { iso: `${year}-${monthOf(month)}-${pad(day)}`, text: written };
	}
	if (full && monthFirst) {
		const [written, month = '', day = '', year = ''] = monthFirst;
		return { iso: `${year}-${monthOf(month)}-${pad(day)}`, text: written };
	}
	const chinese = ZH_DATE.exec(text);
	if (chinese) {
		const parts = [chinese[1] ?? '', chinese[2], chinese[3]].filter((part) => part !== undefined);
		return { iso: parts.map((part) => pad(part)).join('-'), text: chinese[0] };
	}
	const day = ZH_DAY.exec(text);
	if (day && yearOf)
		return { iso: `${yearOf}-${pad(day[1] ?? '')}-${pad(day[2] ?? '')}`, text: day[0] };
	const iso = ISO_DATE.exec(text);
	if (iso) return { iso: iso[0], text: iso[0] };
	const monthYear = MONTH_YEAR.exec(text);
	if (monthYear)
		return { iso: `${monthYear[2] ?? ''}-${monthOf(monthYear[1] ?? '')}`, text: monthYear[0] };
	const year = YEAR.exec(text);
	return year ? { iso: year[0], text: year[0] } : null;
}

function earliest(a: RegExpExecArray | null, b: RegExpExecArray | null): RegExpExecArray | null {
	if (!a) return b;
	if (!b) return a;
	return a.index <= b.index ? a : b;
}
