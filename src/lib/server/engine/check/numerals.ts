/** Numbers written as words, English and Chinese, and fractions. Pure. */
const ONES =
	'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
		' '
	);
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

const SMALL = `(?:(?:${TENS.join('|')})(?:-(?:${ONES.slice(1, 10).join('|')}))?|${ONES.slice(1)
	.sort((a, b) => b.length - a.length)
	.join('|')}|a dozen|dozen)`;
/** A pattern for written-out English numbers up to ninety-nine; a scale may follow. */
export const WORD_NUMBER = `\\b${SMALL}\\b`;
/** A pattern for runs of Chinese numerals. */
export const HAN_NUMBER = '[一二两三四五六七八九十百千零〇]+(?:万[一二三四五六七八九十百千零〇]*)?';

/** The value of a written-out English number; null when it is none. */
export function wordValue(word: string): number | null {
	const lower = word.toLowerCase();
	if (lower.endsWith('dozen')) return 12;
	const [first = '', second = ''] = lower.split('-');
	const tens = TENS.indexOf(first);
	if (tens >= 0) return (tens + 2) * 10 + Math.max(0, digitOf(second));
	const value = digitOf(first);
	return value < 0 ? null : value;
}

const digitOf = (word: string) => ONES.indexOf(word);

const HAN_DIGITS = '零一二三四五六七八九';
const HAN_PLACES: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };

/** The value of a run of Chinese numerals ("二十五" is 25, "五十万" is 500 000); null when it is none. */
export function hanValue(text: string | undefined): number | null {
	if (!text) return null;
	const [high = '', low] = text.replaceAll('〇', '零').replaceAll('两', '二').split('万');
	const value = hanBelowMyriad(high);
	if (low === undefined) return value;
	const rest = low === '' ? 0 : hanBelowMyriad(low);
	return value === null || rest === null ? null : value * 10_000 + rest;
}

function hanBelowMyriad(text: string): number | null {
	let [total, digit] = [0, 0];
	let placed = false;
	for (const character of text) {
		const place = HAN_PLACES[character];
		if (place !== undefined) {
			total += (digit === 0 && total === 0 ? 1 : digit) * place;
			digit = 0;
			placed = true;
		} else {
			const value = HAN_DIGITS.indexOf(character);
			if (value < 0) return null;
			digit = placed ? value : digit * 10 + value;
		}
	}
	return total + digit;
}

type Share = number | ((match: RegExpExecArray) => number | null);
const numerator = (word: string) => (/^(?:an?|one)$/iu.test(word) ? 1 : (wordValue(word) ?? 1));

/** Fractions as percentages: "a third", "three quarters", "三分之一", "四成", "一半". */
export const FRACTIONS: readonly (readonly [RegExp, Share])[] = [
	[
		new RegExp(
			`\\b(\\d{1,3}|${ONES.slice(1, 11).join('|')}) (?:in|out of)(?: every)? (two|three|four|five|six|seven|eight|nine|ten|10|100|1,000)\\b`,
			'giu'
		),
		(m) => {
			const [part, whole] = [m[1] ?? '', m[2] ?? ''].map((word) =>
				/^\d/u.test(word) ? Number(word.replace(',', '')) : (wordValue(word) ?? 0)
			);
			return part && whole && part < whole ? (100 * part) / whole : null;
		}
	],
	[/\b(?:a|one|two)[ -]thirds?\b/giu, (m) => (100 / 3) * numerator(m[0].split(/[ -]/u)[0] ?? '')],
	[
		/\b(?:a|one|three)[ -]quarters?\b(?! (?:of \d{4}|results|earnings))/giu,
		(m) => 25 * numerator(m[0].split(/[ -]/u)[0] ?? '')
	],
	[
		/\b(?:an?|one|two|three|four|five|six|seven|nine)[ -](fifth|sixth|eighth|tenth)s?\b(?! (?:straight|consecutive|successive|time|term|meeting|month|quarter|week|day|season|edition|round|child|person|win|year))/giu,
		(m) => {
			const whole = { fifth: 5, sixth: 6, eighth: 8, tenth: 10 }[(m[1] ?? '').toLowerCase()];
			return whole ? (100 / whole) * numerator(m[0].split(/[ -]/u)[0] ?? '') : null;
		}
	],
	[/(?<!(?:first|second|latter|other) )\bhalf\b(?!-)/giu, 50],
	[
		/([一二三四五六七八九十百]+)分之([一二三四五六七八九十百]+)/gu,
		(m) => {
			const [below, above] = [hanValue(m[1]), hanValue(m[2])];
			return below && above ? (100 * above) / below : null;
		}
	],
	[/([一二两三四五六七八九])成(?![立为功长本员年])/gu, (m) => 10 * (hanValue(m[1]) ?? 0)],
	[/一半|半数/gu, 50]
];
