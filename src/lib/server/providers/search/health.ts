/** What /api/v1/health and the settings page say about one engine. */
import type { EngineKind } from '../../../research/run.ts';
import type { Quota } from './quota.ts';

export interface EngineHealth {
	readonly name: string;
	readonly kind: EngineKind;
	readonly needsKey: boolean;
	/** Settings without which it is off, as in the environment. */
	readonly needs: readonly string[];
	/** Everything it needs is set. It may still be off because SEARCH_ENGINES names others. */
	readonly configured: boolean;
	readonly state: 'off' | 'untried' | 'ok' | 'failing' | 'resting';
	/** Asked only when the other general engines fail or find nothing. */
	readonly standIn: boolean;
	readonly lastError: string | null; // what went wrong last, in words
	readonly restMs: number; // how long it will still be left alone
	readonly late: number; // answers that came too late to be waited for, since the start
	readonly quota: Quota | null; // as it last said; null: it never did
}
