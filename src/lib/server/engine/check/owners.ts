/**
 * V2 numbers: whose number it is. Of "revenue rose 12 percent, while net income fell to $310 million" the twelve percent
 * belong to the revenue. A text is cut into cells, one a number, each with the words that it stands among; a number of
 * the sentence may not stand among the words of another cell of its quote. Pure; English and Chinese.
 */
import { isCjk } from '../../../research/words.ts';
import { rootsOf } from './clauses.ts';
import { datesIn } from './dates.ts';
import { namesOf } from './names.ts';
import { amountsIn, supports, type Amount } from './numbers.ts';
import { verbAt } from './verbs.ts';

interface Cell {
	readonly amounts: readonly Amount[]; // of the same piece of the text
	readonly amount: Amount;
	readonly lead: readonly string[]; // roots before the first number of its piece
	readonly opens: boolean; // nothing stands before its piece, so its subject is there
	readonly just: readonly string[]; // roots between it and the number or cut before it
	readonly led: readonly string[]; // roots before it in its piece
	readonly own: readonly string[]; // the same; where there are none, those of the number that leads the piece before
	readonly left: readonly string[]; // the same; where there are none, those that lead the piece before
	readonly right: readonly string[];
	readonly piece: readonly string[]; // roots of all of its piece, and those it takes from the piece before
}

const CUT_EN =
	/\n|[;:,.!?)](?=\s|[;:,.!?]|$)|\s[–—-]\s|[–—]|\b(?:and|but|or|although|though|while|whereas|because|since|unless|if|after|before|when|who|which|where|whom|than(?! [\d$€£])|versus|against)\b/giu;
const CUT_ZH =
	/\n|[，。；：！？、）)]|但是?|而(?=\p{sc=Han})|并(?=\p{sc=Han})|[和及](?=\p{sc=Han})/gu;
/** Words of change and of counting: they stand beside any number and tell nothing of whose it is. */
const COMMON_EN = new Set(
	rootsOf(
		'rise rose risen fell fall fallen grow grew growth increase increased decrease decreased decline declined drop dropped climb climbed jump jumped gain gained slip slipped slow slowed ease eased lift lifted raise raised cut reduce reduced lower higher low high up down reach reached reaching total totalled totaled amount amounted record recorded report reported show shows showed shown found according preliminary data statistics survey said say see saw stood stand flat unchanged double doubled halved compared comparison year years earlier previous prior last quarter month months week weeks day days annual annually percent percentage point points basis number figure level average averaged about around roughly nearly almost approximately estimated some over under above below exceed exceeded least most only just more less fewer additional further every each per time times year-on-year half made make worth account accounted represent represented'
	)
);
const COMMON_ZH =
	/同比|环比|比上年|比上月|去年|上年|同期|今年|本年|增长|增加|上升|上涨|提高|提升|扩大|上调|攀升|回升|增至|升至|下降|减少|降低|下跌|下滑|下调|缩小|降至|减至|收窄|达到|达|约为|约|超过|超|逾|近|至少|至多|不足|分别|为|是|有|共|计|占|比重|较\p{sc=Han}{1,5}?(?=增|提|下|上|高|低|多|少)|[与和同较比]\p{sc=Han}{1,8}?(?:相比|持平)|其中|另有|实现|完成|仅|只|已|将|由|从|到|至|个|了|的|在|上月|每年|每月|每天/gu;

/** Whose each number is stands in an order of its own. */
const RESPECTIVELY = /\brespectively\b|分别/iu;

/** A number of a sentence that stands there among the words of another number of the quote, as written; null for none. */
export function strayOwner(sentence: string, quote: string): string | null {
	if (isCjk(sentence) !== isCjk(quote)) return null;
	const neutral = new Set(topicOf(quote));
	const quoted = cellsOf(quote);
	if (quoted.length < 2 || RESPECTIVELY.test(sentence)) return null;
	for (const cell of cellsOf(sentence)) {
		const own = quoted.filter(({ amount }) => supports(cell.amount, amount));
		if (own.length === 0) continue;
		if (!own.some((one) => isOf(cell, { own: one, quoted, neutral }))) return cell.amount.text;
	}
	return null;
}

/** The name that a quote begins with: all of it may be about that. */
function topicOf(quote: string): string[] {
	const [first] = isCjk(quote) ? [] : namesOf(quote);
	return first?.first === true ? rootsOf(first.words.join(' ')) : [];
}

/** Whether a number of the sentence stands among words of its own rather than of another number of the quote. */
function isOf(
	said: Cell,
	{ own, quoted, neutral }: { own: Cell; quoted: readonly Cell[]; neutral: ReadonlySet<string> }
): boolean {
	const mine = new Set(own.piece);
	const apart = quoted.filter((one) => one.amounts !== own.amounts);
	const mixed = foreignTo(
		mine,
		apart.filter((one) => isMixed(one, { said, own }))
	);
	if (heads(said.just, { mine, foreign: mixed })) return false;
	const alike = apart.filter((one) => isAlike(one, own));
	const foreign = foreignTo(mine, alike);
	if (heads(said.led, { mine, foreign }) || begins(said, { own, alike })) return false;
	const words = [...said.left, ...said.right].filter((root) => !neutral.has(root));
	if (!words.some((root) => foreign.has(root))) return true;
	const theirs = new Set(alike.flatMap(({ led, right }) => [...led, ...right]));
	return words.some((root) => mine.has(root) && !theirs.has(root));
}

interface Sides {
	readonly mine: ReadonlySet<string>;
	readonly foreign: ReadonlySet<string>;
}

/** Whether the last known word before a number is one of another number. */
function heads(led: readonly string[], { mine, foreign }: Sides): boolean {
	const head = led.filter((root) => mine.has(root) || foreign.has(root)).at(-1);
	return head !== undefined && foreign.has(head);
}

/** Whether the piece of the sentence begins with what leads another number, and what leads its own is lost. */
function begins(said: Cell, { own, alike }: { own: Cell; alike: readonly Cell[] }): boolean {
	const words = new Set([...said.left, ...said.right, ...said.lead]);
	const [subject] = own.lead;
	if (subject === undefined || !own.opens || words.has(subject)) return false;
	const mine = new Set(own.piece);
	const theirs = new Set(alike.flatMap(({ lead }) => lead));
	const first = said.lead.find((root) => mine.has(root) || theirs.has(root));
	return first !== undefined && !mine.has(first);
}

function foreignTo(mine: ReadonlySet<string>, rivals: readonly Cell[]): Set<string> {
	const words = rivals.flatMap(({ own, right }) => [...own, ...right]);
	return new Set(words.filter((root) => !mine.has(root)));
}

function isAlike(one: Cell, own: Cell): boolean {
	return one.amounts.some((amount) => kindOf(amount) === kindOf(own.amount));
}

/** Whether the sentence tells in one piece of this number and of `said`, which the quote keeps apart. */
function isMixed(one: Cell, { said, own }: { said: Cell; own: Cell }): boolean {
	const stands = (amount: Amount, { amounts }: Cell) => amounts.some((it) => supports(amount, it));
	return said.amounts.some(
		(amount) => amount !== said.amount && stands(amount, one) && !stands(amount, own)
	);
}

/** A unit, or in Chinese what is counted by its measure word. */
const kindOf = ({ readings, text }: Amount) =>
	readings[0]?.unit?.kind ??
	/(?<=[\d一二三四五六七八九十百千万亿余多])[^\d一二三四五六七八九十百千万亿余多]$/u.exec(
		text
	)?.[0] ??
	'';

/** The numbers of a text with the words around them, in order. */
function cellsOf(text: string): Cell[] {
	const amounts = amountsIn(text, { dates: false });
	const plain = datesIn(text).reduce(
		(rest, { start, end }) => rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end),
		text
	);
	const inside = (at: number) => amounts.some(({ start, end }) => start < at && at < end);
	const cuts = [...plain.matchAll(isCjk(text) ? CUT_ZH : CUT_EN)].filter(
		({ index }) => !inside(index)
	);
	const cells: Cell[] = [];
	let from = 0;
	let before: Lead = { roots: [], counts: false };
	for (const [to, next] of [
		...cuts.map(({ index, 0: cut }) => [index, index + cut.length] as const),
		[text.length, text.length] as const
	]) {
		const own = amounts.filter(({ start, end }) => from <= start && end <= to);
		if (own.length > 0) cells.push(...cellsIn(own, { plain, from, to, before }));
		const roots = contentOf(plain.slice(from, own[0]?.start ?? to));
		const found = roots.length > 0 ? roots : counted(plain.slice(own.at(-1)?.end ?? to, to));
		if (found.length > 0) before = { roots: found, counts: own.length > 0 };
		from = next;
	}
	return cells;
}

interface Lead {
	readonly roots: readonly string[];
	readonly counts: boolean; // a number of its own stands behind it
}
interface Piece {
	readonly plain: string;
	readonly from: number;
	readonly to: number;
	readonly before: Lead; // of the piece before
}

/** What a number that leads its piece counts: "1,342 road deaths", not "2 percent for the first years". */
function counted(after: string): string[] {
	if (/^\s?(?:of|for|in|to|at|on|from|among|by|with|as)\b|^[的在为]/u.test(after)) return [];
	const [noun = ''] = after.split(/\b(?:is|are|was|were|has|have|had|\p{Ll}{2,}ed)\b/u);
	return contentOf(noun);
}

function cellsIn(amounts: readonly Amount[], { plain, from, to, before }: Piece): Cell[] {
	let led: readonly string[] = [];
	const whole = contentOf(plain.slice(from, to));
	const lead = contentOf(plain.slice(from, amounts[0]?.start));
	// "… and was fixed in 0.81" is still about what led the piece before.
	const goesOn = lead.length === 0 || verbAt(plain.slice(from, to).trim()) === 0;
	return amounts.map((amount, at) => {
		const just = contentOf(plain.slice(amounts[at - 1]?.end ?? from, amount.start));
		if (just.length > 0) led = just;
		const right = contentOf(plain.slice(amount.end, amounts[at + 1]?.start ?? to));
		const left = led.length > 0 ? led : before.roots;
		const own = led.length > 0 || before.counts ? left : [];
		const piece = goesOn ? [...before.roots, ...whole] : whole;
		return {
			amounts,
			amount,
			lead,
			opens: before.roots.length === 0,
			just,
			led,
			own,
			left,
			right,
			piece
		};
	});
}

function contentOf(text: string): string[] {
	const told = isCjk(text) ? text.replace(COMMON_ZH, ' ') : text;
	return rootsOf(told).filter((root) => !COMMON_EN.has(root) && !/^\d/u.test(root));
}
