/** The part of sentencex we use; the package ships no types. */
declare module 'sentencex' {
	/** Sentences of a text in order; their concatenation is the text. */
	export function segment(language: string, text: string): string[];
}
