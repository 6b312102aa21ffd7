/**
 * Passages: character recall of the true excerpts inside the passages that the library gives for a question within 4,000
 * characters, and the overlap of both (IoU). `--data` holds `questions.jsonl.gz` (question, corpus, references with
 * exact offsets) and one `<corpus>.md.gz` per corpus.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { splitText } from '../../src/lib/server/web/split.ts';
import { openBench, shelveText, type Measuring } from './bench-library.ts';
import { mean } from './wcxb.ts';

const ROOM = 4_000;
const LEAST = { recall: 0.9, iou: 0.1 };

interface Question {
	readonly question: string;
	readonly corpus: string;
	readonly references: readonly { readonly start_index: number; readonly end_index: number }[];
}
interface Span {
	readonly start: number;
	readonly end: number;
}

const unpacked = (file: string) => gunzipSync(readFileSync(file)).toString('utf8');

/** Gives true when both bars are met. */
export async function run({ data, every = 1, keep }: Measuring): Promise<boolean> {
	const bench = openBench(keep);
	const signal = new AbortController().signal;
	const scores: { corpus: string; recall: number; iou: number; taken: number }[] = [];
	try {
		const questions = unpacked(join(data, 'questions.jsonl.gz'))
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line) as Question)
			.filter((_, at) => at % every === 0);
		for (const file of readdirSync(data).filter((name) => name.endsWith('.md.gz'))) {
			const corpus = file.replace(/\.md\.gz$/u, '');
			const text = unpacked(join(data, file));
			const passages = splitText(text, { headings: [], language: 'en' });
			const source = await shelveText(bench, corpus, {
				id: corpus,
				text,
				language: 'en',
				passages
			});
			for (const one of questions.filter((question) => question.corpus === corpus)) {
				const found = await bench.library.find(one.question, {
					runId: corpus,
					sources: [source],
					language: 'en',
					limit: 40,
					perSource: 40,
					room: ROOM,
					embed: 1_000_000,
					signal
				});
				const taken = found.map(({ passage }) => passage);
				const truth = one.references.map((each) => ({
					start: each.start_index,
					end: each.end_index
				}));
				scores.push({ corpus, ...overlap(taken, truth) });
			}
		}
	} finally {
		await bench.close();
	}
	return report(scores);
}

/** Both lists as sets of characters. */
function overlap(taken: readonly Span[], truth: readonly Span[]) {
	const [a, b] = [charactersOf(taken), charactersOf(truth)];
	const common = [...b].filter((at) => a.has(at)).length;
	return { recall: common / b.size, iou: common / (a.size + b.size - common), taken: a.size };
}

function charactersOf(spans: readonly Span[]): Set<number> {
	const out = new Set<number>();
	for (const { start, end } of spans) for (let at = start; at < end; at += 1) out.add(at);
	return out;
}

function report(
	scores: readonly { corpus: string; recall: number; iou: number; taken: number }[]
): boolean {
	const print = (name: string, list: typeof scores) => {
		const [recall, iou] = [mean(list.map((one) => one.recall)), mean(list.map((one) => one.iou))];
		const taken = mean(list.map((one) => one.taken)).toFixed(0);
		console.log(
			`${name.padEnd(20)} recall ${recall.toFixed(3)}   IoU ${iou.toFixed(3)}   ${taken} characters   ${list.length} questions`
		);
		return { recall, iou };
	};
	for (const corpus of new Set(scores.map((one) => one.corpus)))
		print(
			corpus,
			scores.filter((one) => one.corpus === corpus)
		);
	const all = print(`all, at most ${ROOM}`, scores);
	const fine = all.recall >= LEAST.recall && all.iou >= LEAST.iou;
	console.log(`at least recall ${LEAST.recall}, IoU ${LEAST.iou}: ${fine ? 'met' : 'MISSED'}`);
	return fine;
}
