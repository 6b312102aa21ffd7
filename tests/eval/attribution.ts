/**
 * How far V3 alone (no model) tells a claim that its references bear from one that they do not: macro-F1 and AUROC on
 * AttributionBench's dev split (`--data` is the folder with dev.jsonl.gz), in all and for each data set it is made of.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { bandOf, supportScore, type Ground } from '../../src/lib/server/engine/check/support.ts';

const FLOOR = 0.75;

interface Row {
	readonly claim: string;
	readonly references: readonly string[];
	readonly attribution_label: string;
	readonly src_dataset: string;
}
interface Scored {
	readonly set: string;
	readonly score: number;
	readonly supported: boolean;
}

/** Prints the table; true when macro-F1 over all rows reaches the floor. */
export function run({ data }: { data: string }): Promise<boolean> {
	const rows = gunzipSync(readFileSync(join(data, 'dev.jsonl.gz')))
		.toString('utf8')
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as Row);
	const scored = rows.map(({ claim, references, attribution_label, src_dataset }) => ({
		set: src_dataset,
		score: supportScore(plain(claim), references.map(groundOf)),
		supported: attribution_label === 'attributable'
	}));
	for (const [set, part] of Map.groupBy(scored, (one) => one.set)) print(set, part);
	const total = print('all', scored);
	console.log(
		`macro-F1 at least ${FLOOR.toFixed(2)}: ${total >= FLOOR ? 'met' : 'MISSED'} ("supported" is V3's pass band)`
	);
	return Promise.resolve(total >= FLOOR);
}

const plain = (text: string) => text.replace(/\[\d+\](?: https?:\S+)?/gu, ' ').trim();

function groundOf(reference: string): Ground {
	const title = /^Title: (.*)\n/u.exec(reference)?.[1] ?? '';
	const quote = plain(reference.replace(/^Title: .*\n(?:Text: )?/u, ''));
	return { quote, around: quote, title, site: '', author: null, publishedAt: null };
}

function print(name: string, part: readonly Scored[]): number {
	const macro = macroF1(part);
	console.log(
		`${name.padEnd(20)} ${String(part.length).padStart(5)} claims   macro-F1 ${macro.toFixed(3)}   AUROC ${auroc(part).toFixed(3)}`
	);
	return macro;
}

function macroF1(part: readonly Scored[]): number {
	const f1 = (wanted: boolean) => {
		const said = part.filter(({ score }) => (bandOf(score) === 'pass') === wanted);
		const right = said.filter(({ supported }) => supported === wanted).length;
		const real = part.filter(({ supported }) => supported === wanted).length;
		return (2 * right) / (said.length + real || 1);
	};
	return (f1(true) + f1(false)) / 2;
}

/** The chance that a supported claim scores higher than an unsupported one; ties count half. */
function auroc(part: readonly Scored[]): number {
	const [yes, no] = [true, false].map((wanted) =>
		part.filter(({ supported }) => supported === wanted).map(({ score }) => score)
	);
	let wins = 0;
	for (const a of yes ?? []) for (const b of no ?? []) wins += a > b ? 1 : a === b ? 0.5 : 0;
	return wins / ((yes?.length ?? 0) * (no?.length ?? 0) || 1);
}
