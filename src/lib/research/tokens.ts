/** Tokens of a text, guessed from its characters: for budgets before a call and where a server does not count. */

const CHARACTERS = 3.5; // a token, of Latin letters, signs and spaces
const CJK = '\\u3040-\\u30ff\\u3400-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff';
const KNOWN = '\\p{sc=Cyrillic}\\p{sc=Arabic}\\p{sc=Hebrew}\\p{sc=Thai}'; // to tokenizers, in part
/** Tokens a character of other kinds; letters of scripts that are not named are mostly spelt out. */
const KINDS: readonly (readonly [RegExp, number])[] = [
	[new RegExp(`[${CJK}]`, 'gu'), 1.3],
	[/\d/gu, 1], // several vendors' tokenizers take them one by one
	[new RegExp(`[${KNOWN}]`, 'gu'), 0.5],
	[new RegExp(`(?![${CJK}${KNOWN}\\p{sc=Latin}])[\\p{L}\\p{M}]`, 'gu'), 1]
];

/**
 * About how many tokens a text has, rather too many than too few (harness note, section 3.7; digits and other scripts as
 * a tokenizer of 150,000 pieces counts them). At least 1 for a text that is not empty.
 */
export function estimateTokens(text: string): number {
	let others = text.length;
	let tokens = 0;
	for (const [kind, each] of KINDS) {
		const count = text.match(kind)?.length ?? 0;
		others -= count;
		tokens += each * count;
	}
	return Math.ceil(tokens + others / CHARACTERS);
}
