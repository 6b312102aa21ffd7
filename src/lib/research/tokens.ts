/** Tokens of a text, guessed from its characters: for budgets before a call and where a server does not count. */

const LATIN = 3.5; // characters a token
const CJK = 1.3; // tokens a character

/** About how many tokens a text has (harness note, section 3.7). At least 1 for a text that is not empty. */
export function estimateTokens(text: string): number {
	const dense = text.match(/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]/gu)?.length ?? 0;
	return Math.ceil((text.length - dense) / LATIN + dense * CJK);
}
