/** A question as search terms, for engines that want every word of a query on the page. */
const ASKING = new Set(
	(
		'a an and any are as at be been by can could did do does for from had has have how in into is it its of on or ' +
		'should than that the their them there these they this those to was were what when where which who whom whose ' +
		'why will with would about between during after before most latest recent known list tell give explain describe ' +
		'compare'
	).split(' ')
);

/** The words that carry content, in order, quotes and operators off, at most `most`. Chinese stays in runs. */
export function termsOf(query: string, most: number): string[] {
	const words = query.match(/[\p{L}\p{N}][\p{L}\p{N}.+#_-]*[\p{L}\p{N}+#]|[\p{L}\p{N}]/gu) ?? [];
	const content = words.filter((word) => !ASKING.has(word.toLowerCase()));
	return [...new Set(content.length > 0 ? content : words)].slice(0, most);
}
