/**
 * One model behind one OpenAI-compatible connection. The client library hides failures (a cut stream, a web page with
 * status 200, a stall): each is looked for here and named. No retries here but those that change the request itself.
 */
import OpenAI from 'openai';
import { Failure } from '../../net/failure.ts';
import type { PriceSetting } from '../../../research/settings.ts';
import type { AnswerShape, Model, ModelReply, ModelRequest } from '../../ports.ts';
import { AnswerStream } from './answer-stream.ts';
import { failureOf } from './failures.ts';
import { priceOf, type Priced } from './prices.ts';
import { isTokenPlan, profileOf, type ModelProfile } from './profiles.ts';

export interface ModelConnection {
	readonly name: string; // shown to people: "deepseek", "local"
	readonly baseUrl: string;
	readonly model: string;
	readonly apiKey: string; // "" for servers without one
	/** What the connection test found, laid over what is known of the provider. */
	readonly measured?: Partial<
		Pick<ModelProfile, 'shapes' | 'streamUsage' | 'maxTokensField' | 'temperature' | 'context'> &
			Pick<Learnt, 'stream' | 'thinking'>
	>;
	readonly price?: PriceSetting | null; // the user's own, instead of the table's
	readonly atOnce?: number; // calls side by side, instead of the profile's
	readonly local?: boolean; // whether it stands on the user's own machine, instead of the profile's
	readonly idleMs?: number; // longest silence within an answer
	readonly now?: () => number; // wall time, for prices
}

const IDLE_MS = 90_000;
const FIRST_MS = 300_000; // until headers: queues and long prompts on slow machines

/** What a connection has learnt of its server, mostly what it refuses. */
export interface Learnt {
	stream: boolean;
	streamUsage: boolean;
	thinking: boolean;
	temperature: boolean;
	maxTokensField: ModelProfile['maxTokensField'];
	shapes: AnswerShape['kind'][];
}

export function createModel(connection: ModelConnection): Model {
	return openModel(connection).model;
}

/** The model with what it learns on the way, for the connection test. */
export function openModel(connection: ModelConnection): { model: Model; learnt: Readonly<Learnt> } {
	const { stream = true, thinking = true, ...over } = connection.measured ?? {};
	const profile: ModelProfile = { ...profileOf(connection.baseUrl), ...over };
	const client = openClient(connection);
	const learnt: Learnt = {
		stream,
		streamUsage: profile.streamUsage,
		thinking,
		temperature: profile.temperature,
		maxTokensField: profile.maxTokensField,
		shapes: [...profile.shapes]
	};
	const model: Model = {
		id: `${connection.name}/${connection.model}`,
		context: profile.context,
		atOnce: connection.atOnce ?? profile.atOnce,
		local: connection.local ?? profile.local,
		costOf: (tokens) =>
			priced({ connection, profile }, { model: connection.model, usage: { ...tokens, cached: 0 } }),
		get shape() {
			return learnt.shapes[0] ?? 'text';
		},
		complete: (request) => new Completion({ connection, profile, client, learnt }, request).run()
	};
	return { model, learnt };
}

/** USD of so many tokens now; null when the price is not known. */
function priced(
	{ connection, profile }: Pick<Parts, 'connection' | 'profile'>,
	{ model, usage }: Pick<Priced, 'model' | 'usage'>
): number | null {
	const free = profile.local || isTokenPlan(connection.baseUrl);
	const at = (connection.now ?? Date.now)();
	return priceOf({ profile: profile.id, own: connection.price ?? null, free, model, usage, at });
}

/** The library's client: no retries of its own, and no redirects, so that key and prompt stay with their address. */
export function openClient({
	baseUrl,
	apiKey
}: Pick<ModelConnection, 'baseUrl' | 'apiKey'>): OpenAI {
	return new OpenAI({
		baseURL: baseUrl,
		apiKey: apiKey === '' ? 'none' : apiKey,
		organization: null,
		project: null,
		maxRetries: 0,
		timeout: FIRST_MS,
		fetchOptions: { redirect: 'manual' }
	});
}

interface Parts {
	readonly connection: ModelConnection;
	readonly profile: ModelProfile;
	readonly client: OpenAI;
	readonly learnt: Learnt;
}

class Completion {
	readonly #parts: Parts;
	readonly #request: ModelRequest;
	readonly #began = performance.now();

	constructor(parts: Parts, request: ModelRequest) {
		this.#parts = parts;
		this.#request = request;
	}

	/** Sends the request; when the server refuses a part of it that can be left out, once more without. */
	async run(): Promise<ModelReply> {
		for (;;) {
			const before = JSON.stringify(this.#parts.learnt);
			try {
				return await this.#once();
			} catch (error) {
				const failure = this.#failure(error);
				if (failure.kind !== 'malformed' || !this.#learn(failure)) throw failure;
				if (JSON.stringify(this.#parts.learnt) === before) throw failure;
			}
		}
	}

	async #once(): Promise<ModelReply> {
		const { learnt } = this.#parts;
		const shape = this.#shape();
		const answer = new AnswerStream();
		if (learnt.stream) await this.#streamed(answer, shape);
		else await this.#whole(answer, shape);
		return this.#reply(answer, shape);
	}

	async #streamed(answer: AnswerStream, shape: AnswerShape): Promise<void> {
		const { client, connection } = this.#parts;
		const idle = new AbortController();
		const signal = AbortSignal.any([this.#request.signal, idle.signal]);
		let timer: ReturnType<typeof setTimeout> | undefined;
		const wake = () => {
			clearTimeout(timer);
			timer = setTimeout(() => idle.abort(), connection.idleMs ?? IDLE_MS);
		};
		try {
			const stream = await client.chat.completions.create(
				{ ...this.#body(shape), stream: true },
				{ signal }
			);
			wake();
			for await (const chunk of stream) {
				wake();
				const text = answer.take(chunk);
				if (text !== '') this.#request.onText(text);
			}
		} catch (error) {
			if (idle.signal.aborted && !this.#request.signal.aborted) {
				throw this.#trouble('truncated', `${connection.name} stopped in the middle of its answer`);
			}
			throw error;
		} finally {
			clearTimeout(timer);
		}
		if (idle.signal.aborted && !this.#request.signal.aborted && answer.finish === null) {
			throw this.#trouble('truncated', `${connection.name} stopped in the middle of its answer`);
		}
		if (answer.chunks === 0) {
			// A web page, or JSON where a stream was asked for: the client gives neither an error nor a chunk.
			this.#parts.learnt.stream = false;
			throw this.#trouble('malformed', `${connection.name} sent no stream`);
		}
	}

	async #whole(answer: AnswerStream, shape: AnswerShape): Promise<void> {
		const { client, connection } = this.#parts;
		const reply: unknown = await client.chat.completions.create(
			{ ...this.#body(shape), stream: false },
			{ signal: this.#request.signal }
		);
		if (typeof reply === 'string') {
			const page = /<\s*(?:!doctype|html|head|body)/iu.test(reply);
			const what = page
				? 'a web page instead of an answer: check the base URL'
				: 'text instead of an answer';
			throw new Failure('missing', `${connection.name} returned ${what}`, {
				provider: connection.name
			});
		}
		this.#request.onText(answer.take(reply));
		if (answer.chunks === 0)
			throw new Failure(
				'missing',
				`${connection.name} returned something that is no answer: check the base URL`,
				{ provider: connection.name }
			);
	}

	#reply(answer: AnswerStream, shape: AnswerShape): ModelReply {
		const { connection, profile } = this.#parts;
		if (answer.error !== null) throw this.#failure(answer.error);
		const prompt = this.#request.messages.map((one) => one.content).join('\n');
		const usage = answer.usage(prompt);
		if (/content_filter|sensitive/u.test(answer.finish ?? '')) {
			throw this.#trouble(
				'filtered',
				`${connection.name} withheld the answer for its content rules`
			);
		}
		if (answer.finish === null || /^(?:network_error|error)$/u.test(answer.finish)) {
			throw this.#trouble('truncated', `${connection.name} broke off before the end of its answer`);
		}
		if (answer.finish === 'model_context_window_exceeded')
			throw this.#trouble('overflow', 'the prompt is longer than the context of the model');
		// Some servers cut a prompt that is too long without a word; their own count gives it away.
		if (!usage.estimated && usage.input > profile.context) {
			throw this.#trouble(
				'overflow',
				`the prompt had ${usage.input} tokens, more than the ${profile.context} that ${connection.model} takes`
			);
		}
		if (answer.text === '') {
			const full = answer.finish === 'length' && usage.input >= 0.99 * profile.context;
			if (full)
				throw this.#trouble('overflow', `the prompt fills the context of ${connection.model}`);
			const why = answer.reasoned ? ': its reasoning used up the tokens for the answer' : '';
			throw this.#trouble('empty', `${connection.name} gave an empty answer${why}`);
		}
		const served = answer.served ?? connection.model;
		return {
			text: answer.text,
			finish: answer.finish === 'length' ? 'length' : 'stop',
			usage,
			served,
			usd: answer.cost ?? priced(this.#parts, { model: served, usage }),
			ms: performance.now() - this.#began,
			shape: shape.kind
		};
	}

	/** The shape asked for, or the next looser one this server heeds. */
	#shape(): AnswerShape {
		const { shape } = this.#request;
		const { shapes } = this.#parts.learnt;
		if (shape.kind === 'text' || shapes.includes(shape.kind)) return shape;
		return shapes.includes('json') ? { kind: 'json' } : { kind: 'text' };
	}

	#body(shape: AnswerShape) {
		const { connection, profile, learnt } = this.#parts;
		const { messages, maxTokens, temperature, thinking } = this.#request;
		return {
			model: connection.model,
			messages: messages.map(({ role, content }) => ({ role, content })),
			[learnt.maxTokensField]: maxTokens,
			...(learnt.temperature && { temperature }),
			...(learnt.thinking && profile.thinking[thinking]),
			...(learnt.stream && learnt.streamUsage && { stream_options: { include_usage: true } }),
			...formatOf(shape)
		};
	}

	/** Leaves out what the server may have refused, one thing a time. False when there is nothing left to leave out. */
	#learn(failure: Failure): boolean {
		const { learnt, profile } = this.#parts;
		if (/sent no stream/u.test(failure.message)) return true;
		const text = failure.message;
		const shape = this.#shape().kind;
		const thinks = Object.keys(profile.thinking[this.#request.thinking]).length > 0;
		const other = learnt.maxTokensField === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
		const asked = new RegExp(`unsupported[^]*\\b${learnt.maxTokensField}\\b|use .?${other}`, 'iu');
		if (asked.test(text)) {
			learnt.maxTokensField = other;
			return true;
		}
		const steps: [boolean, RegExp, () => void][] = [
			[learnt.stream && learnt.streamUsage, /stream_options/iu, () => (learnt.streamUsage = false)],
			[
				shape !== 'text',
				/response_format|json|schema|grammar/iu,
				() => (learnt.shapes = learnt.shapes.filter((one) => one !== shape))
			],
			[
				learnt.thinking && thinks,
				/thinking|reasoning|chat_template/iu,
				() => (learnt.thinking = false)
			],
			[learnt.temperature, /temperature/iu, () => (learnt.temperature = false)]
		];
		const named = steps.find(([possible, words]) => possible && words.test(text));
		const [, , leave] = named ?? steps.find(([possible]) => possible) ?? [];
		leave?.();
		return leave !== undefined;
	}

	#failure(error: unknown): Failure {
		const { connection } = this.#parts;
		const provider = connection.name;
		if (this.#request.signal.aborted)
			return new Failure('cancelled', 'cancelled', { provider, cause: error });
		if (error instanceof Failure) return error;
		if (error instanceof OpenAI.APIConnectionTimeoutError) {
			return new Failure('unavailable', `${provider} did not answer in time`, { provider });
		}
		if (error instanceof OpenAI.APIError) {
			const headers = error.headers as Headers | undefined;
			const status = Number(error.status ?? 0);
			const code = `${error.code ?? ''} ${error.type ?? ''}`.trim();
			return failureOf({
				provider,
				model: connection.model,
				status,
				text: withoutKey(error.message, connection.apiKey),
				code,
				retryAfter: headers?.get('retry-after') ?? null
			});
		}
		const plain = plainError(error);
		const text = withoutKey(plain.text, connection.apiKey);
		return failureOf({ provider, model: connection.model, retryAfter: null, ...plain, text });
	}

	#trouble(
		kind: 'truncated' | 'malformed' | 'filtered' | 'overflow' | 'empty',
		message: string
	): Failure {
		return new Failure(kind, message, { provider: this.#parts.connection.name });
	}
}

function formatOf(shape: AnswerShape) {
	if (shape.kind === 'text') return {};
	if (shape.kind === 'json') return { response_format: { type: 'json_object' as const } };
	const { name, schema } = shape;
	return {
		response_format: { type: 'json_schema' as const, json_schema: { name, schema, strict: true } }
	};
}

/** A server's words without the key it was sent: some repeat it. */
export function withoutKey(text: string, key: string): string {
	if (key.length < 6) return text;
	return [key, encodeURIComponent(key)].reduce((said, each) => said.replaceAll(each, '…'), text);
}

/** An error object sent with status 200, or whatever was thrown: its words, code and status. */
function plainError(error: unknown): { status: number; text: string; code: string } {
	if (typeof error === 'string') return { status: 0, text: error, code: '' };
	const { message, code, type, status } = (error ?? {}) as Record<string, unknown>;
	const word = (value: unknown) =>
		typeof value === 'string' || typeof value === 'number' ? String(value) : '';
	const number = Number(word(status) || word(code));
	return {
		status: Number.isInteger(number) && number >= 400 && number < 600 ? number : 0,
		text: word(message),
		code: `${word(code)} ${word(type)}`.trim()
	};
}
