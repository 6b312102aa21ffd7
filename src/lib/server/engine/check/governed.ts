/**
 * V2 words that bound what they stand before: "before getting a plant" is not "after getting one", "more than just
 * posting" is not "posting", "may be required" is not "is required" even where another "may" stands beside it. Pure.
 * English; in Chinese the words that stand behind a time ("前", "后").
 */
import { isCjk } from '../../../research/words.ts';
import { rootsOf } from './clauses.ts';

interface Kind {
	readonly words: RegExp;
	/** What says the same of what it governs, in the sentence. */
	readonly kin: RegExp;
}
interface Bound {
	readonly word: string; // as written, with what it stands before
	readonly root: string; // the first word of content that it governs
}

const REACH = 6; // words between a bounding word and what it governs

/** Words that the sentence may not lose. */
const KEPT: readonly Kind[] = [
	{
		words: /\b(?:more than|not) (?:just|only|simply|merely)\b/giu,
		kin: /\b(?:more than|not (?:just|only|simply|merely)|beyond|also|besides|as well as|in addition|both)\b/iu
	},
	{
		words: /\b(?:rather than|instead of)\b/giu,
		kin: /\b(?:rather|instead|not|never|no)\b|n['’]t\b/iu
	},
	{
		words: /\b(?:except(?: for)?|apart from|excluding)\b/giu,
		kin: /\b(?:except|apart|other|exclud\w*|but|without|only|not)\b/iu
	},
	{
		words: /\b(?:such as|including|for example|e\.g\.)(?= )/giu,
		kin: /\b(?:such|like|includ\w*|example|e\.g|among|one of|some|or|and)\b/iu
	},
	{ words: /\bwithout\b/giu, kin: /\b(?:without|no|not|none|never|lack\w*|absen\w*)\b|n['’]t\b/iu },
	{
		words: /\b(?:may|might|could)\b/gu,
		kin: /\b(?:may|might|could|can|would|possibl[ey]|perhaps|potential(?:ly)?|probabl[ey]|likely|sometimes|if|risks?|suggest\w*|chance|lets?|allow\w*|permit\w*)\b/iu
	}
];
/** Words of time that must not turn into each other. */
const BEFORE = /\b(?:before|prior to|until|till|ahead of)\b/giu;
const AFTER = /\b(?:after|following|since|once)\b/giu;

/** What has lost the word that bounds it, or has it turned round, as written; null when nothing has. */
export function unbound(sentence: string, quote: string): string | null {
	if (isCjk(quote) !== isCjk(sentence)) return null;
	if (isCjk(quote)) return turnedTime(sentence, quote);
	return (
		KEPT.map((kind) => lost(sentence, { quote, kind })).find((one) => one !== null) ??
		turned(boundBy(sentence, AFTER), boundBy(quote, BEFORE)) ??
		turned(boundBy(sentence, BEFORE), boundBy(quote, AFTER))
	);
}

function boundBy(text: string, words: RegExp): Bound[] {
	return [...text.matchAll(words)].flatMap((match) => {
		const behind = text.slice(match.index + match[0].length);
		const clause = (behind.split(/[.,;:!?()]/u)[0] ?? '').trim().split(/\s+/u).slice(0, REACH);
		const [root] = rootsOf(clause.join(' '));
		return root === undefined
			? []
			: [{ word: `${match[0]} ${clause.slice(0, 3).join(' ')}`, root }];
	});
}

/** Governed in the quote and not said before it; in the sentence no piece that says it has a word of that kind. */
function lost(sentence: string, { quote, kind }: { quote: string; kind: Kind }): string | null {
	const [free = ''] = quote.split(kind.words);
	const unbounded = new Set(rootsOf(free));
	for (const { word, root } of boundBy(quote, kind.words)) {
		if (unbounded.has(root)) continue;
		const said = piecesOf(sentence).filter((piece) => rootsOf(piece).includes(root));
		if (said.length > 0 && !said.some((piece) => kind.kin.test(piece))) return word;
	}
	return null;
}

const piecesOf = (text: string) =>
	text.split(/[,;:.!?](?=\s|$)|\s[–—]\s|\b(?:but|while|whereas|although|though)\b/giu);

function turned(said: readonly Bound[], quoted: readonly Bound[]): string | null {
	return said.find(({ root }) => quoted.some((one) => one.root === root))?.word ?? null;
}

const TIMED = /([\p{sc=Han}\p{N}]{2})(?:之|以)?(前|后)/gu;
const OPPOSITE: Readonly<Record<string, string>> = { 前: '后', 后: '前' };

/** "8月1日前" told as "8月1日后". */
function turnedTime(sentence: string, quote: string): string | null {
	for (const [whole, time = '', side = ''] of sentence.matchAll(TIMED)) {
		const same = new RegExp(`${time}(?:之|以)?${side}`, 'u');
		const other = new RegExp(`${time}(?:之|以)?${OPPOSITE[side] ?? side}`, 'u');
		if (!same.test(quote) && other.test(quote)) return whole;
	}
	return null;
}
