/**
 * How far the sentences that small models really write can be believed: 235 wordings of quotes by models of 0.5 and 1.5
 * billion parameters, each read and labelled against its quote (`data/rewordings.jsonl`: right, or wrong and why). Two
 * gates side by side: V2 with V3 by words alone, and with "to the letter" besides, which rewordings and shaky writers
 * must pass. The letter was mended with these labels in sight: what this prints is a guard against going back, and for
 * sentences never seen it is too good.
 */
import { readFileSync } from 'node:fs';
import { strayWording } from '../../src/lib/server/engine/check/close.ts';
import { checkSupport } from '../../src/lib/server/engine/check/support.ts';

const LEAST_PRECISION = 0.9; // of what passes both

interface Wording {
	readonly id: string;
	readonly lang: 'en' | 'zh';
	readonly writer: string;
	readonly sentence: string;
	readonly quote: string;
	readonly label: 'right' | 'wrong';
	readonly error: string | null;
}
interface Judged extends Wording {
	readonly checked: boolean; // V2 and V3 passed
	readonly close: boolean; // and the letter too
}

/** Prints the table; true when what passes the letter is right often enough. `verbose` lists what passed and is wrong. */
export function run({ data, verbose }: { data: string; verbose: boolean }): boolean {
	const rows = readFileSync(data, 'utf8')
		.trim()
		.split('\n')
		.map((line) => judged(JSON.parse(line) as Wording));
	console.log(
		'writer           pairs  right   V2 and V3: passed  precision   letter: passed  precision  recall'
	);
	const groups = Map.groupBy(rows, ({ writer, lang }) => `${writer} ${lang}`);
	for (const [name, part] of [...groups, ['all', rows] as const]) print(name, part);
	for (const row of rows.filter(({ close, label }) => verbose && close && label === 'wrong'))
		console.log(`${row.id} ${row.error ?? ''}: ${row.sentence}\n    ${row.quote}`);
	const precision = shareRight(rows.filter(({ close }) => close));
	const met = precision >= LEAST_PRECISION;
	console.log(`precision at least ${LEAST_PRECISION}: ${met ? 'met' : 'MISSED'}`);
	return met;
}

function judged(row: Wording): Judged {
	const ground = { quote: row.quote, around: row.quote, title: '', site: '', author: null };
	const findings = checkSupport(row.sentence, [{ ...ground, publishedAt: null }]);
	const checked = findings.every(({ outcome }) => outcome === 'pass');
	return { ...row, checked, close: checked && strayWording(row.sentence, row.quote) === null };
}

const shareRight = (rows: readonly Judged[]) =>
	rows.length === 0 ? 0 : rows.filter(({ label }) => label === 'right').length / rows.length;

function print(name: string, rows: readonly Judged[]): void {
	const right = rows.filter(({ label }) => label === 'right');
	const [checked, close] = [rows.filter((one) => one.checked), rows.filter((one) => one.close)];
	const recall = right.filter((one) => one.close).length / Math.max(1, right.length);
	const cells = [
		...[name.padEnd(15), String(rows.length).padStart(7), String(right.length).padStart(7)],
		...[String(checked.length).padStart(20), shareRight(checked).toFixed(2).padStart(11)],
		...[String(close.length).padStart(17), shareRight(close).toFixed(2).padStart(11)],
		recall.toFixed(2).padStart(8)
	];
	console.log(cells.join(''));
}
