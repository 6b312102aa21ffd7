/**
 * A run as the browser follows it: the server's view first, then every fact through the same `fold`. Facts are applied
 * once per animation frame; a lost connection goes on from the last fact; a finished run is never connected.
 */
import type { Fact } from '#lib/research/facts.ts';
import { fold, isOver, type RunView } from '#lib/research/fold.ts';

const QUIET_MS = 3_000; // a shorter break is not worth a word
const MOST_MS = 30_000; // between two tries of a refused connection
const HIDDEN_MS = 60_000; // a hidden tab gives its connection back

export class LiveRun {
	view: RunView = $state.raw() as RunView;
	/** True while the connection has been gone for a noticeable time. */
	lost = $state(false);
	/** When the last fact came, by this browser's clock. */
	heardAt = $state(Date.now());
	#source: EventSource | null = null;
	#waiting: Fact[] = [];
	#frame = 0;
	#lostTimer: ReturnType<typeof setTimeout> | undefined;
	#hiddenTimer: ReturnType<typeof setTimeout> | undefined;
	#retryTimer: ReturnType<typeof setTimeout> | undefined;
	#refused = 0;

	constructor(view: RunView) {
		this.view = view;
	}

	/** Follows the run until it is over. Gives the function that stops following. */
	follow(): () => void {
		const visibility = () => this.#visibility();
		document.addEventListener('visibilitychange', visibility);
		this.#connect();
		return () => {
			document.removeEventListener('visibilitychange', visibility);
			this.#disconnect();
			this.#found();
			clearTimeout(this.#retryTimer);
			cancelAnimationFrame(this.#frame);
		};
	}

	#connect(): void {
		if (this.#source || isOver(this.view)) return;
		const source = new EventSource(`/api/v1/runs/${this.view.id}/events?after=${this.view.seq}`);
		this.#source = source;
		source.addEventListener('open', () => {
			this.#refused = 0;
			this.#found();
		});
		source.addEventListener('error', () => {
			this.#lostTimer ??= setTimeout(() => (this.lost = true), QUIET_MS);
			// Refused for good: EventSource does not try again by itself.
			if (source.readyState === EventSource.CLOSED) {
				this.#disconnect();
				this.#retryLater();
			}
		});
		source.addEventListener('end', () => {
			this.#apply();
			this.#disconnect();
			this.#found();
		});
		for (const type of FACT_TYPES) {
			source.addEventListener(type, (event) =>
				this.#take(JSON.parse((event as MessageEvent<string>).data) as Fact)
			);
		}
	}

	/** Waits longer each time: a server that is down, or a run that was deleted elsewhere, is not hammered. */
	#retryLater(): void {
		const wait = Math.min(MOST_MS, QUIET_MS * 2 ** this.#refused);
		this.#refused += 1;
		clearTimeout(this.#retryTimer);
		this.#retryTimer = setTimeout(() => this.#connect(), wait);
	}

	#take(fact: Fact): void {
		this.#waiting.push(fact);
		if (document.hidden) this.#apply();
		else this.#frame ||= requestAnimationFrame(() => this.#apply());
	}

	#apply(): void {
		this.#frame = 0;
		let view = this.view;
		for (const fact of this.#waiting) if (fact.seq === view.seq + 1) view = fold(view, fact);
		const torn = this.#waiting.some((fact) => fact.seq > view.seq);
		this.#waiting = [];
		this.view = view;
		this.heardAt = Date.now();
		if (isOver(view) || torn) this.#disconnect();
		if (torn) this.#connect(); // a fact is missing: ask again from the last one held
	}

	#found(): void {
		clearTimeout(this.#lostTimer);
		this.#lostTimer = undefined;
		this.lost = false;
	}

	#disconnect(): void {
		this.#source?.close();
		this.#source = null;
		clearTimeout(this.#hiddenTimer);
	}

	#visibility(): void {
		clearTimeout(this.#hiddenTimer);
		if (document.hidden) this.#hiddenTimer = setTimeout(() => this.#disconnect(), HIDDEN_MS);
		else this.#connect();
	}
}

/** Every kind of fact is an event of its own name on the wire. */
const FACT_TYPES: readonly Fact['type'][] = [
	'run.started',
	'brief.made',
	'rubric.made',
	'outline.changed',
	'query.sent',
	'hits.found',
	'source.read',
	'source.skipped',
	'evidence.found',
	'evidence.rejected',
	'gap.opened',
	'gap.closed',
	'section.written',
	'sentence.checked',
	'conflict.found',
	'budget.spent',
	'plan.approved',
	'steer.added',
	'run.paused',
	'run.resumed',
	'run.finished',
	'run.stopped',
	'run.failed'
];
