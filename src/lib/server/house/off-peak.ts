/** Hours in which the models in use are cheaper: whether a run waits for them, and what a run will take. */
import { estimateOf } from '../../research/estimate.ts';
import type { EFFORTS } from '../../research/run.ts';
import { type Question } from '../../research/run.ts';
import type { SettingsOut } from '../../research/settings.ts';
import { MODEL_ROLES, type Ledger, type ModelRole } from '../ports.ts';
import { ratesOf, untilOffPeak } from '../providers/model/prices.ts';
import { isTokenPlan, profileOf } from '../providers/model/profiles.ts';
import type { Rest } from '../runs/rest.ts';
import type { Connections } from './connections.ts';
import type { LimitsKept } from './purse.ts';

export interface PeakNow {
	readonly provider: string; // "DeepSeek"
	readonly until: number | null; // milliseconds since the epoch; null: it is off-peak now
	readonly byDefault: boolean; // runs wait unless told otherwise
}
export interface OffPeak {
	now(): PeakNow | null;
	byDefault(): boolean;
	/** What a run waits for before it begins; null when nothing. */
	restOf(question: Question): Rest | null;
}

interface Parts {
	readonly connections: Connections;
	readonly limits: LimitsKept;
	readonly now: () => number;
}

export function createOffPeak({ connections, limits, now }: Parts): OffPeak {
	/** The first connection of each role whose provider has peak hours; the one that is cheaper last counts. */
	const peak = () => {
		const at = now();
		const waits = MODEL_ROLES.flatMap((role) => {
			const first = connections.chain(role)[0];
			if (!first || first.price !== null || isTokenPlan(first.baseUrl)) return [];
			const { id, label } = profileOf(first.baseUrl);
			const ms = untilOffPeak(id, at);
			return ms === null ? [] : [{ provider: label, ms }];
		});
		return waits.sort((a, b) => b.ms - a.ms)[0] ?? null;
	};
	return {
		now: () => {
			const worst = peak();
			if (worst === null) return null;
			const until = worst.ms === 0 ? null : now() + worst.ms;
			return { provider: worst.provider, until, byDefault: limits.now.waitOffPeak };
		},
		byDefault: () => limits.now.waitOffPeak && peak() !== null,
		restOf: (question) => {
			const worst = question.waitOffPeak === true ? peak() : null;
			if (worst === null || worst.ms === 0) return null;
			return { until: now() + worst.ms, why: `waits for ${worst.provider}'s off-peak hours` };
		}
	};
}

/** What a run of each effort will take; null without a model. */
export function estimating({
	connections,
	ledger,
	now
}: Omit<Parts, 'limits'> & { readonly ledger: Ledger }): () => Promise<SettingsOut['estimates']> {
	const priceOf = (role: ModelRole) => {
		const first = connections.chain(role)[0];
		if (!first) return null;
		const { id, local } = profileOf(first.baseUrl);
		const free = local || isTokenPlan(first.baseUrl);
		return ratesOf({ profile: id, own: first.price, free, model: first.model, at: now() });
	};
	return async () => {
		if (connections.chain('large').length === 0) return null;
		const prices = { small: priceOf('small'), medium: priceOf('medium'), large: priceOf('large') };
		const each = async (effort: (typeof EFFORTS)[number]) =>
			estimateOf({ effort, runs: await ledger.usual(effort), prices });
		return {
			quick: await each('quick'),
			standard: await each('standard'),
			deep: await each('deep'),
			expert: await each('expert')
		};
	};
}
