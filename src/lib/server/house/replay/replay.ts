/**
 * A recorded run done again: the engine over what the outside said then, without a network, into a journal in memory.
 * Says whether it ends in the same report and, when not, which fact was the first to differ. Writes nothing.
 */
import type { Fact, FactDraft } from '../../../research/facts.ts';
import { foldAll, type RunView } from '../../../research/fold.ts';
import { PLAN_WAITS } from '../../../research/plan.ts';
import type { Steer } from '../../../research/steer.ts';
import { conduct } from '../../engine/conduct.ts';
import { PROMPTS } from '../../engine/prompts/all.ts';
import { hashOf, nameOf } from '../../engine/prompts/prompt.ts';
import type { Clock, Run, Tools } from '../../engine/tools.ts';
import { pause } from '../../net/politeness.ts';
import type { Journal, Traces } from '../../ports.ts';
import { LiveRun } from '../../runs/live-run.ts';
import { firstDifference, reportDifference } from './compare.ts';
import { recordingOf, Unrecorded, type Kept } from './record.ts';
import { abortedIn, Endings, turnOf } from './turns.ts';

export interface Recorded extends Kept {
	readonly id: string;
	readonly facts: readonly Fact[];
	/** Fresh: it has seen nothing of the run. */
	readonly library: Tools['library'];
	readonly aligner?: Tools['aligner'];
}

export interface Replayed {
	readonly same: boolean;
	/** What differs in the report, or why it was not reached; "" when it is the same. */
	readonly difference: string;
	/** The first fact that differs, times apart; null when none does. It may differ and the report be the same. */
	readonly firstFact: string | null;
	/** Prompts whose words are not those of the record. */
	readonly changedPrompts: readonly string[];
	readonly facts: number;
}

/** Why a run cannot be done again, in words; null when it can. */
export function cannotReplay(facts: readonly Fact[]): string | null {
	const last = facts.at(-1)?.type;
	if (last === 'run.stopped' || last === 'run.failed')
		return `the run ended without a report (${last})`;
	if (facts.some(({ type }) => type === 'run.stopped' || type === 'run.failed'))
		return 'a version of it was stopped or failed, and where is not in the record';
	return last === 'run.finished' ? null : 'the run is not over yet';
}

/** Does the run again. Never throws for what differs. */
export async function replay(recorded: Recorded): Promise<Replayed> {
	const { id, facts } = recorded;
	const journal = journalInMemory();
	let problem = '';
	try {
		await again(recorded, journal);
	} catch (error) {
		if (!(error instanceof Error)) throw error;
		problem = error instanceof Unrecorded ? error.message : `the engine failed: ${error.message}`;
	}
	const mine = await journal.read(id, 0);
	const before = foldAll(id, facts);
	const difference = problem || reportDifference(before, foldAll(id, mine));
	return {
		same: difference === '',
		difference,
		firstFact: firstDifference(facts, mine),
		changedPrompts: changedPrompts(before),
		facts: mine.length
	};
}

async function again(recorded: Recorded, journal: Journal): Promise<void> {
	const { id, facts } = recorded;
	const at = (view: RunView) => facts[view.seq];
	const live: LiveRun = await LiveRun.open(id, {
		journal,
		epoch: 0,
		now: () => at(live.view())?.at ?? facts.at(-1)?.at ?? 0,
		steers: () => Promise.resolve(steersUpTo(facts, live.view()))
	});
	const endings = new Endings({ facts, live });
	const run = pausing(live, { at, endings });
	const tools = toolsOf(recorded, { live, at, endings });
	await takeOver(live, at, ['run.started']);
	do {
		await rests(live, at);
		await conduct(run, tools);
		await takeOver(live, at, ['run.resumed', 'steer.added']);
	} while (live.view().status === 'running');
}

type At = (view: RunView) => Fact | undefined;

/** Commits what came from people at this very place of the record. */
async function takeOver(live: LiveRun, at: At, types: readonly Fact['type'][]): Promise<void> {
	for (let fact = at(live.view()); fact && types.includes(fact.type); fact = at(live.view())) {
		const draft: FactDraft = fact;
		await live.append(() => [draft]);
	}
}

/** Pauses and their ends, except the wait for the plan, which the engine writes itself. */
async function rests(live: LiveRun, at: At): Promise<void> {
	for (;;) {
		const next = at(live.view());
		const begins = next?.type === 'run.paused' && next.reason !== PLAN_WAITS;
		const ends = next?.type === 'run.resumed' && live.view().status === 'paused';
		if (!begins && !ends) return;
		// Steps side by side may all come here.
		await live.append((view) => (at(view) === next ? [next] : []));
	}
}

/** The run in the engine's hands, with the pauses and the end of gathering where the record has them. */
function pausing(live: LiveRun, { at, endings }: { at: At; endings: Endings }): Run {
	return {
		id: live.id,
		signal: live.signal,
		get enough() {
			return AbortSignal.any([live.enough, endings.signal]);
		},
		view: () => live.view(),
		append: (make) => live.append(make),
		tell: () => undefined,
		boundary: async () => {
			// What the reader added while it rested stands between the pause and its end.
			for (let before = -1; before !== live.view().seq;) {
				before = live.view().seq;
				await rests(live, at);
				await live.boundary();
			}
		},
		planned: async () => {
			// Nobody approved it: the reader wanted the report at once.
			if (at(live.view())?.type !== 'steer.added') live.obey('finish');
			await live.planned();
		}
	};
}

/** All that the reader had added when this place of the record was reached. */
function steersUpTo(facts: readonly Fact[], { seq }: RunView): Steer[] {
	const steers: Steer[] = [];
	for (const fact of facts) {
		if (fact.seq > seq && fact.type !== 'steer.added') break;
		if (fact.type === 'steer.added') steers.push(fact.steer);
	}
	return steers;
}

function toolsOf(
	recorded: Recorded,
	{ live, at, endings }: { live: LiveRun; at: At; endings: Endings }
): Tools {
	const { id, facts, snapshots, traces } = recorded;
	const turn = (key: string) => turnOf(key, { facts, live });
	const recording = recordingOf(id, facts, {
		...{ snapshots, traces, turn },
		endsBefore: (seq) => endings.before(seq),
		ended: (signal) => abortedIn(live, signal)
	});
	const { search, web, collections } = recording;
	const refusals = refusalsIn(facts);
	const clock: Clock = {
		now: () => {
			const next = at(live.view());
			const took = next?.type === 'budget.spent' ? next.spending.ms : 0;
			return (next?.at ?? facts.at(-1)?.at ?? 0) - took;
		},
		elapsed: () => 0,
		chance: () => 0,
		// Waits for a busy server are over at once; limits never end anything, the record does.
		sleep: (ms, signal) => pause(signal === live.signal ? 0 : NEVER_MS, signal)
	};
	return {
		...{ search, web, collections, clock, library: recorded.library, traces: forgetting() },
		...(recorded.aligner && { aligner: recorded.aligner }),
		models: (role) => recording.models(role, live.view().version.number),
		refusal: async (key) => {
			const note = refusals.get(key) ?? null;
			if (note !== null) await turn(key);
			return note;
		}
	};
}

const NEVER_MS = 2_000_000_000;

/** Calls that were not made, and what the run's or the month's budget said of them then. */
function refusalsIn(facts: readonly Fact[]): ReadonlyMap<string, string> {
	const calls = facts.flatMap((fact) => (fact.type === 'budget.spent' && fact.call) || []);
	const left = calls.filter((call) => call.outcome === 'skipped');
	return new Map(left.map((call) => [call.key, call.note]));
}

function forgetting(): Traces {
	const texts = new Map<string, string>();
	return {
		keep: async (_runId, text) => {
			const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
			const hash = Buffer.from(bytes).toString('hex');
			texts.set(hash, text);
			return hash;
		},
		find: (_runId, hash) => Promise.resolve(texts.get(hash) ?? null)
	};
}

function journalInMemory(): Journal {
	const facts: Fact[] = [];
	return {
		append: (_id, drafts, { seq, at }) => {
			const more = drafts.map((draft, place) => ({ ...draft, seq: seq + place + 1, at }));
			facts.push(...more);
			return Promise.resolve(more);
		},
		read: (_id, after) => Promise.resolve(facts.filter((fact) => fact.seq > after))
	};
}

function changedPrompts(view: RunView): string[] {
	const now = new Map(PROMPTS.map((prompt) => [nameOf(prompt), hashOf(prompt)]));
	const changed = view.calls.filter((call) => now.get(call.prompt) !== call.promptHash);
	return [...new Set(changed.map((call) => call.prompt))];
}
