/**
 * Retrieval through the product's own library, index and embedder: nDCG@10, recall@5 and recall@10 on xquad (English, Chinese,
 * Chinese questions to English text, a pool mixed of both) and, where `--data` is such a folder, on one BEIR-shaped set:
 * cranfield, or one of that kind. Bars in BARS; which judgments cranfield's bar is meant for is said in
 * docs/decisions/0004-retrieval.md.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Source } from '../../src/lib/research/run.ts';
import { openBench, shelveText, type Bench, type Measuring } from './bench-library.ts';

interface Text {
	readonly id: string;
	readonly text: string;
	readonly language: string;
}
interface Set_ {
	readonly texts: readonly Text[];
	readonly questions: readonly Text[];
	readonly relevant: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

const ALL = 1_000_000;
/** The least nDCG@10. */
const BARS = { set: 0.54, language: 0.97, across: 0.8, mixed: 0.82 };

function lines(file: string): Record<string, unknown>[] {
	return gunzipSync(readFileSync(file))
		.toString('utf8')
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as Record<string, unknown>);
}

function readSet(folder: string, language: string): Set_ {
	const text = (row: Record<string, unknown>) =>
		[row['title'], row['text']].filter((part) => part !== '' && part !== undefined).join('\n');
	const read = (name: string) =>
		lines(join(folder, name)).map((row) => ({ id: String(row['_id']), text: text(row), language }));
	const relevant = new Map<string, Map<string, number>>();
	for (const line of readFileSync(join(folder, 'qrels.tsv'), 'utf8').trim().split('\n')) {
		const cells = line.split('\t');
		const [question = '', passage = '', grade = '1'] =
			cells.length > 3 ? [cells[0], cells[2], cells[3]] : cells;
		if (!/^\d+(?:\.\d+)?$/u.test(grade) || Number(grade) <= 0) continue;
		relevant.set(
			question,
			(relevant.get(question) ?? new Map<string, number>()).set(passage, Number(grade))
		);
	}
	return { texts: read('corpus.jsonl.gz'), questions: read('queries.jsonl.gz'), relevant };
}

async function shelve(bench: Bench, runId: string, texts: readonly Text[]): Promise<Source[]> {
	const sources: Source[] = [];
	for (const one of texts) sources.push(await shelveText(bench, runId, one));
	return sources;
}

interface Scores {
	readonly ndcg: number;
	readonly recall5: number; // of at most five
	readonly recall10: number; // of all
	readonly count: number;
}

async function score(
	tools: Bench,
	{
		runId,
		sources,
		questions,
		relevant
	}: {
		runId: string;
		sources: readonly Source[];
		questions: readonly Text[];
		relevant: Set_['relevant'];
	}
): Promise<Scores> {
	let [ndcg, recall5, recall10, count] = [0, 0, 0, 0];
	const signal = new AbortController().signal;
	for (const question of questions) {
		const grades = relevant.get(question.id);
		if (!grades) continue;
		const found = await tools.library.find(question.text, {
			runId,
			sources,
			language: question.language,
			limit: 10,
			perSource: 10,
			embed: ALL,
			signal
		});
		const ids = found.map(({ source }) => source.id);
		const gain = (grade: number, at: number) => grade / Math.log2(at + 2);
		const best = [...grades.values()]
			.sort((a, b) => b - a)
			.slice(0, 10)
			.reduce((sum, grade, at) => sum + gain(grade, at), 0);
		ndcg += ids.reduce((sum, id, at) => sum + gain(grades.get(id) ?? 0, at), 0) / best;
		const hits = (within: number) => ids.slice(0, within).filter((id) => grades.has(id)).length;
		recall5 += hits(5) / Math.min(5, grades.size);
		recall10 += hits(10) / grades.size;
		count += 1;
	}
	return { ndcg: ndcg / count, recall5: recall5 / count, recall10: recall10 / count, count };
}

function print(name: string, scores: Scores, least: number): boolean {
	const { ndcg, recall5, recall10, count } = scores;
	const fine = ndcg >= least;
	const bar = `   at least ${least.toFixed(2)}: ${fine ? 'met' : 'MISSED'}`;
	console.log(
		`${name.padEnd(34)} nDCG@10 ${ndcg.toFixed(3)}   recall@5 ${recall5.toFixed(3)}   recall@10 ${recall10.toFixed(3)}   ${count} questions${bar}`
	);
	return fine;
}

/** Gives true when every bar is met. */
export async function run({ data, every = 1, keep }: Measuring): Promise<boolean> {
	const tools = openBench(keep);
	try {
		if (existsSync(join(data, 'corpus.jsonl.gz'))) {
			const set = readSet(data, 'en');
			const sources = await shelve(tools, 'one', set.texts);
			return print(
				'set',
				await score(tools, {
					...set,
					runId: 'one',
					sources,
					questions: thin(set.questions, every)
				}),
				BARS.set
			);
		}
		return await xquad(tools, { data, every });
	} finally {
		await tools.close();
	}
}

const thin = <T>(list: readonly T[], every: number) => list.filter((_, at) => at % every === 0);

async function xquad(
	tools: Bench,
	{ data, every }: { data: string; every: number }
): Promise<boolean> {
	const en = readSet(join(data, 'en'), 'en');
	const zh = readSet(join(data, 'zh'), 'zh');
	const [enQuestions, zhQuestions] = [thin(en.questions, every), thin(zh.questions, every)];
	const enSources = await shelve(tools, 'en', en.texts);
	const zhSources = await shelve(tools, 'zh', zh.texts);
	const mixed = en.texts.map((text, at) => (at % 2 === 1 ? text : (zh.texts[at] ?? text)));
	const mixedSources = await shelve(tools, 'mixed', mixed);
	const relevant = en.relevant;
	const results = [
		print(
			'English',
			await score(tools, { runId: 'en', sources: enSources, questions: enQuestions, relevant }),
			BARS.language
		),
		print(
			'Chinese',
			await score(tools, {
				runId: 'zh',
				sources: zhSources,
				questions: zhQuestions,
				relevant: zh.relevant
			}),
			BARS.language
		),
		print(
			'Chinese question, English text',
			await score(tools, { runId: 'en', sources: enSources, questions: zhQuestions, relevant }),
			BARS.across
		),
		print(
			'mixed pool, English questions',
			await score(tools, {
				runId: 'mixed',
				sources: mixedSources,
				questions: enQuestions,
				relevant
			}),
			BARS.mixed
		),
		print(
			'mixed pool, Chinese questions',
			await score(tools, {
				runId: 'mixed',
				sources: mixedSources,
				questions: zhQuestions,
				relevant
			}),
			BARS.mixed
		)
	];
	return results.every(Boolean);
}
