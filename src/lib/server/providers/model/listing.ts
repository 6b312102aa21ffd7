/** What a model server says of itself: its list of models, and how long a prompt may be, where it tells. */
import OpenAI from 'openai';
import { z } from 'zod';
import { Failure } from '../../net/failure.ts';
import { openClient, type ModelConnection } from './client.ts';
import { failureOf, unreachable, withoutKey } from './failures.ts';

type Address = Pick<ModelConnection, 'name' | 'baseUrl' | 'apiKey' | 'model'>;

export interface Listing {
	readonly models: readonly string[];
	/** Tokens by model, where the list says it. */
	readonly contexts: ReadonlyMap<string, number>;
	/** The day a model will be shut down, by model, as the list writes it. */
	readonly endings: ReadonlyMap<string, string>;
}

const Count = z.coerce.number().int().positive();
const Entry = z.looseObject({ id: z.string() });
/** Together sends the bare list; Ollama none at all while it holds no model. */
const List = z.union([
	z.looseObject({ object: z.literal('list'), data: z.null() }).transform(() => ({ data: [] })),
	z.looseObject({ data: z.array(Entry) }),
	z.array(Entry).transform((data) => ({ data }))
]);
const MOST = 2_000; // models; some gateways list very many

/** Fields in which servers tell the context, in the order they are believed. */
const CONTEXT_FIELDS = [
	'max_model_len', // vLLM
	'context_length', // OpenRouter, Together, Moonshot
	'context_window', // Groq
	'max_context_length', // Mistral
	'max_input_tokens',
	'n_ctx'
];

/** The list of models. Throws Failure with what to do: wrong path, a web page, a refused key, not reachable. */
export async function listModels(address: Address, ms = 10_000): Promise<Listing> {
	const raw = await read(address, { path: '/models', ms });
	const parsed = List.safeParse(raw);
	if (!parsed.success) throw noApi(address, raw);
	const entries = parsed.data.data
		.slice(0, MOST)
		.map((one): z.infer<typeof Entry> => ({ ...one, id: plain(one.id) }));
	return {
		models: entries.map((one) => one.id),
		contexts: new Map(
			entries.flatMap((one) => {
				const context = contextOf(one);
				return context === null ? [] : [[one.id, context] as const];
			})
		),
		endings: new Map(
			entries.flatMap((one) => {
				const day = one['shutdown_date'] ?? one['expiration_date'];
				return typeof day === 'string' || typeof day === 'number'
					? [[one.id, dayOf(day)] as const]
					: [];
			})
		)
	};
}

const plain = (id: string) => id.replace(/^models\//u, ''); // Gemini's way

function dayOf(day: string | number): string {
	return typeof day === 'number' ? new Date(day * 1000).toISOString().slice(0, 10) : day;
}

function contextOf(entry: Record<string, unknown>): number | null {
	const places = [entry, entry['meta'], entry['top_provider']];
	for (const place of places) {
		if (typeof place !== 'object' || place === null) continue;
		for (const field of CONTEXT_FIELDS) {
			const count = Count.safeParse((place as Record<string, unknown>)[field]);
			if (count.success) return count.data;
		}
	}
	return null;
}

/** What local servers tell of the context in force, outside of the common protocol; null when they do not. */
export async function localContext(address: Address, profile: string): Promise<number | null> {
	const origin = new URL(address.baseUrl).origin;
	const ask = (path: string) =>
		read(address, { path: `${origin}${path}`, ms: 5_000 }).catch(() => null);
	const number = (value: unknown) => Count.safeParse(value).data ?? null;
	if (profile === 'ollama') {
		const loaded = z
			.looseObject({ models: z.array(z.looseObject({ name: z.string(), context_length: Count })) })
			.safeParse(await ask('/api/ps'));
		const same = (name: string) => name === address.model || name === `${address.model}:latest`;
		return loaded.data?.models.find(({ name }) => same(name))?.context_length ?? null;
	}
	if (profile === 'lmstudio') {
		const loaded = List.safeParse(await ask('/api/v0/models'));
		const entry = loaded.data?.data.find(({ id }) => id === address.model);
		return number(entry?.['loaded_context_length']);
	}
	const Props = z.looseObject({ default_generation_settings: z.looseObject({ n_ctx: Count }) });
	return Props.safeParse(await ask('/props')).data?.default_generation_settings.n_ctx ?? null;
}

/** GET, the body as JSON or text. Throws Failure. */
async function read(
	address: Address,
	{ path, ms }: { path: string; ms: number }
): Promise<unknown> {
	const { name, model, apiKey } = address;
	try {
		return await openClient(address).get<unknown>(path, { timeout: ms });
	} catch (error) {
		if (error instanceof OpenAI.APIConnectionTimeoutError)
			throw new Failure('unavailable', `${name} did not answer within ${Math.ceil(ms / 1000)} s`, {
				provider: name
			});
		const status = error instanceof OpenAI.APIError ? Number(error.status ?? 0) : 0;
		const said = unreachable(error) ?? (error instanceof Error ? error.message : '');
		const text = withoutKey(said, apiKey);
		throw failureOf({ provider: name, model, status, text, code: '', retryAfter: null });
	}
}

function noApi({ name }: Address, raw: unknown): Failure {
	const page = typeof raw === 'string' && /<\s*(?:!doctype|html|head|body)/iu.test(raw);
	const what = page
		? 'This address is a web page, not a model API'
		: 'This address answers, but not as a model API';
	return new Failure('missing', `${what}: check the base URL`, { provider: name });
}

/**
 * The address beside this one at which a model API answers: with /v1 added or taken away. Asked without the key. Null
 * when there is none.
 */
export async function betterAddress(address: Address): Promise<string | null> {
	const bare = address.baseUrl.replace(/\/+$/u, '');
	const shorter = bare.replace(/\/v1$/u, '');
	const others = shorter === bare ? [`${bare}/v1`] : [shorter, `${shorter}/api/v1`];
	for (const baseUrl of others) {
		const found = await listModels({ ...address, baseUrl, apiKey: '' }, 5_000).then(
			() => true,
			(error: unknown) => error instanceof Failure && error.kind === 'auth'
		);
		if (found) return baseUrl;
	}
	return null;
}
