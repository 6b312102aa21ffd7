/** What the library gives: passages of a run, best first. */
import type { Neighbours } from '../../research/neighbours.ts';
import type { Passage, Source } from '../../research/run.ts';
import type { Snapshot } from '../ports.ts';

export interface Found {
	readonly source: Source;
	readonly passage: Passage; // id as in the run: s7.3
	readonly score: number; // fused, 0..1 within one answer
	readonly words: number; // the lexical part, 0..1: share of the best score any text could reach
	readonly meaning: number | null; // cosine after centring; null when this passage has no vector
}

export interface FindOptions {
	readonly runId: string;
	readonly sources: readonly Source[]; // the run's sources: passages of others are never given
	readonly language: string; // of the question
	readonly limit: number;
	readonly perSource: number; // at most so many passages of one source
	/** At most so many characters of passages together, and none that is clearly weaker than the best. */
	readonly room?: number;
	/** How many passages may be embedded while the caller waits; 0 = words only. */
	readonly embed: number;
	readonly signal: AbortSignal;
}

export interface Library {
	/** Keeps the copy, before any fact names it. Idempotent. */
	keep(snapshot: Snapshot): Promise<void>;
	/** Puts the passages of a kept copy into the run's index. Idempotent, cheap when they are there. */
	shelve(runId: string, source: Source, snapshot: Snapshot): Promise<void>;
	/** Best passages for a question. Falls back to words alone where no embedder works. */
	find(query: string, options: FindOptions): Promise<readonly Found[]>;
	/** The kept copy of a source. Throws Failure "missing" when it is gone. */
	snapshot(textHash: string): Promise<Snapshot>;
	/** What stands beside a passage of a source in its kept copy; ids as in the run. Throws Failure "missing". */
	neighbours(source: Pick<Source, 'id' | 'textHash'>, passageId: string): Promise<Neighbours>;
	/** Relevance of short texts (sentences) to a question in 0..1 by meaning; null where no embedder works. */
	closeness(
		query: string,
		texts: readonly string[],
		options: { language: string; signal: AbortSignal }
	): Promise<readonly number[] | null>;
}
