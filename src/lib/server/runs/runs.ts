/**
 * Runs: start, queue, resume, control, watch, remove. The engine is handed in as a function; a run belongs to no request,
 * and only here is what it throws caught.
 */
import { randomBytes } from 'node:crypto';
import {
	canGoOn,
	canUpgrade,
	emptyView,
	foldAll,
	isOver,
	type RunView
} from '../../research/fold.ts';
import type { Problem, Question, Status } from '../../research/run.ts';
import type { Steer } from '../../research/steer.ts';
import { awaitsPlan } from '../../research/plan.ts';
import { meant } from '../../research/steered.ts';
import type { PlanSection } from '../../research/steer.ts';
import type { Conduct, Tools } from '../engine/tools.ts';
import { Failure, isCancelled } from '../net/failure.ts';
import type { ControlKind, Controls, Journal, RunRow, RunShelf } from '../ports.ts';
import { LiveRun, type Watcher } from './live-run.ts';
import { Resting, restUntil, type Rest } from './rest.ts';
import { Watch } from './watch.ts';

export interface RunsParts {
	readonly journal: Journal;
	readonly shelf: RunShelf;
	readonly controls: Controls;
	readonly conduct: Conduct;
	readonly tools: Tools;
	readonly atOnce: number; // runs worked on side by side; others wait in order
	/** What a run is to wait for before it begins; null when nothing. Absent: no run waits. */
	readonly restOf?: (question: Question) => Rest | null;
	/** Told of a run's end by an error nobody expected; for the log. */
	readonly onError: (runId: string, error: unknown) => void;
	/** Forgets what the derived index holds of a run. */
	readonly forget: (runId: string) => Promise<void>;
}

export interface WatchHandle {
	stop(): void;
}

export class Runs {
	readonly #parts: RunsParts;
	readonly #live = new Map<string, LiveRun>();
	readonly #working = new Map<string, Promise<void>>();
	readonly #waiting: string[] = [];
	readonly #resting = new Resting();
	readonly #arrivals = new Map<string, Set<(live: LiveRun) => void>>();
	readonly #reopening = new Map<string, Promise<void>>();
	#closing = false;

	constructor(parts: RunsParts) {
		this.#parts = parts;
	}

	/** Makes a run and queues it. Gives its id (128 random bits, URL-safe). */
	async start(question: Question): Promise<string> {
		const id = randomBytes(16).toString('base64url');
		await this.#parts.shelf.create({ id, question, at: this.#parts.tools.clock.now() });
		this.#enqueue(id);
		return id;
	}

	/** Takes up every run that is not over; called once when the house opens. */
	async resumeAll(): Promise<void> {
		const statuses: readonly Status[] = ['running', 'paused', 'queued'];
		const rows: RunRow[] = [];
		for (const status of statuses)
			rows.push(...(await this.#parts.shelf.list({ limit: 1000, status })));
		rows.sort((a, b) => a.createdAt - b.createdAt);
		for (const row of rows) this.#enqueue(row.id);
		for (const id of await this.#parts.controls.unheard()) this.#enqueue(id);
	}

	#enqueue(id: string): void {
		if (this.#closing) return;
		this.#waiting.push(id);
		this.#next();
	}

	#next(): void {
		while (!this.#closing && this.#working.size - this.#resting.size < this.#parts.atOnce) {
			if (this.#resting.wake()) continue;
			const id = this.#waiting.shift();
			if (id === undefined) return;
			const work = this.#work(id)
				.catch((error: unknown) => this.#parts.onError(id, error))
				.finally(() => {
					this.#working.delete(id);
					this.#live.delete(id);
					this.#next();
				});
			this.#working.set(id, work);
		}
	}

	async #work(id: string): Promise<void> {
		const { journal, shelf, controls, conduct, tools } = this.#parts;
		const row = await shelf.find(id);
		if (!row) return;
		const { epoch } = await shelf.claim(id);
		const live = await LiveRun.open(id, {
			journal,
			epoch,
			now: () => tools.clock.now(),
			steers: () => controls.steers(id)
		});
		if (isOver(live.view()) && !(await live.reopen())) return;
		this.#live.set(id, live);
		if (this.#closing) live.end('shutdown');
		for (const arrived of this.#arrivals.get(id) ?? []) arrived(live);
		this.#arrivals.delete(id);
		const told = await controls.of(id, live.view().version.openedAt);
		for (const kind of told) live.obey(kind);
		try {
			if (live.view().seq === 0)
				await live.append(() => [{ type: 'run.started', question: row.question }]);
			await this.#rest(live, { question: row.question, told });
			do await conduct(live, tools);
			while (await live.reopen()); // what came in the last moment opens the next version
		} catch (error) {
			await this.#ended(live, error);
		}
		await live.settled();
	}

	/** Waits for cheaper hours where the question asks for them, unless the user said to go on. Gives its place away. */
	async #rest(
		live: LiveRun,
		{ question, told }: { question: Question; told: readonly ControlKind[] }
	): Promise<void> {
		const begun = live.view().brief !== null || told.includes('resume') || told.includes('finish');
		const rest = begun ? null : (this.#parts.restOf?.(question) ?? null);
		if (rest === null) {
			// It rested when the process ended, and need not any more.
			await live.append((view) => (view.rest === null ? [] : [{ type: 'run.resumed' }]));
			return;
		}
		this.#resting.enter(live.id);
		this.#next();
		try {
			await restUntil(live, rest, this.#parts.tools.clock.now());
		} finally {
			const back = this.#resting.leave(live.id, live.signal);
			this.#next();
			await back;
		}
	}

	/** The one catch: told to stop, cut by shutdown (nothing is written, the run is resumed later), or failed. */
	async #ended(live: LiveRun, error: unknown): Promise<void> {
		if (live.ending === 'shutdown' || live.ending === 'removed') return;
		if (live.ending === 'stop') {
			await live.close({ type: 'run.stopped', reason: 'Stopped on request.' });
			return;
		}
		this.#parts.onError(live.id, error);
		await live.close({ type: 'run.failed', problem: problemOf(error) });
	}

	/** The view of a run, live or from the journal; null when there is none. */
	async view(id: string): Promise<RunView | null> {
		const live = this.#live.get(id);
		if (live && live.view().seq > 0) return live.view();
		const row = await this.#parts.shelf.find(id);
		if (!row) return null;
		if (row.lastSeq === 0) return { ...emptyView(id), question: row.question };
		return foldAll(id, await this.#parts.journal.read(id, 0));
	}

	/** The run as it stood when a version was finished; null when there is no such version. */
	async viewAt(id: string, version: number): Promise<RunView | null> {
		const at = (await this.view(id))?.versions.find((one) => one.number === version);
		if (!at) return null;
		const facts = await this.#parts.journal.read(id, 0);
		return foldAll(
			id,
			facts.filter((fact) => fact.seq <= at.seq)
		);
	}

	/** Keeps and applies what the user says. False when there is no such run or it is over. */
	async control(id: string, kind: ControlKind): Promise<boolean> {
		const view = await this.view(id);
		if (!view || isOver(view)) return false;
		// Going on without a word about the plan approves it as it stands.
		if (kind === 'resume' && awaitsPlan(view)) return this.approve(id, null);
		await this.#parts.controls.add(id, kind, this.#parts.tools.clock.now());
		const live = this.#live.get(id);
		live?.obey(kind);
		const place = this.#waiting.indexOf(id);
		// A waiting run that is stopped ends now, whatever runs before it.
		if (!live && kind === 'stop' && place >= 0) {
			this.#waiting.splice(place, 1);
			await this.#work(id).finally(() => this.#live.delete(id));
		}
		return true;
	}

	/**
	 * Keeps what the user adds: a run at work takes it over at its next step, one that is over goes on with its next
	 * version. False when there is no such run, or it ended without a report.
	 */
	async steer(id: string, steer: Steer): Promise<boolean> {
		const view = await this.view(id);
		if (!view || (isOver(view) && !canGoOn(view))) return false;
		await this.#parts.controls.steer(id, meant(view, steer), this.#parts.tools.clock.now());
		this.#live.get(id)?.stir();
		if (isOver(view)) await this.#reopen(id);
		return true;
	}

	/** Approves the plan a run waits with; `sections` as the reader changed them. False when it waits for none. */
	async approve(id: string, sections: readonly PlanSection[] | null): Promise<boolean> {
		const view = await this.view(id);
		if (!view || !awaitsPlan(view)) return false;
		const steer: Steer = { kind: 'plan', sections: sections && [...sections] };
		await this.#parts.controls.steer(id, steer, this.#parts.tools.clock.now());
		this.#live.get(id)?.stir();
		return true;
	}

	/** Opens the next version now, so that whoever looks next sees a run at work. */
	#reopen(id: string): Promise<void> {
		return this.#inTurn(id, async () => {
			const ending = this.#working.get(id);
			if (ending) {
				// It looks once more before it ends; what it no longer saw is taken up when it has.
				void ending
					.then(() => this.#reopen(id))
					.catch((error: unknown) => this.#parts.onError(id, error));
				return;
			}
			const { journal, shelf, controls, tools } = this.#parts;
			const { epoch } = await shelf.claim(id);
			const steers = () => controls.steers(id);
			const live = await LiveRun.open(id, { journal, epoch, now: () => tools.clock.now(), steers });
			if (await live.reopen()) this.#enqueue(id);
		});
	}

	/** Whatever opens a version of a run does so one after the other: two claims would fence each other out. */
	async #inTurn<T>(id: string, job: () => Promise<T>): Promise<T> {
		const mine = (this.#reopening.get(id) ?? Promise.resolve()).then(job);
		const settled = mine.then(
			() => undefined,
			() => undefined
		);
		this.#reopening.set(id, settled);
		try {
			return await mine;
		} finally {
			if (this.#reopening.get(id) === settled) this.#reopening.delete(id);
		}
	}

	/**
	 * Writes a finished report again with a model: the evidence stays. False when there is no such run, it has no finished
	 * report or is at work, or a model wrote it already.
	 */
	upgrade(id: string): Promise<boolean> {
		return this.#inTurn(id, async () => {
			const { journal, shelf, tools } = this.#parts;
			const asked = await this.view(id);
			if (!asked || !canUpgrade(asked)) return false;
			await this.#working.get(id); // it is ending, if it is there
			const view = await this.view(id);
			if (!view || !canUpgrade(view)) return false;
			const { epoch } = await shelf.claim(id);
			const live = await LiveRun.open(id, { journal, epoch, now: () => tools.clock.now() });
			await live.append(() => [{ type: 'run.resumed' }]);
			this.#enqueue(id);
			return true;
		});
	}

	/** Deletes a run and all that is only its own. False when there is none. */
	async remove(id: string): Promise<boolean> {
		const row = await this.#parts.shelf.find(id);
		if (!row) return false;
		const place = this.#waiting.indexOf(id);
		if (place >= 0) this.#waiting.splice(place, 1);
		this.#live.get(id)?.end('removed');
		await this.#working.get(id);
		await this.#parts.forget(id);
		await this.#parts.shelf.remove(id);
		return true;
	}

	/**
	 * Gives every fact after `after`, without gaps or repeats, then live ones; `end` once when the run is over. Facts come
	 * from the journal; what happens meanwhile is held back until the journal has been told.
	 */
	async watch(
		id: string,
		after: number,
		watcher: Watcher & { end: (status: Status) => void }
	): Promise<WatchHandle> {
		const watch = new Watch(after, watcher);
		const attach = (live: LiveRun) => watch.follow(live);
		const live = this.#live.get(id);
		if (live) attach(live);
		else this.#arrivals.set(id, (this.#arrivals.get(id) ?? new Set()).add(attach));
		watch.replay(await this.#parts.journal.read(id, after));
		const view = await this.view(id);
		if (view && isOver(view)) watch.over(view.status);
		return {
			stop: () => {
				this.#arrivals.get(id)?.delete(attach);
				watch.stop();
			}
		};
	}

	/** How much is going on: for health. */
	load(): { working: number; waiting: number } {
		return { working: this.#working.size, waiting: this.#waiting.length };
	}

	/** Ends work without ending runs: they go on when the journal is next opened. */
	async close(): Promise<void> {
		this.#closing = true;
		for (const live of this.#live.values()) live.end('shutdown');
		await Promise.allSettled(this.#working.values());
	}
}

function problemOf(error: unknown): Problem {
	if (error instanceof Failure && !isCancelled(error)) {
		return { code: error.kind, message: error.message, hint: null };
	}
	return {
		code: 'internal',
		message: 'Something unexpected ended the run. What was read and found is kept.',
		hint: 'Ask again; if it happens twice, the server log says more.'
	};
}
