/** What the engine is handed. It has no other way to the outside: no environment, no clock, no provider. */
import type { Fact, FactDraft } from '../../research/facts.ts';
import type { RunView } from '../../research/fold.ts';
import type { CollectionReader } from '../collections/found.ts';
import type { Library } from '../library/found.ts';
import type { Aligner, Model, ModelRole, Search, Traces } from '../ports.ts';
import type { Web } from '../web/page.ts';
import type { Place, Reservations } from './reserve.ts';

export interface Tools {
	readonly search: Search;
	readonly web: Web;
	readonly library: Library;
	readonly collections: CollectionReader;
	/** Models of a role, first choice first; empty when none is configured. */
	readonly models: (role: ModelRole) => readonly Model[];
	/**
	 * A call's place beside the calls of all runs, held until its fact is written, or why it has none. `usd` is what the
	 * call may cost at most; null: not known. Absent: nothing is capped beyond the run.
	 */
	readonly purse?: { take(model: string, usd: number | null): Promise<Place> };
	/** Of a recorded run: what was said then of a call that was not made. Absent: the budgets are asked now. */
	readonly refusal?: (key: string) => Promise<string | null>;
	/** The run's calls in flight. Set by the conductor. */
	readonly held?: Reservations;
	readonly traces: Traces;
	/** Compares sentences with quotes by meaning; absent where its model is not there. */
	readonly aligner?: Aligner;
	readonly clock: Clock;
}

export interface Clock {
	/** Wall time, milliseconds since the epoch. */
	now(): number;
	/** Monotonic milliseconds, for durations and budgets. */
	elapsed(): number;
	sleep(ms: number, signal: AbortSignal): Promise<void>;
	/** A number from 0 up to 1, by chance: spreads waits, decides nothing else. */
	chance(): number;
}

/** One run in the engine's hands. */
export interface Run {
	readonly id: string;
	/** The view of everything committed so far. */
	view(): RunView;
	/**
	 * Commits facts and gives them back. `make` is called inside the serialised append with the view as it then is, so
	 * that ids taken from it cannot collide; an empty list commits nothing.
	 */
	append(make: (view: RunView) => readonly FactDraft[]): Promise<readonly Fact[]>;
	/** Streams a text delta of a section being written; never stored. */
	tell(delta: { sectionId: string; text: string }): void;
	/** Aborted by stop, and at shutdown. */
	readonly signal: AbortSignal;
	/** Aborted by "write now": gathering ends, writing goes on. */
	readonly enough: AbortSignal;
	/** Resolves at once, or when a paused run is resumed. Called at step boundaries. */
	boundary(): Promise<void>;
	/** Resolves when the reader approved the plan, or wants the report now. Throws when the run is told to end. */
	planned(): Promise<void>;
}

/** The engine: folds, does the next missing thing, appends, until the run is over. */
export type Conduct = (run: Run, tools: Tools) => Promise<void>;
