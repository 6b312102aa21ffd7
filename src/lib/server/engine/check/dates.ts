/**
 * V2 dates: every date and period of a sentence equals one of its quotes or contains it ("in March 2022" for
 * "14 March 2022"). Pure; English and Chinese.
 */
export interface DateMention {
	readonly text: string; // as written
	readonly year?: number;
	readonly month?: number; // 1-12
	readonly day?: number; // 1-31
	readonly token?: string; // a weekday, a part of a year, "last year": compared as it is
	readonly decade?: boolean; // the year is the first of ten
	readonly start: number;
	readonly end: number;
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
/** The months in full, for an expression. */
export const MONTHS_LONG =
	'January|February|March|April|May|June|July|August|September|October|November|December';
const MONTH = `(?:${MONTHS_LONG}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\\.?`;
const YEAR = '(?:1\\d{3}|20\\d{2})';
const ZH_NUMERAL = '[一二三四五六七八九十]{1,3}|\\d{1,2}';
const HALVES: Readonly<Record<string, string>> = { first: 'H1', second: 'H2', 上: 'H1', 下: 'H2' };
const QUARTERS: Readonly<Record<string, string>> = {
	...{ first: 'Q1', second: 'Q2', third: 'Q3', fourth: 'Q4' },
	...{ 一: 'Q1', 二: 'Q2', 三: 'Q3', 四: 'Q4' }
};
const RELATIVE: Readonly<Record<string, string>> = {
	...{ 'last year': '-1y', 去年: '-1y', 'next year': '+1y', 明年: '+1y', 'this year': '0y' },
	...{ 今年: '0y', 前年: '-2y', 后年: '+2y', 'last month': '-1m', 上个月: '-1m', 上月: '-1m' },
	...{ 'next month': '+1m', 下个月: '+1m', 下月: '+1m', 本月: '0m', 'this month': '0m' },
	...{ yesterday: '-1d', 昨天: '-1d', 昨日: '-1d', tomorrow: '+1d', 明天: '+1d' }
};

const PER: Readonly<Record<string, string>> = {
	...{ day: 'day', week: 'week', month: 'month', year: 'year' },
	...{ 天: 'day', 日: 'day', 周: 'week', 月: 'month', 年: 'year' }
};
/** Other ways to say how often something is. */
const OFTEN: Readonly<Record<string, RegExp>> = {
	'per day': /\bdaily\b|\ba day\b|日均|每日|每天/iu,
	'per week': /\bweekly\b|\ba week\b|每周/iu,
	'per month': /\bmonthly\b|\ba month\b|月均|每月|按月/iu,
	'per year': /\bannual|\byearly\b|\ba year\b|年均|每年|年度/iu
};

type Fields = Partial<Omit<DateMention, 'text' | 'start' | 'end'>>;
const monthOf = (name: string) => MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
const number = (text: string | undefined) => Number(text ?? '0');

function hanOf(text: string): number {
	if (/^\d+$/u.test(text)) return Number(text);
	const digits = '一二三四五六七八九';
	const [tens = '', ones = ''] = text.includes('十') ? text.split('十') : ['', text];
	const ten = text.includes('十') ? (tens === '' ? 1 : digits.indexOf(tens) + 1) * 10 : 0;
	return ten + digits.indexOf(ones) + 1;
}

/** In order of trust: a place that one form has taken is not read again by a later one. */
const FORMS: readonly (readonly [RegExp, (m: RegExpExecArray) => Fields])[] = [
	[
		new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?(?: of)? (${MONTH}),? (${YEAR})\\b`, 'gu'),
		(m) => ({ day: number(m[1]), month: monthOf(m[2] ?? ''), year: number(m[3]) })
	],
	[
		new RegExp(`\\b(${MONTH}) (\\d{1,2})(?:st|nd|rd|th)?,? (${YEAR})\\b`, 'gu'),
		(m) => ({ day: number(m[2]), month: monthOf(m[1] ?? ''), year: number(m[3]) })
	],
	[
		new RegExp(`\\b(${YEAR})-(\\d{2})-(\\d{2})\\b`, 'gu'),
		(m) => ({ year: number(m[1]), month: number(m[2]), day: number(m[3]) })
	],
	[
		new RegExp(`\\b(${MONTH}),?(?: of)? (${YEAR})\\b`, 'gu'),
		(m) => ({ month: monthOf(m[1] ?? ''), year: number(m[2]) })
	],
	[
		new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?(?: of)? (${MONTH})(?!\\p{L})`, 'gu'),
		(m) => ({ day: number(m[1]), month: monthOf(m[2] ?? '') })
	],
	[
		new RegExp(`\\b(${MONTH}) (\\d{1,2})(?:st|nd|rd|th)?(?![\\d,.]*\\d|\\p{L})`, 'gu'),
		(m) => ({ day: number(m[2]), month: monthOf(m[1] ?? '') })
	],
	[
		new RegExp(
			`(?<=\\p{Ll}[,\\p{Ll}]? )(${MONTH})(?!\\p{L})|\\b(January|February|April|June|July|August|September|October|November|December)\\b`,
			'gu'
		),
		(m) => ({ month: monthOf(m[0]) })
	],
	[
		new RegExp(`(${YEAR})年(${ZH_NUMERAL})月(?:(${ZH_NUMERAL})[日号])?`, 'gu'),
		(m) => ({
			year: number(m[1]),
			month: hanOf(m[2] ?? ''),
			...(m[3] ? { day: hanOf(m[3]) } : {})
		})
	],
	[
		new RegExp(`(?<![\\d个])(${ZH_NUMERAL})月(?:(${ZH_NUMERAL})[日号])?(?!份额)`, 'gu'),
		(m) => ({ month: hanOf(m[1] ?? ''), ...(m[2] ? { day: hanOf(m[2]) } : {}) })
	],
	[
		/\b(?:once|twice|times|per|each|every)(?: an?)? (day|week|month|year)\b|每(?:个)?([天日周月年])/giu,
		(m) => ({ token: `per ${PER[(m[1] ?? m[2] ?? '').toLowerCase()] ?? ''}` })
	],
	[
		/(?<=\b(?:within|for|after|in|over|lasted|took|just|mere) (?:a few |several |many |some )?)(?:second|minute|hour|day|week|month|year|decade|centurie)s\b(?! of)/giu,
		(m) => ({ token: `span ${m[0].toLowerCase()}` })
	],
	[
		/\b(first|second) half(?= of| |$|[,.])|(?<!以)([上下])半年/giu,
		(m) => ({ token: HALVES[(m[1] ?? m[2] ?? '').toLowerCase()] ?? '' })
	],
	[
		/\b(first|second|third|fourth)[ -]quarter\b|第?([一二三四])季度|\bQ([1-4])\b/giu,
		(m) => ({ token: m[3] ? `Q${m[3]}` : (QUARTERS[(m[1] ?? m[2] ?? '').toLowerCase()] ?? '') })
	],
	[
		/\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day/gu,
		(m) => ({ token: `w${'MTWtFsS'.indexOf(dayLetter(m[0]))}` })
	],
	[/(?:周|星期|礼拜)([一二三四五六日天])/gu, (m) => ({ token: `w${weekdayOf(m[1] ?? '')}` })],
	[/\b(1\d{2}0|20\d0)s\b/gu, (m) => ({ year: number(m[1]), decade: true })],
	[
		/(?:(\d{2})世纪)(\d0)年代/gu,
		(m) => ({ year: (number(m[1]) - 1) * 100 + number(m[2]), decade: true })
	],
	[new RegExp(`(?<!前)(?<![\\d.])(${YEAR})年`, 'gu'), (m) => ({ year: number(m[1]) })],
	[
		new RegExp(
			`(?<![\\d.,$€£¥/-])(?<![\\p{L}]-)(?<!(?:more than|over|about|nearly|almost|some|least|than|around|version|section|the) )\\b(${YEAR})\\b(?![-.,/]?\\d|[%％]|[万亿千余多个名家件艘辆人次]| ?(?:km|mm|m|people|metres|meters|feet|miles|tonnes|tons|BC|BCE|votes|workers|pages|hectares|residents|students|patients)\\b|[元吨米公平])`,
			'gu'
		),
		(m) => ({ year: number(m[1]) })
	],
	[
		new RegExp(`(?<=\\b${YEAR}[-–/])(\\d{2}|${YEAR})\\b`, 'gu'),
		(m) => (m[0].length === 4 ? { year: number(m[0]) } : {})
	],
	[
		new RegExp(
			`\\b(?:${Object.keys(RELATIVE)
				.filter((key) => /^[a-z]/u.test(key))
				.join('|')})\\b|${Object.keys(RELATIVE)
				.filter((key) => !/^[a-z]/u.test(key))
				.join('|')}`,
			'giu'
		),
		(m) => ({ token: RELATIVE[m[0].toLowerCase()] ?? '' })
	]
];

const dayLetter = (name: string) =>
	({ Tu: 'T', Th: 't', Sa: 's', Su: 'S' })[name.slice(0, 2)] ?? name.charAt(0);
const weekdayOf = (character: string) => '一二三四五六日'.indexOf(character.replace('天', '日'));

/** Every date and period a text names, in order. */
export function datesIn(text: string): DateMention[] {
	const found: DateMention[] = [];
	for (const [pattern, read] of FORMS) {
		for (const match of text.matchAll(pattern)) {
			const [start, end] = [match.index, match.index + match[0].length];
			if (found.some((one) => start < one.end && one.start < end)) continue;
			const fields = read(match);
			if ((fields.month ?? 1) > 12 || (fields.day ?? 1) > 31) continue;
			if (Object.keys(fields).length > 0) found.push({ text: match[0], ...fields, start, end });
		}
	}
	return found.sort((a, b) => a.start - b.start);
}

const FOUR = /(?<![\d.,])(?:1\d{3}|20\d{2})(?![\d,.]*\d)/gu;

/** The dates of the sentence that no quote names, as written. `published`: dates of the sources, "2024-05-01". */
export function strayDates(
	sentence: string,
	{ pool, published }: { pool: readonly string[]; published: readonly string[] }
): string[] {
	const quoted = pool.flatMap(datesIn);
	const years = new Set(pool.flatMap((text) => (text.match(FOUR) ?? []).map(Number)));
	for (const { year, decade } of quoted) if (year !== undefined && decade) years.add(year);
	for (const year of published.map((date) => Number(date.slice(0, 4)))) {
		for (const one of quoted) {
			const shift = /^([+-]?\d)y$/u.exec(one.token ?? '');
			if (shift) years.add(year + Number(shift[1]));
			if (one.month !== undefined && one.year === undefined) years.add(year);
		}
	}
	const stray = datesIn(sentence)
		.filter((said) => !isNamed(said, { quoted, years, pool }))
		.map((said) => said.text);
	return [...stray, ...strayHours(sentence, pool)];
}

const HOUR = /(\d{1,2})[日号](?:[上下]午|凌晨|中午|晚上?|晚间)?(\d{1,2})[时点]/gu;

/** Hours of a day that the quotes name on other days only: "29日18时" of "29日消息 … 27日18时". Chinese. */
function strayHours(sentence: string, pool: readonly string[]): string[] {
	const named = pool.flatMap((text) => [...text.matchAll(HOUR)]);
	return [...sentence.matchAll(HOUR)]
		.filter(([, , hour]) => named.some((one) => one[2] === hour))
		.filter(([, day, hour]) => !named.some((one) => one[1] === day && one[2] === hour))
		.map(([text]) => text);
}

function isNamed(
	said: DateMention,
	{
		quoted,
		years,
		pool
	}: { quoted: readonly DateMention[]; years: ReadonlySet<number>; pool: readonly string[] }
): boolean {
	if (said.token !== undefined) return hasToken(said.token, { quoted, pool });
	if (said.month === undefined) {
		const { year = 0, decade = false } = said;
		return decade ? [...years].some((one) => one >= year && one < year + 10) : years.has(year);
	}
	return quoted.some(
		(one) =>
			one.month === said.month &&
			(said.day === undefined || one.day === said.day || dayNear(said, pool)) &&
			(said.year === undefined ||
				one.year === said.year ||
				(one.year === undefined && years.has(said.year)))
	);
}

/** "3 to 10 May": the first day stands without its month. */
function dayNear({ day = 0 }: DateMention, pool: readonly string[]): boolean {
	const range = new RegExp(
		`(?<!\\d)${day}(?:st|nd|rd|th|日)? ?(?:to|and|-|–|or|至|到|、) ?\\d{1,2}`,
		'u'
	);
	return pool.some((text) => range.test(text));
}

function hasToken(
	token: string,
	{ quoted, pool }: { quoted: readonly DateMention[]; pool: readonly string[] }
): boolean {
	if (quoted.some((one) => one.token === token)) return true;
	if (token.startsWith('span ')) {
		const stem = token.slice(5, -3);
		return pool.some((text) => text.toLowerCase().includes(stem));
	}
	const often = OFTEN[token];
	if (often && pool.some((text) => often.test(text))) return true;
	const months = new Set(quoted.map((one) => one.month));
	const spans: Readonly<Record<string, readonly [number, number]>> = {
		...{ H1: [1, 6], H2: [7, 12], Q1: [1, 3], Q2: [4, 6], Q3: [7, 9], Q4: [10, 12] }
	};
	const span = spans[token];
	if (span) return span.every((month) => months.has(month));
	return (
		token === '' || (token === '-1y' && pool.some((text) => /同比|上年|previous year/iu.test(text)))
	);
}
