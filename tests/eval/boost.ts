/**
 * Fits the trees of V3 (`engine/check/trees.ts`): gradient boosting with two levels, row and column sampling, a fixed
 * seed. Small enough to read, and the same numbers every time.
 */
import { chanceOf, type Forest, type Tree } from '../../src/lib/server/engine/check/trees.ts';

export interface Sample {
	readonly measures: readonly number[];
	readonly right: boolean;
	readonly group: string; // samples of one group never stand on both sides of a split
}

const TREES = 200;
const RATE = 0.045;
const LEAST = 15; // samples of a leaf
const ROWS = 0.7;
const COLUMNS = 0.5;
const RIDGE = 5;
const BINS = 24;

function dice(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1103515245) + 12345) >>> 0;
		return state / 2 ** 32;
	};
}

interface Slope {
	readonly gradient: Float64Array;
	readonly weight: Float64Array;
}
interface Split {
	readonly feature: number;
	readonly at: number;
	readonly gain: number;
}

/** The forest for the samples. */
export function fit(samples: readonly Sample[]): Forest {
	const roll = dice(7);
	const width = samples[0]?.measures.length ?? 0;
	const cuts = Array.from({ length: width }, (_, feature) => cutsOf(samples, feature));
	const right = samples.filter((one) => one.right).length;
	const base = Math.log(right / (samples.length - right));
	const sums = new Float64Array(samples.length).fill(base);
	const trees: Tree[] = [];
	for (let round = 0; round < TREES; round += 1) {
		const slope = slopeOf(samples, sums);
		const rows = samples.flatMap((_, at) => (roll() < ROWS ? [at] : []));
		const columns = cuts.flatMap((_, feature) => (roll() < COLUMNS ? [feature] : []));
		const tree = grow({ samples, slope, cuts, columns, rows });
		trees.push(tree);
		samples.forEach(({ measures }, at) => (sums[at] = (sums[at] ?? 0) + voteOf(tree, measures)));
	}
	return { base, trees };
}

function cutsOf(samples: readonly Sample[], feature: number): number[] {
	const values = [...new Set(samples.map(({ measures }) => measures[feature] ?? 0))];
	values.sort((a, b) => a - b);
	const count = Math.min(BINS, values.length - 1);
	const picked = Array.from(
		{ length: Math.max(0, count) },
		(_, at) => values[Math.floor(((at + 1) * values.length) / (count + 1))] ?? 0
	);
	return [...new Set(picked.map((value) => Number(value.toFixed(4))))];
}

function slopeOf(samples: readonly Sample[], sums: Float64Array): Slope {
	const gradient = new Float64Array(samples.length);
	const weight = new Float64Array(samples.length);
	samples.forEach(({ right }, at) => {
		const chance = 1 / (1 + Math.exp(-(sums[at] ?? 0)));
		gradient[at] = Number(right) - chance;
		weight[at] = chance * (1 - chance);
	});
	return { gradient, weight };
}

interface Growing {
	readonly samples: readonly Sample[];
	readonly slope: Slope;
	readonly cuts: readonly (readonly number[])[];
	readonly columns: readonly number[];
	readonly rows: readonly number[];
}

const NONE: Split = { feature: 0, at: -1e9, gain: 0 }; // everything to the right

function grow(growing: Growing): Tree {
	const root = bestSplit(growing);
	const [low, high] = parted(growing, root);
	const left = bestSplit({ ...growing, rows: low });
	const right = bestSplit({ ...growing, rows: high });
	const leaves = [
		...parted({ ...growing, rows: low }, left),
		...parted({ ...growing, rows: high }, right)
	].map((rows) => leafOf(growing.slope, rows));
	const [a = 0, b = 0, c = 0, d = 0] = leaves;
	return [root.feature, root.at, left.feature, left.at, right.feature, right.at, a, b, c, d];
}

function leafOf({ gradient, weight }: Slope, rows: readonly number[]): number {
	const sum = (list: Float64Array) => rows.reduce((total, at) => total + (list[at] ?? 0), 0);
	return Number(((RATE * sum(gradient)) / (sum(weight) + RIDGE)).toFixed(5));
}

function parted({ samples, rows }: Growing, { feature, at }: Split): [number[], number[]] {
	const below = (row: number) => (samples[row]?.measures[feature] ?? 0) < at;
	return [rows.filter(below), rows.filter((row) => !below(row))];
}

function bestSplit({ samples, slope, cuts, columns, rows }: Growing): Split {
	let best = NONE;
	if (rows.length < 2 * LEAST) return best;
	const worth = (g: number, h: number) => (g * g) / (h + RIDGE);
	for (const feature of columns) {
		const line = cuts[feature] ?? [];
		const sums = line.concat(0).map(() => ({ g: 0, h: 0, n: 0 }));
		for (const row of rows) {
			const value = samples[row]?.measures[feature] ?? 0;
			const above = line.findIndex((cut) => value < cut);
			const bin = sums[above < 0 ? line.length : above];
			if (!bin) continue;
			bin.g += slope.gradient[row] ?? 0;
			bin.h += slope.weight[row] ?? 0;
			bin.n += 1;
		}
		const all = total(sums);
		let low = { g: 0, h: 0, n: 0 };
		line.forEach((at, place) => {
			low = total([low, sums[place] ?? low]);
			if (low.n < LEAST || all.n - low.n < LEAST) return;
			const gain = worth(low.g, low.h) + worth(all.g - low.g, all.h - low.h) - worth(all.g, all.h);
			if (gain > best.gain + 1e-6) best = { feature, at, gain };
		});
	}
	return best;
}

function total(bins: readonly { g: number; h: number; n: number }[]) {
	return bins.reduce((sum, { g, h, n }) => ({ g: sum.g + g, h: sum.h + h, n: sum.n + n }), {
		g: 0,
		h: 0,
		n: 0
	});
}

function voteOf(tree: Tree, measures: readonly number[]): number {
	const chance = chanceOf({ base: 0, trees: [tree] }, measures);
	return Math.log(chance / (1 - chance));
}

/** The chance of each sample from forests that never saw its group, in `folds` parts. */
export function crossFitted(
	samples: readonly Sample[],
	{ folds, seed }: { folds: number; seed: number }
): number[] {
	const roll = dice(seed);
	const order = [...new Set(samples.map(({ group }) => group))]
		.map((group) => ({ group, key: roll() }))
		.sort((a, b) => a.key - b.key);
	const foldOf = new Map(order.map(({ group }, at) => [group, at % folds]));
	const chances = samples.map(() => 0);
	for (let fold = 0; fold < folds; fold += 1) {
		const forest = fit(samples.filter(({ group }) => foldOf.get(group) !== fold));
		samples.forEach(({ group, measures }, at) => {
			if (foldOf.get(group) === fold) chances[at] = chanceOf(forest, measures);
		});
	}
	return chances;
}
