/**
 * What calls to models may spend, with those that are in flight counted: each reserves what it may take at most before
 * it is sent, and gives it back when its fact is written. So calls side by side never go beyond a cap together.
 */
import type { Budget } from '../../research/effort.ts';
import type { RunView } from '../../research/fold.ts';
import type { Phase } from './prompts/prompt.ts';

/**
 * Share of tokens, money and time that is gone when a phase may spend no more: writing always has room (section 6.3), the
 * sections and the answer before the order of the sections and other words for single quotes.
 */
const SHARE: Readonly<Record<Phase, { spend: number; time: number }>> = {
	plan: { spend: 0.7, time: 0.35 },
	gather: { spend: 0.85, time: 0.6 },
	polish: { spend: 0.95, time: 0.85 },
	write: { spend: 1, time: 0.95 }
};

/** What a call may spend at most, or what all calls in flight may. */
export interface Reserve {
	readonly tokens: number; // in and out
	readonly usd: number | null; // null: the price is not known
}

export const NO_RESERVE: Reserve = { tokens: 0, usd: 0 };

interface Wanting {
	readonly model: { readonly id: string; readonly atOnce: number };
	readonly needs: Reserve;
	/** Why the call may not be made beside what is reserved already, in words; null when it may. */
	readonly lacks: (reserved: Reserve) => Promise<string | null>;
}

/** A call's place among those in flight, or why it has none. `end` must be called when its fact is written. */
export type Place = { readonly lacking: string } | { readonly lacking: null; end(): void };

/** The calls of one run that are in flight. Places are given in the order in which they were asked for. */
export class Reservations {
	readonly #held = new Set<{ readonly model: string; readonly needs: Reserve }>();
	#door: Promise<unknown> = Promise.resolve();
	#stir: (() => void) | null = null; // set while the first in line waits for a call to end
	#ends = 0; // calls that have ended
	#broken: { readonly error: unknown } | null = null;

	/** Waits for a place. Throws what `fail` was told, so that nothing new begins once a call has broken the run. */
	take(wanting: Wanting): Promise<Place> {
		const admitted = this.#door.then(() => this.#admit(wanting));
		this.#door = admitted.catch(() => undefined);
		return admitted;
	}

	/** The run is over for all: who waits for a place is told so. */
	fail(error: unknown): void {
		this.#broken ??= { error };
		this.#stir?.();
	}

	async #admit({ model, needs, lacks }: Wanting): Promise<Place> {
		for (;;) {
			if (this.#broken) throw this.#broken.error;
			const seen = this.#ends;
			const beside = [...this.#held].filter((one) => one.model === model.id).length;
			if (beside < model.atOnce) {
				const lacking = await lacks(this.#sum());
				if (lacking === null) return this.#hold({ model: model.id, needs });
				// What is reserved may come back: only what is spent already is a reason to leave the call out.
				if (this.#held.size === 0 || (await lacks(NO_RESERVE)) !== null) return { lacking };
			}
			if (this.#ends === seen) await this.#oneEnds();
		}
	}

	#hold(one: { model: string; needs: Reserve }): Place {
		this.#held.add(one);
		const end = () => {
			this.#held.delete(one);
			this.#ends += 1;
			this.#stir?.();
		};
		return { lacking: null, end };
	}

	/** Resolves when a call in flight has ended; at once when none is there any more. */
	async #oneEnds(): Promise<void> {
		if (this.#held.size === 0 || this.#broken) return;
		await new Promise<void>((resolve) => (this.#stir = resolve));
		this.#stir = null;
	}

	#sum(): Reserve {
		const all = [...this.#held].map(({ needs }) => needs);
		const tokens = all.reduce((sum, one) => sum + one.tokens, 0);
		const usd = all.reduce<number | null>(
			(sum, one) => (sum === null || one.usd === null ? null : sum + one.usd),
			0
		);
		return { tokens, usd };
	}
}

export interface Spending {
	readonly budget: Budget;
	readonly phase: Phase;
	readonly needs: Reserve;
	readonly reserved: Reserve; // by the calls in flight
	readonly now: number; // milliseconds since the epoch
	readonly ms: number; // that the call may be expected to take; 0: nothing is known of its model yet
}

/** Why a call may not be made now, in words; null when it may. */
export function lacksBudget(view: RunView, spending: Spending): string | null {
	return lacksTokens(view, spending) ?? lacksMoney(view, spending) ?? lacksTime(view, spending);
}

/** The part of a budget that a phase may have spent: shares are of what this version may spend. */
function cap(gone: number, whole: number, share: number): number {
	return gone + (whole - gone) * share;
}

function lacksTokens(view: RunView, { budget, phase, needs, reserved }: Spending): string | null {
	const used = view.usage.inputTokens + view.usage.outputTokens;
	const most = cap(budget.from.tokens, budget.tokens, SHARE[phase].spend);
	return used + reserved.tokens + needs.tokens > most
		? `the token budget has no room for it (${used} of ${budget.tokens} used, about ${needs.tokens} needed)`
		: null;
}

function lacksMoney(view: RunView, { budget, phase, needs, reserved }: Spending): string | null {
	if (budget.usd === null) return null;
	const unknown = 'the price of the model is not known, so the money budget could not be kept';
	// The first call of an unknown price is made, alone: the server may tell what it cost.
	if (view.usage.unpriced > 0 || reserved.usd === null) return unknown;
	if (needs.usd === null && reserved.tokens > 0) return unknown;
	const spent = view.usage.usd ?? 0;
	const most = cap(budget.from.usd, budget.usd, SHARE[phase].spend);
	const wanted = needs.usd ?? 0;
	// Where nothing is known of the price, the money must at least not be gone.
	const room = needs.usd === null ? spent < most : spent + reserved.usd + wanted <= most;
	if (room) return null;
	return `the money budget has no room for it ($${spent.toFixed(4)} of $${budget.usd} spent, about $${wanted.toFixed(4)} needed)`;
}

function lacksTime(view: RunView, { budget, phase, now, ms }: Spending): string | null {
	const began = view.timings.startedAt ?? now;
	const seconds = (now - began - view.timings.restedMs) / 1000;
	const most = cap(budget.from.seconds, budget.seconds, SHARE[phase].time);
	if (seconds + ms / 1000 <= most) return null;
	const needed = ms > 0 ? `, about ${Math.ceil(ms / 1000)} s needed` : '';
	return `the time budget has no room for it (${Math.round(seconds)} of ${budget.seconds} s gone${needed})`;
}
