/** A question as a headline: a whole page of it would stand before the report. Pure. */

const MOST = 240; // characters

/** The text, or its beginning up to a word's end with " …" where it is long. */
export function headlineOf(text: string): string {
	if (text.length <= MOST) return text;
	const cut = text.slice(0, MOST);
	const word = cut.search(/\s+\S*$/u);
	return `${(word > MOST / 2 ? cut.slice(0, word) : cut).replace(/[\uD800-\uDBFF]$/u, '')} …`;
}
