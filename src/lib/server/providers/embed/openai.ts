/**
 * Any OpenAI-compatible `/v1/embeddings` endpoint of the operator's. Servers differ in how much they take: a batch that
 * is too slow or too much is halved, a text that is longer than the model reads is cut until it fits.
 */
import OpenAI from 'openai';
import { Failure, type FailureKind } from '../../net/failure.ts';
import { pause } from '../../net/politeness.ts';
import type { Embedder } from '../../ports.ts';
import { unitOf } from './unit.ts';

const BATCH = 16; // passages: a small machine takes about half a minute for them
const TIMEOUT_MS = 60_000;
const RETRY_MS = 500;
const LEAST_CHARACTERS = 64; // a text is not cut shorter than that
const BLANK = '.'; // sent for a text without a character: servers refuse the whole batch otherwise

export interface RemoteEmbedder {
	readonly baseUrl: string;
	readonly model: string;
	readonly apiKey: string;
	readonly weight: number | undefined;
	readonly timeoutMs?: number; // of one request
	readonly retryMs?: number;
}

/** Asks once to learn the dimension. Throws Failure when the endpoint does not answer as it should. */
export async function openRemoteEmbedder(settings: RemoteEmbedder): Promise<Embedder> {
	const { baseUrl, model, weight } = settings;
	const endpoint = new Endpoint(settings);
	const [probe] = await endpoint.embed(['dimension'], AbortSignal.timeout(TIMEOUT_MS));
	return {
		id: `${model}@${new URL(baseUrl).host}`,
		dimensions: probe?.length ?? 0,
		weight,
		embed: (texts, { signal }) => endpoint.embed(texts, signal),
		close: () => Promise.resolve()
	};
}

class Endpoint {
	readonly #settings: RemoteEmbedder;
	readonly #client: OpenAI;
	#batch = BATCH; // halved for good where the server is too slow for it

	constructor(settings: RemoteEmbedder) {
		this.#settings = settings;
		const { baseUrl, apiKey, timeoutMs } = settings;
		this.#client = new OpenAI({
			baseURL: baseUrl,
			apiKey: apiKey === '' ? 'none' : apiKey,
			maxRetries: 0,
			timeout: timeoutMs ?? TIMEOUT_MS
		});
	}

	async embed(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
		const out: Float32Array[] = [];
		while (out.length < texts.length) {
			const some = texts.slice(out.length, out.length + this.#batch);
			try {
				out.push(...(await this.#fitting(some, signal)));
			} catch (error) {
				if (!(error instanceof TooSlow) || some.length === 1) throw error;
				this.#batch = Math.ceil(some.length / 2);
			}
		}
		return out;
	}

	/** What is too much together goes singly, what is too much alone is cut in half. */
	async #fitting(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
		try {
			return await this.#withRetry(texts, signal);
		} catch (error) {
			if (!(error instanceof Failure && error.kind === 'overflow')) throw error;
			const [only = ''] = texts;
			if (texts.length === 1 && only.length <= LEAST_CHARACTERS) throw error;
			if (texts.length === 1) return this.#fitting([firstHalf(only)], signal);
			const out: Float32Array[] = [];
			for (const text of texts) out.push(...(await this.#fitting([text], signal)));
			return out;
		}
	}

	/** Once more for what passes by itself. */
	async #withRetry(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
		try {
			return await this.#ask(texts, signal);
		} catch (error) {
			const passes = error instanceof Failure && error.retryable && !(error instanceof TooSlow);
			if (!passes) throw error;
			await pause(this.#settings.retryMs ?? RETRY_MS, signal).catch(() => undefined);
			return this.#ask(texts, signal);
		}
	}

	async #ask(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
		const { model } = this.#settings;
		const input = texts.map((text) => (text.trim() === '' ? BLANK : text));
		let reply: unknown;
		try {
			reply = await this.#client.embeddings.create(
				{ model, input, encoding_format: 'float' },
				{ signal }
			);
		} catch (error) {
			throw failureOf(error, signal);
		}
		return vectorsOf(reply, texts.length);
	}
}

/** Half of a text, not cut within a character of two units. */
function firstHalf(text: string): string {
	return text.slice(0, Math.floor(text.length / 2)).replace(/[\uD800-\uDBFF]$/u, '');
}

/** Servers send other things under a 200 too: whatever is no list of vectors of numbers is refused here. */
function vectorsOf(reply: unknown, count: number): Float32Array[] {
	const data = fieldOf(reply, 'data');
	if (!Array.isArray(data))
		throw malformed('the endpoint answered with something else than vectors');
	if (data.length !== count) {
		throw malformed('the endpoint gave another number of vectors than texts');
	}
	const placed = data.map((row: unknown, at) => ({
		place: Number(fieldOf(row, 'index') ?? at),
		values: fieldOf(row, 'embedding')
	}));
	return placed.sort((a, b) => a.place - b.place).map(({ values }) => unit(values));
}

function fieldOf(value: unknown, name: string): unknown {
	return typeof value === 'object' && value !== null
		? (value as Readonly<Record<string, unknown>>)[name]
		: undefined;
}

function unit(values: unknown): Float32Array {
	const vector = Array.isArray(values) ? Float32Array.from(values, Number) : new Float32Array();
	const made = unitOf(vector);
	if (!made) throw malformed('the endpoint gave a vector without numbers');
	return made;
}

function malformed(message: string): Failure {
	return new Failure('malformed', message, { provider: PROVIDER });
}

/** No answer in time: fewer texts may get one. */
class TooSlow extends Failure {}

const PROVIDER = 'embeddings';
const KINDS: Readonly<Record<number, FailureKind>> = {
	401: 'auth',
	403: 'auth',
	402: 'billing',
	404: 'missing',
	413: 'overflow',
	429: 'limited'
};
/** How llama.cpp, vLLM, OpenAI, TEI and Ollama say that a text or a batch is too long, under 400, 413, 422 or 500. */
const TOO_MUCH =
	/too (?:large|long)|context (?:length|size|window)|maximum (?:context|input|sequence)|must have less than|batch size/iu;

function failureOf(error: unknown, signal: AbortSignal): Failure {
	const about = { provider: PROVIDER, cause: error };
	if (signal.aborted) return new Failure('cancelled', 'cancelled', about);
	if (error instanceof OpenAI.APIConnectionTimeoutError) {
		return new TooSlow('unavailable', 'the endpoint did not answer in time', about);
	}
	if (error instanceof SyntaxError) {
		return malformed('the endpoint answered with something else than vectors');
	}
	const status = error instanceof OpenAI.APIError ? Number(error.status) : 0;
	if (!(status > 0)) return new Failure('unavailable', 'the endpoint cannot be reached', about);
	const said = error instanceof Error ? error.message : '';
	const kind: FailureKind = TOO_MUCH.test(said)
		? 'overflow'
		: (KINDS[status] ?? (status < 500 ? 'malformed' : 'unavailable'));
	return new Failure(kind, `the endpoint answered ${status}`, about);
}
