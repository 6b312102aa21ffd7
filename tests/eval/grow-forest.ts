/**
 * Grows the forest that tells a page's text from what surrounds it (`web/extract/forest.json`), from pages whose true
 * text is known. First without the half it is then measured on, so that the figure holds for pages nobody has seen;
 * then, with `--write`, from all of them. The forest holds thresholds on general features, no words of any page.
 */
import { writeFileSync } from 'node:fs';
import { bestLines, weigh, worthOf } from '../../src/lib/server/web/extract/choose.ts';
import { wordCount } from '../../src/lib/server/web/extract/features.ts';
import { chance, type Forest } from '../../src/lib/server/web/extract/forest.ts';
import { lookAt, CLEARLY, type Looked } from '../../src/lib/server/web/extract/html.ts';
import { grow, type Growing, type Sample } from './grow.ts';
import { f1, mean, readPages, wordsOf, type TruePage } from './wcxb.ts';

const GROWING: Growing = { trees: 60, depth: 4, rate: 0.12, least: 1, keep: 0.4 };
const FILE = new URL('../../src/lib/server/web/extract/forest.json', import.meta.url);
const GRAM = 4;
const FOLDS = 2;

interface Seen extends Looked {
	readonly page: TruePage;
	readonly labels: readonly number[];
}

export async function run({ data, write }: { data: string; write: boolean }): Promise<boolean> {
	const seen = readPages(data)
		.pages.filter(({ truth }) => truth.length > 10)
		.flatMap((page): Seen[] => {
			try {
				const looked = lookAt(page.html(), page.url);
				return [{ ...looked, page, labels: labelsOf(looked, page.truth) }];
			} catch {
				return []; // built to hurt: nothing to learn from
			}
		});
	for (let fold = 0; fold < FOLDS; fold += 1) {
		const inFold = (at: number) => at % FOLDS === fold;
		const forest = grow(samplesOf(seen.filter((_, at) => !inFold(at))), GROWING);
		report(`unseen part ${fold + 1}`, { seen: seen.filter((_, at) => inFold(at)), forest });
	}
	const forest = grow(samplesOf(seen), GROWING);
	report('all, seen', { seen, forest });
	if (write) writeFileSync(FILE, `${JSON.stringify(forest)}\n`);
	return true;
}

/** What share of every line stands in the true text. */
function labelsOf({ lines }: Looked, truth: string): number[] {
	const words = wordsOf(truth);
	const grams = new Set<string>();
	for (let at = 0; at + GRAM <= words.length; at += 1)
		grams.add(words.slice(at, at + GRAM).join(' '));
	const joined = ` ${words.join(' ')} `;
	const times = new Map<string, number>();
	for (const { text } of lines) times.set(text, (times.get(text) ?? 0) + 1);
	return lines.map(({ text }) => {
		const own = wordsOf(text);
		if (own.length === 0) return 0.5;
		if (own.length >= GRAM) return coveredShare(own, grams);
		// A short line of a menu that the text says too: as often as the text says it.
		const found = joined.split(` ${own.join(' ')} `).length - 1;
		return Math.min(1, found / (times.get(text) ?? 1));
	});
}

function coveredShare(own: readonly string[], grams: ReadonlySet<string>): number {
	const covered = new Uint8Array(own.length);
	for (let at = 0; at + GRAM <= own.length; at += 1)
		if (grams.has(own.slice(at, at + GRAM).join(' '))) covered.fill(1, at, at + GRAM);
	return covered.reduce((sum, one) => sum + one, 0) / own.length;
}

/** Every page counts the same, long lines more than short ones. */
function samplesOf(seen: readonly Seen[]): Sample[] {
	return seen.flatMap(({ lines, rows, labels }) => {
		const sizes = lines.map(({ text }) => Math.sqrt(wordCount(text)));
		const total = sizes.reduce((sum, one) => sum + one, 0) || 1;
		return rows.map((row, at) => ({
			row,
			label: Math.min(0.98, Math.max(0.02, labels[at] ?? 0)),
			weight: (20 * (sizes[at] ?? 0)) / total
		}));
	});
}

function report(name: string, { seen, forest }: { seen: readonly Seen[]; forest: Forest }): void {
	const byType = new Map<string, number[]>();
	for (const { lines, rows, readable, page } of seen) {
		const weighed = weigh(
			lines,
			rows.map((row) => chance(forest, row))
		);
		const best = bestLines(weighed);
		const other = worthOf(readable, weighed) >= best.worth - CLEARLY;
		const text = (other ? readable : best.lines).map((line) => line.text).join('\n');
		byType.set(page.type, [...(byType.get(page.type) ?? []), f1(text, page.truth)]);
	}
	const parts = [...byType].map(([type, scores]) => `${type} ${mean(scores).toFixed(3)}`);
	console.log(`${name}: ${mean([...byType.values()].flat()).toFixed(3)} (${parts.join(', ')})`);
}
