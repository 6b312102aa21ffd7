/**
 * Every line of a page in numbers: what it is, where it stands, what stands around it, what kind of page it is on. No
 * feature names a site or a subject; `NAMES` says what each number is.
 */
import { isCjk } from '../../../research/words.ts';
import type { Line, Scope } from './lines.ts';
import { TRAITS, traitsAbove } from './traits.ts';

export interface PageSigns {
	/** Lines that Readability kept, as text. */
	readonly readable: ReadonlySet<string>;
	readonly readableLength: number;
	/** Text that the page gives to machines: descriptions, bodies, answers. */
	readonly told: string;
	readonly title: string;
	readonly types: string; // of its JSON-LD and og:type, as written
	readonly url: string;
}

const WINDOWS = [1, 3, 8] as const;
const CONTAINERS = [1, 2, 3, 5, 8] as const;
const TYPES: readonly RegExp[] = [
	/product|offer/iu,
	/article|posting|report/iu,
	/forum|qapage|question|answer/iu,
	/itemlist|collection|searchresults/iu
];
const PRICE = /[$€£¥₹]\s?\d|\d\s?(?:€|£|USD|EUR|kr|zł|元|円)/u;
const ACTION =
	/^(?:add to|buy now|shop|view|see|show|read more|learn more|load more|more|sign|log|subscribe|share|reply|like|report|quote|save|compare|filter|sort|close|menu|search|next|previous|back|skip|download|print|follow|click|get started|contact)\b/iu;
const NOTICE =
	/cookie|all rights reserved|©|copyright|privacy policy|terms of|newsletter|sign up|subscribe|free shipping|add to (?:cart|bag|basket)|javascript|affiliate|advertis/iu;
const DATE =
	/\b(?:19|20)\d{2}\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\bago\b|年/iu;

export const NAMES: readonly string[] = [
	...['words', 'chars', 'linked', 'stops', 'endsStop', 'commas', 'digits', 'upper', 'level'],
	...['price', 'action', 'notice', 'date', 'repeated', 'inTitle', 'told', 'tag', 'depth'],
	...['place', 'placeWords', 'fromH1', 'readable', 'readablePlace', 'toReadable'],
	...TRAITS.map((trait) => `near ${trait}`),
	...WINDOWS.flatMap((n) => [`words ±${n}`, `linked ±${n}`, `readable ±${n}`, `stops ±${n}`]),
	...['words before', 'words after', 'level before', 'level after'],
	...CONTAINERS.flatMap((n) => [`words in ${n} up`, `linked in ${n} up`, `line in ${n} up`]),
	...['siblings', 'siblings up', 'share of the page', 'of its heading'],
	...['page words', 'page lines', 'page linked', 'page readable', 'page prices', 'page long lines'],
	...['page main', 'page articles', 'page is product', 'page is article', 'page is forum'],
	...['page is list', 'path depth', 'path words', 'page cards'],
	...['under related', 'under legal', 'under reviews', 'under filter', 'under content'],
	...['since heading', 'words since heading', 'heading level']
];

export const wordCount = (text: string): number => {
	if (isCjk(text.slice(0, 60))) return Math.ceil(text.replace(/\s/gu, '').length / 1.7);
	return text.match(/[\p{L}\p{N}_]+/gu)?.length ?? 0;
};

interface Row {
	readonly line: Line;
	readonly words: number;
	readonly stops: number;
	readonly readable: boolean;
	readonly price: boolean;
}
interface Sum {
	words: number;
	linked: number;
	chars: number;
	lines: number;
}

/** One row of numbers per line, in the order of NAMES. */
export function featuresOf(lines: readonly Line[], signs: PageSigns): Float32Array[] {
	const rows = lines.map((line): Row => ({
		line,
		words: wordCount(line.text),
		stops: line.text.match(/[.!?。！？](?:\s|$|["”’])/gu)?.length ?? 0,
		readable: signs.readable.has(line.text),
		price: PRICE.test(line.text)
	}));
	const sums = containerSums(rows);
	const page = pageNumbers(rows, signs, sums);
	const repeats = new Map<string, number>();
	for (const { text } of lines) repeats.set(text, (repeats.get(text) ?? 0) + 1);
	const places = placesOf(rows);
	const headings = headingsOver(rows);
	const windows = WINDOWS.map((size) => windowsOf(rows, size));
	const siblings = new Map<Element, number>();
	return rows.map((row, at) => {
		const out = new Float32Array(NAMES.length);
		let to = 0;
		const put = (...values: number[]) => {
			for (const value of values) out[to++] = value;
		};
		put(...ownNumbers(row, { signs, repeats }));
		put(...(places[at] ?? []));
		out.set(traitsAbove(row.line.scope), to);
		to += TRAITS.length;
		for (const window of windows) put(...(window[at] ?? []));
		const [before, after] = [rows[at - 1], rows[at + 1]];
		put(lg(before?.words ?? 0), lg(after?.words ?? 0));
		put(before?.line.level ?? 0, after?.line.level ?? 0);
		put(...containerNumbers(row, { sums, siblings, total: page.words }));
		out.set(page.numbers, to);
		to += page.numbers.length;
		put(...(headings[at] ?? []));
		return out;
	});
}

const lg = (value: number) => Math.log1p(value);
const KINDS = ['p', 'li', 'td', 'th', 'dd', 'dt', 'pre', 'figcaption', 'div', 'section', 'span'];

function ownNumbers(
	{ line, words, stops, price }: Row,
	{ signs, repeats }: { signs: PageSigns; repeats: ReadonlyMap<string, number> }
): number[] {
	const { text } = line;
	const length = text.length || 1;
	return [
		lg(words),
		lg(text.length),
		line.linked / length,
		stops,
		/[.!?。！？:;]["”’)]?$/u.test(text) ? 1 : 0,
		text.match(/[,，、]/gu)?.length ?? 0,
		(text.match(/\d/gu)?.length ?? 0) / length,
		(text.match(/\p{Lu}/gu)?.length ?? 0) / length,
		line.level,
		price ? 1 : 0,
		ACTION.test(text) && words < 8 ? 1 : 0,
		NOTICE.test(text) ? 1 : 0,
		DATE.test(text) && words < 14 ? 1 : 0,
		repeats.get(text) ?? 1,
		words > 1 && signs.title.includes(text) ? 1 : 0,
		words > 4 && signs.told.includes(text.toLowerCase().slice(0, 80)) ? 1 : 0,
		KINDS.indexOf(line.scope.name),
		line.scope.depth
	];
}

/** Where a line stands: in the page, after the first h1, in what Readability kept. */
function placesOf(rows: readonly Row[]): number[][] {
	const total = rows.reduce((sum, row) => sum + row.words, 0) || 1;
	const h1 = rows.findIndex((row) => row.line.level === 1);
	const long = (row: Row) => row.readable && row.words > 3;
	const first = rows.findIndex(long);
	const last = rows.findLastIndex(long);
	let sofar = 0;
	let nearest = -1;
	const back: number[] = rows.map((row, at) => {
		if (long(row)) nearest = at;
		return nearest < 0 ? 99 : at - nearest;
	});
	nearest = -1;
	for (let at = rows.length - 1; at >= 0; at -= 1) {
		const row = rows[at];
		if (row && long(row)) nearest = at;
		back[at] = Math.min(back[at] ?? 99, nearest < 0 ? 99 : nearest - at);
	}
	return rows.map((row, at) => {
		sofar += row.words;
		const inside = first < 0 ? 0 : at < first ? -1 : at > last ? 1 : 0.5;
		const fromH1 = h1 < 0 ? 0 : Math.max(-200, Math.min(400, at - h1));
		return [
			at / rows.length,
			sofar / total,
			fromH1,
			row.readable ? 1 : 0,
			inside,
			Math.min(99, back[at] ?? 99)
		];
	});
}

function windowsOf(rows: readonly Row[], size: number): number[][] {
	return rows.map((_row, at) => {
		let [words, linked, chars, readable, stops] = [0, 0, 1, 0, 0];
		const [from, to] = [Math.max(0, at - size), Math.min(rows.length - 1, at + size)];
		for (let near = from; near <= to; near += 1) {
			const row = rows[near];
			if (!row) continue;
			words += row.words;
			linked += row.line.linked;
			chars += row.line.text.length;
			stops += row.stops;
			readable += row.readable ? 1 : 0;
		}
		const count = to - from + 1;
		return [lg(words / count), linked / chars, readable / count, stops / count];
	});
}

/** Sums of every block over the lines in it. */
function containerSums(rows: readonly Row[]): Map<Element, Sum> {
	const sums = new Map<Element, Sum>();
	for (const { line, words } of rows) {
		for (let scope: Scope | null = line.scope; scope; scope = scope.parent) {
			const sum = sums.get(scope.element) ?? { words: 0, linked: 0, chars: 0, lines: 0 };
			sum.words += words;
			sum.linked += line.linked;
			sum.chars += line.text.length;
			sum.lines += 1;
			sums.set(scope.element, sum);
		}
	}
	return sums;
}

function containerNumbers(
	{ line }: Row,
	{
		sums,
		siblings,
		total
	}: { sums: ReadonlyMap<Element, Sum>; siblings: Map<Element, number>; total: number }
): number[] {
	const out: number[] = [];
	let scope: Scope | null = line.scope;
	let up = 0;
	let share = 0;
	let most = 0;
	for (const wanted of CONTAINERS) {
		while (scope?.parent && up < wanted) {
			most = Math.max(most, alike(scope.element, siblings));
			scope = scope.parent;
			up += 1;
		}
		const sum = scope ? sums.get(scope.element) : undefined;
		const words = sum?.words ?? 0;
		if (wanted === 3) share = words / (total || 1);
		out.push(lg(words), (sum?.linked ?? 0) / (sum?.chars || 1), lg(words / (sum?.lines || 1)));
	}
	return [...out, lg(alike(line.scope.element, siblings)), lg(most), share, headingWeight(line)];
}

/** How many siblings look like this element: same tag, same first class. */
function alike(element: Element, known: Map<Element, number>): number {
	const had = known.get(element);
	if (had !== undefined) return had;
	const groups = new Map<string, Element[]>();
	const look = (one: Element) =>
		`${one.localName}.${/^\s*(\S*)/u.exec(one.getAttribute('class') ?? '')?.[1] ?? ''}`;
	for (const one of element.parentElement?.children ?? [element]) {
		const group = groups.get(look(one));
		if (group) group.push(one);
		else groups.set(look(one), [one]);
	}
	for (const group of groups.values()) for (const one of group) known.set(one, group.length);
	return known.get(element) ?? 1;
}

/** The level of the block's own heading when the line is one, else 0 (a heading inside a link heads a card). */
function headingWeight(line: Line): number {
	return line.level > 0 && line.linked > 0 ? 1 : 0;
}

function pageNumbers(
	rows: readonly Row[],
	signs: PageSigns,
	sums: ReadonlyMap<Element, Sum>
): { numbers: number[]; words: number } {
	const sum = (value: (row: Row) => number) => rows.reduce((all, row) => all + value(row), 0);
	const words = sum((row) => row.words);
	const chars = sum((row) => row.line.text.length) || 1;
	let [main, articles, cards] = [0, 0, 0];
	for (const element of sums.keys()) {
		const name = element.localName;
		if (name === 'main' || element.getAttribute('role') === 'main') main = 1;
		if (name === 'article') articles += 1;
		if (name === 'li' || name === 'article') cards += 1;
	}
	const path = pathOf(signs.url);
	return {
		words,
		numbers: [
			lg(words),
			lg(rows.length),
			sum((row) => row.line.linked) / chars,
			signs.readableLength / chars,
			sum((row) => (row.price ? 1 : 0)) / (rows.length || 1),
			sum((row) => (row.words > 30 ? 1 : 0)),
			main,
			lg(articles),
			...TYPES.map((type) => (type.test(signs.types) ? 1 : 0)),
			path.split('/').length - 2,
			path.split(/[-_/]/u).length,
			lg(cards)
		]
	};
}

/** What the last heading above a line announces, in words that sites use everywhere, and how far away it is. */
const ANNOUNCED: readonly RegExp[] = [
	/also (?:like|bought|viewed)|\b(?:related|similar|recommended|recommendations|more from|more in|recently|latest|popular|trending|featured|complete the|pairs? with|goes with|frequently bought|customers|keep reading|read next|you may|you might|explore|discover)\b|相关|推荐|热门/iu,
	/\b(?:privacy|terms|cookies?|shipping|delivery|returns?|refunds?|policy|policies|legal|customer (?:service|care)|help|support|contact|about us|company|follow us|newsletter|subscribe|sign ?up|account|cart|stores?|locations?)\b|©|版权|隐私|联系/iu,
	/\b(?:reviews?|ratings?|comments?|replies|questions|answers|q ?& ?a|feedback|responses|testimonials?)\b|评论|回答/iu,
	/\b(?:filters?|sort|refine|categor(?:y|ies)|brands?|price|size|colou?r|availability|shop by|browse|topics|tags|archives?|menu|navigation)\b|分类|筛选/iu,
	/\b(?:description|details?|features?|specifications?|specs|overview|highlights|ingredients|materials?|dimensions|faqs?|how (?:it works|to)|what|why|benefits|introduction|summary)\b|描述|介绍|规格/iu
];

function headingsOver(rows: readonly Row[]): number[][] {
	let marks = ANNOUNCED.map(() => 0);
	let [since, words, level] = [0, 0, 0];
	return rows.map((row) => {
		const { line } = row;
		if (line.level > 0) {
			marks = ANNOUNCED.map((pattern) => (pattern.test(line.text) ? 1 : 0));
			[since, words, level] = [0, 0, line.level];
		}
		const out = [...marks, Math.min(200, since), lg(words), level];
		since += 1;
		words += row.words;
		return out;
	});
}

function pathOf(url: string): string {
	return URL.canParse(url) ? new URL(url).pathname : '/';
}
