/**
 * Whether a Chinese rewording is made of its one quote's own pieces: no character that the quote lacks but for light ones
 * and words that may stand for each other, no word cut in two, nothing said twice, dates and sayings with what they belong
 * to, neighbours that are neighbours in a clause of the quote. Pure.
 */
import { rootsOf } from './clauses.ts';
import { inOneWord } from './same-words.ts';
import { straySaying } from './unattributed.ts';

/** Characters that may come in without adding anything. */
const LIGHT =
	/[的了在被由对于将和与以并把从向为中等全部均都也已会是有年月日时起至到，。；、：“”‘’（）\s\p{P}\p{N}]/gu;
/** Words that only join. */
const LIGHT_WORD = /^(?:以及|对于|将会|已经|为了|全部|正在|都会|并且|由于|因为|其中|从而|均为)$/u;
const WORDS = new Intl.Segmenter('zh', { granularity: 'word' });
const STOPS = /[。；：！？，]/u;
const TURNED = /被|由|的/u; // words that let two others change places
const MATTER = /一事[。；]/u;
const ABOUT = /就[^，。；]*一事[。；]/u;

/** Why code cannot follow the wording, in words for its writer; null when it can. */
export function strayHan(sentence: string, quote: string): string | null {
	const moved = straySaying(sentence, quote);
	if (moved !== null) return `the sentence lets nobody say "${moved}"`;
	if (MATTER.test(sentence) && !ABOUT.test(sentence) && !MATTER.test(quote))
		return 'it stops at "一事"';
	const [said, told] = [inOneWord(sentence), inOneWord(quote)];
	return (
		brokenHan(said, told) ??
		twiceHan(said, told) ??
		movedDate(said, told) ??
		movedNumber(said, told) ??
		movedFrame(said, told) ??
		strayClause(said, told)
	);
}

/** No character that the sentence does not have, and no word cut in two. */
function brokenHan(sentence: string, quote: string): string | null {
	const has = new Set(quote);
	const fresh = [...sentence.replace(LIGHT, '')].filter((one) => !has.has(one));
	if (fresh.length > 0) return `the sentence does not say "${fresh.slice(0, 4).join('')}"`;
	const other = [...WORDS.segment(sentence)].find(
		({ segment }) => /^\p{sc=Han}{2,}$/u.test(segment) && !quote.includes(segment)
	);
	if (other && !LIGHT_WORD.test(other.segment))
		return `the sentence does not say "${other.segment}"`;
	const words = [...WORDS.segment(quote)];
	const edges = new Set([...words.map(({ index }) => index), quote.length]);
	for (let at = 0; at < sentence.length;) {
		const run = longestRun(sentence.slice(at), quote);
		const whole = run.starts.some((start) => edges.has(start) && edges.has(start + run.length));
		if (run.length > 1 && !whole)
			return `"${sentence.slice(at, at + run.length)}" cuts a word in two`;
		at += Math.max(1, run.length);
	}
	return null;
}

const LONG = 5; // characters that are no longer a common word

/** Nothing is told twice that the quote tells once. */
function twiceHan(sentence: string, quote: string): string | null {
	const pieces = sentence
		.split(/[\p{P}\s]+/u)
		.flatMap((run) =>
			Array.from({ length: Math.max(0, run.length - LONG + 1) }, (_, at) =>
				run.slice(at, at + LONG)
			)
		);
	const twice = pieces.find(
		(piece, at) => pieces.indexOf(piece) < at && placesOf(piece, quote).length < 2
	);
	return twice === undefined ? null : `"${twice}" is said twice`;
}

const DATE = /\d{1,4}[年月日号时点](?:\d{1,2}[月日时分])*/gu;
const NEARLY = /(\d[\d.,]*[\p{sc=Han}%]{0,3}?)(许|左右|前后|上下|以上|以下|以内|余|多)/gu;

/** A date stays with what the quote dates by it, an "about" with its number. */
function movedDate(sentence: string, quote: string): string | null {
	for (const [, amount = '', about = ''] of quote.matchAll(NEARLY)) {
		if (sentence.includes(amount) && !sentence.includes(`${amount}${about}`))
			return `"${amount}${about}" has lost a word`;
	}
	const spans = quote.split(/[。；]/u);
	for (const part of sentence.split(/[。；]/u)) {
		const roots = rootsOf(part.replace(DATE, ' '));
		for (const [date] of part.matchAll(DATE)) {
			const dated = spans.filter((span) => span.includes(date));
			if (dated.length === 0) continue;
			const elsewhere = roots.find(
				(root) => quote.includes(root) && !dated.some((span) => span.includes(root))
			);
			if (elsewhere !== undefined) return `"${date}" does not belong to "${elsewhere}"`;
		}
	}
	return null;
}

const NUMBERED = /^(第?[一二三四五六七八九十]{1,3})(?=[是要为不、，])(.{1,4})/u;

/** The number of an item stays with its item: "七是" of a list is not said of the sixth. */
function movedNumber(sentence: string, quote: string): string | null {
	const items = new Set(
		bareClauses(quote).map((clause) => NUMBERED.exec(clause)?.[0] ?? clause.slice(0, 5))
	);
	for (const clause of bareClauses(sentence)) {
		const [item, number = ''] = NUMBERED.exec(clause) ?? [];
		if (item !== undefined && !items.has(item)) return `"${number}" is not the number of that`;
	}
	return null;
}

const bareClauses = (text: string) => text.replace(/[“”‘’"]/gu, '').split(STOPS);

const FRAME =
	/^(?:为[了保防确进促应]|由于|因为|如果|若|虽然|随着|针对|除非|除了|只要|只有|一旦|当)/u;

/** What a clause of purpose, cause or condition leads to is what it leads to in the quote. */
function movedFrame(sentence: string, quote: string): string | null {
	const clauses = sentence.split(STOPS);
	const spans = quote.split(/[。；！？\n]/u);
	for (const [at, clause] of clauses.entries()) {
		const led = rootsOf(clauses[at + 1] ?? '').slice(0, 3); // of which one may run over two words
		if (!FRAME.test(clause) || led.length < 2) continue;
		const [first = ''] = rootsOf(clause);
		const stands = spans.some(
			(span) => span.includes(first) && led.filter((root) => span.includes(root)).length > 1
		);
		if (!stands) return `"${clause}" leads to something else`;
	}
	return null;
}

/** The longest beginning of a text that stands in the quote, and where. */
function longestRun(text: string, quote: string): { length: number; starts: number[] } {
	let [length, starts]: [number, number[]] = [0, []];
	for (let most = 1; most <= text.length; most += 1) {
		const found = placesOf(text.slice(0, most), quote);
		if (found.length === 0) break;
		[length, starts] = [most, found];
	}
	return { length, starts };
}

function placesOf(part: string, quote: string): number[] {
	const places: number[] = [];
	for (let at = quote.indexOf(part); at >= 0; at = quote.indexOf(part, at + 1)) places.push(at);
	return places;
}

function strayClause(sentence: string, quote: string): string | null {
	const known = new Set(rootsOf(quote));
	const clauses = clausesIn(quote);
	for (const { text, roots } of clausesIn(sentence)) {
		const kept = roots.filter((root) => known.has(root) && !/^\d/u.test(root));
		const apart = kept.findIndex((root, at) => {
			const next = kept[at + 1];
			return next !== undefined && root !== next && !joined([root, next], { clauses, text });
		});
		if (apart >= 0) return `"${kept.slice(apart, apart + 2).join(' ')}" do not belong together`;
	}
	return null;
}

interface Clause {
	readonly text: string;
	readonly roots: string[];
}

/** True when the two stand in one clause of the quote in this order, or are turned round by a word that may do so. */
function joined(
	[a = '', b = '']: readonly string[],
	{ clauses, text }: { clauses: readonly Clause[]; text: string }
): boolean {
	return clauses.some((clause) => {
		const [first, last] = [clause.roots.indexOf(a), clause.roots.lastIndexOf(b)];
		if (first < 0 || last < 0) return false;
		return first < last || TURNED.test(clause.text) || TURNED.test(text);
	});
}

function clausesIn(text: string): Clause[] {
	return text
		.split(STOPS)
		.map((part) => ({ text: part, roots: rootsOf(part) }))
		.filter(({ roots }) => roots.length > 0);
}
