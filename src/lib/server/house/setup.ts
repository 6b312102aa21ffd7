/** The settings face of the house: what is set, what may be changed, what the models did so far. */
import type {
	ConnectionBody,
	ConnectionChange,
	ConnectionOut,
	EmbeddingBody,
	LimitsBody,
	Measured,
	RolesBody,
	SettingsOut
} from '../../research/settings.ts';
import { Failure } from '../net/failure.ts';
import type { Ledger } from '../ports.ts';
import type { ModelConnection } from '../providers/model/client.ts';
import type { LocalServer } from '../providers/model/discover.ts';
import { PROFILES } from '../providers/model/profiles.ts';
import type { EngineHealth } from '../providers/search/health.ts';
import type { Connections } from './connections.ts';
import type { OffPeak, PeakNow } from './off-peak.ts';
import type { LimitSettings, LimitsKept, Purse } from './purse.ts';

/** What the settings page and its API may do. Failures: "missing", "refused" (set elsewhere, or twice), "malformed". */
export interface Setup {
	read(): Promise<SettingsOut>;
	add(body: ConnectionBody): Promise<ConnectionOut>;
	change(id: string, change: ConnectionChange): Promise<ConnectionOut>;
	remove(id: string): Promise<void>;
	/** Tests a connection by a few bounded requests and keeps what was found. */
	test(id: string): Promise<ConnectionOut>;
	setRoles(roles: RolesBody): Promise<void>;
	setLimits(limits: LimitsBody): Promise<void>;
	/** A larger model to compare meanings with; null: the built-in one. The same again tries again what failed. */
	setEmbedding(body: EmbeddingBody): Promise<void>;
	/** Throws the chosen model's files away and fetches them again, whatever they were the first time. */
	fetchEmbedderAnew(): Promise<void>;
	/** What a run takes of models, by effort; null without a model. */
	estimates(): Promise<SettingsOut['estimates']>;
	/** Whether models now cost more than they will, and until when. Null when none has cheaper hours. */
	offPeak(): PeakNow | null;
}

export interface EmbeddingFace {
	out(): SettingsOut['embedding'];
	choose(body: EmbeddingBody): Promise<void>;
	anew(): Promise<void>;
}

export interface SetupParts {
	readonly connections: Connections;
	readonly limits: LimitsKept;
	readonly purse: Purse;
	readonly ledger: Ledger;
	readonly engines: () => readonly EngineHealth[];
	readonly embedding: EmbeddingFace;
	readonly local: () => readonly LocalServer[];
	readonly estimates: () => Promise<SettingsOut['estimates']>;
	readonly offPeak: OffPeak;
	readonly measure: (connection: ModelConnection) => Promise<Measured>;
}

export function createSetup(parts: SetupParts): Setup {
	const { connections, limits, measure } = parts;
	return {
		read: () => readAll(parts),
		add: (body) => connections.add(body),
		change: (id, change) => connections.change(id, change),
		remove: (id) => connections.remove(id),
		test: async (id) => {
			const wire = await connections.wire(connections.find(id));
			return connections.keep(id, await measure(wire));
		},
		setEmbedding: (body) => parts.embedding.choose(body),
		fetchEmbedderAnew: () => parts.embedding.anew(),
		estimates: parts.estimates,
		offPeak: () => parts.offPeak.now(),
		setRoles: (roles) => connections.setRoles(roles),
		setLimits: async (body) => {
			const locked = (Object.keys(body) as (keyof LimitSettings)[]).find((name) =>
				limits.isLocked(name)
			);
			if (locked !== undefined) {
				const message = `${ENVIRONMENT[locked]} is set in the environment and is changed there.`;
				throw new Failure('refused', message, { provider: 'settings' });
			}
			await limits.set(body);
		}
	};
}

const ENVIRONMENT: Readonly<Record<keyof LimitSettings, string>> = {
	monthlyUsd: 'MONTHLY_USD',
	waitOffPeak: 'WAIT_OFF_PEAK',
	findLocal: 'FIND_LOCAL_MODELS'
};

async function readAll(parts: SetupParts): Promise<SettingsOut> {
	const { connections, limits, purse, ledger } = parts;
	const { usd, unpriced, left, since } = await purse.month();
	const { whole, own } = connections.roles;
	const all = connections.out();
	const limit = <K extends keyof LimitSettings>(name: K) => ({
		value: limits.now[name],
		locked: limits.isLocked(name)
	});
	return {
		connections: all,
		roles: { small: [...whole.small], medium: [...whole.medium], large: [...whole.large] },
		ownRoles: own,
		limits: {
			monthlyUsd: limit('monthlyUsd'),
			waitOffPeak: limit('waitOffPeak'),
			findLocal: limit('findLocal')
		},
		month: { since: new Date(since).toISOString(), usd, unpriced, left },
		local: parts
			.local()
			.filter((one) => !all.some(({ baseUrl }) => baseUrl === one.baseUrl))
			.map((one) => ({ ...one, models: [...one.models] })),
		estimates: await parts.estimates(),
		scorecards: [...(await ledger.scorecards())],
		providers: PROFILES.map(({ label, baseUrl }) => ({ provider: label, baseUrl })),
		engines: parts.engines().map((one) => ({ ...one })),
		embedding: parts.embedding.out()
	};
}
