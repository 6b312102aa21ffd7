/**
 * V2 numbers: every number of a sentence must be in its quotes, after conversion of scale and with no more rounding than
 * the sentence shows (half of its last digit). "about", "over", "nearly" allow their side. English and Chinese.
 */
import type { Finding, Ground } from './ground.ts';

export interface Amount {
	readonly value: number;
	readonly unit: string; // canonical; "" when none is written
	readonly step: number; // worth of the last shown digit
	readonly bound: 'exact' | 'about' | 'over' | 'under';
	readonly text: string;
}

const SCALES: Readonly<Record<string, number>> = {
	hundred: 1e2,
	thousand: 1e3,
	k: 1e3,
	million: 1e6,
	m: 1e6,
	mn: 1e6,
	billion: 1e9,
	bn: 1e9,
	trillion: 1e12,
	百: 1e2,
	千: 1e3,
	万: 1e4,
	十万: 1e5,
	百万: 1e6,
	千万: 1e7,
	亿: 1e8,
	十亿: 1e9,
	百亿: 1e10,
	千亿: 1e11,
	万亿: 1e12
};
/** Words for one unit, first its canonical name. */
const UNIT_WORDS: readonly (readonly string[])[] = [
	['%', '％', 'percent', 'per cent', 'pct', 'percentage points', 'percentage point', '个百分点'],
	['km', 'kilometer', 'kilometre', 'kilometers', 'kilometres', '公里', '千米'],
	['m', 'meter', 'metre', 'meters', 'metres', '米'],
	['cm', 'centimeters', 'centimetres', '厘米'],
	['mm', 'millimeters', 'millimetres', '毫米'],
	['mile', 'miles', '英里'],
	['ft', 'foot', 'feet', '英尺'],
	['km2', 'km²', 'square kilometers', 'square kilometres', '平方公里'],
	['m2', 'm²', 'square meters', 'square metres', '平方米'],
	['ha', 'hectare', 'hectares', '公顷'],
	['acre', 'acres', '英亩'],
	['mu', '亩'],
	['t', 'ton', 'tons', 'tonne', 'tonnes', 'metric tons', '吨'],
	['kg', 'kilogram', 'kilograms', 'kilos', '公斤', '千克'],
	['g', 'gram', 'grams', '克'],
	['l', 'liter', 'litre', 'liters', 'litres', '升'],
	['mw', 'megawatt', 'megawatts', '兆瓦'],
	['gw', 'gigawatt', 'gigawatts', '吉瓦'],
	['kw', 'kilowatt', 'kilowatts', '千瓦'],
	['mwh', 'megawatt hours', 'megawatt-hours'],
	['gwh', 'gigawatt hours', 'gigawatt-hours'],
	['kwh', 'kilowatt hours', 'kilowatt-hours', '千瓦时', '度'],
	['usd', 'us dollars', 'us dollar', 'dollars', 'dollar', '美元'],
	['eur', 'euros', 'euro', '欧元'],
	['gbp', 'pounds sterling', '英镑'],
	['cny', 'yuan', 'rmb', 'renminbi', '元', '人民币', '元人民币'],
	['jpy', 'yen', '日元'],
	['year', 'years', 'yr', 'year-old', '年', '岁'],
	['month', 'months', '个月'],
	['week', 'weeks', '周', '个星期'],
	['day', 'days', '天', '日'],
	['hour', 'hours', 'hr', 'hrs', '小时', '个小时'],
	['minute', 'minutes', 'min', 'mins', '分钟'],
	['second', 'seconds', '秒'],
	['person', 'people', 'persons', 'inhabitants', 'residents', '人', '名', '位', '人次'],
	['degree', 'degrees', '°c', '°', '摄氏度'],
	['household', 'households', 'homes', '户', '家庭'],
	['time', 'times', 'fold', '倍', '次']
];
const UNITS = new Map(
	UNIT_WORDS.flatMap((words) => words.map((word) => [word, words[0] ?? word] as const))
);
const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&');
const UNIT = [...UNITS.keys()]
	.sort((a, b) => b.length - a.length)
	.map(escape)
	.join('|');
const SCALE = Object.keys(SCALES)
	.sort((a, b) => b.length - a.length)
	.join('|');
const CURRENCIES: Readonly<Record<string, string>> = {
	$: 'usd',
	'€': 'eur',
	'£': 'gbp',
	'¥': 'cny',
	'￥': 'cny'
};

const DIGITS = new RegExp(
	`(?<![\\p{L}\\p{N}.,_])(?<money>[$€£¥￥]\\s?)?(?<number>\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?)(?:[\\s-]?(?<scale>${SCALE})(?![a-z]))?(?:余|多)?(?:[\\s-]?(?<unit>${UNIT})(?![a-z]))?`,
	'giu'
);
const SMALL = [
	'zero',
	'one',
	'two',
	'three',
	'four',
	'five',
	'six',
	'seven',
	'eight',
	'nine',
	'ten',
	'eleven',
	'twelve',
	'thirteen',
	'fourteen',
	'fifteen',
	'sixteen',
	'seventeen',
	'eighteen',
	'nineteen'
];
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const WORDS = new RegExp(
	`\\b(?:(?<tens>${TENS.join('|')})(?:[\\s-](?<ones>${SMALL.slice(1, 10).join('|')}))?|(?<small>${SMALL.slice(2).join('|')})|(?<single>an?|one)(?=[\\s-](?:hundred|thousand|million|billion)\\b))(?:[\\s-](?<scale>hundred|thousand|million|billion))?(?:[\\s-](?<unit>${UNIT})(?![a-z]))?\\b`,
	'giu'
);
const HAN_NUMBER = new RegExp(
	`(?<![\\d第])(?<han>[一二两三四五六七八九十百千]{1,7})(?<scale>亿|万)?(?:余|多)?(?<unit>个月|${UNIT}|个|家|条|座|项|所|艘|辆|台|件|场|届|种|处)`,
	'gu'
);
const HAN_DIGITS: Readonly<Record<string, number>> = {
	一: 1,
	二: 2,
	两: 2,
	三: 3,
	四: 4,
	五: 5,
	六: 6,
	七: 7,
	八: 8,
	九: 9
};

/** The amounts of a text. Years and days of dates are not amounts; they are the date check's. */
export function amountsIn(text: string): Amount[] {
	const plain = text.normalize('NFKC').replace(/[\u2010-\u2015−]/gu, '-');
	const found: Amount[] = [];
	for (const match of plain.matchAll(DIGITS)) {
		if (isDatePart(plain, match)) continue;
		const { number = '', scale = '', unit = '', money = '' } = match.groups ?? {};
		const times = SCALES[scale.toLowerCase()] ?? 1;
		const decimals = /\.(\d+)/u.exec(number)?.[1]?.length ?? 0;
		found.push({
			value: Number(number.replaceAll(',', '')) * times,
			unit: CURRENCIES[money.trim()] ?? UNITS.get(unit.toLowerCase()) ?? '',
			step: times * stepOf(number, decimals),
			bound: boundOf(plain, match.index, match.index + match[0].length),
			text: match[0].trim()
		});
	}
	for (const match of plain.matchAll(WORDS)) found.push(wordAmount(plain, match));
	for (const match of plain.matchAll(HAN_NUMBER)) found.push(...hanAmount(plain, match));
	return found;
}

/** What the last shown digit is worth: "1,200" shows hundreds when it is rounded, so its zeros are not all shown. */
function stepOf(number: string, decimals: number): number {
	if (decimals > 0) return 10 ** -decimals;
	const zeros = /0+$/u.exec(number.replaceAll(',', ''))?.[0].length ?? 0;
	return number.replaceAll(',', '').length - zeros >= 2 ? 10 ** Math.min(zeros, 3) : 1;
}

function isDatePart(text: string, match: RegExpExecArray | RegExpMatchArray): boolean {
	const at = match.index ?? 0;
	const { number = '', scale, unit, money } = match.groups ?? {};
	const before = text.slice(Math.max(0, at - 14), at);
	const after = text.slice(at + match[0].length, at + match[0].length + 14);
	const written = text.slice(at, at + match[0].length);
	if (/^(?:1\d{3}|20\d{2})\s?年?$/u.test(written) && money === undefined) return true;
	if (/^\d{1,2}\s?日$/u.test(written) && /月\s?$/u.test(before)) return true;
	if (
		/^\d{1,2}$/u.test(number) &&
		scale === undefined &&
		/^\s?月/u.test(after) &&
		unit === undefined
	)
		return true;
	if (
		/^\s?(?:s\b|月)/u.test(after) &&
		/^(?:1\d{3}|20\d{2}|\d0)$/u.test(number) &&
		unit === undefined
	)
		return true;
	const bare = /^\d{1,2}$/u.test(number) && scale === undefined && unit === undefined;
	const month = /(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?/iu;
	if (bare && new RegExp(`${month.source}\\s$`, 'iu').test(before)) return true;
	if (bare && new RegExp(`^(?:st|nd|rd|th)?(?:\\sof)?\\s${month.source}\\b`, 'iu').test(after))
		return true;
	if (/^\d{4}-\d{2}(?:-\d{2})?/u.test(text.slice(at)) || /\d-$/u.test(before))
		return (
			/-/u.test(before.slice(-1) + after.slice(0, 1)) &&
			/^\d{1,4}$/u.test(number) &&
			/\d{4}-\d{2}|-\d{2}/u.test(before + written + after)
		);
	return false;
}

function wordAmount(text: string, match: RegExpExecArray): Amount {
	const { tens, ones, small, scale = '', unit = '' } = match.groups ?? {};
	const base =
		tens !== undefined
			? (TENS.indexOf(tens.toLowerCase()) + 2) * 10 +
				(ones === undefined ? 0 : SMALL.indexOf(ones.toLowerCase()))
			: small !== undefined
				? SMALL.indexOf(small.toLowerCase())
				: 1;
	const times = SCALES[scale.toLowerCase()] ?? 1;
	return {
		value: base * times,
		unit: UNITS.get(unit.toLowerCase()) ?? '',
		step: times,
		bound: boundOf(text, match.index, match.index + match[0].length),
		text: match[0]
	};
}

function hanAmount(text: string, match: RegExpExecArray): Amount[] {
	const { han = '', scale = '', unit = '' } = match.groups ?? {};
	const value = hanValue(han) * (SCALES[scale] ?? 1);
	// 一个 is often no count at all.
	if (!Number.isFinite(value) || (value <= 1 && scale === '')) return [];
	const bound = boundOf(text, match.index, match.index + match[0].length);
	return [{ value, unit: UNITS.get(unit) ?? '', step: SCALES[scale] ?? 1, bound, text: match[0] }];
}

function hanValue(text: string): number {
	let total = 0;
	let digit = 0;
	for (const sign of text) {
		const scale = { 十: 10, 百: 100, 千: 1000 }[sign];
		if (scale === undefined) digit = HAN_DIGITS[sign] ?? Number.NaN;
		else {
			total += (digit === 0 ? 1 : digit) * scale;
			digit = 0;
		}
	}
	return total + digit;
}

function boundOf(text: string, start: number, end: number): Amount['bound'] {
	const before = text.slice(Math.max(0, start - 22), start);
	const after = text.slice(end, end + 6);
	if (
		/(?:more than|over|above|exceed(?:s|ed|ing)?|at least|upwards? of|greater than|超过|逾|超|至少|突破|高于)\s*$/iu.test(
			before
		) ||
		/^(?:\+|\s?or more|以上)/iu.test(after) ||
		/[余多]/u.test(text.slice(start, end + 1))
	)
		return 'over';
	if (
		/(?:less than|under|below|fewer than|up to|at most|不到|不足|低于|至多|最多)\s*$/iu.test(
			before
		) ||
		/^(?:\s?or less|以下|以内)/iu.test(after)
	)
		return 'under';
	if (
		/(?:about|around|roughly|approximately|some|nearly|almost|close to|an estimated|circa|c\.|~|约|大约|近|将近|接近|大概)\s*$/iu.test(
			before
		) ||
		/^(?:左右|上下)/u.test(after)
	)
		return 'about';
	return 'exact';
}

/** Whether the sentence's amount says no more than the quote's. Pure. */
export function covers(said: Amount, quoted: Amount): boolean {
	if (said.unit !== '' && quoted.unit !== '' && said.unit !== quoted.unit) return false;
	const gap = Math.abs(said.value - quoted.value);
	const near = gap <= said.step / 2 + 1e-9 * Math.abs(said.value);
	const size = Math.max(Math.abs(said.value), Math.abs(quoted.value));
	const side = said.value - quoted.value;
	if (said.bound === 'over')
		return quoted.bound === 'under'
			? false
			: (near && quoted.bound !== 'about') || (side <= 0 && -side <= 0.1 * size);
	if (said.bound === 'under')
		return quoted.bound === 'over'
			? false
			: (near && quoted.bound !== 'about') || (side >= 0 && side <= 0.1 * size);
	if (said.bound === 'about') return near || gap <= 0.05 * size;
	// An exact number needs an exact one: "over 500" is not 500.
	return near && quoted.bound !== 'over' && quoted.bound !== 'under'
		? true
		: near && gap === 0 && quoted.text.replace(/\D/gu, '') === '';
}

export function checkNumbers(sentence: string, grounds: readonly Ground[]): Finding {
	const name = 'V2 numbers';
	const said = amountsIn(sentence);
	if (said.length === 0) return { name, outcome: 'pass', note: 'no number in it' };
	const quoted = grounds.flatMap((ground) => amountsIn(`${ground.quote}\n${ground.title}`));
	const lost = said.find((one) => !quoted.some((other) => covers(one, other)));
	return lost
		? { name, outcome: 'fail', note: `the number "${lost.text}" is not in the quotes` }
		: {
				name,
				outcome: 'pass',
				note: `${said.length} ${said.length === 1 ? 'number' : 'numbers'} found in the quotes`
			};
}
