/** Grows a forest by gradient boosting on the logistic loss: histograms of 64 bins, leaves by Newton's step. */
import type { Forest } from '../../src/lib/server/web/extract/forest.ts';

export interface Sample {
	readonly row: Float32Array;
	readonly label: number; // 0..1
	readonly weight: number;
}
export interface Growing {
	readonly trees: number;
	readonly depth: number;
	readonly rate: number;
	readonly least: number; // weight under which no leaf is made
	readonly keep: number; // share of the features each tree sees
}

const BINS = 64;
const RIDGE = 1;

/** Features as bins: column by column, with the upper edge of each bin. */
function binned(samples: readonly Sample[]): { bins: Uint8Array[]; edges: number[][] } {
	const width = samples[0]?.row.length ?? 0;
	const bins: Uint8Array[] = [];
	const edges: number[][] = [];
	const step = Math.max(1, Math.floor(samples.length / 20_000));
	for (let feature = 0; feature < width; feature += 1) {
		const values = samples
			.filter((_, at) => at % step === 0)
			.map(({ row }) => row[feature] ?? 0)
			.sort((a, b) => a - b);
		const cuts = new Set<number>();
		for (let bin = 1; bin < BINS; bin += 1)
			cuts.add(values[Math.floor((bin * values.length) / BINS)] ?? 0);
		const list = [...cuts];
		edges.push(list);
		bins.push(
			Uint8Array.from(samples, ({ row }) => {
				const value = row[feature] ?? 0;
				let [low, high] = [0, list.length];
				while (low < high) {
					const mid = (low + high) >> 1;
					if (value <= (list[mid] ?? 0)) high = mid;
					else low = mid + 1;
				}
				return low;
			})
		);
	}
	return { bins, edges };
}

/** A small generator with a seed: growing twice gives the same forest. */
function dice(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 1_664_525 + 1_013_904_223) >>> 0;
		return state / 4_294_967_296;
	};
}

interface Flat {
	feature: number[];
	at: number[];
	right: number[];
	roots: number[];
}
interface Sums {
	readonly gradient: Float64Array;
	readonly curve: Float64Array;
}

export function grow(samples: readonly Sample[], growing: Growing): Forest {
	const { bins, edges } = binned(samples);
	const total = samples.reduce((sum, one) => sum + one.weight, 0);
	const share = samples.reduce((sum, one) => sum + one.weight * one.label, 0) / total;
	const base = Math.log(share / (1 - share));
	const scores = new Float64Array(samples.length).fill(base);
	const sums: Sums = {
		gradient: new Float64Array(samples.length),
		curve: new Float64Array(samples.length)
	};
	const flat: Flat = { feature: [], at: [], right: [], roots: [] };
	const roll = dice(7);
	for (let tree = 0; tree < growing.trees; tree += 1) {
		samples.forEach(({ label, weight }, at) => {
			const p = 1 / (1 + Math.exp(-(scores[at] ?? 0)));
			sums.gradient[at] = weight * (label - p);
			sums.curve[at] = weight * p * (1 - p);
		});
		const features = bins.map((_, at) => at).filter(() => roll() < growing.keep);
		flat.roots.push(flat.feature.length);
		const all = Uint32Array.from(samples, (_, at) => at);
		split(all, growing.depth, { bins, edges, sums, flat, features, growing, scores });
	}
	return { base, ...flat };
}

interface Making {
	readonly bins: readonly Uint8Array[];
	readonly edges: readonly number[][];
	readonly sums: Sums;
	readonly flat: Flat;
	readonly features: readonly number[];
	readonly growing: Growing;
	readonly scores: Float64Array;
}

function split(rows: Uint32Array, depth: number, making: Making): void {
	const { flat, sums, bins, edges, growing, scores } = making;
	const node = flat.feature.length;
	const best = depth > 0 ? bestCut(rows, making) : null;
	if (!best) {
		let [gradient, curve] = [0, 0];
		for (const row of rows) {
			gradient += sums.gradient[row] ?? 0;
			curve += sums.curve[row] ?? 0;
		}
		const value = Number(((growing.rate * gradient) / (curve + RIDGE)).toFixed(4));
		for (const row of rows) scores[row] = (scores[row] ?? 0) + value;
		flat.feature.push(-1);
		flat.at.push(value);
		flat.right.push(0);
		return;
	}
	const column = bins[best.feature] ?? new Uint8Array();
	flat.feature.push(best.feature);
	const edge = edges[best.feature]?.[best.bin] ?? 0;
	// Rounded upwards, so that the values of the bin itself stay on its side.
	flat.at.push(Number((edge + Math.abs(edge) * 1e-5 + 1e-7).toPrecision(6)));
	flat.right.push(0);
	split(
		rows.filter((row) => (column[row] ?? 0) <= best.bin),
		depth - 1,
		making
	);
	flat.right[node] = flat.feature.length;
	split(
		rows.filter((row) => (column[row] ?? 0) > best.bin),
		depth - 1,
		making
	);
}

function bestCut(
	rows: Uint32Array,
	{ bins, edges, sums, features, growing }: Making
): { feature: number; bin: number } | null {
	let best: { feature: number; bin: number; gain: number } | null = null;
	const g = new Float64Array(BINS + 1);
	const h = new Float64Array(BINS + 1);
	for (const feature of features) {
		g.fill(0);
		h.fill(0);
		const column = bins[feature] ?? new Uint8Array();
		for (const row of rows) {
			const bin = column[row] ?? 0;
			g[bin] = (g[bin] ?? 0) + (sums.gradient[row] ?? 0);
			h[bin] = (h[bin] ?? 0) + (sums.curve[row] ?? 0);
		}
		const [allG, allH] = [g.reduce((a, b) => a + b, 0), h.reduce((a, b) => a + b, 0)];
		let [leftG, leftH] = [0, 0];
		for (let bin = 0; bin < (edges[feature]?.length ?? 0); bin += 1) {
			leftG += g[bin] ?? 0;
			leftH += h[bin] ?? 0;
			const rightH = allH - leftH;
			if (leftH < growing.least || rightH < growing.least) continue;
			const rightG = allG - leftG;
			const gain =
				(leftG * leftG) / (leftH + RIDGE) +
				(rightG * rightG) / (rightH + RIDGE) -
				(allG * allG) / (allH + RIDGE);
			if (gain > (best?.gain ?? 1e-6)) best = { feature, bin, gain };
		}
	}
	return best;
}
