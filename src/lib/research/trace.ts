/**
 * The trace: a whole run readable as a tree. Versions hold steps, steps hold rows in the order of their facts, rows hold
 * parts. One pure function of the facts; page and API show the same.
 */
import type { Fact } from './facts.ts';
import { partsOf, rowOf, type TraceCall, type TraceRow } from './trace-rows.ts';

export type { TraceCall, TracePart, TraceRow } from './trace-rows.ts';

export interface TraceTotals {
	readonly calls: number; // to models, sent
	readonly inputTokens: number;
	readonly cachedTokens: number;
	readonly outputTokens: number;
	readonly reasoningTokens: number;
	readonly usd: number | null; // of calls whose price is known; null without any
	readonly unpriced: number; // calls whose price is not known
}
export interface TraceStep {
	readonly name: string; // as the journal has it; "" while it is not done
	readonly ms: number | null;
	readonly rows: readonly TraceRow[];
	readonly totals: TraceTotals;
}
export interface TraceVersion {
	readonly number: number;
	readonly finishedAt: number | null;
	readonly steps: readonly TraceStep[];
	readonly totals: TraceTotals;
}
export interface Trace {
	readonly id: string;
	readonly question: string;
	readonly versions: readonly TraceVersion[];
	readonly totals: TraceTotals;
}

const ENDS: ReadonlySet<Fact['type']> = new Set(['run.finished', 'run.stopped', 'run.failed']);

/** The trace of a run from its facts, in order. */
export function traceOf(id: string, facts: readonly Fact[]): Trace {
	const answers = answersIn(facts);
	const versions: TraceVersion[] = [];
	let [steps, rows, calls, finished]: [TraceStep[], TraceRow[], number, number | null] = [
		[],
		[],
		0,
		null
	];
	let over = false;
	const endStep = (name: string, ms: number | null) => {
		if (rows.length > 0 || name !== '') steps.push({ name, ms, rows, totals: totalsOf(rows) });
		rows = [];
	};
	const endVersion = () => {
		endStep('', null);
		if (steps.length === 0) return;
		const totals = totalsOf(steps.flatMap((step) => step.rows));
		versions.push({ number: versions.length + 1, finishedAt: finished, steps, totals });
		[steps, finished, over] = [[], null, false];
	};
	for (const fact of facts) {
		const opens = fact.type === 'run.resumed' || fact.type === 'steer.added';
		if (over && opens) endVersion();
		if (fact.type === 'budget.spent' && !fact.call) {
			endStep(fact.spending.step, fact.spending.ms);
			continue;
		}
		if (fact.type === 'hits.found' && answers.asked.has(fact.queryId)) continue;
		if (fact.type === 'budget.spent') calls += 1;
		if (fact.type === 'run.finished') finished = fact.at;
		if (ENDS.has(fact.type)) over = true;
		rows.push({ ...rowOf(fact, calls), parts: partsOf(fact, answers.hits) });
	}
	endVersion();
	const all = versions.flatMap((one) => one.steps.flatMap((step) => step.rows));
	return { id, question: questionIn(facts), versions, totals: totalsOf(all) };
}

/** What the engines answered, by query: shown under the query, wherever the answer stands. */
function answersIn(facts: readonly Fact[]) {
	const hits = new Map<string, Extract<Fact, { type: 'hits.found' }>>();
	const asked = new Set<string>();
	for (const fact of facts) {
		if (fact.type === 'hits.found') hits.set(fact.queryId, fact);
		if (fact.type === 'query.sent') asked.add(fact.query.id);
	}
	return { hits, asked };
}

function questionIn(facts: readonly Fact[]): string {
	const first = facts.find((fact) => fact.type === 'run.started');
	return first?.question.text ?? '';
}

function totalsOf(rows: readonly TraceRow[]): TraceTotals {
	const calls = rows.flatMap(({ call }) => (call && call.outcome !== 'skipped' ? [call] : []));
	const sum = (of: (call: TraceCall) => number) => calls.reduce((all, call) => all + of(call), 0);
	const priced = calls.filter((call) => call.usd !== null);
	const spent = (call: TraceCall) => call.inputTokens + call.outputTokens > 0;
	return {
		calls: calls.length,
		inputTokens: sum((call) => call.inputTokens),
		cachedTokens: sum((call) => call.cachedTokens),
		outputTokens: sum((call) => call.outputTokens),
		reasoningTokens: sum((call) => call.reasoningTokens),
		usd: priced.length === 0 ? null : sum((call) => call.usd ?? 0),
		unpriced: calls.filter((call) => call.usd === null && spent(call)).length
	};
}
