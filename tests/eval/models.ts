/**
 * The table side by side: the offline web's question sets with quotes alone and with models, one row per set and engine.
 *
 *   npm run eval -- models --model small=http://127.0.0.1:8801/v1 --model medium=http://127.0.0.1:8802/v1#2 \
 *       [--sets wiki,news-zh,web] [--limit 4] [--effort quick] [--out FILE.json]
 *
 * `#2` asks a model only the first two questions of each set. Gold figures of a model are held against those of the
 * quotes on the same questions. Exit status 1 when something that must hold does not; 0 with "skipped" without the web.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { askSet, offlineWebFolder } from '../../scripts/offline.mjs';
import { ensureBuilt } from '../../scripts/build.mjs';
import { ROOT } from '../../scripts/node.mjs';
import type { RunOut } from '../../src/lib/research/api.ts';
import { figuresOf, usdPerVerified, type Figures } from '../../src/lib/research/figures.ts';
import type { ModelCall } from '../../src/lib/research/run.ts';
import { PROMPTS } from '../../src/lib/server/engine/prompts/all.ts';

export interface Options {
	readonly models: readonly string[];
	readonly sets: string;
	readonly limit: string;
	readonly effort: string;
	readonly out?: string | undefined;
}
interface Engine {
	readonly name: string;
	readonly env: Record<string, string>;
	readonly limit: number;
}
interface Scored {
	readonly id: string;
	readonly run: string | null;
	readonly status: string;
	readonly gold_cited: number | null;
	readonly answer_share: number | null;
	readonly citation_valid: number | null;
	readonly invented: number;
	readonly done_s: number | null;
}
interface Row extends Scored {
	readonly set: string;
	readonly engine: string;
	readonly figures: Figures;
	readonly overspent: readonly string[]; // calls that went over their token budget
}

/** Prints the table; true when everything that must hold does. */
export async function run(options: Options): Promise<boolean> {
	if (!existsSync(join(offlineWebFolder(), 'web.mjs'))) {
		console.log('models: skipped: offline web not found');
		return true;
	}
	await ensureBuilt();
	const engines = await enginesOf(options);
	const rows: Row[] = [];
	for (const set of options.sets.split(',')) {
		for (const engine of engines) rows.push(...(await measured(set, { engine, options })));
	}
	const lines = [...Map.groupBy(rows, (row) => `${row.set} ${row.engine}`).values()];
	console.log('');
	console.log(HEAD.map(([title, width]) => title.padStart(width)).join(''));
	for (const part of lines) console.log(lineOf(part));
	const complaints = rows.flatMap((row) => complaintsOf(row, rows));
	for (const complaint of complaints) console.log(`FAILED  ${complaint}`);
	console.log(
		complaints.length === 0 ? 'models: everything held' : `models: ${complaints.length} failed`
	);
	const file = options.out ?? join(ROOT, 'tmp', 'score', 'models.json');
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, `${JSON.stringify({ options, rows, complaints }, null, 1)}\n`);
	console.log(`written to ${file}`);
	return complaints.length === 0;
}

async function enginesOf({ models, limit }: Options): Promise<Engine[]> {
	const quotes = {
		name: 'extractive',
		env: { MODEL_BASE_URL: '', MODEL_NAME: '' },
		limit: Number(limit)
	};
	const engines: Engine[] = [quotes];
	for (const given of models) {
		const match = /^([\w.-]+)=(https?:\/\/[^#]+?)(?:#(\d+))?$/u.exec(given);
		if (!match) throw new Error(`--model takes NAME=URL or NAME=URL#QUESTIONS, not ${given}`);
		const [, name = '', url = '', few] = match;
		const listed = (await (await fetch(`${url}/models`)).json()) as { data: { id: string }[] };
		const env = { MODEL_BASE_URL: url, MODEL_NAME: listed.data[0]?.id ?? name };
		engines.push({ name, env, limit: Math.min(Number(limit), Number(few ?? limit)) });
	}
	return engines;
}

/** One set with one engine: what score.mjs says of each question, and what the run's own view and calls say. */
async function measured(
	set: string,
	{ engine, options }: { engine: Engine; options: Options }
): Promise<Row[]> {
	console.log(`\n=== ${set}, ${engine.name}`);
	const out = join(ROOT, 'tmp', 'score', `${set}-${engine.name}.json`);
	mkdirSync(dirname(out), { recursive: true });
	const asking = {
		...{ set, effort: options.effort, faults: 'none', concurrency: '1', timeout: '600' },
		...{ limit: String(engine.limit), out }
	};
	const read = async (app: string, { results }: { results: Scored[] }) => {
		const rows: Row[] = [];
		for (const scored of results) {
			const base = `${app}/api/v1/runs/${scored.run}`;
			const given = await Promise.all([fetch(base), fetch(`${base}/calls`)]);
			const [view, ledger] = (await Promise.all(given.map((one) => one.json()))) as [
				RunOut,
				{ calls: ModelCall[] }
			];
			const figures = figuresOf(view.report, ledger.calls);
			const overspent = ledger.calls.flatMap(overspentBy);
			rows.push({ ...scored, set, engine: engine.name, figures, overspent });
			for (const line of textOf(view)) console.log(line);
		}
		return rows;
	};
	return askSet(asking, { env: engine.env, then: read });
}

function* textOf(view: RunOut): Generator<string> {
	yield `--- ${view.question?.text.slice(0, 100) ?? ''}`;
	for (const section of view.report.sections)
		for (const one of section.sentences)
			yield `    ${section.id} ${(one.verdict ?? 'unchecked').padEnd(9)} ${one.kind.padEnd(7)} ${one.text.slice(0, 150)}`;
}

/** A prompt's own limits, in the server's count of tokens. */
function overspentBy(call: ModelCall): string[] {
	const prompt = PROMPTS.find((one) => `${one.id}@${one.version}` === call.prompt);
	if (!prompt) return [`${call.key}: unknown prompt ${call.prompt}`];
	const { maxInput, maxOutput } = prompt;
	return [
		...(call.inputTokens > maxInput ? [`${call.key}: ${call.inputTokens} of ${maxInput} in`] : []),
		...(call.outputTokens > maxOutput
			? [`${call.key}: ${call.outputTokens} of ${maxOutput} out`]
			: [])
	];
}

/** Titles with their widths; the first two stand to the left. */
const HEAD: readonly (readonly [string, number])[] = [
	['set      ', 9],
	['engine     ', 11],
	['done', 6],
	['gold', 6],
	['answers', 8],
	['valid', 6],
	['invented', 9],
	['cited', 6],
	['written', 8], // share of the sentences that are in the model's words and passed
	['least', 6], // the same of the report that has the least
	['verified', 9],
	['tokens', 8],
	['seconds', 8],
	['fell back', 10],
	['cached', 7],
	['$/verified', 11] // over the whole set; 0 for a server on this machine
];

function lineOf(rows: readonly Row[]): string {
	const [first] = rows;
	const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0);
	const share = (part: number, whole: number) => (whole === 0 ? '-' : (part / whole).toFixed(2));
	const mean = (of: (row: Row) => number | null, digits = 2) => {
		const known = rows.map(of).filter((one) => one !== null);
		return known.length === 0
			? '-'
			: (known.reduce((a, b) => a + b, 0) / known.length).toFixed(digits);
	};
	const cells = [
		(first?.set ?? '').padEnd(9),
		(first?.engine ?? '').padEnd(11),
		`${rows.filter((row) => row.status === 'done').length}/${rows.length}`,
		mean((row) => row.gold_cited),
		mean((row) => row.answer_share),
		mean((row) => row.citation_valid),
		String(sum((row) => row.invented)),
		share(
			sum((row) => row.figures.cited),
			sum((row) => row.figures.sentences)
		),
		share(
			sum((row) => row.figures.written),
			sum((row) => row.figures.sentences)
		),
		Math.min(...rows.map(writtenShare)).toFixed(2),
		String(sum((row) => row.figures.verdicts.verified ?? 0)),
		mean((row) => row.figures.inputTokens + row.figures.outputTokens, 0),
		mean((row) => row.done_s, 0),
		share(
			sum((row) => row.figures.fellBack),
			sum((row) => row.figures.asked)
		),
		share(
			sum((row) => row.figures.cachedTokens),
			sum((row) => row.figures.inputTokens)
		),
		usdPerVerified(rows.map(({ figures }) => figures))?.toFixed(5) ?? '-'
	];
	return cells.map((cell, at) => cell.padStart(HEAD[at]?.[1] ?? 8)).join('');
}

function writtenShare({ figures }: Row): number {
	return figures.sentences === 0 ? 1 : figures.written / figures.sentences;
}

/** What must hold of one run (issue 4), in words where it does not. */
function complaintsOf(row: Row, rows: readonly Row[]): string[] {
	const { figures } = row;
	const quotes = rows.find(
		(one) => one.engine === 'extractive' && one.set === row.set && one.id === row.id
	);
	const holds: [boolean, string][] = [
		[row.status === 'done', `it ended ${row.status}`],
		[
			row.citation_valid === null || row.citation_valid === 1,
			`citations valid ${row.citation_valid}`
		],
		[row.invented === 0, `${row.invented} invented addresses`],
		[figures.cited === figures.sentences, 'a factual sentence is neither cited nor marked'],
		[row.overspent.length === 0, `over their budget: ${row.overspent.join('; ')}`]
	];
	if (row.engine !== 'extractive') {
		const [got, wanted] = [row.gold_cited ?? 0, quotes?.gold_cited ?? 0];
		holds.push(
			[got >= wanted, `gold cited ${got}, by quotes alone ${wanted}`],
			[
				writtenShare(row) >= 0.5,
				`${figures.written} of ${figures.sentences} sentences in its own words`
			],
			[figures.cachedTokens > 0, 'no prompt prefix was read from the cache']
		);
	}
	return holds
		.filter(([ok]) => !ok)
		.map(([, what]) => `${row.set} ${row.engine} ${row.id}: ${what}`);
}
