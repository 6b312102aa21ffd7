/** The statements of a sentence: what stands between full stops, semicolons and clauses joined by "and", "but", "，而". */

const MARKS =
	/(?<=[.!?])\s+(?=[\p{Lu}\p{N}"“'])|[;；。！？\n]+|,\s+(?=(?:and|but|while|whereas|which|who|where|although|though)\s)|\s+(?=(?:while|whereas)\s)|[，](?=(?:而|但|并|且|同时|此外|其中))/u;

/** At least one statement, in order; a piece of fewer than three words belongs to the one before it. */
export function splitStatements(sentence: string): string[] {
	const pieces: string[] = [];
	for (const piece of sentence.split(MARKS)) {
		const text = piece.trim();
		if (text === '') continue;
		const last = pieces.at(-1);
		const words = /\p{Script=Han}/u.test(text) ? text.length / 2 : text.split(/\s+/u).length;
		if (last !== undefined && words < 4) pieces[pieces.length - 1] = `${last}, ${text}`;
		else pieces.push(text);
	}
	return pieces;
}
