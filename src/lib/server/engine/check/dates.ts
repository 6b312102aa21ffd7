/** V2 dates: a date of a sentence must be the quote's or contain it; a year the quotes do not have fails. */
import type { Finding, Ground } from './ground.ts';

export interface Day {
	readonly year: number | null;
	readonly month: number | null;
	readonly day: number | null;
	readonly decade: boolean;
	readonly text: string;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH =
	'(?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';
const YEAR = '(?<year>1\\d{3}|20\\d{2})';
const PATTERNS: readonly RegExp[] = [
	/(?<year>\d{4})-(?<monthnumber>\d{2})(?:-(?<day>\d{2}))?/gu,
	/(?<year>1\d{3}|20\d{2})\s?年(?:\s?(?<monthnumber>\d{1,2})\s?月(?:\s?(?<day>\d{1,2})\s?[日号])?)?/gu,
	/(?<!\d)(?<monthnumber>\d{1,2})\s?月(?:\s?(?<day>\d{1,2})\s?[日号])?/gu,
	new RegExp(`\\b(?<day>\\d{1,2})(?:st|nd|rd|th)?(?: of)? ${MONTH}(?:,? ${YEAR})?\\b`, 'giu'),
	new RegExp(`\\b${MONTH} (?<day>\\d{1,2})(?:st|nd|rd|th)?(?!\\d)(?:,? ${YEAR})?`, 'giu'),
	new RegExp(`\\b${MONTH},? (?:of )?${YEAR}\\b`, 'giu'),
	/\b(?<decade>(?:1\d|20)\d0)s\b/gu,
	/(?<year>1\d{3}|20\d{2})(?=[-–/](?:\d{2}|\d{4})\b)/gu,
	/(?<![\d.,$€£¥￥-])\b(?<year>1\d{3}|20\d{2})\b(?!\s?(?:%|％|km|kg|m\b|mm|people|metres|meters|feet|miles|tonnes|tons|years|元|人|米|吨|万|亿|个|名|家|million|billion|MW|units|[a-z]+s\b(?<!ds\b)))(?![\d]|[,.]\d)/gu
];

/** Every date of a text, as precise as it is written. Each stretch of text is read once. */
export function daysIn(text: string): Day[] {
	const found: Day[] = [];
	let rest = text.normalize('NFKC').replace(/[\u2010-\u2015]/gu, '-');
	for (const pattern of PATTERNS) {
		rest = rest.replace(pattern, (...args: unknown[]) => {
			const groups = args.at(-1) as Record<string, string | undefined>;
			const written = String(args[0]);
			// "May" alone may be a verb; a month needs its day or year here anyway.
			const month = groups['monthnumber'] ?? monthNumber(groups['month']);
			found.push({
				year: numberOf(groups['year'] ?? groups['decade']),
				month: numberOf(month),
				day: numberOf(groups['day']),
				decade: groups['decade'] !== undefined,
				text: written
			});
			return ' '.repeat(written.length);
		});
	}
	return found;
}

function monthNumber(name: string | undefined): string | undefined {
	if (name === undefined) return undefined;
	const at = MONTHS.indexOf(name.slice(0, 3).toLowerCase());
	return at < 0 ? undefined : String(at + 1);
}

function numberOf(text: string | undefined): number | null {
	return text === undefined ? null : Number(text);
}

/** True when the quoted date lies in the one that is said: said 1931, quoted 14 May 1931. Pure. */
export function holds(said: Day, quoted: Day): boolean {
	if (said.decade) {
		const same = quoted.year !== null && Math.floor(quoted.year / 10) * 10 === said.year;
		return quoted.decade ? quoted.year === said.year : same;
	}
	if (quoted.decade) return false;
	const agrees = (a: number | null, b: number | null) => a === null || a === b;
	return (
		agrees(said.year, quoted.year) &&
		agrees(said.month, quoted.month) &&
		agrees(said.day, quoted.day)
	);
}

export function checkDates(sentence: string, grounds: readonly Ground[]): Finding {
	const name = 'V2 dates';
	const said = daysIn(sentence);
	if (said.length === 0) return { name, outcome: 'pass', note: 'no date in it' };
	const texts = grounds.map((one) => `${one.quote}\n${one.title}`);
	const near = grounds.flatMap((one) => daysIn(one.around));
	const quoted = texts.flatMap(daysIn);
	const lost = said.find(
		(one) => !quoted.some((other) => holds(one, other)) && !byYear(one, { quoted, near, grounds })
	);
	return lost
		? { name, outcome: 'fail', note: `the date "${lost.text}" is not in the quotes` }
		: {
				name,
				outcome: 'pass',
				note: `${said.length} ${said.length === 1 ? 'date' : 'dates'} found in the quotes`
			};
}

/** A day without a year in the quote, whose year stands next to it or is the page's own. */
function byYear(
	said: Day,
	{
		quoted,
		near,
		grounds
	}: { quoted: readonly Day[]; near: readonly Day[]; grounds: readonly Ground[] }
): boolean {
	if (said.year === null || said.decade) return false;
	const years = new Set([
		...near.map((one) => one.year),
		...grounds.flatMap((one) =>
			one.publishedAt === null ? [] : [Number(one.publishedAt.slice(0, 4))]
		)
	]);
	if (!years.has(said.year) || said.month === null) return false;
	return quoted.some((one) => one.year === null && holds({ ...said, year: null }, one));
}
