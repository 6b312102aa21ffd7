/**
 * What a number is where it stands: what something changed by or what it changed to, how often it comes, a mean or a
 * bound. "Cut by 90 percent" and "cut to 90 percent" show the same digits and say different things. Pure; English and
 * Chinese. Only what two places both say, and say differently, counts: most numbers say nothing of themselves.
 */
interface Place {
	readonly start: number;
	readonly end: number;
}
type Change = 'by' | 'level';
type Rate = 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year' | 'in all';

export interface Bearing {
	readonly change: Change | null;
	readonly rate: Rate | null;
	readonly mean: boolean; // an average or a median
	readonly bound: boolean; // "up to", "at least": a limit
	readonly only: boolean; // "only two": no more than that
}

const REACH = 40; // characters on either side in which a number is told about
const SOFTENED =
	'(?:(?:an? )?(?:additional|about|around|roughly|approximately|some|nearly|almost|over|more than|less than|up to|at least|as much as|an? average of|an? estimated|just|just over|just under|only) )*[$€£¥]?';
const BY_EN = new RegExp(
	`\\b(?:by|(?:increases?|decreases?|rises?|reductions?|declines?|drops?|falls?|growth|gains?|cuts?) of) ${SOFTENED}$`,
	'iu'
);
const BY_AFTER_EN =
	/^ ?(?:percent |per cent |% )?(?:less|more|fewer|lower|higher|smaller|larger|bigger|cheaper|faster|slower|increase|decrease|reduction|decline|drop|rise|growth|cut)\b(?! than (?:half|a third|\d))/iu;
/** Not a range ("3 to 5"). */
const LEVEL_EN = new RegExp(
	`\\p{L}(?<!\\b(?:percent|million|billion|hundred|thousand|one|two|three|four|five|six|seven|eight|nine|ten|up|as|due)) to ${SOFTENED}$`,
	'iu'
);
const CHANGED_EN =
	/\b(?:rais|ris|rose|increas|grew|grow|climb|jump|cut|reduc|lower|fell|fall|declin|drop|slow|eas|shr[aiu]nk|doubl|tripl|expand|narrow|widen|bring|brought|slid)\p{L}*\b[^.;]*$/iu;
const LEVEL_AFTER_EN = /^ ?(?:percent|per cent|%)? ?of (?:the|its|their|all|what)\b/iu;
const MOVES_ZH =
	'增长|增加|上升|上涨|提高|提升|延长|扩大|上调|攀升|回升|下降|减少|降低|下跌|下滑|下调|缩短|缩小|萎缩';
const SOFT_ZH = '(?:了|约|近|逾|超过?|达|大约|将近|至少|最多|仅|一个)*';
const BY_ZH = new RegExp(`(?:${MOVES_ZH}|多|少|高|低)${SOFT_ZH}$`, 'u');
const LEVEL_ZH = new RegExp(
	`(?:(?:${MOVES_ZH}|[升降增减涨跌])(?:至|到|为)|占[^，。；]{0,12}?)${SOFT_ZH}$`,
	'u'
);

const RATES: readonly (readonly [Rate, RegExp, RegExp])[] = [
	[
		'hour',
		/\bhourly [^,.;]*$|每小时[^，。；]*$/iu,
		/^[^,.;]{0,20}\b(?:an|per|every|each) hour\b|^[^，。；]{0,4}\/小时/iu
	],
	[
		'day',
		/\bdaily [^,.;]*$|(?:日均|每天|每日)[^，。；]*$/iu,
		/^[^,.;]{0,20}\b(?:(?:a|per|every|each) day|daily)\b|^[^，。；]{0,4}\/[天日]/iu
	],
	[
		'week',
		/\bweekly [^,.;]*$|每周[^，。；]*$/iu,
		/^[^,.;]{0,20}\b(?:(?:a|per|every|each) week|weekly)\b|^[^，。；]{0,4}\/周/iu
	],
	[
		'month',
		/\bmonthly [^,.;]*$|(?:月均|每月)[^，。；]*$/iu,
		/^[^,.;]{0,20}\b(?:(?:a|per|every|each) month|monthly)\b|^[^，。；]{0,4}\/月/iu
	],
	[
		'quarter',
		/\bquarterly [^,.;]*$|每季度?[^，。；]*$/iu,
		/^[^,.;]{0,20}\b(?:a|per|every|each) quarter\b/iu
	],
	[
		'year',
		/\b(?:annual|yearly|annually) [^,.;]*$|(?:年均|每年|年度|年产量?|年销售额)[^，。；]*$/iu,
		/^[^,.;]{0,30}\b(?:(?:a|per|every|each) year|annually|yearly)\b|^[^，。；]{0,4}\/年/iu
	],
	[
		'in all',
		/\b(?:a |in )?total (?:of )?$|(?:总计|总共|合计|共计)$|累计[^，。；]{0,12}$/iu,
		/^[^,.;]{0,30}\b(?:in total|in all|altogether)\b/iu
	]
];
const MEAN_BEFORE =
	/\b(?:averag(?:e|es|ed|ing)|mean|median|on average)\b[^,.;]*$|(?:平均|均值|中位数|人均)[^，。；]*$/iu;
const MEAN_AFTER = /^[^,.;\d]{0,15}\b(?:on average|an average)\b/iu;
const BOUND =
	/\b(?:up to|at most|at least|no more than|no fewer than|no less than|as (?:much|many|high|long) as|maximum of|minimum of) [$€£¥]?$|(?:最多|至多|至少|最高|最低|不超过|不低于)$/iu;
const ONLY = /\b(?:only|just|merely|no more than) [$€£¥]?$|(?:只有|仅有?|只)$/iu;

/** What the number between `start` and `end` of a text is told to be. */
export function bearingOf(text: string, { start, end }: Place): Bearing {
	const before = sentenceEnd(text.slice(0, start));
	const near = before.slice(-REACH);
	const after = text.slice(end, end + REACH);
	return {
		change: changeOf(before, after),
		rate: RATES.find(([, led, told]) => led.test(near) || told.test(after))?.[0] ?? null,
		mean: MEAN_BEFORE.test(near) || MEAN_AFTER.test(after),
		bound: BOUND.test(near),
		only: ONLY.test(near)
	};
}

const sentenceEnd = (text: string) => text.split(/[.!?](?=\s)|[。！？]/u).at(-1) ?? '';

function changeOf(before: string, after: string): Change | null {
	if (LEVEL_ZH.test(before)) return 'level';
	if (BY_ZH.test(before) || BY_EN.test(before) || BY_AFTER_EN.test(after)) return 'by';
	if (LEVEL_EN.test(before) && CHANGED_EN.test(before)) return 'level';
	return LEVEL_AFTER_EN.test(after) ? 'level' : null;
}

/** False when two places say of their number what cannot both be so. */
export function agrees(said: Bearing, quoted: Bearing): boolean {
	if (said.change && quoted.change && said.change !== quoted.change) return false;
	if (said.rate && quoted.rate && said.rate !== quoted.rate) return false;
	// A mean is no limit, and what is the whole count is no lower limit.
	return !(said.bound && !quoted.bound && (quoted.mean || quoted.only));
}
