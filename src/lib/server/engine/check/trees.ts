/** Regression trees of two levels whose votes add up to a chance (gradient boosting, Friedman 2001). Pure. */

/** Feature and threshold of the root, of its left and of its right child; then four votes from left to right. */
export type Tree = readonly [
	...[root: number, rootAt: number, left: number, leftAt: number, right: number, rightAt: number],
	...[number, number, number, number]
];
export interface Forest {
	readonly base: number;
	readonly trees: readonly Tree[];
}

/** The chance, 0 to 1, that the forest gives these measures. */
export function chanceOf({ base, trees }: Forest, measures: readonly number[]): number {
	let sum = base;
	for (const tree of trees) {
		const below = (feature: number, at: number) => (measures[feature] ?? 0) < at;
		sum += below(tree[0], tree[1])
			? tree[below(tree[2], tree[3]) ? 6 : 7]
			: tree[below(tree[4], tree[5]) ? 8 : 9];
	}
	return 1 / (1 + Math.exp(-sum));
}

/** A forest from its written form: a line a tree, ten numbers. */
export function readForest({ base, lines }: { base: number; lines: string }): Forest {
	const trees = lines
		.trim()
		.split('\n')
		.map((line) => line.trim().split(' ').map(Number) as unknown as Tree);
	return { base, trees };
}
