/** The stores of runs on the house's database, and who is told of what is committed there. */
import type { DatabaseSync } from 'node:sqlite';
import type { Config } from '../config.ts';
import type { Call } from '../net/call.ts';
import { createSqliteJournal } from '../providers/journal/sqlite.ts';
import type { Places } from './door.ts';
import { openTelemetry } from './telemetry.ts';

interface Around {
	readonly config: Config;
	readonly places: Places;
	readonly outside: { readonly call: Call };
	readonly clock: { now(): number };
}

/** The stores, with committed facts made known to the operator's collector where one is set. */
export function openJournal(db: DatabaseSync, { config, places, outside, clock }: Around) {
	const stores = createSqliteJournal(db, () => clock.now());
	const telemetry = openTelemetry({
		...{ endpoint: config.otlp, version: places.version, call: outside.call },
		onError: (error) => places.onError('telemetry', error)
	});
	return { stores: { ...stores, journal: telemetry.over(stores.journal) }, telemetry };
}
