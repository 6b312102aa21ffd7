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
	Status,
	Steer
} from './run.ts';

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
	readonly conflicts: readonly Conflict[];
	readonly steers: readonly Steer[]; // what the user added, in order
	readonly approved: boolean;
	readonly usage: Usage;
	readonly calls: readonly ModelCall[]; // in the order they ended
	readonly timings: Timings;
	readonly title: string | null; // set when the report is frozen
	readonly order: readonly string[] | null; // reading order of the frozen report
	readonly notes: readonly string[];
	readonly problem: Problem | null;
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
		conflicts: [],
		steers: [],
		approved: false,
		usage: { ...NOTHING_SPENT, unpriced: 0 },
		calls: [],
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
		problem: null
	};
}

/** What the user asked of the writing, in order. */
export function instructionsOf(view: Pick<RunView, 'steers'>): string[] {
	return view.steers.filter(({ kind }) => kind === 'instruction').map(({ text }) => text);
}

/** True when nothing more can happen in the run. */
export function isOver(view: Pick<RunView, 'status'>): boolean {
	return view.status === 'done' || view.status === 'stopped' || view.status === 'failed';
}
