/**
 * Takes a language's mean off its vectors. Raw cosines prefer texts in the question's own language to right ones in
 * another; without the means they can be compared (measured in docs/decisions/0004-retrieval.md).
 */
export interface Means {
	/** Mean vector of texts of a kind in a language; the closest there is for languages without one of their own. */
	of(kind: Kind, language: string): Float32Array | null;
	/** Lets a vector that was met count: what is met here weighs more the more of it there is. */
	add(kind: Kind, language: string, vector: Float32Array): void;
}
export type Kind = 'query' | 'passage';

/** The file made by models/e5-small/build/means.ts: base64 of float32, per kind and language. */
export type MeansFile = Readonly<Record<'query' | 'passage', Readonly<Record<string, string>>>>;

const LIKE: Readonly<Record<string, string>> = { ja: 'zh', ko: 'zh' };

/** So many vectors met here weigh as much as the mean kept beside the model. */
const PRIOR: Readonly<Record<Kind, number>> = { passage: 60, query: 30 };

interface Running {
	count: number;
	readonly sum: Float32Array;
}

/** The kept means as a start, moved towards the mean of what is met (shrinkage towards a prior). */
export function readMeans(file: MeansFile): Means {
	const decode = (text: string) =>
		new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer);
	const kept = new Map<string, Float32Array>();
	for (const kind of ['query', 'passage'] as const) {
		for (const [language, text] of Object.entries(file[kind]))
			kept.set(`${kind} ${language}`, decode(text));
	}
	const met = new Map<string, Running>();
	const keptOf = (kind: Kind, language: string) =>
		kept.get(`${kind} ${language}`) ?? kept.get(`${kind} ${LIKE[language] ?? 'en'}`) ?? null;
	return {
		of: (kind, language) => {
			const prior = keptOf(kind, language);
			const running = met.get(`${kind} ${language}`);
			if (!prior || !running || running.sum.length !== prior.length) return prior;
			const weight = PRIOR[kind];
			return prior.map(
				(value, at) => (value * weight + (running.sum[at] ?? 0)) / (weight + running.count)
			);
		},
		add: (kind, language, vector) => {
			const key = `${kind} ${language}`;
			const running = met.get(key) ?? { count: 0, sum: new Float32Array(vector.length) };
			if (running.sum.length !== vector.length) return;
			running.count += 1;
			vector.forEach((value, at) => (running.sum[at] = (running.sum[at] ?? 0) + value));
			met.set(key, running);
		}
	};
}

/** From so many passages on their mean says more about the language than about what they tell. */
const ENOUGH = 20;

/**
 * For a model whose means nobody measured: those of the passages that are met, for questions too. Of all languages
 * together while too few passages of one were met.
 */
export function metMeans(): Means {
	const met = new Map<string, Running>();
	const meanOf = (running: Running | undefined) =>
		running && running.count >= ENOUGH ? running.sum.map((value) => value / running.count) : null;
	return {
		of: (_, language) => meanOf(met.get(language)) ?? meanOf(met.get('')),
		add: (kind, language, vector) => {
			if (kind === 'query') return;
			for (const key of [language, '']) {
				const running = met.get(key) ?? { count: 0, sum: new Float32Array(vector.length) };
				running.count += 1;
				vector.forEach((value, at) => (running.sum[at] = (running.sum[at] ?? 0) + value));
				met.set(key, running);
			}
		}
	};
}

export const noMeans: Means = { of: () => null, add: () => undefined };

/** The vector less the mean, of length 1. */
export function centred(vector: Float32Array, mean: Float32Array | null): Float32Array {
	if (!mean || mean.length !== vector.length) return vector;
	const out = vector.map((value, at) => value - (mean[at] ?? 0));
	const length = Math.hypot(...out) || 1;
	return out.map((value) => value / length);
}

export function dot(a: Float32Array, b: Float32Array): number {
	let sum = 0;
	for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
	return sum;
}
