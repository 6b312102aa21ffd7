/** Connections, limits and purse, opened on the settings that are kept and those of the environment. */
import type { DatabaseSync } from 'node:sqlite';
import type { SettingsOut } from '../../research/settings.ts';
import type { Config } from '../config.ts';
import type { Conduct } from '../engine/tools.ts';
import type { Ledger } from '../ports.ts';
import { createSeal, secretOf } from '../providers/settings/seal.ts';
import { createConnectionShelf, createSettingValues } from '../providers/settings/sqlite.ts';
import { Connections } from './connections.ts';
import { createOffPeak, estimating, type OffPeak } from './off-peak.ts';
import { createPurse, LimitsKept, type Purse } from './purse.ts';

export interface Money {
	readonly connections: Connections;
	readonly limits: LimitsKept;
	readonly purse: Purse;
	readonly offPeak: OffPeak;
	readonly estimates: () => Promise<SettingsOut['estimates']>;
	/** The engine with what earlier runs taught of the models at hand. */
	learning(conduct: Conduct): Conduct;
}

const now = () => Date.now();

/** Throws Failure in words when the secret in the data folder is damaged. */
export async function openMoney(
	config: Config,
	{ db, ledger }: { db: DatabaseSync; ledger: Ledger }
): Promise<Money> {
	const seal = createSeal(secretOf({ given: config.secretKey, folder: config.dataDir }));
	const shelf = createConnectionShelf(db, { seal, now });
	const values = createSettingValues(db, now);
	const connections = await Connections.open({ config, shelf, values, ledger, now });
	const limits = await LimitsKept.open(config.limits, values);
	return {
		connections,
		limits,
		purse: createPurse({ ledger, limits, connections, now }),
		offPeak: createOffPeak({ connections, limits, now }),
		estimates: estimating({ connections, ledger, now }),
		learning: (conduct) => async (run, tools) => {
			await connections.refresh();
			await conduct(run, tools);
		}
	};
}
