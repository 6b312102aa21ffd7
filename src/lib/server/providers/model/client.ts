/**
 * One model behind one OpenAI-compatible connection. The client library hides failures (a cut stream, a web page with
 * status 200, a stall): each is looked for here and named. No retries here but those that change the request itself.
 */
import OpenAI from 'openai';
import { estimateTokens } from '../../../research/tokens.ts';
import { Failure } from '../../net/failure.ts';
import type { PriceSetting } from '../../../research/settings.ts';
import type { AnswerShape, Model, ModelReply, ModelRequest, TokenUsage } from '../../ports.ts';
import { AnswerStream } from './answer-stream.ts';
import { failureOf, plainError, unreachable, withoutKey } from './failures.ts';
import {
	leaveOut,
	levelFor,
	noteReasoning,
	reasoningRoom,
	type Learnt,
	type Undo
} from './learnt.ts';
import { quoteOf, type Priced, type Quote } from './prices.ts';
import { isTokenPlan, profileFor, type ModelProfile } from './profiles.ts';

export interface ModelConnection {
	readonly name: string; // shown to people: "deepseek", "local"
	readonly baseUrl: string;
	readonly model: string;
	readonly apiKey: string; // "" for servers without one
	/** What the connection test found, laid over what is known of the provider. */
	readonly measured?: Partial<
		Pick<ModelProfile, 'shapes' | 'streamUsage' | 'maxTokensField' | 'temperature' | 'context'> &
			Pick<Learnt, 'stream' | 'thinking' | 'reasons' | 'least' | 'exclusive'>
	>;
	readonly price?: PriceSetting | null; // the user's own, instead of the table's
	readonly atOnce?: number; // calls side by side, instead of the profile's
	readonly local?: boolean; // whether it stands on the user's own machine, instead of the profile's
	readonly idleMs?: number; // longest silence within an answer
	readonly firstMs?: number; // longest wait for its beginning, and for an answer that comes whole
	readonly now?: () => number; // wall time, for prices
}

const IDLE_MS = 90_000;
const FIRST_MS = 300_000; // until it begins: queues and long prompts on slow machines

export function createModel(connection: ModelConnection): Model {
	return openModel(connection).model;
}

/** The model with what it learns on the way, for the connection test. */
export function openModel(connection: ModelConnection): { model: Model; learnt: Readonly<Learnt> } {
	const { stream = true, thinking = true, reasons = [], ...rest } = connection.measured ?? {};
	const { least = 'off', exclusive = false, ...over } = rest;
	const profile: ModelProfile = { ...profileFor(connection.baseUrl, connection.model), ...over };
	const client = openClient(connection);
	const learnt: Learnt = {
		stream,
		streamUsage: profile.streamUsage,
		thinking,
		temperature: profile.temperature,
		maxTokensField: profile.maxTokensField,
		shapes: [...profile.shapes],
		...{ least, exclusive, reasons: [...reasons] }
	};
	const model: Model = {
		id: `${connection.name}/${connection.model}`,
		context: profile.context,
		atOnce: connection.atOnce ?? profile.atOnce,
		local: connection.local ?? profile.local,
		costOf: (tokens) => {
			const asked = { model: connection.model, usage: { ...tokens, cached: 0 } };
			return quoted({ connection, profile }, asked)?.usd ?? null;
		},
		get shape() {
			return learnt.shapes[0] ?? 'text';
		},
		reasoningRoom: (thinking) =>
			reasoningRoom(learnt, levelFor(learnt, { thinking, shape: 'text' })),
		complete: (request) => new Completion({ connection, profile, client, learnt }, request).run()
	};
	return { model, learnt };
}

/** What so many tokens cost now; null when the price is not known. */
function quoted(
	{ connection, profile }: Pick<Parts, 'connection' | 'profile'>,
	{ model, usage }: Pick<Priced, 'model' | 'usage'>
): Quote | null {
	const free = profile.local || isTokenPlan(connection.baseUrl);
	const at = (connection.now ?? Date.now)();
	return quoteOf({ profile: profile.id, own: connection.price ?? null, free, model, usage, at });
}

/** The library's client: no retries of its own, and no redirects, so that key and prompt stay with their address. */
export function openClient({
	baseUrl,
	apiKey,
	firstMs = FIRST_MS
}: Pick<ModelConnection, 'baseUrl' | 'apiKey' | 'firstMs'>): OpenAI {
	return new OpenAI({
		baseURL: baseUrl,
		apiKey: apiKey === '' ? 'none' : apiKey,
		organization: null,
		project: null,
		maxRetries: 0,
		timeout: firstMs,
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

	/**
	 * Sends the request; when the server refuses a part of it that can be left out, once more without. What did not help
	 * is asked for again next time: a request may be refused for another reason.
	 */
	async run(): Promise<ModelReply> {
		const { learnt } = this.#parts;
		const before = { ...learnt };
		const guesses: Undo[] = [];
		let changed = false;
		for (;;) {
			const asked = JSON.stringify(learnt);
			try {
				const reply = await this.#once();
				// Of several things left out the last one made the difference.
				for (const undo of guesses.slice(0, -1)) undo();
				return reply;
			} catch (error) {
				const failure = this.#failure(error);
				const left = failure.kind === 'malformed' ? this.#leaveOut(failure) : null;
				if (left === null || JSON.stringify(learnt) === asked) {
					if (changed && failure.kind !== 'empty') Object.assign(learnt, before);
					throw failure;
				}
				changed = true;
				guesses.push(left.undo ?? (() => undefined));
			}
		}
	}

	#leaveOut(failure: Failure): { readonly undo: Undo | null } | null {
		const { learnt, profile } = this.#parts;
		if (/sent no stream/u.test(failure.message)) return { undo: null };
		return leaveOut(learnt, {
			words: failure.message,
			shape: this.#shape().kind,
			level: this.#level,
			fields: profile.thinking
		});
	}

	async #once(): Promise<ModelReply> {
		const { learnt } = this.#parts;
		const shape = this.#shape();
		const answer = new AnswerStream();
		try {
			if (learnt.stream) await this.#streamed(answer, shape);
			else await this.#whole(answer, shape);
			return this.#reply(answer, shape);
		} catch (error) {
			throw this.#charged(this.#failure(error, answer), answer);
		}
	}

	/** A failure with what the call took: tokens are billed whether or not the answer is of use. */
	#charged(failure: Failure, answer: AnswerStream): Failure {
		if (!answer.answered || (answer.error !== null && !answer.begun)) return failure;
		const usage = this.#usage(answer);
		return failure.charging({ usage, ...this.#cost(answer, usage), served: answer.served });
	}

	#usage(answer: AnswerStream): TokenUsage {
		return answer.usage(this.#request.messages.map((one) => one.content).join('\n'));
	}

	/** What the provider says it cost, else by the model that answered, else by the one asked for: names are aliases. */
	#cost(answer: AnswerStream, usage: TokenUsage): Pick<ModelReply, 'usd' | 'price'> {
		if (answer.cost !== null) return { usd: answer.cost, price: 'what the provider reported' };
		const { model } = this.#parts.connection;
		const table = (name: string) => quoted(this.#parts, { model: name, usage });
		return table(answer.served ?? model) ?? table(model) ?? { usd: null };
	}

	async #streamed(answer: AnswerStream, shape: AnswerShape): Promise<void> {
		const { client, connection } = this.#parts;
		const idle = new AbortController();
		const signal = AbortSignal.any([this.#request.signal, idle.signal]);
		let timer: ReturnType<typeof setTimeout> | undefined;
		const wake = () => {
			clearTimeout(timer);
			const most = answer.begun ? (connection.idleMs ?? IDLE_MS) : this.#firstMs;
			timer = setTimeout(() => idle.abort(), most);
		};
		try {
			const stream = await client.chat.completions.create(
				{ ...this.#body(shape), stream: true },
				{ signal }
			);
			wake();
			for await (const chunk of stream) {
				const text = answer.take(chunk);
				wake();
				if (text !== '') this.#request.onText(text);
			}
		} catch (error) {
			if (idle.signal.aborted && !this.#request.signal.aborted) throw this.#silent(answer);
			throw error;
		} finally {
			clearTimeout(timer);
		}
		if (idle.signal.aborted && !this.#request.signal.aborted && answer.finish === null)
			throw this.#silent(answer);
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
		if (!answer.answered && answer.error === null)
			throw new Failure(
				'missing',
				`${connection.name} returned something that is no answer: check the base URL`,
				{ provider: connection.name }
			);
	}

	#reply(answer: AnswerStream, shape: AnswerShape): ModelReply {
		const { connection, profile, learnt } = this.#parts;
		if (answer.error !== null) throw this.#failure(answer.error, answer);
		const usage = this.#usage(answer);
		if (usage.reasoning > 0 || answer.reasoned) noteReasoning(learnt, this.#level);
		if (/content_filter|sensitive/u.test(answer.finish ?? '')) {
			throw this.#trouble(
				'filtered',
				`${connection.name} withheld the answer for its content rules`
			);
		}
		if (answer.finish === null || /^(?:network_error|error)$/u.test(answer.finish)) {
			throw this.#brokeOff();
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
		if (answer.text === '' && answer.refusal !== '')
			throw this.#trouble('filtered', `${connection.model} declined to answer`);
		if (answer.text === '') {
			const full = answer.finish === 'length' && usage.input >= 0.99 * profile.context;
			if (full)
				throw this.#trouble('overflow', `the prompt fills the context of ${connection.model}`);
			const why = answer.reasoned ? ': its reasoning used up the tokens for the answer' : '';
			throw this.#trouble('empty', `${connection.name} gave an empty answer${why}`);
		}
		return {
			text: answer.text,
			finish: answer.finish === 'length' ? 'length' : 'stop',
			usage,
			served: answer.served ?? connection.model,
			...this.#cost(answer, usage),
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
		const { messages, maxTokens, temperature } = this.#request;
		const whole = profile.id === 'openrouter' && shape.kind !== 'text';
		return {
			model: connection.model,
			messages: messages.map(({ role, content }) => ({ role, content })),
			[learnt.maxTokensField]: maxTokens + this.#room,
			...(learnt.temperature && { temperature }),
			...(learnt.thinking && profile.thinking[this.#level]),
			...(learnt.stream && learnt.streamUsage && { stream_options: { include_usage: true } }),
			// Else it may choose an upstream that passes over the form asked for.
			...(whole && { provider: { require_parameters: true } }),
			...formatOf(shape)
		};
	}

	#failure(error: unknown, answer?: AnswerStream): Failure {
		const { connection } = this.#parts;
		const provider = connection.name;
		if (this.#request.signal.aborted)
			return new Failure('cancelled', 'cancelled', { provider, cause: error });
		if (error instanceof Failure) return error;
		if (error instanceof OpenAI.APIConnectionTimeoutError) {
			return new Failure('unavailable', `${provider} did not answer in time`, { provider });
		}
		const headers =
			error instanceof OpenAI.APIError ? (error.headers as Headers | undefined) : undefined;
		const away = unreachable(error);
		// The connection broke, or what came was no chunk; the server's own errors say more.
		const broke = away !== null || !(error instanceof OpenAI.APIError);
		if (answer?.answered === true && error instanceof Error && broke) return this.#brokeOff();
		const said = plainError(error);
		const text = withoutKey(away ?? said.text, connection.apiKey);
		return failureOf({
			...{ provider, model: connection.model, ...said, text, reached: away === null },
			retryAfter: headers?.get('retry-after') ?? null
		});
	}

	get #level(): ModelRequest['thinking'] {
		const { thinking } = this.#request;
		return levelFor(this.#parts.learnt, { thinking, shape: this.#shape().kind });
	}

	/** Tokens for reasoning, as far as the context has them. */
	get #room(): number {
		const { messages, maxTokens } = this.#request;
		const prompt = messages.reduce((sum, { content }) => sum + estimateTokens(content), 0);
		const left = Math.max(0, this.#parts.profile.context - prompt - maxTokens);
		return Math.min(left, reasoningRoom(this.#parts.learnt, this.#level));
	}

	get #firstMs(): number {
		return this.#parts.connection.firstMs ?? FIRST_MS;
	}

	#silent({ begun }: AnswerStream): Failure {
		const { name } = this.#parts.connection;
		if (begun) return this.#trouble('truncated', `${name} stopped in the middle of its answer`);
		return new Failure('unavailable', `${name} did not begin its answer in time`, {
			provider: name
		});
	}

	#brokeOff(): Failure {
		const { name } = this.#parts.connection;
		return this.#trouble('truncated', `${name} broke off before the end of its answer`);
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
