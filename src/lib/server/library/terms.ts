/**
 * What passages and questions are matched by: the words of research/words that carry content, and for Han both pairs and
 * single characters, since a word of one character and a pair cut across two words are each found by only one of them.
 */
import { contentTokens, isCjk } from '../../research/words.ts';

const HAN = /\p{Script=Han}/gu;

/** Terms of a text, repeats included. */
export function termsOf(text: string): string[] {
	const words = contentTokens(text);
	const characters = words.some(isCjk) ? (text.match(HAN) ?? []).filter(carries) : [];
	return [...words, ...characters];
}

/** The different terms of a question. */
export function askedTerms(query: string): Set<string> {
	const words = contentTokens(query);
	// Of what is left when the words that only ask are taken off, not of the whole question.
	const characters = words.flatMap((word) => word.match(HAN) ?? []).filter(carries);
	return new Set([...words, ...characters]);
}

const carrying = new Map<string, boolean>();

function carries(character: string): boolean {
	const known = carrying.get(character) ?? contentTokens(character).length > 0;
	carrying.set(character, known);
	return known;
}
