/** Roots of words and parts of sentences: what the checks of this folder compare. Pure; English and Chinese. */
import { contentTokens, isCjk, tokens } from '../../../research/words.ts';

const IRREGULAR: Readonly<Record<string, string>> = Object.fromEntries(
	[
		'rise rose risen',
		'fall fell fallen',
		'grow grew grown growth',
		'shrink shrank shrunk',
		'begin began begun',
		'find found',
		'give gave given',
		'take took taken',
		'make made',
		'become became',
		'sell sold sale',
		'buy bought',
		'build built',
		'lose lost loss',
		'win won',
		'write wrote written',
		'say said',
		'tell told',
		'hold held',
		'speak spoke spoken',
		'kill death die dead',
		'keep kept',
		'lead led',
		'spend spent',
		'pay paid payment',
		'see saw seen',
		'know knew known',
		'show shown shew',
		'run ran',
		'come came',
		'go went gone',
		'leave left',
		'think thought',
		'bring brought',
		'teach taught',
		'child children',
		'person people',
		'woman women',
		'man men'
	].flatMap((line) => {
		const [head = '', ...rest] = line.split(' ');
		return rest.map((word) => [cut(word), cut(head)] as const);
	})
);

/** A stem without its last e, so that "move", "moved" and "moving" meet. */
function cut(token: string): string {
	return token.length > 3 && /^[a-z]+e$/u.test(token) ? token.slice(0, -1) : token;
}

/** The root of one token of `research/words`. */
export function rootOf(token: string): string {
	const short = cut(token);
	return IRREGULAR[short] ?? short;
}

/** Roots of the words that carry content, in order; character pairs in Chinese. */
export function rootsOf(text: string): string[] {
	return contentTokens(text).map(rootOf);
}

/** Roots of every word, stop words too. */
export function allRootsOf(text: string): string[] {
	return tokens(text).map(rootOf);
}

const EN_CLAUSE =
	/[;:,.!?](?=\s|$)|\s[–—-]\s|[–—]|\b(?:but|although|though|while|whereas|because|since|unless|if|after|when|who|which|where|whom)\b|\band (?=(?:is|are|was|were|will|would|may|might|could|has|have|had|does|did|plans?|expects?|intends?|hopes?|found|said|gave|wrote|\p{Ll}{3,}(?:ed|es))\b)/giu;
const ZH_CLAUSE = /[，。；：！？、]|但是?|而(?=[\p{sc=Han}])|并(?=[\p{sc=Han}])/gu;

/** The clauses of a text, in order: cut at punctuation and at words that start a new one. */
export function clausesOf(text: string): string[] {
	const marked = text.replace(EN_CLAUSE, ' \n');
	const parts = (isCjk(text) ? marked.replace(ZH_CLAUSE, '\n') : marked).split('\n');
	return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** What stands after each match of `marker` in its clause, as roots, at most `reach` of them. */
export function scopesOf(
	text: string,
	{ marker, reach }: { marker: RegExp; reach: number }
): { readonly word: string; readonly roots: string[] }[] {
	return clausesOf(text).flatMap((clause) =>
		[...clause.matchAll(marker)].map((match) => ({
			word: match[0],
			roots: rootsOf(clause.slice(match.index + match[0].length)).slice(0, reach)
		}))
	);
}
