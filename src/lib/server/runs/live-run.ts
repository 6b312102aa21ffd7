/**
 * One run while it is being worked on in this process: the serialised append, the live view, its watchers and its
 * controls. Nothing here is remembered elsewhere than in the journal; losing it loses nothing.
 */
import type { Fact, FactDraft } from '../../research/facts.ts';
import { canGoOn, fold, foldAll, isOver, type RunView } from '../../research/fold.ts';
import type { Steer } from '../../research/steer.ts';
import type { Run } from '../engine/tools.ts';
import { Failure } from '../net/failure.ts';
import type { ControlKind, Journal } from '../ports.ts';

export interface Delta {
	readonly sectionId: string;
	readonly text: string;
}
export interface Watcher {
	fact(fact: Fact): void;
	delta(delta: Delta): void;
}
/** Why a run's signal was aborted. */
export type Ending = 'stop' | 'shutdown' | 'removed';

const cancelled = (why: string) => new Failure('cancelled', why, { provider: 'runs' });

export interface LiveParts {
	readonly journal: Journal;
	readonly epoch: number;
	readonly now: () => number;
	/** What the user added to the run so far, in order; taken over at step boundaries. */
	readonly steers?: () => Promise<readonly Steer[]>;
}

/** What of the reader's additions is not among the facts yet, as facts. */
function addedTo(view: RunView, steers: readonly Steer[]): FactDraft[] {
	return steers.slice(view.steers.length).map((steer) => ({ type: 'steer.added', steer }));
}

export class LiveRun implements Run {
	readonly id: string;
	readonly #journal: Journal;
	readonly #epoch: number;
	readonly #now: () => number;
	readonly #watchers = new Set<Watcher>();
	readonly #stopping = new AbortController();
	#enough = new AbortController(); // a new one for each version
	readonly #steers: () => Promise<readonly Steer[]>;
	#view: RunView;
	#ending: Ending | null = null;
	#chain: Promise<unknown> = Promise.resolve();
	#resume: (() => void) | null = null; // set while paused
	#paused: Promise<void> | null = null;
	#stirred = Promise.withResolvers<void>(); // by what the reader adds while the run waits

	constructor(view: RunView, { journal, epoch, now, steers }: LiveParts) {
		this.#steers = steers ?? (() => Promise.resolve([]));
		this.id = view.id;
		this.#view = view;
		this.#journal = journal;
		this.#epoch = epoch;
		this.#now = now;
	}

	/** Folds the journal and takes the run up with a claimed epoch. */
	static async open(id: string, parts: LiveParts): Promise<LiveRun> {
		return new LiveRun(foldAll(id, await parts.journal.read(id, 0)), parts);
	}

	get signal(): AbortSignal {
		return this.#stopping.signal;
	}
	get enough(): AbortSignal {
		return this.#enough.signal;
	}
	get ending(): Ending | null {
		return this.#ending;
	}

	view(): RunView {
		return this.#view;
	}

	append(make: (view: RunView) => readonly FactDraft[]): Promise<readonly Fact[]> {
		if (this.#stopping.signal.aborted) return Promise.reject(cancelled('the run was told to end'));
		return this.#commit(make);
	}

	/**
	 * As append, but also after the run was told to end: for the one fact that says so. What the reader had added and no
	 * step took over ends with it.
	 */
	async close(draft: FactDraft): Promise<readonly Fact[]> {
		const steers = await this.#steers();
		return this.#commit((view) => (isOver(view) ? [] : [...addedTo(view, steers), draft]));
	}

	#commit(make: (view: RunView) => readonly FactDraft[]): Promise<readonly Fact[]> {
		const job = this.#chain.then(async () => {
			const drafts = make(this.#view);
			if (drafts.length === 0) return [];
			const at = this.#now();
			const after = drafts.reduce(
				(view, draft) => fold(view, { ...draft, seq: view.seq + 1, at }),
				this.#view
			);
			const expected = { epoch: this.#epoch, seq: this.#view.seq, at, status: after.status };
			const facts = await this.#journal.append(this.id, drafts, expected);
			if (after.version.number > this.#view.version.number) this.#enough = new AbortController();
			this.#view = after;
			for (const fact of facts) for (const watcher of this.#watchers) watcher.fact(fact);
			return facts;
		});
		this.#chain = job.catch(() => undefined); // the next append must not fail for this one's sake
		return job;
	}

	tell(delta: Delta): void {
		for (const watcher of this.#watchers) watcher.delta(delta);
	}

	watch(watcher: Watcher): () => void {
		this.#watchers.add(watcher);
		return () => this.#watchers.delete(watcher);
	}

	async boundary(): Promise<void> {
		if (this.#paused !== null && !this.#stopping.signal.aborted) {
			await this.append((view) =>
				view.status === 'paused' ? [] : [{ type: 'run.paused', reason: 'asked' }]
			);
			// What is added meanwhile is taken over at once: whoever looks at the run sees it.
			while (this.#paused !== null) {
				const stirred = this.#stirred.promise;
				await this.#hear();
				if (this.#paused !== null) await Promise.race([this.#paused, stirred]);
			}
			// More than one step may wait here side by side.
			if (!this.#stopping.signal.aborted)
				await this.append((view) => (view.status === 'paused' ? [{ type: 'run.resumed' }] : []));
		}
		if (this.#stopping.signal.aborted) throw cancelled('the run was told to end');
		await this.#hear();
	}

	/** Takes over what the reader added since. */
	async #hear(): Promise<void> {
		const steers = await this.#steers();
		if (steers.length > this.#view.steers.length) {
			await this.append((view) => addedTo(view, steers));
		}
	}

	async planned(): Promise<void> {
		for (;;) {
			// Made before looking, so that what comes meanwhile is not slept through.
			const stirred = this.#stirred.promise;
			if (this.#stopping.signal.aborted) throw cancelled('the run was told to end');
			await this.#hear();
			if (this.#enough.signal.aborted) return;
			if (this.#view.steers.some((one) => one.kind === 'plan')) return;
			await stirred;
		}
	}

	/** The reader added something: a run that rests or waits for the plan looks at once, others at their next step. */
	stir(): void {
		this.#stirred.resolve();
		this.#stirred = Promise.withResolvers();
	}

	/** Opens the next version of a run that is over when something was added to it. False when there is nothing to do. */
	async reopen(): Promise<boolean> {
		const steers = await this.#steers();
		const facts = await this.append((view) => {
			const added = canGoOn(view) ? addedTo(view, steers) : [];
			return added.length === 0 ? [] : [{ type: 'run.resumed' }, ...added];
		});
		return facts.length > 0;
	}

	/** Applies a control at once; what it means for a later process is in the journal's control rows. */
	obey(kind: ControlKind): void {
		if (kind === 'pause' && this.#paused === null) {
			this.#paused = new Promise((resolve) => {
				this.#resume = resolve;
			});
		}
		if (kind === 'resume') this.#release();
		if (kind === 'finish') {
			this.#enough.abort(cancelled('gathering was told to end'));
			this.#release();
			this.stir();
		}
		if (kind === 'stop') this.end('stop');
	}

	end(why: Ending): void {
		this.#ending ??= why;
		// The reason is what aborted work throws: it must be told from failures.
		this.#stopping.abort(cancelled('the run was told to end'));
		this.#release();
		this.stir();
	}

	#release(): void {
		const resume = this.#resume;
		this.#paused = null;
		this.#resume = null;
		resume?.();
	}

	/** Resolves when every append asked for so far is on disk or refused. */
	async settled(): Promise<void> {
		await this.#chain;
	}
}
