/**
 * V3 by words and meaning: what a small set of regression trees is told about a sentence and its quotes. Words: how many
 * stand there, in what order, how far in one run. Meaning: how near each piece of the sentence comes to a piece of the
 * quotes (ports.ts, Aligner). Pure. The trees (`trees.ts`) were fitted by `npm run eval -- attribution --fit`.
 */
import { sentenceSpans } from '../../../research/sentences.ts';
import { sharedBy } from '../../../research/words.ts';
import type { Alignment } from '../../ports.ts';
import { allRootsOf, rootsOf } from './clauses.ts';
import { recallOf } from './lexical.ts';

const MOST_TEXTS = 24; // sentences of the quotes that are compared by meaning: those with most words in common
const RARE = 4; // rarity from which a piece must be found
const CLOSE = 0.7;
const FAR = 0.45;

interface Held {
	readonly quote: string;
	readonly around: string;
	readonly title: string;
}

/** The sentences of the quotes that a sentence is compared with by meaning, in order. */
export function textsFor(sentence: string, grounds: readonly Pick<Held, 'quote'>[]): string[] {
	const texts = grounds.flatMap(({ quote }) => {
		const spans = sentenceSpans(quote, 'en').map(({ start, end }) => quote.slice(start, end));
		return (spans.length > 0 ? spans : [quote]).filter((text) => text.trim().length > 3);
	});
	if (texts.length <= MOST_TEXTS) return texts.length > 0 ? texts : grounds.map((one) => one.quote);
	const said = new Set(rootsOf(sentence));
	const ranked = texts
		.map((text, at) => ({ at, shared: sharedBy(said, new Set(rootsOf(text))) }))
		.sort((a, b) => b.shared - a.shared || a.at - b.at)
		.slice(0, MOST_TEXTS);
	const kept = new Set(ranked.map(({ at }) => at));
	return texts.filter((_, at) => kept.has(at));
}

/** Names of what `featuresOf` measures, in its order. */
export const FEATURES = [
	...['soft all', 'soft best', 'soft two', 'soft quarter', 'soft least', 'close', 'far'],
	...['pairs', 'triples', 'run', 'words', 'words two', 'lexical', 'cosine', 'cosine mean'],
	...['pieces', 'pieces best', 'rarest lost', 'texts', 'length', 'place']
] as const;

/** The measures of a sentence against its quotes, in the order of FEATURES. */
export function featuresOf(
	sentence: string,
	{ grounds, alignment }: { grounds: readonly Held[]; alignment: Alignment }
): number[] {
	return [
		...softMeasures(alignment),
		...wordMeasures(sentence, grounds),
		...textMeasures(alignment),
		Math.log(Math.max(1, alignment.near.length)),
		Math.log(1 + grounds.reduce((sum, { quote }) => sum + allRootsOf(quote).length, 0)),
		placeOf(alignment.cosines)
	];
}

function softMeasures({ near, rarity }: Alignment): number[] {
	const all = rarity.map((_, at) => Math.max(-1, ...near.map((text) => text[at] ?? -1)));
	const each = near.map((text) => weighted(text, rarity));
	const best = each.indexOf(Math.max(...each));
	const lead = near[best] ?? [];
	const two = near.map((text) =>
		weighted(
			text.map((value, at) => Math.max(value, lead[at] ?? -1)),
			rarity
		)
	);
	const rare = all.filter((_, at) => (rarity[at] ?? 0) > RARE);
	const sorted = (rare.length > 0 ? rare : all).toSorted((a, b) => a - b);
	return [
		weighted(all, rarity),
		each[best] ?? 0,
		Math.max(0, ...two),
		sorted[Math.floor(sorted.length / 4)] ?? 0,
		sorted[0] ?? 0,
		share(sorted, (value) => value > CLOSE),
		share(sorted, (value) => value < FAR)
	];
}

function wordMeasures(sentence: string, grounds: readonly Held[]): number[] {
	const said = rootsOf(sentence);
	const spoken = allRootsOf(sentence);
	const whole = grounds.map(({ title, quote }) => `${title}\n${quote}`).join('\n');
	const [held, told] = [rootsOf(whole), allRootsOf(whole)];
	const known = new Set(held);
	const titles = new Set(grounds.flatMap(({ title }) => rootsOf(title)));
	const texts = textsFor(sentence, grounds).map(rootsOf);
	const two = texts.map((text, at) => {
		const both = new Set([...titles, ...text, ...(texts[at + 1] ?? [])]);
		return share(said, (root) => both.has(root));
	});
	const bases = grounds.map(({ quote, around, title }) => ({
		quote,
		beside: `${around}\n${title}`
	}));
	return [
		sequences(said, held, 2),
		sequences(spoken, told, 3),
		longestRun(spoken, told) / Math.max(1, spoken.length),
		share(said, (root) => known.has(root)),
		Math.max(0, ...two),
		recallOf(sentence, bases)
	];
}

function textMeasures({ cosines, same, rarity }: Alignment): number[] {
	const everywhere = rarity.map((_, at) => same.some((text) => text[at] === true));
	const found = (flags: readonly boolean[]) => weighted(flags.map(Number), rarity);
	return [
		Math.max(-1, ...cosines),
		cosines.reduce((sum, value) => sum + value, 0) / Math.max(1, cosines.length),
		found(everywhere),
		Math.max(0, ...same.map(found)),
		Math.max(0, ...rarity.filter((_, at) => everywhere[at] !== true))
	];
}

/** Where the nearest text stands, 0 for the first. */
function placeOf(cosines: readonly number[]): number {
	const at = cosines.indexOf(Math.max(...cosines));
	return at <= 0 ? 0 : at / cosines.length;
}

function weighted(values: readonly number[], weights: readonly number[]): number {
	let [sum, total] = [0, 0];
	values.forEach((value, at) => {
		sum += value * (weights[at] ?? 0);
		total += weights[at] ?? 0;
	});
	return total === 0 ? 0 : sum / total;
}

function share<T>(list: readonly T[], test: (one: T) => boolean): number {
	return list.length === 0 ? 0 : list.filter(test).length / list.length;
}

function sequences(said: readonly string[], held: readonly string[], size: number): number {
	const cut = (roots: readonly string[]) =>
		roots.slice(size - 1).map((_, at) => roots.slice(at, at + size).join(' '));
	const known = new Set(cut(held));
	return share(cut(said), (one) => known.has(one));
}

function longestRun(said: readonly string[], told: readonly string[]): number {
	let [most, before] = [0, new Uint16Array(told.length + 1)];
	for (const root of said) {
		const runs = new Uint16Array(told.length + 1);
		told.forEach((other, at) => {
			if (other !== root) return;
			const run = (before[at] ?? 0) + 1;
			runs[at + 1] = run;
			most = Math.max(most, run);
		});
		before = runs;
	}
	return most;
}
