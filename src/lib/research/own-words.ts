/** Whether a sentence is said in words of its own or is a quote in all but name. Pure; alphabetic scripts and Chinese. */
import { plainKey } from './words.ts';

const COPIED = 0.8; // of the words, in one unbroken run of the quote

/** False for a quote, a piece of one, and a sentence that is one run of a quote but for a word or two. */
export function inOwnWords(text: string, quote: string): boolean {
	return !plainKey(quote).includes(plainKey(text)) && copiedShare(text, quote) <= COPIED;
}

/** The share of the text's words, 0 to 1, that its longest run in common with the quote makes up. */
export function copiedShare(text: string, quote: string): number {
	const [said, known] = [wordsOf(text), wordsOf(quote)];
	if (said.length === 0) return 1;
	let longest = 0;
	let above: number[] = [];
	for (const word of said) {
		const row: number[] = [];
		known.forEach((other, at) => {
			const run = word === other ? (above[at - 1] ?? 0) + 1 : 0;
			row.push(run);
			longest = Math.max(longest, run);
		});
		above = row;
	}
	return longest / said.length;
}

function wordsOf(text: string): string[] {
	return (
		text
			.normalize('NFKC')
			.toLowerCase()
			.match(/\p{sc=Han}|[\p{L}\p{N}]+/gu) ?? []
	);
}
