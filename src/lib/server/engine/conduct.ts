/**
 * The conductor: one run from question to report. It holds no state of its own. Every step is judged done by its facts,
 * so that calling it again on the same journal goes on where the facts end (DESIGN sections 2 and 4).
 */
import { budgetNow } from '../../research/budget.ts';
import { isPrivate } from '../../research/documents.ts';
import type { Budget } from '../../research/effort.ts';
import { stepsNow, type RunView } from '../../research/fold.ts';
import type { FactDraft } from '../../research/facts.ts';
import type { Question, Section } from '../../research/run.ts';
import { isCancelled } from '../net/failure.ts';
import { amended, fullerAnswer, wantsAmending } from './amend.ts';
import { approval } from './approve.ts';
import { arrangedOutline } from './arrange.ts';
import {
	audited,
	canWrite,
	composeAnswer,
	composeSections,
	sectionsToWrite,
	type Composing
} from './compose.ts';
import { hasWork, isCovered } from './covered.ts';
import { digest, glance } from './digest.ts';
import { endOf, gatherSignal, noteEnd } from './gathering.ts';
import { prepare } from './intake.ts';
import { imagine } from './imagine.ts';
import { outward, webTries } from './own-sources.ts';
import { livingOutline } from './living.ts';
import { judgeDrafts } from './judge.ts';
import { widthOf } from './model.ts';
import { roundPlan } from './plan.ts';
import { openSentences, wantsMore } from './play.ts';
import { endingOf, finalDrafts } from './publish.ts';
import { readOpenCopies } from './open-copies.ts';
import { readWave } from './read-step.ts';
import { searchPending } from './search-step.ts';
import { repairDrafts } from './repair.ts';
import { withoutRepeats } from './repeats.ts';
import { lostAnswers } from './restore.ts';
import { rewriteDrafts } from './rewrite.ts';
import { picksOf } from './select.ts';
import { groupsOf, isDone, step } from './step.ts';
import { Reservations } from './reserve.ts';
import type { Conduct, Run, Tools } from './tools.ts';
import { RULES } from './understand.ts';
import { checkDrafts, createChecker, withoutUnsupported, letterDrafts } from './verify.ts';
import { findingSections } from './write.ts';
import { reflected, widenedRubric, writtenQueries } from './widen.ts';

const FIRST_LOOK = 4; // pages read, the likeliest first

export const conduct: Conduct = async (run, given) => {
	const tools = { ...given, held: new Reservations() };
	const question = run.view().question;
	if (!question) throw new Error(`run ${run.id} has no question`);
	await shelveAgain(run, tools);
	// What came too late for a version opens the next one.
	do await oneVersion({ run, tools }, question);
	while (run.view().status === 'running');
};

async function oneVersion(hands: Hands, question: Question): Promise<void> {
	const { run, tools } = hands;
	const gathering = gatherSignal(run, tools);
	const { signal } = gathering;
	try {
		const first = run.view().version.number === 1;
		if (first && !isDone(run.view(), 'write')) {
			await prepare(hands, question);
			await gather(hands, signal);
		} else if (!first && wantsMore(run.view()) && !isDone(run.view(), 'write')) {
			await moreRounds(hands, { from: run.view().version.round, signal });
		}
		if (run.view().version.whole) await writeWhole(hands);
		else await writeAgain(hands);
		await heed(hands);
		await run.append((view) => endingOf(view, { budget: budgetNow(view), ended: endOf(view) }));
	} finally {
		gathering.end();
	}
}

async function gather(hands: Hands, signal: AbortSignal): Promise<void> {
	const budget = budgetNow(hands.run.view());
	await gatherRound(hands, { round: 0, signal });
	await whileGathering(hands, { name: 'rubric', signal }, () =>
		widenedRubric(outward(hands), budget)
	);
	await noteEnd(hands.run, signal);
	await approval(hands.run);
	await moreRounds(hands, { from: 1, signal });
}

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

interface Round {
	readonly round: number;
	readonly signal: AbortSignal;
}

/** Searches, reads and digests one round. Told to end gathering, it digests what there is. */
async function gatherRound(hands: Hands, { round, signal }: Round): Promise<void> {
	const { run, tools } = hands;
	const name = `round ${round}`;
	if (isDone(run.view(), name)) return;
	const budget = budgetNow(run.view());
	await untilEnded(signal, () => searchPending(run, tools, signal));
	const before = run.view();
	const tried = webTries(before, round);
	const limit = Math.min(round === 0 ? budget.scoutPages : budget.roundPages, budget.pages - tried);
	const picks = picksOf(before, { round, limit: Math.max(0, limit) });
	const recorded = () => (round === 0 ? firstLook(hands) : Promise.resolve());
	const wave = { picks, round, patience: budget.patience, signal, recorded };
	await untilEnded(signal, () => readWave(run, tools, wave));
	const pages = budget.pages - tried - picks.filter(({ url }) => !isPrivate(url)).length;
	await untilEnded(signal, () => readOpenCopies(run, tools, { wave, pages }));
	await noteEnd(run, signal);
	if (round === 0) await step(hands, 'glance', () => glance(hands));
	await step(hands, name, () => digest(hands, { budget, round }));
	await whileGathering(hands, { name: `reflect ${round}`, signal }, () =>
		reflected(outward(hands), { round, budget })
	);
	// A section that is added is looked for on the web: its question is made of what may be known outside.
	await whileGathering(hands, { name: `outline ${round}`, signal }, () =>
		livingOutline(outward(hands), { round, budget })
	);
}

/** A model's step that says what else to look for. Once gathering has ended nobody would look: the report would call it not found. */
async function whileGathering(
	hands: Hands,
	{ name, signal }: { name: string; signal: AbortSignal },
	work: Parameters<typeof step>[2]
): Promise<void> {
	if (!canWrite(hands.tools) || isDone(hands.run.view(), name)) return;
	await noteEnd(hands.run, signal);
	if (endOf(hands.run.view()) === null) await step(hands, name, work);
}

/**
 * Something to read while the other pages of the first round are still on their way, which is seconds where they all
 * stand on one site. When it is time is told by the facts alone, so that a resumed run looks at the same place.
 */
async function firstLook(hands: Hands): Promise<void> {
	const read = hands.run.view().sources.filter(({ round }) => round === 0);
	if (read.length >= FIRST_LOOK) await step(hands, 'first look', () => glance(hands));
}

/** Rounds go on until everything is answered and nothing new came, or the budget or the reader says enough. */
async function moreRounds(
	{ run, tools }: Hands,
	{ from, signal }: { from: number; signal: AbortSignal }
): Promise<void> {
	// Read anew each round: the reader may have added to the budget.
	for (let round = from; round <= budgetNow(run.view()).rounds; round += 1) {
		const budget = budgetNow(run.view());
		const planned = isDone(run.view(), `plan ${round}`);
		if (!planned) await noteEnd(run, signal);
		if (!planned && (signal.aborted || isCovered(run.view(), { round, budget }))) return;
		await step({ run, tools }, `plan ${round}`, async () => {
			// What becomes a query to the web is made of what may be known outside.
			const outside = outward({ run, tools });
			const written = await writtenQueries(outside, { round, budget });
			const drafts = await roundPlan(outside.run.view(), tools, { round, budget, written });
			return () => drafts;
		});
		if (!hasWork(run.view(), { round, budget })) return;
		await gatherRound({ run, tools }, { round, signal });
	}
}

/** Everything written from what was gathered. */
async function writeWhole(hands: Hands): Promise<void> {
	const { run, tools } = hands;
	const budget = budgetNow(run.view());
	await step(hands, 'write', () => Promise.resolve((view: RunView) => finalDrafts(view, budget)));
	if (!canWrite(tools)) {
		await step(hands, 'verify', () => verified(hands, { budget, pass: 1 }));
		return;
	}
	await step(hands, 'arrange', () => arrangedOutline(hands, budget));
	await writePass(hands, { budget, pass: 1, remarks: [] });
	for (let pass = 2; pass <= budget.audits + 1; pass += 1) {
		const remarks = await audited(hands, { budget, pass });
		if (remarks.length === 0) break;
		await writePass(hands, { budget, pass, remarks });
	}
	await step(hands, 'complete', () => completed(hands));
}

/** Nothing that answers is lost, nothing is said twice. */
async function completed({ run, tools }: Hands): Promise<(view: RunView) => readonly FactDraft[]> {
	const view = run.view();
	const [rules] = findingSections(view);
	const added = rules ? lostAnswers(view, rules) : [];
	const checks = await checkDrafts(imagine(view, added), createChecker(view, tools));
	const drafts = [...added, ...checks];
	return (now) => [...drafts, ...withoutRepeats(imagine(now, drafts))];
}

/** Only what the reader's additions touch; the rest of the frozen report stays as it is. */
async function writeAgain(hands: Hands): Promise<void> {
	const { run, tools } = hands;
	const budget = budgetNow(run.view());
	await step(hands, 'write', () => Promise.resolve((view: RunView) => finalDrafts(view, budget)));
	if (canWrite(tools)) {
		const composing = { budget, pass: 1, remarks: [] };
		await composed(hands, composing);
	}
	await step(hands, 'verify', () => verified(hands, { budget, pass: 1 }));
	await step(hands, 'answer', () => answered(hands));
}

/** What the reader banned, allowed again, pinned or named: its sentences mended. As often as there is something to do. */
async function heed(hands: Hands): Promise<void> {
	const { run } = hands;
	for (;;) {
		await run.boundary();
		const view = run.view();
		const name = `amend ${view.steers.length}`;
		const begun = isDone(view, name);
		if (!begun && !wantsAmending(view)) return;
		const budget = budgetNow(view);
		await step(hands, name, () => amended(hands, budget));
		await step(hands, `verify ${name}`, () =>
			verified(hands, { budget, pass: name, narrow: true })
		);
		await step(hands, `answer ${name}`, () => answered(hands));
		if (begun) return;
	}
}

async function answered(hands: Hands): Promise<(view: RunView) => readonly FactDraft[]> {
	const section = fullerAnswer(hands.run.view());
	const drafts = section ? await answerDrafts(hands, { section, by: RULES }) : [];
	return () => drafts;
}

/** Sections, checks, and the answer from what passed: once after gathering, again after an audit's remarks. */
async function writePass(hands: Hands, composing: Composing): Promise<void> {
	const { budget, pass } = composing;
	await composed(hands, composing);
	await step(hands, `verify ${pass}`, () => verified(hands, { budget, pass }));
	await step(hands, `answer ${pass}`, async () => {
		const written = await composeAnswer(hands, { budget, pass });
		const drafts = written ? await answerDrafts(hands, written) : [];
		const reworded = await rewordedAnswer(hands, {
			view: imagine(hands.run.view(), drafts),
			budget,
			pass
		});
		return () => [...drafts, ...reworded];
	});
}

/** The sections of a pass, as many side by side as the writer takes; those of one step are written from the same view. */
async function composed(hands: Hands, composing: Composing): Promise<void> {
	const { run, tools } = hands;
	const done = composedIn(run.view(), composing.pass);
	const left = sectionsToWrite(run.view(), composing).filter(({ id }) => !done.has(id));
	for (const some of groupsOf(left, widthOf(tools, 'large'))) {
		const ids = some.map(({ id }) => id);
		await step(hands, `compose ${ids.join(' ')} ${composing.pass}`, () =>
			composeSections(hands, { ids, composing })
		);
	}
}

/** Sections that the steps of a pass have written already. */
function composedIn(view: RunView, pass: number): Set<string> {
	const names = stepsNow(view).map(({ step: name }) => name.split(' '));
	const ours = names.filter((name) => name[0] === 'compose' && name.at(-1) === `${pass}`);
	return new Set(ours.flatMap((name) => name.slice(1, -1)));
}

interface Verifying {
	readonly budget: Budget;
	readonly pass: number | string; // names its calls
	readonly narrow?: boolean; // only sentences without a verdict may change
}

/** Every sentence checked, what failed mended once and checked again, what cannot be mended left out. */
async function verified(
	hands: Hands,
	verifying: Verifying
): Promise<(view: RunView) => readonly FactDraft[]> {
	const view = hands.run.view();
	const drafts = await settled(hands, view, verifying);
	return (now) => [...drafts, ...pruned(imagine(now, drafts))];
}

async function settled(
	hands: Hands,
	view: RunView,
	{ budget, pass, narrow = !view.version.whole }: Verifying
): Promise<FactDraft[]> {
	const among = narrow ? openSentences(view) : null;
	const fresh = createChecker(view, hands.tools);
	const first = await checkDrafts(view, fresh);
	const checks = [...first, ...letterDrafts(imagine(view, first), among)];
	const checked = imagine(view, checks);
	const checker = fresh.on(checked);
	const opinions = await judgeDrafts(hands, { view: checked, budget, pass, among });
	const seen = imagine(view, [...checks, ...opinions]);
	const repairs = await repairDrafts(seen, checker);
	const mended = [...checks, ...opinions, ...repairs];
	const written = canWrite(hands.tools)
		? await rewriteDrafts(hands, {
				...{ budget, pass, among, checker, kind: 'findings' },
				view: imagine(view, mended)
			})
		: [];
	const again = await checkDrafts(imagine(view, [...mended, ...written]), checker);
	return [...mended, ...written, ...again];
}

/** The written answer, if at least one of its sentences passes; otherwise the quotes that stand there stay. */
async function answerDrafts(
	{ run, tools }: Hands,
	{ section, by }: { section: Section; by: string }
): Promise<FactDraft[]> {
	const view = run.view();
	const writing: FactDraft = { type: 'section.written', section, by };
	const checker = createChecker(view, tools);
	const checks = await checkDrafts(imagine(view, [writing]), checker);
	const seen = imagine(view, [writing, ...checks]);
	const repairs = await repairDrafts(seen, checker);
	const again = await checkDrafts(imagine(seen, repairs), checker);
	const drafts = [writing, ...checks, ...repairs, ...again];
	const after = imagine(view, drafts);
	const stands = after.sections
		.find((one) => one.id === section.id)
		?.sentences.some((one) => one.verdict !== 'unsupported' && one.verdict !== null);
	return stands === true ? [...drafts, ...pruned(after)] : [];
}

/** The quotes of the answer in a model's words, where a section says them so already or the model can. */
async function rewordedAnswer(
	hands: Hands,
	{ view, budget, pass }: { view: RunView; budget: Budget; pass: number }
): Promise<FactDraft[]> {
	const checker = createChecker(view, hands.tools);
	const rewriting = { view, budget, pass, among: null, checker, kind: 'answer' as const };
	const written = await rewriteDrafts(hands, rewriting);
	return [...written, ...(await checkDrafts(imagine(view, written), checker))];
}

/** Sections rewritten without sentences that failed; the verdicts of the others stay with them. */
function pruned(view: RunView) {
	return view.sections.flatMap((section) => {
		const kept = withoutUnsupported(section);
		return kept ? [{ type: 'section.written' as const, section: kept, by: RULES }] : [];
	});
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
