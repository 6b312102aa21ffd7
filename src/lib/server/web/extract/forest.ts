/** A forest of small decision trees: the sum of what each tree says of a row, through the logistic curve. */

/**
 * Trees as flat lists. A node is a question (`feature`, `at`, its left child is the next node, its right one `right`)
 * or, where `feature` is -1, an answer (`at`).
 */
export interface Forest {
	readonly base: number;
	readonly feature: readonly number[];
	readonly at: readonly number[];
	readonly right: readonly number[];
	readonly roots: readonly number[];
}

/** The chance, 0..1, that the row belongs. */
export function chance(forest: Forest, row: Float32Array): number {
	let sum = forest.base;
	for (const root of forest.roots) sum += answer(forest, { root, row });
	return 1 / (1 + Math.exp(-sum));
}

function answer(forest: Forest, { root, row }: { root: number; row: Float32Array }): number {
	let node = root;
	for (;;) {
		const feature = forest.feature[node] ?? -1;
		const at = forest.at[node] ?? 0;
		if (feature < 0) return at;
		node = (row[feature] ?? 0) <= at ? node + 1 : (forest.right[node] ?? root);
	}
}
