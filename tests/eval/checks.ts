/**
 * How well V2 and V3 catch each kind of error in a rewritten sentence, on pairs written by hand (`data/checks.jsonl`).
 * The ids tell the parts. "en…" and "zh…" were at hand while the checks were written. "held-…", "fresh-…" and "third-…"
 * were each written after a cut of the checks, read once, and only then used to mend them; that first reading is the
 * honest figure for sentences never seen: "verified" had a precision of 0.77, 0.71 and 0.73 (with 55 to 65 % of the
 * pairs wrong on purpose) and a recall of 0.71, 0.83 and 0.70. "weak-…" and "weakheld-…" are of weak wording (a lost
 * subject, a sentence that is not whole, a lost "former" or "pre-"): the second part was kept back while those checks were
 * written; its first reading gave a precision of 0.75, a recall of 0.90, and 30 of its 36 errors caught. What this prints
 * now is a guard against going back.
 */
import { readFileSync } from 'node:fs';
import { textsFor } from '../../src/lib/server/engine/check/soft.ts';
import type { Alignment } from '../../src/lib/server/ports.ts';
import { alignmentsOf } from './alignments.ts';
import { checkSupport, type Finding } from '../../src/lib/server/engine/check/support.ts';

/** What "verified" must reach on a set. */
export interface Bar {
	readonly precision: number;
	readonly recall: number;
}
const BAR: Bar = { precision: 0.97, recall: 0.8 };
/**
 * `data/subtle.jsonl`: by an adversary who knew the kinds of error and none of the pairs here; each quote has a sentence
 * as a strong model would write it and one with a single error that keeps all words and numbers of the quote. Half of
 * the sentences are wrong, so this bar is one against going back, not what is wanted.
 */
export const SUBTLE: Bar = { precision: 0.78, recall: 0.85 };

interface Pair {
	readonly id: string;
	readonly lang: string;
	readonly sentence: string;
	readonly quote: string;
	readonly title: string;
	readonly label: 'supported' | 'unsupported';
	readonly error: string | null;
}
interface Checked extends Pair {
	readonly findings: readonly Finding[];
	readonly flagged: boolean; // some check failed
	readonly verified: boolean; // every check passed
}

/** Prints the tables; true when "verified" is precise and frequent enough. `verbose` lists what went wrong. */
export async function run({
	data,
	verbose,
	bar = BAR
}: {
	data: string;
	verbose: boolean;
	bar?: Bar;
}): Promise<boolean> {
	const rows = readFileSync(data, 'utf8')
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as Pair);
	const alignments = await alignmentsOf(
		rows.map(({ sentence, quote }) => ({
			sentence,
			texts: textsFor(sentence, [{ quote }])
		}))
	);
	const pairs = rows.map((row, at) => checked(row, alignments[at] ?? null));
	const wrong = pairs.filter(({ label }) => label === 'unsupported');
	console.log('kind of error     lang   pairs   caught   recall   precision');
	for (const [key, part] of Map.groupBy(wrong, ({ error, lang }) => `${error ?? ''} ${lang}`)) {
		printKind(key, { part, pairs });
	}
	console.log('\n"verified": every check passed');
	const parts = [
		...['en', 'zh', 'en<zh', 'zh<en'].map(
			(lang) => [lang, pairs.filter((one) => one.lang === lang)] as const
		),
		...[...Map.groupBy(pairs, partOf)]
	];
	for (const [name, part] of parts) printVerified(name, part);
	const { precision, recall } = printVerified('all', pairs);
	if (verbose) pairs.filter(isWrong).forEach(explain);
	const fine = precision >= bar.precision && recall >= bar.recall;
	console.log(
		`precision at least ${bar.precision}, recall at least ${bar.recall}: ${fine ? 'met' : 'MISSED'}`
	);
	return fine;
}

/** The parts by the beginnings of their ids, the longer first where one begins another. */
const PARTS: readonly (readonly [start: string, name: string])[] = [
	['subtleheld', 'subtle, read once'],
	['subtle', 'subtle'],
	['held', 'first held-out'],
	['fresh', 'second held-out'],
	['third', 'third held-out'],
	['weakheld', 'weak, held back'],
	['weak', 'weak wording'],
	['cross', 'two languages']
];
const partOf = ({ id }: Pair) => PARTS.find(([start]) => id.startsWith(start))?.[1] ?? 'own';
const isWrong = (one: Checked) =>
	one.label === 'supported' ? one.flagged : one.verified || !one.flagged;

function checked(pair: Pair, alignment: Alignment | null): Checked {
	const ground = {
		...{ quote: pair.quote, around: pair.quote, title: pair.title },
		...{ site: '', author: null, publishedAt: null }
	};
	const findings = checkSupport(pair.sentence, [ground], alignment);
	return {
		...pair,
		findings,
		flagged: findings.some(({ outcome }) => outcome === 'fail'),
		verified: findings.every(({ outcome }) => outcome === 'pass')
	};
}

/** The check that is meant for each kind of error; its false alarms on right sentences make the precision. */
const MEANT: Readonly<Record<string, Finding['name']>> = {
	...{ number: 'V2 numbers', unit: 'V2 numbers', rounding: 'V2 numbers' },
	...{
		date: 'V2 dates',
		period: 'V2 dates',
		name: 'V2 names',
		code: 'V2 names'
	},
	...{
		polarity: 'V2 polarity',
		modality: 'V2 modality',
		superlative: 'V2 superlatives'
	},
	...{
		attribution: 'V2 attribution',
		form: 'V2 form',
		subject: 'V2 subject',
		modifier: 'V2 modifiers',
		unsupported: 'V3 lexical support'
	}
};

function printKind(
	key: string,
	{ part, pairs }: { part: readonly Checked[]; pairs: readonly Checked[] }
): void {
	const [kind = '', lang = ''] = key.split(' ');
	const meant = MEANT[kind];
	const alarms = pairs.filter(
		(one) =>
			one.lang === lang &&
			one.label === 'supported' &&
			one.findings.some(({ name, outcome }) => name === meant && outcome === 'fail')
	).length;
	const caught = part.filter(({ flagged }) => flagged).length;
	const recall = (caught / part.length).toFixed(2);
	const precision = caught + alarms === 0 ? '-' : (caught / (caught + alarms)).toFixed(2);
	console.log(
		`${kind.padEnd(17)} ${lang.padEnd(6)} ${String(part.length).padStart(5)} ${String(caught).padStart(8)} ${recall.padStart(8)} ${precision.padStart(11)}`
	);
}

function printVerified(name: string, part: readonly Checked[]) {
	const right = part.filter(({ label }) => label === 'supported');
	const verified = part.filter((one) => one.verified);
	const both = verified.filter(({ label }) => label === 'supported').length;
	const precision = verified.length === 0 ? 0 : both / verified.length;
	const recall = right.length === 0 ? 0 : both / right.length;
	console.log(
		`${name.padEnd(17)} ${String(part.length).padStart(4)} pairs, ${String(right.length).padStart(3)} right   precision ${precision.toFixed(3)}   recall ${recall.toFixed(3)}`
	);
	return { precision, recall };
}

function explain(one: Checked): void {
	const notes = one.findings
		.filter(({ outcome }) => outcome !== 'pass')
		.map(({ name, outcome, note }) => `${name} ${outcome}: ${note}`);
	console.log(`\n${one.id} ${one.error ?? 'right'}: ${one.sentence}\n  ${notes.join('\n  ')}`);
}
