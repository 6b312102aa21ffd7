/**
 * Whether a rewording keeps so close to its one quote that code can follow it: hardly a word that the quote lacks, words
 * that stand side by side in one of its clauses and in its order, nothing said twice. Stricter than V2 and V3, for
 * wordings whose refusal costs nothing, because the quote itself stands instead. Pure; English and Chinese.
 */
import { isCjk } from '../../../research/words.ts';
import { dangles } from '../quality.ts';
import { rootsOf } from './clauses.ts';
import { strayLatin } from './close-latin.ts';
import { inOneWord } from './same-words.ts';

const NEW_SHARE = 0.25; // of the words of content of a clause
const NEAR = 3; // words before "who" among which is whom it means
const STOPS_EN =
	/[.;:!?](?=\s|$)|\s[–—-]\s|[–—]|\b(?:but|although|though|while|whereas|because|unless|if|when|that|where|after|before|until)\b|(?=\b(?:who|which|whom|whose)\b)/giu;
const RELATIVE = /^\s*(?:who|which|whom|whose)\b/iu;
const PERSONAL = /\b(?:he|she|him|his|her|hers)\b/iu;
/** Characters that may come in without adding anything. */
const LIGHT_ZH =
	/[的了在被由对于将和与以并把从向为中等全部均都也已会是有年月日时起至到，。；、：“”‘’（）\s\p{P}\p{N}]/gu;
const WORDS_ZH = new Intl.Segmenter('zh', { granularity: 'word' });
const STOPS_ZH = /[。；：！？，]/gu;
const FINITE =
	/\b(?:is|are|was|were|has|have|had|do|does|did|can|could|will|would|may|might|must|shall|should|\p{Ll}{3,}(?:ed|s))\b/u;
const TURNED = /\bby\b|\bof\b|['’]s\b|被|由|的/u; // words that let two others change places
const DAY =
	/^\d|^(?:januari|februari|march|april|may|june|juli|august|septemb|octob|novemb|decemb)$/u;

/** Why code cannot follow the wording, in words for its writer; null when it can. */
export function strayWording(sentence: string, quote: string): string | null {
	const han = isCjk(quote);
	if (isCjk(sentence) !== han) return 'it is in another language than the sentence';
	if (dangles(sentence)) return 'name who or what it is about first';
	if (!han) return strayLatin(sentence, quote);
	const [said, told] = [inOneWord(sentence), inOneWord(quote)];
	return (
		brokenHan(said, told) ??
		twiceHan(said, told) ??
		movedDate(said, told) ??
		strayClause(said, told)
	);
}

/** No character that the sentence does not have, and no word cut in two. */
function brokenHan(sentence: string, quote: string): string | null {
	const has = new Set(quote);
	const fresh = [...sentence.replace(LIGHT_ZH, '')].filter((one) => !has.has(one));
	if (fresh.length > 0) return `the sentence does not say "${fresh.slice(0, 4).join('')}"`;
	const words = [...WORDS_ZH.segment(quote)];
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

const DATE_ZH = /\d{1,4}[年月日号时点](?:\d{1,2}[月日时分])*/gu;
const ABOUT_ZH = /(\d[\d.,]*[\p{sc=Han}%]{0,3}?)(许|左右|前后|上下|以上|以下|以内|余|多)/gu;

/** A date stays with what the quote dates by it, an "about" with its number. */
function movedDate(sentence: string, quote: string): string | null {
	for (const [, amount = '', about = ''] of quote.matchAll(ABOUT_ZH)) {
		if (sentence.includes(amount) && !sentence.includes(`${amount}${about}`))
			return `"${amount}${about}" has lost a word`;
	}
	const spans = quote.split(/[。；]/u);
	for (const part of sentence.split(/[。；]/u)) {
		const roots = rootsOf(part.replace(DATE_ZH, ' '));
		for (const [date] of part.matchAll(DATE_ZH)) {
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
	let before: string | undefined;
	for (const { text, roots } of clausesIn(sentence)) {
		const fresh = roots.filter((root) => !known.has(root));
		if (!isCjk(quote) && fresh.length > Math.max(1, NEW_SHARE * roots.length))
			return `the sentence does not say "${fresh.slice(0, 4).join(' ')}"`;
		const kept = roots.filter((root) => known.has(root) && !DAY.test(root));
		const led = RELATIVE.test(text) && before !== undefined ? [before, ...kept] : kept;
		const apart = led.findIndex((root, at) => {
			const next = led[at + 1];
			return next !== undefined && root !== next && !joined([root, next], { clauses, text });
		});
		if (apart >= 0) return `"${led.slice(apart, apart + 2).join(' ')}" do not belong together`;
		before = kept.at(-1);
	}
	return null;
}

interface Clause {
	readonly text: string;
	readonly roots: string[];
}

const count = (roots: readonly string[], root: string) =>
	roots.filter((one) => one === root).length;

/** True when the two stand in one clause of the quote in this order, or are turned round by a word that may do so. */
function joined(
	[a = '', b = '']: readonly string[],
	{ clauses, text }: { clauses: readonly Clause[]; text: string }
): boolean {
	return clauses.some((clause, at) => {
		const next = clauses[at + 1];
		if (next && RELATIVE.test(next.text) && RELATIVE.test(text)) {
			if (clause.roots.slice(-NEAR).includes(a) && next.roots.includes(b)) return true;
		}
		const [first, last] = [clause.roots.indexOf(a), clause.roots.lastIndexOf(b)];
		if (first < 0 || last < 0) return false;
		return first < last || TURNED.test(clause.text) || TURNED.test(text);
	});
}

/** Clauses at strong stops; at a comma only where what follows has a verb of its own: a list stays whole. */
function clausesIn(text: string): Clause[] {
	const han = isCjk(text);
	const parts = text.replace(han ? STOPS_ZH : STOPS_EN, '\n').split('\n');
	const whole = han ? parts : parts.flatMap(atCommas);
	return whole
		.map((part) => ({ text: part, roots: rootsOf(part) }))
		.filter(({ roots }) => roots.length > 0);
}

function atCommas(text: string): string[] {
	const pieces: string[] = [];
	for (const piece of text.split(/,\s/u)) {
		const last = pieces.length - 1;
		if (last >= 0 && !FINITE.test(piece)) pieces[last] += `, ${piece}`;
		else pieces.push(piece);
	}
	return pieces;
}
