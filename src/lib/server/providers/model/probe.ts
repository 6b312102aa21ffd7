/**
 * The connection test: a few bounded requests that measure what a server really does, whatever its documentation says.
 * What it finds overrides the profile table. Every failure is put in words a user can act on.
 */
import type { Measured, Probed } from '../../../research/settings.ts';
import { Failure, type Charge } from '../../net/failure.ts';
import type { ModelReply } from '../../ports.ts';
import { openModel, type ModelConnection } from './client.ts';
import { betterAddress, listModels, localContext, type Listing } from './listing.ts';
import { isTokenPlan, profileOf, type ModelProfile } from './profiles.ts';
import { measureContext, type ProbeRequest } from './sentinel.ts';

const WHOLE_MS = 180_000;
const LISTED = 200; // models kept for the form
const THINKING_ROOM = 2_000; // tokens, for a model that cannot but reason first
const GREETING = {
	type: 'object',
	properties: { greeting: { type: 'string' }, letters: { type: 'integer' } },
	required: ['greeting', 'letters'],
	additionalProperties: false
} as const;

/** What one request of the test took: an answer, or what was billed for none. */
export type Taken = Charge & Partial<Pick<ModelReply, 'shape' | 'ms'>>;

/** Tests a connection. Never throws for what the server does: that is the result. `spent` is told of each answer. */
export async function probe(
	connection: ModelConnection,
	{ now, spent }: { now: () => number; spent: (reply: Taken) => Promise<void> }
): Promise<Measured> {
	const { measured: _before, ...plain } = connection;
	const test = new Test(plain, spent);
	await test.run();
	return { at: now(), ...test.result() };
}

class Test {
	readonly #connection: ModelConnection;
	readonly #profile: ModelProfile;
	readonly #spent: (reply: Taken) => Promise<void>;
	readonly #opened: ReturnType<typeof openModel>;
	readonly #signal = AbortSignal.timeout(WHOLE_MS);
	readonly #probes: Probed[] = [];
	#listing: Listing | null = null;
	#usable = false;
	#context: number | null = null;
	#tokens = 0;
	#usd: number | null = 0;

	constructor(connection: ModelConnection, spent: (reply: Taken) => Promise<void>) {
		this.#connection = connection;
		this.#profile = profileOf(connection.baseUrl);
		this.#spent = spent;
		const measured = { shapes: ['schema', 'json', 'text'] as const, streamUsage: true };
		this.#opened = openModel({ ...connection, measured });
	}

	async run(): Promise<void> {
		await this.#models();
		const chat = await this.#chat();
		if (chat === null) {
			for (const name of ['stream', 'json', 'schema', 'reasoning', 'context'] as const)
				this.#say(name, 'not-run', 'there was no answer to look at');
			return;
		}
		this.#stream(chat);
		await this.#schema();
		await this.#json();
		await this.#reasoning(chat);
		await this.#measuredContext();
	}

	result(): Omit<Measured, 'at'> {
		const { learnt } = this.#opened;
		const passed = (name: Probed['name']) =>
			this.#probes.some((one) => one.name === name && one.outcome === 'pass');
		return {
			usable: this.#usable,
			probes: this.#probes,
			models: [...(this.#listing?.models ?? [])].sort().slice(0, LISTED),
			tokens: this.#tokens,
			usd: this.#usd,
			profile: {
				shapes: [
					...(passed('schema') ? (['schema'] as const) : []),
					...(passed('json') ? (['json'] as const) : []),
					'text'
				],
				stream: learnt.stream,
				streamUsage: learnt.streamUsage,
				temperature: learnt.temperature,
				thinking: learnt.thinking,
				...{ least: learnt.least, exclusive: learnt.exclusive, reasons: [...learnt.reasons] },
				maxTokensField: learnt.maxTokensField,
				context: this.#context
			}
		};
	}

	#say(name: Probed['name'], outcome: Probed['outcome'], note: string): void {
		this.#probes.push({ name, outcome, note });
	}

	async #models(): Promise<void> {
		const { model } = this.#connection;
		try {
			this.#listing = await listModels(this.#connection);
		} catch (error) {
			this.#say('models', 'fail', wordsOf(error));
			return;
		}
		const { models, endings } = this.#listing;
		const ending = endings.get(model);
		const count = `${models.length} ${models.length === 1 ? 'model' : 'models'}`;
		if (ending !== undefined)
			this.#say('models', 'fail', `${model} will be shut down on ${ending}: choose another`);
		else if (models.includes(model) || models.includes(`${model}:latest`))
			this.#say('models', 'pass', `lists ${count}, ${model} among them`);
		else this.#say('models', 'fail', `lists ${count}, but not ${model}${nearTo(model, models)}`);
	}

	async #chat(): Promise<ModelReply | null> {
		const text = 'Say hello in one word.';
		const first = { text, shape: { kind: 'text' }, maxTokens: 32, thinking: 'off' } as const;
		try {
			const reply = await this.#ask(first).catch((error: unknown) => {
				const thoughtOnly = error instanceof Failure && error.kind === 'empty';
				if (!thoughtOnly) throw error;
				return this.#ask({ ...first, maxTokens: THINKING_ROOM });
			});
			this.#usable = true;
			const as = reply.served === this.#connection.model ? '' : ` as ${reply.served}`;
			this.#say('chat', 'pass', `answered${as} in ${(reply.ms / 1000).toFixed(1)} s`);
			return reply;
		} catch (error) {
			this.#say('chat', 'fail', `${wordsOf(error)}${await this.#hint(error)}`);
			return null;
		}
	}

	/** Where the path seems wrong, the one that works beside it. */
	async #hint(error: unknown): Promise<string> {
		const lost =
			error instanceof Failure && (error.kind === 'missing' || error.kind === 'malformed');
		if (!lost || this.#listing !== null) return '';
		const better = await betterAddress(this.#connection);
		if (better === null) return '';
		const longer = better.length > this.#connection.baseUrl.length;
		const what = longer ? 'add what is missing' : 'take away the last /v1';
		return `. A model API answers at ${better} (${what})`;
	}

	#stream({ usage }: ModelReply): void {
		const { learnt } = this.#opened;
		if (!learnt.stream) this.#say('stream', 'fail', 'sends its answers only whole');
		else if (usage.estimated)
			this.#say('stream', 'fail', 'streams, but does not count tokens: they are estimated');
		else this.#say('stream', 'pass', 'streams and counts its tokens');
	}

	async #json(): Promise<void> {
		const text =
			'Greet the reader. Answer with one JSON object with the fields "greeting" (text) and "letters" (a number).';
		await this.#shaped('json', { text, shape: { kind: 'json' } });
	}

	/** The prompt does not speak of JSON: what comes in that form comes from the schema. */
	async #schema(): Promise<void> {
		const shape = { kind: 'schema', name: 'greeting', schema: GREETING } as const;
		const text = 'Greet the reader in one word, and say how many letters the word has.';
		await this.#shaped('schema', { text, shape });
	}

	async #shaped(
		name: 'json' | 'schema',
		asked: Pick<ProbeRequest, 'text' | 'shape'>
	): Promise<void> {
		const what = name === 'json' ? 'JSON objects' : 'JSON schemas';
		const request = { ...asked, maxTokens: 400, thinking: 'off' } as const;
		try {
			const { text, shape } = await this.#ask(request);
			if (shape !== request.shape.kind)
				this.#say(name, 'fail', `refuses to bind answers by ${what}`);
			else if (name === 'json' ? isObject(text) : isGreeting(text))
				this.#say(name, 'pass', `binds answers by ${what}`);
			else this.#say(name, 'fail', `takes ${what} but does not heed them`);
		} catch (error) {
			this.#say(name, 'fail', wordsOf(error));
		}
	}

	async #reasoning(chat: ModelReply): Promise<void> {
		const request = {
			text: 'How much is 17 times 23? Answer with the number alone.',
			shape: { kind: 'text' },
			maxTokens: 2_000,
			thinking: 'high'
		} as const;
		try {
			const { usage } = await this.#ask(request);
			if (chat.usage.reasoning > 0)
				this.#say('reasoning', 'fail', 'reasons even when told not to: slower and dearer');
			else if (usage.reasoning > 0)
				this.#say('reasoning', 'pass', 'reasons when asked to, and only then');
			else this.#say('reasoning', 'pass', 'does not show any reasoning');
		} catch (error) {
			this.#say('reasoning', 'fail', wordsOf(error));
		}
	}

	async #measuredContext(): Promise<void> {
		const { model } = this.#connection;
		const { local, id, context } = this.#profile;
		const own = local || id === 'compatible';
		const told =
			(own ? await localContext(this.#connection, id) : null) ??
			this.#listing?.contexts.get(model) ??
			null;
		if (told !== null) {
			this.#context = told;
			this.#say('context', 'pass', `${told.toLocaleString('en')} tokens, as the server says`);
		} else if (own) {
			const found = await measureContext((request) => this.#ask(request));
			this.#context = found.context;
			this.#say('context', found.outcome, found.note);
		} else {
			const usual = context.toLocaleString('en');
			this.#say('context', 'not-run', `the server does not say; ${usual} tokens are usual here`);
		}
	}

	async #ask({ text, shape, maxTokens, thinking }: ProbeRequest): Promise<ModelReply> {
		const reply = await this.#opened.model
			.complete({
				messages: [{ role: 'user', content: text }],
				...{ shape, maxTokens, thinking },
				temperature: 0,
				signal: this.#signal,
				onText: () => undefined
			})
			.catch(async (error: unknown) => {
				if (error instanceof Failure && error.charge) await this.#enter(error.charge);
				throw error;
			});
		await this.#enter(reply);
		return reply;
	}

	/** What an answer took, be it of use or not. */
	async #enter(reply: Taken): Promise<void> {
		this.#tokens += reply.usage.input + reply.usage.output;
		const free = isTokenPlan(this.#connection.baseUrl) ? 0 : reply.usd;
		this.#usd = this.#usd === null || free === null ? null : this.#usd + free;
		await this.#spent(reply);
	}
}

function wordsOf(error: unknown): string {
	if (!(error instanceof Failure)) throw error;
	return error.kind === 'cancelled' ? 'took too long' : error.message;
}

function objectOf(text: string): Readonly<Record<string, unknown>> | null {
	try {
		const value: unknown = JSON.parse(text);
		const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
		return isObject ? (value as Record<string, unknown>) : null;
	} catch {
		return null;
	}
}

const isObject = (text: string) => objectOf(text) !== null;

function isGreeting(text: string): boolean {
	const value = objectOf(text);
	return typeof value?.['greeting'] === 'string' && typeof value['letters'] === 'number';
}

/** ". Did you mean …?" with the names that share most of their beginning or parts with the one asked for. */
function nearTo(model: string, models: readonly string[]): string {
	const parts = new Set(model.toLowerCase().split(/[^a-z0-9]+/u));
	const near = models
		.map((name) => ({
			name,
			shared: name
				.toLowerCase()
				.split(/[^a-z0-9]+/u)
				.filter((part) => parts.has(part)).length
		}))
		.filter(({ shared }) => shared > 0)
		.sort((a, b) => b.shared - a.shared)
		.slice(0, 3)
		.map(({ name }) => name);
	return near.length === 0 ? '' : `. Did you mean ${near.join(' or ')}?`;
}
