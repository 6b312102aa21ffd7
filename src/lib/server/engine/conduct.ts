/**
 * The conductor: one run from question to report. It holds no state of its own. Every step is judged done by its facts,
 * so that calling it again on the same journal goes on where the facts end (DESIGN sections 2 and 4).
 */
import { budgetOf, type Budget } from '../../research/effort.ts';
import type { RunView } from '../../research/fold.ts';
import type { Question } from '../../research/run.ts';
import { Failure, isCancelled } from '../net/failure.ts';
import { digest, glance, imagine } from './digest.ts';
import { openingGaps, roundPlan, scoutQueries } from './plan.ts';
import { finalDrafts, finishing } from './publish.ts';
import { readWave } from './read-step.ts';
import { searchPending } from './search-step.ts';
import { picksOf } from './select.ts';
import { isDone, step } from './step.ts';
import type { Conduct, Run, Tools } from './tools.ts';
import { RULES, rubricOf, understand } from './understand.ts';
import { checkDrafts, withoutUnsupported } from './verify.ts';

/** Share of the time budget after which gathering ends, so that writing and checking always have room. */
const GATHER_SHARE = 0.8;

export const conduct: Conduct = async (run, tools) => {
	const question = run.view().question;
	if (!question) throw new Error(`run ${run.id} has no question`);
	const budget = budgetOf(question.effort, question.limits);
	const gathering = gatherSignal(run, tools, budget);
	try {
		await shelveAgain(run, tools);
		await prepare({ run, tools }, { question, budget });
		await gatherRound({ run, tools }, { round: 0, budget, signal: gathering.signal });
		await moreRounds({ run, tools }, { budget, signal: gathering.signal });
		await finish({ run, tools }, { budget, late: gathering.late() });
	} finally {
		gathering.end();
	}
};

interface Hands {
	readonly run: Run;
	readonly tools: Tools;
}

/** After a crash the index may lack what the facts name; shelving what is there costs nothing. */
async function shelveAgain(run: Run, tools: Tools): Promise<void> {
	for (const source of run.view().sources) {
		await tools.library.shelve(run.id, source, await tools.library.snapshot(source.textHash));
	}
}

async function prepare(
	{ run, tools }: Hands,
	{ question, budget }: { question: Question; budget: Budget }
): Promise<void> {
	await step({ run, tools }, 'understand', () => {
		const today = new Date(tools.clock.now()).toISOString().slice(0, 10);
		const brief = understand(question, today);
		return Promise.resolve(() => [
			{ type: 'brief.made', brief, by: RULES },
			{ type: 'rubric.made', items: rubricOf(brief), by: RULES }
		]);
	});
	await step({ run, tools }, 'plan 0', () =>
		Promise.resolve((view: RunView) => {
			const gaps = openingGaps(view);
			const sections = gaps.flatMap((draft) =>
				draft.type === 'gap.opened'
					? [
							{
								id: `b${draft.gap.id.slice(1)}`,
								heading: draft.gap.question.split(': ')[0] ?? draft.gap.question,
								question: draft.gap.question,
								rubricIds: [draft.gap.rubricId]
							}
						]
					: []
			);
			return [
				...gaps,
				{ type: 'outline.changed' as const, sections, why: 'the parts of the question', by: RULES },
				...scoutQueries(view, budget)
			];
		})
	);
}

interface Round {
	readonly round: number;
	readonly budget: Budget;
	readonly signal: AbortSignal;
}

/** Searches, reads and digests one round. Told to end gathering, it digests what there is. */
async function gatherRound({ run, tools }: Hands, { round, budget, signal }: Round): Promise<void> {
	const name = `round ${round}`;
	if (isDone(run.view(), name)) return;
	await untilEnded(signal, () => searchPending(run, tools, signal));
	const before = run.view();
	const tried = [...before.sources, ...before.skipped].filter((one) => one.round < round).length;
	const limit = Math.min(round === 0 ? budget.scoutPages : budget.roundPages, budget.pages - tried);
	const picks = picksOf(before, { round, limit: Math.max(0, limit) });
	await untilEnded(signal, () =>
		readWave(run, tools, { picks, round, patience: budget.patience, signal })
	);
	if (round === 0) await step({ run, tools }, 'glance', () => glance({ run, tools }));
	await step({ run, tools }, name, () => digest({ run, tools }, { budget, round }));
}

/** Rounds go on until everything is answered and nothing new came, or the budget or the reader says enough. */
async function moreRounds(
	{ run, tools }: Hands,
	{ budget, signal }: { budget: Budget; signal: AbortSignal }
): Promise<void> {
	for (let round = 1; round <= budget.rounds; round += 1) {
		const planned = isDone(run.view(), `plan ${round}`);
		if (!planned && (signal.aborted || isCovered(run.view(), { round, budget }))) return;
		await step({ run, tools }, `plan ${round}`, async () => {
			const drafts = await roundPlan(run.view(), tools, { round, budget });
			return () => drafts;
		});
		if (!hasWork(run.view(), { round, budget })) return;
		await gatherRound({ run, tools }, { round, budget, signal });
	}
}

/** Coverage and novelty (harness note, section 6.3): all answered and the last round added under a tenth. */
function isCovered(view: RunView, { round, budget }: { round: number; budget: Budget }): boolean {
	if (view.usage.pages >= budget.pages) return true;
	if (round < 2 || view.gaps.some((gap) => gap.status === 'open')) return false;
	const fresh = new Set(
		view.sources.filter((source) => source.round === round - 1).map((source) => source.id)
	);
	const added = view.evidence.filter((one) => fresh.has(one.sourceId)).length;
	return added < 0.1 * view.evidence.length;
}

function hasWork(view: RunView, { round, budget }: { round: number; budget: Budget }): boolean {
	return (
		view.queries.some((query) => query.round === round) ||
		view.gaps.some((gap) => gap.round === round) ||
		picksOf(view, { round, limit: budget.roundPages }).length > 0
	);
}

async function finish(
	{ run, tools }: Hands,
	{ budget, late }: { budget: Budget; late: boolean }
): Promise<void> {
	await step({ run, tools }, 'write', () => Promise.resolve((view: RunView) => finalDrafts(view)));
	await step({ run, tools }, 'verify', async () => {
		const drafts = await checkDrafts(run.view(), tools);
		return (view) => [...drafts, ...pruned(imagine(view, drafts))];
	});
	await run.append((view) => [finishing(view, { budget, early: run.enough.aborted, late })]);
}

/** Sections rewritten without sentences that failed; the verdicts of the others stay with them. */
function pruned(view: RunView) {
	return view.sections.flatMap((section) => {
		const kept = withoutUnsupported(section);
		return kept ? [{ type: 'section.written' as const, section: kept, by: RULES }] : [];
	});
}

/** Aborts on stop, on "write now" and when the gathering share of the time budget is over. */
function gatherSignal(run: Run, tools: Tools, budget: Budget) {
	const time = new AbortController();
	const over = new AbortController();
	const began = run.view().timings.startedAt ?? tools.clock.now();
	const left = Math.max(0, began + GATHER_SHARE * budget.seconds * 1000 - tools.clock.now());
	tools.clock.sleep(left, over.signal).then(
		() =>
			time.abort(
				new Failure('cancelled', 'the time for gathering is over', { provider: 'engine' })
			),
		() => undefined
	);
	return {
		signal: AbortSignal.any([run.signal, run.enough, time.signal]),
		late: () => time.signal.aborted,
		end: () => over.abort()
	};
}

/** Lets a gathering step end early without an error when gathering was told to end. */
async function untilEnded(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
	if (signal.aborted) return;
	try {
		await work();
	} catch (error) {
		if (!(signal.aborted && isCancelled(error))) throw error;
	}
}
