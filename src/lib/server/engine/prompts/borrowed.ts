/**
 * What a weak model takes from the example of a prompt into its answer: a heading, a query or a fact that has nothing to
 * do with the run. Such items are left out before the answer is read. Pure.
 */

/** The answer without list items and texts that repeat a telling text of the example (a JSON value as text). */
export function withoutBorrowed(answer: unknown, example: string): unknown {
	const telling = new Set(textsIn(JSON.parse(example)).filter(isTelling).map(keyOf));
	return telling.size === 0 ? answer : without(answer, telling);
}

/** Words that mean something by themselves, unlike "retitle" or "r2". */
const isTelling = (text: string) => /\S\s+\S/u.test(text) || /\p{sc=Han}{4,}/u.test(text);
const keyOf = (text: string) => text.trim().toLowerCase();

function textsIn(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	if (typeof value !== 'object' || value === null) return [];
	return Object.values(value).flatMap(textsIn);
}

function without(value: unknown, telling: ReadonlySet<string>): unknown {
	const borrows = (one: unknown) => textsIn(one).some((text) => telling.has(keyOf(text)));
	if (Array.isArray(value)) {
		const items: unknown[] = value;
		return items.filter((one) => !borrows(one));
	}
	if (typeof value === 'string') return borrows(value) ? '' : value;
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, one]: [string, unknown]) => [key, without(one, telling)])
	);
}
