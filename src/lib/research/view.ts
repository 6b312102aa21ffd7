/** The view: the shape of what a list of facts means (fold.ts makes it), and the plainest things to ask of it. */
import type {
	Brief,
	Conflict,
	EngineReply,
	Evidence,
	Gap,
	Hit,
	ModelCall,
	OutlineSection,
	Problem,
	Query,
	Question,
	RubricItem,
	Section,
	Skipped,
	Source,
	Spending,
	Status
} from './run.ts';
import { isAt } from './scope.ts';
import type { Steer } from './steer.ts';

export interface Asked extends Query {
	readonly hits: readonly Hit[] | null; // null until hits.found
	readonly replies: readonly EngineReply[];
}

export interface Usage {
	readonly searches: number;
	readonly pages: number;
	readonly bytes: number;
	readonly inputTokens: number;
	readonly cachedTokens: number;
	readonly outputTokens: number;
	readonly usd: number | null; // null while nothing with a known price was spent
	readonly unpriced: number; // calls whose price is unknown
}

export interface StepTime {
	readonly step: string;
	readonly ms: number;
}

export interface Timings {
	readonly startedAt: number | null;
	readonly firstSectionAt: number | null;
	readonly endedAt: number | null;
	readonly restingSince: number | null; // paused, or over
	readonly restedMs: number; // not counted against the time budget
	readonly steps: readonly StepTime[];
}

export interface Rejected {
	readonly quote: string;
	readonly sourceId: string;
	readonly reason: string;
}

/** What a run had spent at a moment; active time in seconds. */
export interface Spent {
	readonly searches: number;
	readonly pages: number;
	readonly tokens: number;
	readonly usd: number;
	readonly seconds: number;
}

/** A finished report: the facts up to `seq`. */
export interface Version {
	readonly number: number; // from 1
	readonly seq: number; // of its run.finished
	readonly at: number;
}

/** The version that is being worked on, or the last one when the run is over. */
export interface VersionNow {
	readonly number: number;
	readonly openedAt: number; // milliseconds since the epoch; 0 for the first
	readonly round: number; // its first round
	readonly steps: number; // steps taken before it
	readonly steers: number; // steers given before it
	readonly heard: number; // steers that its plans could still take up
	readonly gathered: number; // steers when it last gathered
	readonly opening: boolean; // nothing happened in it yet but what opened it
	readonly whole: boolean; // everything is written: the first version, and a report of quotes written with a model
	readonly spent: Spent; // before it
	readonly left: Spent; // of the budget before it
}

/** What a later version that is given up leaves as it was. */
export type Frozen = Pick<
	RunView,
	| 'sections'
	| 'outline'
	| 'order'
	| 'title'
	| 'notes'
	| 'rubric'
	| 'gaps'
	| 'plan'
	| 'conflicts'
	| 'banned'
	| 'pinned'
	| 'question'
>;

export interface RunView {
	readonly id: string;
	readonly seq: number; // of the last fact folded
	readonly status: Status;
	readonly question: Question | null; // null only before run.started
	readonly brief: Brief | null;
	readonly rubric: readonly RubricItem[] | null;
	readonly outline: readonly OutlineSection[] | null;
	readonly queries: readonly Asked[];
	readonly sources: readonly Source[];
	readonly skipped: readonly Skipped[];
	readonly evidence: readonly Evidence[];
	readonly rejected: readonly Rejected[];
	readonly gaps: readonly Gap[];
	readonly sections: readonly Section[]; // newest revision of each, in order of first writing
	/** A writer's sentences so far; one that code could not tell counts half as failed. */
	readonly claims: { readonly checked: number; readonly failed: number };
	readonly conflicts: readonly Conflict[];
	readonly steers: readonly Steer[]; // what the user added, in order
	readonly approved: boolean;
	readonly plan: readonly OutlineSection[] | null; // order and headings that hold: the reader's, or a model's so far
	readonly banned: readonly string[]; // sources by id; sites are in the question's scope
	readonly pinned: readonly string[]; // sources by id and sites by host name: preferred
	readonly setAside: readonly Evidence[]; // of banned sources: no evidence while they are
	readonly version: VersionNow;
	readonly versions: readonly Version[]; // finished, oldest first
	readonly frozen: Frozen | null; // the finished report, while a later version is worked on
	readonly usage: Usage;
	readonly calls: readonly ModelCall[]; // in the order they ended
	/** What the run waits for by itself, and until when (milliseconds since the epoch). */
	readonly rest: { readonly until: number; readonly why: string } | null;
	readonly timings: Timings;
	readonly title: string | null; // set when the report is frozen
	readonly order: readonly string[] | null; // reading order of the frozen report
	readonly notes: readonly string[];
	/** In a shared view: how much rests on private documents and is not in it. */
	readonly withheld?: { readonly sentences: number; readonly sources: number };
	readonly problem: Problem | null;
	readonly pausedFor: string | null; // why it rests, while it is paused
}

/** A spending of nothing, to be filled in with what was. */
export const NOTHING_SPENT: Omit<Spending, 'step' | 'ms'> = {
	searches: 0,
	pages: 0,
	bytes: 0,
	inputTokens: 0,
	cachedTokens: 0,
	outputTokens: 0,
	usd: null
};

const NOTHING: Spent = { searches: 0, pages: 0, tokens: 0, usd: 0, seconds: 0 };
const FIRST: VersionNow = {
	number: 1,
	openedAt: 0,
	round: 0,
	steps: 0,
	steers: 0,
	heard: 0,
	gathered: 0,
	opening: false,
	whole: true,
	spent: NOTHING,
	left: NOTHING
};

export function emptyView(id: string): RunView {
	return {
		id,
		seq: 0,
		status: 'queued',
		question: null,
		brief: null,
		rubric: null,
		outline: null,
		queries: [],
		sources: [],
		skipped: [],
		evidence: [],
		rejected: [],
		gaps: [],
		sections: [],
		claims: { checked: 0, failed: 0 },
		conflicts: [],
		steers: [],
		approved: false,
		plan: null,
		banned: [],
		pinned: [],
		setAside: [],
		version: FIRST,
		versions: [],
		frozen: null,
		usage: { ...NOTHING_SPENT, unpriced: 0 },
		calls: [],
		rest: null,
		timings: {
			startedAt: null,
			firstSectionAt: null,
			endedAt: null,
			restingSince: null,
			restedMs: 0,
			steps: []
		},
		title: null,
		order: null,
		notes: [],
		problem: null,
		pausedFor: null
	};
}

/** What the user asked of the writing, in order. */
export function instructionsOf(view: Pick<RunView, 'steers'>): string[] {
	return view.steers.flatMap((one) => (one.kind === 'instruction' ? [one.text] : []));
}

/** True when nothing more can happen in the run. */
export function isOver(view: Pick<RunView, 'status'>): boolean {
	return view.status === 'done' || view.status === 'stopped' || view.status === 'failed';
}

/** True when the run can go on with a next version: it is over, and a finished report is there. */
export function canGoOn(view: Pick<RunView, 'status' | 'versions'>): boolean {
	return isOver(view) && view.versions.length > 0;
}

/** True when a model can write the report that was made without one, or that no model's answers came for. */
export function canUpgrade(view: Pick<RunView, 'status' | 'versions' | 'calls'>): boolean {
	const written = view.calls.some(
		({ prompt, outcome }) =>
			/^(?:section|answer)@/u.test(prompt) && (outcome === 'ok' || outcome === 'repaired')
	);
	return canGoOn(view) && !written;
}

/** What was added for the version that is being worked on, in order. */
export function steersNow(view: Pick<RunView, 'steers' | 'version'>): readonly Steer[] {
	return view.steers.slice(view.version.steers);
}

/** The steps of the version that is being worked on. */
export function stepsNow(view: Pick<RunView, 'timings' | 'version'>): readonly StepTime[] {
	return view.timings.steps.slice(view.version.steps);
}

/** What was added after gathering was over and asks for more of it: it is for the next version. */
export function unheard(
	view: Pick<RunView, 'steers' | 'version' | 'gaps' | 'sources' | 'skipped'>
): readonly Steer[] {
	const { heard, gathered } = view.version;
	return view.steers.filter((steer, at) => {
		if (steer.kind === 'extend') return at >= gathered;
		if (at < heard) return false;
		if (steer.kind === 'question') return !view.gaps.some((gap) => gap.question === steer.text);
		if (steer.kind !== 'url') return false;
		const read = view.sources.some((one) => isAt(one, steer.text));
		return !read && !view.skipped.some((one) => one.url === steer.text);
	});
}
