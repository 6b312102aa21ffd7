/**
 * Connections to models: those of the environment, which stand fast, and those set up on the settings page. Gives the
 * models of each role; a change holds from the next call on, without a restart.
 */
import { randomBytes } from 'node:crypto';
import { startingShapes } from '../../research/rungs.ts';
import {
	Measured,
	RolesBody,
	type ConnectionBody,
	type ConnectionChange,
	type ConnectionOut
} from '../../research/settings.ts';
import type { Config } from '../config.ts';
import { Failure } from '../net/failure.ts';
import type {
	ConnectionShelf,
	KeptConnection,
	Ledger,
	Model,
	ModelRole,
	SettingValues
} from '../ports.ts';
import { createModel, type ModelConnection } from '../providers/model/client.ts';
import { isTokenPlan, profileFor, profileOf } from '../providers/model/profiles.ts';
import { chainsOf, type Chains } from '../providers/model/roles.ts';

export interface ConnectionsParts {
	readonly config: Config;
	readonly shelf: ConnectionShelf;
	readonly values: SettingValues;
	readonly ledger: Pick<Ledger, 'shapes'>;
	readonly now: () => number;
}

interface Wired extends KeptConnection {
	readonly locked: boolean;
	readonly measured: Measured | null;
}

const MEMORY_MS = 30 * 24 * 3_600_000; // servers are updated: what failed long ago is tried again
const NO_ROLES: RolesBody = { small: [], medium: [], large: [] };

export class Connections {
	readonly #parts: ConnectionsParts;
	#all: readonly Wired[] = [];
	#roles: RolesBody = NO_ROLES;
	#chains: Chains = NO_ROLES;
	#models = new Map<string, { print: string; model: Model }>();

	private constructor(parts: ConnectionsParts) {
		this.#parts = parts;
	}

	static async open(parts: ConnectionsParts): Promise<Connections> {
		const made = new Connections(parts);
		await made.refresh();
		return made;
	}

	/** Reads everything anew; models whose connection and memory are as before are kept. */
	async refresh(): Promise<void> {
		const { config, shelf, values } = this.#parts;
		const kept = [
			...ofEnvironment(config).map((one) => ({ ...one, locked: true })),
			...(await shelf.list()).map((one) => ({ ...one, locked: false }))
		];
		this.#all = await Promise.all(
			kept.map(async (one) => ({ ...one, measured: await this.#measuredOf(one) }))
		);
		this.#roles = RolesBody.safeParse(await values.read('roles')).data ?? NO_ROLES;
		this.#chains = this.#chained();
		const models = this.#all.map(async (one) => [one.id, await this.#modelOf(one)] as const);
		this.#models = new Map(await Promise.all(models));
	}

	#chained(): Chains {
		const env = new Set<string>(this.#all.filter((one) => one.locked).map((one) => one.id));
		const known = new Set(this.#all.map((one) => one.id));
		const own = (role: ModelRole) =>
			[...(env.has(`env-${role}`) ? [`env-${role}`] : []), ...this.#roles[role]].filter((id) =>
				known.has(id)
			);
		return chainsOf({ small: own('small'), medium: own('medium'), large: own('large') });
	}

	async #modelOf(one: Wired): Promise<{ print: string; model: Model }> {
		const connection = await this.wire(one);
		const print = JSON.stringify(connection);
		const known = this.#models.get(one.id);
		return known?.print === print ? known : { print, model: createModel(connection) };
	}

	/** What the client needs to speak to a connection, with what was measured and remembered laid over the profile. */
	async wire(one: Wired): Promise<ModelConnection> {
		const { name, baseUrl, model, context, price, measured, key } = one;
		const profile = profileFor(baseUrl, model);
		const found = measured?.usable === true ? measured.profile : null;
		const since = Math.max(measured?.at ?? 0, this.#parts.now() - MEMORY_MS);
		const scores = await this.#parts.ledger.shapes(`${name}/${model}`, since);
		return {
			name,
			baseUrl,
			model,
			apiKey: key.state === 'set' ? key.secret : '',
			price,
			measured: {
				...found,
				shapes: startingShapes(found?.shapes ?? profile.shapes, scores),
				context: context ?? found?.context ?? profile.context
			}
		};
	}

	/** Models of a role, first choice first; empty without any. */
	models(role: ModelRole): readonly Model[] {
		return this.#chains[role].flatMap((id) => this.#models.get(id)?.model ?? []);
	}

	/** Connections of a role, first choice first. */
	chain(role: ModelRole): readonly Wired[] {
		return this.#chains[role].flatMap((id) => this.#all.find((one) => one.id === id) ?? []);
	}

	get roles(): { whole: Chains; own: RolesBody } {
		return { whole: this.#chains, own: this.#roles };
	}

	/** As told to the owner: never a key. */
	out(): ConnectionOut[] {
		return this.#all.map((one) => outOf(one, this.#models.get(one.id)?.model.context ?? 0));
	}

	find(id: string): Wired {
		const one = this.#all.find((each) => each.id === id);
		if (!one) throw failure('missing', 'There is no connection with this id.');
		return one;
	}

	async add(body: ConnectionBody): Promise<ConnectionOut> {
		const id = randomBytes(6).toString('hex');
		await this.#put(id, { ...body, apiKey: body.apiKey ?? '' });
		// The first one is used at once: the main role, on which the others fall back.
		if (this.#chains.medium.length === 0) await this.setRoles({ ...this.#roles, medium: [id] });
		return this.#outOf(id);
	}

	async change(id: string, change: ConnectionChange): Promise<ConnectionOut> {
		const { name, baseUrl, model, context, price } = this.#own(id);
		await this.#put(id, { name, baseUrl, model, context, price, ...change });
		return this.#outOf(id);
	}

	async remove(id: string): Promise<void> {
		this.#own(id);
		const { shelf, values } = this.#parts;
		await shelf.remove(id);
		await values.write(`measured ${id}`, null);
		await this.setRoles(mapRoles(this.#roles, (ids) => ids.filter((each) => each !== id)));
	}

	async setRoles(roles: RolesBody): Promise<void> {
		const known = new Set([...this.#all.map((one) => one.id)]);
		const unknown = [...roles.small, ...roles.medium, ...roles.large].find((id) => !known.has(id));
		if (unknown !== undefined) throw failure('malformed', `There is no connection "${unknown}".`);
		const tidy = mapRoles(roles, (ids) => [...new Set(ids)].filter((id) => !id.startsWith('env-')));
		await this.#parts.values.write('roles', tidy);
		await this.refresh();
	}

	/** Keeps what a test of this connection found. */
	async keep(id: string, measured: Measured): Promise<ConnectionOut> {
		const { baseUrl, model } = this.find(id);
		await this.#parts.values.write(`measured ${id}`, { baseUrl, model, measured });
		await this.refresh();
		return this.#outOf(id);
	}

	/** What was measured holds for the address and the model it was measured with. */
	async #measuredOf({ id, baseUrl, model }: KeptConnection): Promise<Measured | null> {
		const raw = await this.#parts.values.read(`measured ${id}`);
		if (typeof raw !== 'object' || raw === null) return null;
		const kept = raw as Record<string, unknown>;
		if (kept['baseUrl'] !== baseUrl || kept['model'] !== model) return null;
		return Measured.safeParse(kept['measured']).data ?? null;
	}

	async #put(id: string, { apiKey, ...rest }: ConnectionBody): Promise<void> {
		const same = this.#all.some(
			(one) => one.id !== id && one.name === rest.name && one.model === rest.model
		);
		if (same)
			throw failure('refused', `There is already a connection "${rest.name}" to ${rest.model}.`);
		const key = apiKey === '' ? null : apiKey;
		const { context = null, price = null } = rest;
		await this.#parts.shelf.put({ ...rest, id, context, price }, key);
		await this.refresh();
	}

	#own(id: string): Wired {
		const one = this.find(id);
		if (one.locked)
			throw failure('refused', `${one.name} is set in the environment and is changed there.`);
		return one;
	}

	#outOf(id: string): ConnectionOut {
		return outOf(this.find(id), this.#models.get(id)?.model.context ?? 0);
	}
}

const failure = (kind: 'missing' | 'refused' | 'malformed', message: string) =>
	new Failure(kind, message, { provider: 'settings' });

function mapRoles(roles: RolesBody, change: (ids: string[]) => string[]): RolesBody {
	return {
		small: change(roles.small),
		medium: change(roles.medium),
		large: change(roles.large)
	};
}

/** The environment's connections, one for each role that is set apart there. */
function ofEnvironment({ models, ownModels }: Config): KeptConnection[] {
	if (models === null) return [];
	return ownModels.map((role) => {
		const { baseUrl, model, apiKey, context } = models[role];
		return {
			id: `env-${role}`,
			name: profileOf(baseUrl).id,
			baseUrl,
			model,
			context,
			price: null,
			key: apiKey === '' ? { state: 'none' as const } : { state: 'set' as const, secret: apiKey }
		};
	});
}

const SHOWN_FROM = 12; // letters a key must have for its last four to be told

function outOf(one: Wired, contextUsed: number): ConnectionOut {
	const { id, name, baseUrl, model, context, price, locked, measured, key } = one;
	const profile = profileOf(baseUrl);
	const secret = key.state === 'set' ? key.secret : '';
	return {
		id,
		name,
		provider: profile.label,
		baseUrl,
		model,
		key: { state: key.state, last4: secret.length >= SHOWN_FROM ? secret.slice(-4) : null },
		context,
		contextUsed,
		price,
		free: price === null && (profile.local || isTokenPlan(baseUrl)),
		locked,
		measured
	};
}
