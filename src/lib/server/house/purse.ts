/** The month's money: what models cost so far, what they may cost, and whether a call may still be made. */
import { LimitsBody } from '../../research/settings.ts';
import type { Config } from '../config.ts';
import { Reservations, type Place } from '../engine/reserve.ts';
import type { Ledger, SettingValues } from '../ports.ts';
import type { Connections } from './connections.ts';

export interface LimitSettings {
	readonly monthlyUsd: number | null;
	readonly waitOffPeak: boolean;
	readonly findLocal: boolean;
}

/** The limits in force: the environment's, else those kept, else none. */
export class LimitsKept {
	readonly #config: Config['limits'];
	readonly #values: SettingValues;
	#now: LimitSettings = { monthlyUsd: null, waitOffPeak: false, findLocal: true };

	private constructor(config: Config['limits'], values: SettingValues) {
		this.#config = config;
		this.#values = values;
	}

	static async open(config: Config['limits'], values: SettingValues): Promise<LimitsKept> {
		const made = new LimitsKept(config, values);
		await made.#read();
		return made;
	}

	async #read(): Promise<void> {
		const kept = LimitsBody.safeParse(await this.#values.read('limits')).data ?? {};
		const { monthlyUsd, waitOffPeak, findLocal } = this.#config;
		this.#now = {
			monthlyUsd: monthlyUsd ?? kept.monthlyUsd ?? null,
			waitOffPeak: waitOffPeak ?? kept.waitOffPeak ?? false,
			findLocal: findLocal ?? kept.findLocal ?? true
		};
	}

	get now(): LimitSettings {
		return this.#now;
	}

	/** True for what the environment sets. */
	isLocked(name: keyof LimitSettings): boolean {
		return this.#config[name] !== null;
	}

	/** Takes over what may be changed; what is left out stays. */
	async set(body: LimitsBody): Promise<void> {
		// What the environment sets is not kept: it would stay when the environment lets go of it.
		const kept = LimitsBody.safeParse(await this.#values.read('limits')).data ?? {};
		await this.#values.write('limits', { ...kept, ...body });
		await this.#read();
	}
}

export interface PurseParts {
	readonly ledger: Ledger;
	readonly limits: LimitsKept;
	readonly connections: Connections;
	readonly now: () => number;
}

/** Midnight UTC on the first of the month. */
export function monthOf(at: number): number {
	const day = new Date(at);
	return Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1);
}

export function createPurse({ ledger, limits, connections, now }: PurseParts) {
	const month = async () => {
		const since = monthOf(now());
		const spent = await ledger.spent(since);
		const usd = spent.reduce((sum, one) => sum + one.usd, 0);
		const unpriced = spent.reduce((sum, one) => sum + one.unpriced, 0);
		const cap = limits.now.monthlyUsd;
		return { since, spent, usd, unpriced, left: cap === null ? null : Math.max(0, cap - usd) };
	};
	const connectionOf = (model: string) =>
		connections.out().find(({ name, model: id }) => `${name}/${id}` === model);
	const lacks = async (model: string, wanted = 0): Promise<string | null> => {
		const cap = limits.now.monthlyUsd;
		const one = connectionOf(model);
		if (cap === null || one?.free === true) return null;
		const { spent, usd } = await month();
		if (usd >= cap || usd + wanted > cap) {
			return `the month's limit for models is used up ($${usd.toFixed(2)} of $${cap.toFixed(2)} spent)`;
		}
		const unknown = spent.find((each) => each.model === model)?.unpriced ?? 0;
		return unknown > 0 && (one?.price ?? null) === null ? UNKNOWN : null;
	};
	const inFlight = new Reservations();
	return {
		month,
		/** Why a model may not be asked now, in words; null when it may. `wanted`: USD that it and calls in flight may cost. */
		lacks,
		/**
		 * A call's place under the month's limit beside the calls of all runs, held until it stands in the ledger; or why it
		 * has none. `usd` is what it may cost at most; of an unknown price only one is in flight: it may tell what it cost.
		 */
		take: async (model: string, usd: number | null): Promise<Place> => {
			if (limits.now.monthlyUsd === null || connectionOf(model)?.free === true)
				return { lacking: null, end: () => undefined };
			const unknown = usd === null ? 1 : 0; // counted where a run counts tokens
			return inFlight.take({
				model: { id: model, atOnce: Infinity },
				needs: { tokens: unknown, usd: usd ?? 0 },
				lacks: async (reserved) =>
					unknown > 0 && reserved.tokens > 0
						? UNKNOWN
						: lacks(model, (reserved.usd ?? 0) + (usd ?? 0))
			});
		}
	};
}
const UNKNOWN =
	"the price of the model is not known, so the month's limit could not be kept: give its price in the settings";
export type Purse = ReturnType<typeof createPurse>;
