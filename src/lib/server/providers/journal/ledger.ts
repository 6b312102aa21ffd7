/**
 * Every call to a model over all runs, beside the facts it comes from and written with them: what was spent this month,
 * how each model does. It outlives a deleted run, because money spent stays spent; it holds numbers, no words of a run.
 */
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Fact } from '../../../research/facts.ts';
import { Question, type Effort, type ModelCall } from '../../../research/run.ts';
import type { Scorecard, ShapeScore } from '../../../research/settings.ts';
import type { Ledger, ModelRole, RunSpending, TestLedger } from '../../ports.ts';

type Row = Record<string, SQLOutputValue>;
const RECENT_RUNS = 20; // of one effort, for what a run usually takes
const RECENT_ANSWERS = 60; // of one model, for what its answers are worth

export interface LedgerOfFacts extends Ledger, TestLedger {
	/** Notes what a fact says of models; called within the transaction that commits the fact. */
	note(runId: string, fact: Fact): void;
}

export function createLedger(db: DatabaseSync): LedgerOfFacts {
	return { ...createNotes(db), ...createReading(db) };
}

function createNotes(db: DatabaseSync) {
	const addCall = db.prepare(
		'INSERT INTO calls (run_id, key, at, model, role, shape, outcome, input, cached, output, usd, ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING'
	);
	const addWritten = db.prepare(
		'INSERT INTO written (run_id, section, revision, model, at, claims) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING'
	);
	const findWritten = db.prepare(
		'SELECT claims FROM written WHERE run_id = ? AND section = ? AND revision = ?'
	);
	const check = db.prepare(
		'UPDATE written SET sentences = sentences + ?, anchored = anchored + ?, supported = supported + ? WHERE run_id = ? AND section = ? AND revision = ?'
	);
	const call = (runId: string, at: number, one: ModelCall) => {
		const { key, requested, role, shape, outcome, inputTokens, cachedTokens, outputTokens } = one;
		const tokens = [inputTokens, cachedTokens, outputTokens];
		addCall.run(runId, key, at, requested, role, shape, outcome, ...tokens, one.usd, one.ms);
	};
	const written = (runId: string, fact: Extract<Fact, { type: 'section.written' }>) => {
		const model = writerOf(fact.by);
		const { id, revision, sentences } = fact.section;
		const claims = sentences.filter((one) => one.kind === 'claim' && one.verdict === null);
		if (model === null || claims.length === 0) return;
		const ids = JSON.stringify(claims.map((one) => one.id));
		addWritten.run(runId, id, revision, model, fact.at, ids);
	};
	const checked = (runId: string, fact: Extract<Fact, { type: 'sentence.checked' }>) => {
		const { sectionId, revision, results } = fact;
		const row = findWritten.get(runId, sectionId, revision);
		if (!row) return;
		const claims = new Set(JSON.parse(String(row['claims'])) as string[]);
		const mine = results.filter(({ sentenceId }) => claims.has(sentenceId));
		const anchored = mine.filter(({ checks }) =>
			checks.some(({ name, outcome }) => name.startsWith('V0') && outcome === 'pass')
		);
		const supported = mine.filter(
			({ verdict }) => verdict === 'verified' || verdict === 'disputed'
		);
		check.run(mine.length, anchored.length, supported.length, runId, sectionId, revision);
	};
	return {
		note: (runId: string, fact: Fact) => {
			if (fact.type === 'budget.spent' && fact.call) call(runId, fact.at, fact.call);
			if (fact.type === 'section.written') written(runId, fact);
			if (fact.type === 'sentence.checked') checked(runId, fact);
		},
		tested: (one: ModelCall, at: number) => settle(() => call('', at, one))
	};
}

/** The model of a fact's `by`: "section@1 deepseek/deepseek-flash"; null for rules. */
function writerOf(by: string): string | null {
	return /^\S+@\S+ (.+)$/u.exec(by)?.[1] ?? null;
}

const SENT = "outcome <> 'skipped'";
const ANSWERED = "outcome IN ('ok', 'repaired', 'invalid')";

function createReading(db: DatabaseSync) {
	const spent = db.prepare(
		`SELECT model, COALESCE(SUM(usd), 0) AS usd, SUM(CASE WHEN usd IS NULL AND input + output > 0 THEN 1 ELSE 0 END) AS unpriced FROM calls WHERE at >= ? AND ${SENT} GROUP BY model`
	);
	const totals = db.prepare(
		`SELECT model, COUNT(*) AS calls, SUM(CASE WHEN outcome = 'failed' THEN 1 ELSE 0 END) AS failed, SUM(input) AS input, SUM(cached) AS cached, SUM(output) AS output, SUM(CASE WHEN ${ANSWERED} OR output > 0 THEN ms ELSE 0 END) AS ms, SUM(usd) AS usd, SUM(CASE WHEN usd IS NULL AND input + output > 0 THEN 1 ELSE 0 END) AS unpriced, MAX(at) AS last FROM calls WHERE run_id <> '' AND ${SENT} GROUP BY model ORDER BY last DESC`
	);
	const sentences = db.prepare(
		'SELECT model, SUM(sentences) AS sentences, SUM(anchored) AS anchored, SUM(supported) AS supported FROM written GROUP BY model'
	);
	const shapes = db.prepare(
		`SELECT shape, outcome FROM calls WHERE model = ? AND run_id <> '' AND at > ? AND ${ANSWERED} ORDER BY at DESC LIMIT ?`
	);
	const runs = db.prepare(
		`SELECT runs.id AS id, runs.question AS question, calls.role AS role, SUM(input) AS input, SUM(cached) AS cached, SUM(output) AS output FROM runs JOIN calls ON calls.run_id = runs.id WHERE runs.status = 'done' AND ${SENT} GROUP BY runs.id, calls.role ORDER BY runs.created_at DESC LIMIT 600`
	);
	const shapesOf = (model: string, { since, most }: { since: number; most: number }) =>
		tally(shapes.all(model, since, most));
	return {
		spent: (since: number) =>
			settle(() =>
				spent.all(since).map((row) => ({
					model: String(row['model']),
					usd: Number(row['usd']),
					unpriced: Number(row['unpriced'])
				}))
			),
		shapes: (model: string, since: number) =>
			settle(() => shapesOf(model, { since, most: RECENT_ANSWERS })),
		scorecards: () =>
			settle(() => {
				const checked = new Map(sentences.all().map((row) => [String(row['model']), row]));
				return totals.all().map((row) => {
					const model = String(row['model']);
					const all = shapesOf(model, { since: 0, most: 100_000 });
					return scorecardOf(row, { checked: checked.get(model), shapes: all });
				});
			}),
		usual: (effort: Effort) => settle(() => usualOf(runs.all(), effort))
	};
}

function settle<T>(work: () => T): Promise<T> {
	return new Promise((resolve) => {
		resolve(work());
	});
}

function tally(rows: readonly Row[]): ShapeScore[] {
	return (['schema', 'json', 'text'] as const).flatMap((shape) => {
		const answers = rows.filter((row) => row['shape'] === shape);
		const valid = answers.filter((row) => row['outcome'] !== 'invalid').length;
		return answers.length === 0 ? [] : [{ shape, answers: answers.length, valid }];
	});
}

function scorecardOf(
	row: Row,
	{ checked, shapes }: { checked: Row | undefined; shapes: ShapeScore[] }
): Scorecard {
	return {
		model: String(row['model']),
		calls: Number(row['calls']),
		failed: Number(row['failed']),
		shapes,
		sentences: Number(checked?.['sentences'] ?? 0),
		anchored: Number(checked?.['anchored'] ?? 0),
		supported: Number(checked?.['supported'] ?? 0),
		inputTokens: Number(row['input']),
		cachedTokens: Number(row['cached']),
		outputTokens: Number(row['output']),
		ms: Number(row['ms']),
		usd: row['usd'] === null ? null : Number(row['usd']),
		unpriced: Number(row['unpriced'])
	};
}

/** The last finished runs of an effort, each with its tokens by role. */
function usualOf(rows: readonly Row[], effort: Effort): RunSpending[] {
	const byRun = Map.groupBy(rows, (row) => String(row['id']));
	return [...byRun.values()]
		.filter(([first]) => {
			const question = Question.safeParse(JSON.parse(String(first?.['question'] ?? 'null')));
			return question.data?.effort === effort;
		})
		.slice(0, RECENT_RUNS)
		.map((parts) =>
			parts.map((row) => ({
				role: String(row['role']) as ModelRole,
				input: Number(row['input']),
				cached: Number(row['cached']),
				output: Number(row['output'])
			}))
		);
}
