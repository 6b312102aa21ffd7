/**
 * Whether an English rewording is made of its one quote's own pieces: no word of content that the quote lacks, what
 * stands side by side stands in one piece of the quote too, a date stays with its verb, and it is about what the quote, a
 * clause of it or its "by" is about. Of a half-billion model's wordings that passed V2 and V3 about half were wrong; most
 * had put pieces together that do not belong together. Pure.
 */
import { rootsOf } from './clauses.ts';
import { hasMainVerb, verbAt } from './verbs.ts';

const NEAR = 3; // words at the edge of a piece that may join the next
const STOPS =
	/[.;:!?](?=\s|$)|,\s|\s[–—-]\s|[–—()[\]]|\b(?:but|although|though|while|whereas|because|unless|if|when|that|where|after|before|until)\b|(?=\b(?:who|which|whom|whose)\b)|\band (?=(?:the|an?|is|are|was|were|has|had|his|her|its|their|he|she|it|they)\b)/giu;
const RELATIVE = /^\s*(?:who|which|whom|whose)\b/iu;
const PERSONAL = /\b(?:he|she|him|his|her|hers)\b/iu;
/** A participle where the quote has a verb: "Fairpay running payroll". */
const LOOSE =
	/(?<!\b(?:is|are|was|were|be|been|by|for|of|in|on|and|from|with|after|before|while|when)) ([\p{Ll}-]{2,}ing)\b/gu;
/** "These plants": which, another sentence says. */
const POINTED = /\b(?:this|these|those|such) (\p{Ll}+)/giu;
const TURNED = /\bby\b|['’]s\b/u;
const AGENT = /\bby ((?:\p{Lu}[\p{L}.'’-]*(?: (?:of|de|von|van) | )?)+)/gu;
const DATE =
	/^\d|^(?:januari|februari|march|april|may|june|juli|august|septemb|octob|novemb|decemb)$/u;

interface Piece {
	readonly text: string;
	readonly roots: readonly string[];
}

/** Why code cannot follow the wording, in words for its writer; null when it can. */
export function strayLatin(sentence: string, quote: string): string | null {
	const [said, told] = [rootsOf(sentence), rootsOf(quote)];
	if (PERSONAL.test(sentence) && said[0] !== told[0])
		return 'say the name instead of "he" or "her"';
	if (!hasMainVerb(sentence)) return 'it has no main verb';
	const loose = [...sentence.matchAll(LOOSE)].find(([, word = '']) => !quote.includes(word));
	if (loose) return `"${loose[1]}" is no verb of a sentence`;
	const turned = [...sentence.matchAll(/\b(\p{Ll}{2,}?)e?d\b/gu)].find(
		([word, stem = '']) => !hasWord(quote, word) && hasWord(quote, `${stem}ing`)
	);
	if (turned) return `"${turned[0]}" is no verb of the quote`;
	const fresh = said.filter((root) => !told.includes(root));
	if (fresh.length > 0) return `the sentence does not say "${fresh.slice(0, 4).join(' ')}"`;
	const twice = said.find((root) => count(said, root) > Math.max(1, count(told, root)));
	if (twice !== undefined) return `"${twice}" is said twice`;
	const [ours, theirs] = [piecesOf(sentence), quotePieces(quote)];
	if (
		sentence
			.split(/;\s/u)
			.slice(1)
			.some((part) => verbAt(part) === 0)
	)
		return 'a part has no subject';
	return (
		strayTopic(ours, { theirs, quote }) ??
		strayPronoun(ours, theirs) ??
		strayPair(ours, theirs) ??
		strayPlace(ours, theirs) ??
		strayDate(ours, theirs)
	);
}

const hasWord = (text: string, word: string) => text.split(/[^\p{L}]+/u).includes(word);

const count = (roots: readonly string[], root: string) =>
	roots.filter((one) => one === root).length;

function piecesOf(text: string): Piece[] {
	return text
		.replace(STOPS, '\n')
		.split('\n')
		.map((part) => ({ text: part, roots: rootsOf(part) }))
		.filter(({ roots }) => roots.length > 0);
}

/** What stands in brackets is apart from the sentence around it. */
function quotePieces(quote: string): Piece[] {
	const inside = [...quote.matchAll(/\(([^()]*)\)/gu)].map(([, text = '']) => text);
	return [quote.replace(/\s?\([^()]*\)/gu, ''), ...inside].flatMap(piecesOf);
}

/** What stands before the verb must end as it does in a clause of the quote, or be whom its "by" names. */
function strayTopic(
	ours: readonly Piece[],
	{ theirs, quote }: { theirs: readonly Piece[]; quote: string }
): string | null {
	const topic = ours.map(topicOf).find((roots) => roots.length > 0);
	const head = topic?.at(-1);
	if (head === undefined) return null;
	const whole = theirs.map(topicOf).find((roots) => roots[0] === head && roots.length > 1);
	const pointed = [...quote.matchAll(POINTED)].some(([, noun = '']) => rootsOf(noun)[0] === head);
	if (topic?.length === 1 && (whole || pointed)) return `say which "${head}" is meant`;
	const agents = [...quote.matchAll(AGENT)].map(([, name = '']) => rootsOf(name).at(-1));
	// A topic may be cut off from its verb by an addition: "Anna Example, an engineer, was …".
	const cutOff = (at: number) =>
		theirs.slice(at + 1, at + 3).some(({ text }) => verbAt(text.trimStart()) === 0);
	const heads = theirs.flatMap((piece, at) => [
		topicOf(piece).at(-1),
		...(cutOff(at) && verbAt(piece.text) < 0 ? [piece.roots.at(-1)] : [])
	]);
	const first = theirs.map(topicOf).find((roots) => roots.length > 0) ?? [];
	const known = first.includes(head) ? [...heads, head] : heads;
	return [...known, ...agents].includes(head) ? null : `the quote is not about "${head}"`;
}

function topicOf({ text }: Piece): readonly string[] {
	const at = verbAt(text);
	return at <= 0 ? [] : rootsOf(text.slice(0, at));
}

/** Neighbours of the sentence are followed through the quote word by word, so that one word does not stand for two of it. */
function strayPair(ours: readonly Piece[], theirs: readonly Piece[]): string | null {
	let before: string | undefined;
	for (const { text, roots } of ours) {
		const row = RELATIVE.test(text) && before !== undefined ? [before, ...roots] : roots;
		let places = placesOf(row[0] ?? '', theirs);
		for (const [at, root] of row.entries()) {
			const next = row[at + 1];
			if (next === undefined || root === next) continue;
			const following = { theirs, text };
			const onward = places.flatMap((from) =>
				placesOf(next, theirs).filter((to) => leads([root, next], { from, to, ...following }))
			);
			if (onward.length === 0) return `"${row.slice(at, at + 2).join(' ')}" do not belong together`;
			places = [...new Set(onward)];
		}
		before = roots.at(-1);
	}
	return null;
}

function placesOf(root: string, theirs: readonly Piece[]): number[] {
	return theirs.flatMap(({ roots }, at) => (roots.includes(root) ? [at] : []));
}

/** "…; they go beyond": of whom the quote says it must be of whom the sentence began. */
function strayPronoun(ours: readonly Piece[], theirs: readonly Piece[]): string | null {
	const topic = ours.map(topicOf).find((roots) => roots.length > 0) ?? [];
	const stray = ours.find(({ text, roots }) => {
		const [verb = ''] = roots;
		if (!/^\s*(?:they|it|he|she)\b/iu.test(text)) return false;
		return !theirs.some(
			(piece) => piece.roots.includes(verb) && topicOf(piece).every((root) => topic.includes(root))
		);
	});
	return stray ? `the quote says of another: "${stray.text.trim()}"` : null;
}

/** A place or a manner between commas belongs to what stands before it in the quote. */
function strayPlace(ours: readonly Piece[], theirs: readonly Piece[]): string | null {
	const stray = ours.findIndex(({ text, roots }, at) => {
		const before = ours[at - 1]?.roots.at(-1);
		const place = /^\s*(?:in|on|at|from|during|with|by|for|under)\b/iu.test(text);
		return place && before !== undefined && !joined([before, roots[0] ?? ''], { theirs, text });
	});
	return stray < 0 ? null : `"${ours[stray]?.text.trim() ?? ''}" stands elsewhere in the quote`;
}

interface Leading {
	readonly from: number; // the piece of the first
	readonly to: number; // the piece of the second
	readonly theirs: readonly Piece[];
	readonly text: string; // of the sentence
}

/** True when the two stand in one piece in this order, in two that touch or had only an addition between them, or are turned round by "by". */
function leads([a = '', b = '']: readonly string[], { from, to, theirs, text }: Leading): boolean {
	const [first, second] = [theirs[from], theirs[to]];
	if (!first || !second) return false;
	if (from === to) {
		const inOrder = first.roots.indexOf(a) < first.roots.lastIndexOf(b);
		return inOrder || TURNED.test(first.text) || TURNED.test(text);
	}
	const touch = to === from + 1 || (to === from + 2 && !RELATIVE.test(text));
	return touch && first.roots.slice(-NEAR).includes(a) && second.roots.slice(0, NEAR).includes(b);
}

function joined(
	pair: readonly string[],
	{ theirs, text }: { theirs: readonly Piece[]; text: string }
): boolean {
	const [a = '', b = ''] = pair;
	return placesOf(a, theirs).some((from) =>
		placesOf(b, theirs).some((to) => leads(pair, { from, to, theirs, text }))
	);
}

/** "In 1931, the bridge opened": a date by itself dates what follows; the quote must date it too. */
function strayDate(ours: readonly Piece[], theirs: readonly Piece[]): string | null {
	for (const [at, { roots }] of ours.entries()) {
		const next = ours[at + 1];
		if (!next || !roots.every((root) => DATE.test(root))) continue;
		const verb = rootsOf(next.text.slice(Math.max(0, verbAt(next.text)))).at(0);
		const dated = theirs.some((piece, place) => {
			const around = [...piece.roots, ...(theirs[place + 1]?.roots ?? [])];
			return roots.every((root) => piece.roots.includes(root)) && around.includes(verb ?? '');
		});
		if (!dated) return `"${roots.join(' ')}" does not belong to "${verb ?? ''}"`;
	}
	return null;
}
