/** Which signs of a plain text Markdown would read as its own, so that a backslash must stand before them. */
export interface Setting {
	readonly first: boolean; // the text begins its line
	readonly cell: boolean; // it stands in a table
	readonly maths: boolean; // "$" opens maths in this document
}

// An address is linked as it stands: a backslash would become part of it.
const SIGNS =
	/(?:https?:\/\/|www\.)[^\s<>[\]`\\*|$]+|[\\`*[\]<~|$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|&(?=#?\w{1,40};)|#(?=\s*$)/gu;
const OPENING = /^(?:[#>=|:]|[-+](?=[\s-]|$))/u;
const NUMBERED = /^\d{1,9}(?=[.)](?:\s|$))/u;

/** Offsets in `text` before which a backslash belongs, in order. */
export function backslashes(text: string, { first, cell, maths }: Setting): number[] {
	const places = new Set<number>();
	const number = first ? NUMBERED.exec(text) : null;
	if (first && OPENING.test(text)) places.add(0);
	if (number) places.add(number[0].length);
	for (const { 0: sign, index } of text.matchAll(SIGNS)) {
		const other = (sign === '|' && !cell) || (sign === '$' && !maths) || sign.length > 1;
		if (!other) places.add(index);
	}
	return [...places].sort((a, b) => a - b);
}
