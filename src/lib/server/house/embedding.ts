/**
 * Which larger model compares meanings, if any: chosen in the environment or on the settings page, fetched once in the
 * background, proven, and then used. Until then, and where it cannot be had, the embedder that was there goes on.
 */
import { join } from 'node:path';
import { BUILT_IN, bytesOf, EMBED_MODELS, type EmbedModel } from '../../research/embed-models.ts';
import { EmbeddingBody, type SettingsOut } from '../../research/settings.ts';
import type { Config } from '../config.ts';
import type { Download } from '../net/download.ts';
import { Failure, isCancelled } from '../net/failure.ts';
import { pause } from '../net/politeness.ts';
import type { Embedder, SettingValues } from '../ports.ts';
import { createFetchedEmbedder, type FetchedEmbedder } from '../providers/embed/fetched.ts';
import {
	fetchModel,
	forgetModel,
	keptModel,
	noteProven,
	type Hub,
	type KeptModel,
	type KeptPlace
} from '../providers/embed/kept-model.ts';

export interface EmbeddingParts {
	readonly values: SettingValues;
	readonly download: Download;
	readonly workerUrl: URL;
	readonly builtIn: string; // id of the embedder that is used without a larger one
	readonly onError: (where: string, error: unknown) => void;
	readonly models?: readonly EmbedModel[]; // tests
	readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>; // tests
}
/** Told of the embedder to use from now on; null: the usual one. */
type Use = (embedder: Embedder | null) => void;
type State = SettingsOut['embedding']['state'];

const HUB: Hub = { base: 'https://huggingface.co', trust: 'web' };
const IDLE: State = { stage: 'none', done: 0, of: 0, message: null };

/** Opens what lies on the disk; nothing is fetched before `begin`. */
export async function openEmbedding(config: Config, parts: EmbeddingParts): Promise<Embedding> {
	const kept = EmbeddingBody.safeParse(await parts.values.read('embedding')).data?.model ?? null;
	const embedding = new Embedding(config, parts);
	await embedding.open(config.embedLocal.model ?? kept);
	return embedding;
}

export class Embedding {
	readonly #config: Config;
	readonly #parts: EmbeddingParts;
	readonly #models: readonly EmbedModel[];
	readonly #hub: Hub;
	#chosen: EmbedModel | null = null;
	/** By id: a run may still ask one that is no longer in use, and one may come into use again. */
	readonly #open = new Map<string, FetchedEmbedder>();
	#used: FetchedEmbedder | null = null;
	#state: State = IDLE;
	#use: Use | null = null;
	#fetching: { readonly end: AbortController; readonly done: Promise<void> } | null = null;

	constructor(config: Config, parts: EmbeddingParts) {
		this.#config = config;
		this.#parts = parts;
		this.#models = parts.models ?? EMBED_MODELS;
		const { hub } = config.embedLocal;
		this.#hub = hub === null ? HUB : { base: hub, trust: 'operator' };
	}

	/** With an endpoint of the operator's no model of the table is used. */
	async open(id: string | null): Promise<void> {
		if (this.#config.embed) return;
		this.#chosen = this.#models.find((one) => one.id === id) ?? null;
		if (!this.#chosen) return;
		const place = this.#placeOf(this.#chosen);
		const kept = await keptModel(place);
		if (kept?.proven !== true) return;
		this.#used = this.#embedderOf(place, kept);
		this.#state = { ...IDLE, stage: 'ready' };
	}

	/** The chosen model's embedder, where it can be used at once. */
	ready(): Embedder | null {
		return this.#used;
	}

	begin(use: Use): void {
		this.#use = use;
		if (this.#chosen && !this.#used) this.#start(this.#chosen);
	}

	out(): SettingsOut['embedding'] {
		const { embed } = this.#config;
		return {
			model: this.#used?.id ?? this.#parts.builtIn,
			locked: this.#locked,
			endpoint: embed !== null,
			chosen: this.#chosen?.id ?? null,
			hub: this.#hub.base,
			choices: this.#models.map((one) => ({
				...{ id: one.id, name: one.name, licence: one.licence, languages: one.languages },
				...{ dimensions: one.dimensions, bytes: bytesOf(one) },
				source: `${this.#hub.base}/${one.repository}`
			})),
			state: this.#state
		};
	}

	/** Set in the environment, and changed only there. */
	get #locked(): boolean {
		const { embed, embedLocal } = this.#config;
		return embed !== null || embedLocal.model !== null;
	}

	problems(): readonly string[] {
		const { stage, message } = this.#state;
		if (stage !== 'failed' || message === null) return [];
		return [`Embedder: ${message}`];
	}

	/** Takes a model of the table, or null for the built-in one. The same again tries again what failed. */
	async choose({ model: id }: EmbeddingBody): Promise<void> {
		const { embed, embedLocal } = this.#config;
		const locked = this.#locked;
		if (locked && (embed !== null || (id ?? BUILT_IN) !== embedLocal.model)) {
			const name = embed ? 'EMBED_BASE_URL' : 'EMBED_LOCAL';
			const message = `${name} is set in the environment and is changed there.`;
			throw new Failure('refused', message, { provider: 'settings' });
		}
		const model = this.#models.find((one) => one.id === id) ?? null;
		if (id !== null && !model) {
			const message = `model: there is none called "${id}"; known are ${this.#models.map((one) => one.id).join(', ')}`;
			throw new Failure('malformed', message, { provider: 'settings' });
		}
		if (!locked) await this.#parts.values.write('embedding', id === null ? null : { model: id });
		if (model && model === this.#chosen && this.#state.stage !== 'failed') return;
		await this.#stop();
		this.#chosen = model;
		if (model) this.#start(model);
		else this.#backToUsual();
	}

	/** Throws the chosen model's files away and fetches what the hub has now: after its checksum changed for a good reason. */
	async anew(): Promise<void> {
		const model = this.#chosen;
		if (!model || this.#state.stage !== 'failed') return;
		await this.#stop();
		await forgetModel(this.#placeOf(model));
		this.#start(model);
	}

	/** Resolves when nothing is being fetched. */
	async idle(): Promise<void> {
		await this.#fetching?.done;
	}

	async close(): Promise<void> {
		await this.#stop();
		await Promise.all([...this.#open.values()].map((embedder) => embedder.close()));
	}

	async #stop(): Promise<void> {
		this.#fetching?.end.abort();
		await this.#fetching?.done;
		this.#fetching = null;
	}

	#backToUsual(): void {
		this.#state = IDLE;
		this.#take(null);
	}

	#start(model: EmbedModel): void {
		const end = new AbortController();
		this.#state = { stage: 'fetching', done: 0, of: bytesOf(model), message: null };
		const done = this.#fetch(model, end.signal).catch((error: unknown) => {
			if (end.signal.aborted || isCancelled(error)) return;
			if (!(error instanceof Failure)) this.#parts.onError('embedding', error);
			const message = this.#wordsFor(error, model);
			this.#state = { ...this.#state, stage: 'failed', message };
		});
		this.#fetching = { end, done };
	}

	async #fetch(model: EmbedModel, signal: AbortSignal): Promise<void> {
		const place = this.#placeOf(model);
		const kept = await fetchModel(place, {
			...{ hub: this.#hub, download: this.#parts.download, signal },
			sleep: this.#parts.sleep ?? pause,
			progress: (done, of) => {
				this.#state = { stage: 'fetching', done, of, message: null };
			}
		});
		this.#state = { ...this.#state, stage: 'checking' };
		const embedder = this.#embedderOf(place, kept);
		try {
			await embedder.prove(signal);
		} catch (error) {
			await embedder.close(); // the next proof reads the files again
			throw error;
		}
		await noteProven(place);
		signal.throwIfAborted();
		this.#state = { ...IDLE, stage: 'ready' };
		this.#take(embedder);
	}

	#take(embedder: FetchedEmbedder | null): void {
		const before = this.#used;
		if (before === embedder) return;
		this.#used = embedder;
		embedder?.rest(false);
		this.#use?.(embedder);
		before?.rest(true);
	}

	#embedderOf({ model, folder }: KeptPlace, { sum }: KeptModel): FetchedEmbedder {
		const { workerUrl } = this.#parts;
		const { weight } = this.#config.embedLocal;
		const made = createFetchedEmbedder({ model, folder, sum, weight, workerUrl });
		const embedder = this.#open.get(made.id) ?? made;
		this.#open.set(made.id, embedder);
		return embedder;
	}

	#placeOf(model: EmbedModel): KeptPlace {
		return { model, folder: join(this.#config.dataDir, 'models', model.id) };
	}

	#wordsFor(error: unknown, { id, name }: EmbedModel): string {
		const { kind, provider, message } =
			error instanceof Failure
				? error
				: new Failure('malformed', 'something unexpected happened; the server log says more', {
						provider: id
					});
		const own = provider === id; // the files are there, and are not what they should be
		const advice = own ? PROOF : (ADVICE[kind] ?? ADVICE.unavailable);
		const instead = this.#used?.id ?? this.#parts.builtIn;
		return `${name} cannot be used. ${own ? '' : `${provider}: `}${message}. ${advice} Meanwhile: ${instead}.`;
	}
}

const PROOF = 'Fetch it anew, or choose another model.';
const ADVICE: Readonly<Partial<Record<Failure['kind'], string>>> & { unavailable: string } = {
	unavailable:
		'Look at the network, or set EMBED_HUB_URL to a mirror that can be reached; then try again.',
	missing: 'Set EMBED_HUB_URL to an address that has it, or choose another model.',
	refused: 'Set EMBED_HUB_URL to a mirror that gives it, or choose another model.',
	blocked: 'Set EMBED_HUB_URL to an address that may be reached.',
	malformed: 'Try again; where the hub changed the file on purpose, fetch it anew.',
	'too-large': 'Make room, or choose a smaller model; then try again.'
};
