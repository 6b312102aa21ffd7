/** What a reworded sentence is held against, and what a check says. */

export interface Ground {
	readonly quote: string; // cited, verbatim
	readonly around: string; // the quote with a neighbouring sentence on either side
	readonly title: string;
	readonly site: string;
	readonly author: string | null;
	readonly publishedAt: string | null; // ISO
}

export type CheckName =
	| 'V2 numbers'
	| 'V2 dates'
	| 'V2 names'
	| 'V2 polarity'
	| 'V2 modality'
	| 'V2 superlatives'
	| 'V2 attribution'
	| 'V3 lexical support';

export interface Finding {
	readonly name: CheckName;
	readonly outcome: 'pass' | 'fail' | 'not-run';
	readonly note: string; // in words, naming the offending piece
}

/** Half sentences: what a claim about one thing stands in. Split at sentence ends, semicolons and joining commas. */
export function clausesOf(text: string): string[] {
	return text
		.split(
			/(?<=[.!?])\s+(?=[\p{Lu}\p{N}"“'])|[;；。！？\n]+|,\s+(?=(?:and|but|while|which|who|where|although|though|however)\b)|[，](?=\S)|\s+(?=(?:but|while|whereas|although)\s)/u
		)
		.map((piece) => piece.trim())
		.filter((piece) => piece !== '');
}

export const HAN = /\p{Script=Han}/u;
