/** What servers say of tokens, refuse and break in their own ways, over a real connection. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/lib/server/net/failure.ts';
import type { ModelReply, ModelRequest } from '../../src/lib/server/ports.ts';
import { type ModelConnection } from '../../src/lib/server/providers/model/client.ts';
import { failureOf, kindOf } from '../../src/lib/server/providers/model/failures.ts';
import { REQUEST, scriptedConnection } from '../fixtures/model-asking.ts';
import { startScriptedModel } from '../fixtures/scripted-model.ts';

const { server, model } = scriptedConnection({ apiKey: 'verysecret-0123456789', idleMs: 150 });

/** Sends events, and the end of the stream unless told otherwise. */
const events =
	(list: readonly unknown[], end = true) =>
	(response: ServerResponse) => {
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		for (const one of list) response.write(`data: ${JSON.stringify(one)}\n\n`);
		if (end) response.end('data: [DONE]\n\n');
	};
const body =
	(value: unknown, status = 200) =>
	(response: ServerResponse) =>
		void response
			.writeHead(status, { 'content-type': 'application/json' })
			.end(typeof value === 'string' ? value : JSON.stringify(value));
const says = (delta: object, finish: string | null = null) => ({
	model: 'scripted-1',
	choices: [{ index: 0, delta, finish_reason: finish }]
});
const hello = says({ content: 'Hello!' }, 'stop');

async function answered(
	play: (response: ServerResponse, stream: boolean) => void,
	change: Partial<ModelConnection> = {}
): Promise<ModelReply> {
	server().script(() => ({ play }));
	return model(change).complete(REQUEST);
}
async function failing(
	play: (response: ServerResponse, stream: boolean) => void,
	change: Partial<ModelConnection> = {}
): Promise<Failure> {
	const error: unknown = await answered(play, change).then(
		() => null,
		(thrown: unknown) => thrown
	);
	if (!(error instanceof Failure)) throw new Error(`no Failure: ${String(error)}`);
	return error;
}

describe('tokens as each server counts them', () => {
	const counted = (usage: object) => answered(events([hello, { choices: [], usage }]));
	it('reasoning is part of what is billed where the server leaves it out of the answer’s count', async () => {
		const gemini = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 420 };
		expect((await counted(gemini)).usage).toMatchObject({ input: 100, output: 320 });
		const xai = {
			...{ prompt_tokens: 100, completion_tokens: 20 },
			completion_tokens_details: { reasoning_tokens: 300 }
		};
		expect((await counted(xai)).usage).toMatchObject({ output: 320, reasoning: 300 });
		const openai = {
			...{ prompt_tokens: 100, completion_tokens: 320, total_tokens: 420 },
			completion_tokens_details: { reasoning_tokens: 300 }
		};
		expect((await counted(openai)).usage).toMatchObject({ output: 320, reasoning: 300 });
	});
	it('what the cache held and what was put into it are told apart, each inside the input', async () => {
		const qwen = {
			...{ prompt_tokens: 1000, completion_tokens: 5 },
			prompt_tokens_details: { cached_tokens: 200, cache_creation_input_tokens: 300 }
		};
		expect((await counted(qwen)).usage).toMatchObject({
			input: 1000,
			cached: 200,
			cacheWrites: 300
		});
		const deepseek = {
			...{ prompt_tokens: 1000, completion_tokens: 5, prompt_cache_hit_tokens: 400 },
			prompt_cache_miss_tokens: 600
		};
		expect((await counted(deepseek)).usage).toMatchObject({ input: 1000, cached: 400 });
	});
	it('Groq puts them in a place of its own', async () => {
		const usage = { prompt_tokens: 7, completion_tokens: 2 };
		const { usage: told } = await answered(
			events([{ ...says({ content: 'Hello!' }, 'stop'), x_groq: { id: 'r', usage } }])
		);
		expect(told).toMatchObject({ input: 7, output: 2, estimated: false });
	});
	it('a count in a form nobody knows costs no text', async () => {
		const usage = { prompt_tokens: 7, completion_tokens: 2, cost: { total_cost: 0.1 } };
		const reply = await answered(events([{ ...hello, usage }]));
		expect(reply).toMatchObject({ text: 'Hello!', usage: { input: 7, output: 2 } });
	});
	it('reasoning is seen in every field it comes in', async () => {
		const both = says({ reasoning_content: '', reasoning: 'let me see, who is it' });
		expect((await answered(events([both, hello]))).usage.reasoning).toBeGreaterThan(0);
		const part = { type: 'thinking', thinking: [{ type: 'text', text: 'let me see, who is it' }] };
		const reply = await answered(events([says({ content: [part] }), hello]));
		expect(reply.text).toBe('Hello!');
		expect(reply.usage.reasoning).toBeGreaterThan(0);
	});
	it('reasoning that a chat template opened in the prompt is closed in the answer alone', async () => {
		const text = 'The user wants a word. Hi? No.</think>\n\nHello!';
		expect((await answered(events([says({ content: text }, 'stop')]))).text).toBe('Hello!');
	});
	it('a first chunk without a name does not hide the model that answered', async () => {
		const reply = await answered(events([{ model: '', choices: [] }, hello]));
		expect(reply.served).toBe('scripted-1');
	});
});

describe('what a call took is told though it failed', () => {
	const usage = { prompt_tokens: 90, completion_tokens: 50 };
	const thought = says({ reasoning_content: 'hm, let me think about it' }, 'length');
	it.each([
		['empty', [thought, { choices: [], usage }], { input: 90, output: 50, estimated: false }],
		['filtered', [says({}, 'content_filter'), { choices: [], usage }], { input: 90, output: 50 }],
		['truncated', [says({ content: 'Hel' })], { estimated: true }]
	] as const)('%s', async (kind, list, told) => {
		const failure = await failing(events(list));
		expect(failure.kind).toBe(kind);
		expect(failure.charge?.usage).toMatchObject(told);
		expect(failure.charge?.usage.input).toBeGreaterThan(0);
		expect(failure.charge?.served).toBe('scripted-1');
	});
	it('but nothing is made up where there was no answer', async () => {
		expect((await failing(body({ error: { message: 'busy' } }, 503))).charge).toBeNull();
		expect((await failing(body({ error: { message: 'busy', code: 503 } }))).charge).toBeNull();
	});
});

describe('an error within a stream', () => {
	const broken = (error: object) => failing(events([says({ content: 'Hel' }), { error }], false));
	it.each([
		[{ message: 'Insufficient credits', code: 402 }, 'billing', /top up/u],
		[{ message: 'Rate limit exceeded', code: 429 }, 'limited', /limits the rate/u],
		[{ message: 'slow down', code: 'rate_limit_exceeded' }, 'limited', /limits the rate/u],
		[{ message: 'bad key', type: 'authentication_error' }, 'auth', /API key/u],
		[{ message: 'the upstream fell over' }, 'unavailable', /broke off with an error.*fell over/u]
	] as const)('%j is classed by its code', async (error, kind, words) => {
		const failure = await broken(error);
		expect(failure.kind).toBe(kind);
		expect(failure.message).toMatch(words);
		expect(failure.message).not.toContain('cannot be reached');
	});
	it('a connection that breaks after the first words is a cut answer, not a server that is away', async () => {
		const failure = await failing((response) => {
			events([says({ content: 'Hel' })], false)(response);
			setImmediate(() => response.destroy());
		});
		expect(failure).toMatchObject({ kind: 'truncated' });
		expect(failure.message).toContain('broke off');
	});
});

describe('an answer that is none', () => {
	it.each([
		['an API that is no model’s', { status: 'ok' }],
		['an empty object', {}]
	])('%s with status 200 says to check the base URL', async (_name, value) => {
		const failure = await failing(body(value));
		expect(failure.kind).toBe('missing');
		expect(failure.message).toContain('check the base URL');
	});
	it('a refusal of the model itself is told as one, and not asked for again', async () => {
		const failure = await failing(events([says({ refusal: 'I cannot help with that.' }, 'stop')]));
		expect(failure).toMatchObject({ kind: 'filtered', retryable: false });
		expect(failure.message).toContain('declined');
	});
});

describe('patience', () => {
	it('a whole answer that stops in the middle is given up', async () => {
		const failure = await failing(
			(response) => {
				response.writeHead(200, { 'content-type': 'application/json' });
				response.write('{"choices": [');
			},
			{ measured: { stream: false }, firstMs: 60 }
		);
		expect(failure.kind).toBe('unavailable');
		expect(failure.message).toContain('in time');
	});
	it('a server that queues is waited for longer than one that falls silent while it writes', async () => {
		const reply = await answered(
			(response) => {
				events([says({ role: 'assistant', content: '' })], false)(response);
				response.write(': keep-alive\n\n');
				void pause(300).then(() => {
					response.write(`data: ${JSON.stringify(hello)}\n\n`);
					response.end('data: [DONE]\n\n');
				});
			},
			{ idleMs: 100, firstMs: 5_000 }
		);
		expect(reply.text).toBe('Hello!');
	});
	it('but not for ever', async () => {
		// Long enough for the beginning of the reply to arrive on a busy machine: what fails is what follows.
		const failure = await failing(events([says({ role: 'assistant' })], false), { firstMs: 1_500 });
		expect(failure).toMatchObject({ kind: 'unavailable' });
		expect(failure.message).toContain('did not begin');
	});
});

describe('a request that is refused', () => {
	const shaped: ModelRequest = { ...REQUEST, shape: { kind: 'json' } };
	it('for what it asks, not for its form, costs the connection nothing', async () => {
		server().script(({ user }) =>
			user.includes('hello')
				? { play: body({ error: { message: 'Invalid request' } }, 400) }
				: { text: '{}' }
		);
		const one = model();
		await expect(one.complete(shaped)).rejects.toMatchObject({ kind: 'malformed' });
		await one.complete({ ...shaped, messages: [{ role: 'user', content: 'Good day.' }] });
		expect(server().asked.at(-1)?.body).toMatchObject({
			stream_options: { include_usage: true },
			response_format: { type: 'json_object' },
			temperature: 0
		});
	});
	it('without a reason loses only what made the difference', async () => {
		server().script(({ body: sent }) =>
			'temperature' in sent
				? { play: body({ error: { message: 'Invalid request' } }, 400) }
				: { text: 'Hello!' }
		);
		const one = model();
		await one.complete(REQUEST);
		await one.complete(REQUEST);
		expect(server().asked.at(-1)?.body).toMatchObject({ stream_options: { include_usage: true } });
		expect(server().asked.at(-1)?.body).not.toHaveProperty('temperature');
	});
	it('for its form, without a reason, keeps the count of its tokens', async () => {
		server().script(({ body: sent }) =>
			'response_format' in sent
				? { play: body({ error: { message: 'Invalid request' } }, 400) }
				: { text: '{}' }
		);
		await model().complete(shaped);
		expect(server().asked.at(-1)?.body).not.toHaveProperty('response_format');
		const one = model();
		await one.complete(shaped);
		await one.complete(shaped);
		expect(server().asked.at(-1)?.body).toMatchObject({ stream_options: { include_usage: true } });
	});
	it('by OpenRouter for a switch the model has no use for keeps the form of the answer', async () => {
		const { fetch } = globalThis;
		globalThis.fetch = (_input, init) => fetch(`${server().url}/chat/completions`, init);
		const message = 'No endpoints found that can handle the requested parameters';
		server().script(({ body: sent }) =>
			'reasoning' in sent ? { play: body({ error: { message, code: 404 } }, 404) } : { text: '{}' }
		);
		await model({ baseUrl: 'https://openrouter.ai/api/v1' }).complete(shaped);
		globalThis.fetch = fetch;
		expect(server().asked.at(-1)?.body).toMatchObject({ response_format: { type: 'json_object' } });
	});
	it('and a gateway’s page in between does not end streaming', async () => {
		server().script(() => ({ fault: 'html' }));
		const one = model();
		await expect(one.complete(REQUEST)).rejects.toMatchObject({ kind: 'missing' });
		server().script(() => ({ text: 'Hello!' }));
		await one.complete(REQUEST);
		expect(server().asked.at(-1)?.body['stream']).toBe(true);
	});
});

describe('words of servers', () => {
	it.each([
		['Prompt too long', '1261', 400, 'overflow'],
		['Request failed', '1261', 400, 'overflow'],
		['prompt too long; exceeded max context length by 12 tokens', '', 400, 'overflow'],
		['Your request exceeded model token limit: 8192', '', 400, 'overflow'],
		[
			'tokens to keep from the initial prompt is greater than the context length',
			'',
			400,
			'overflow'
		],
		['Usage limit reached for 5 hour. Your limit will reset at 12:00', '1308', 429, 'billing'],
		['Your chosen model requires moderation and your input was flagged', '403', 403, 'filtered'],
		['No endpoints found that can handle the requested parameters', '404', 404, 'malformed'],
		['The model `x` does not exist', 'model_not_found', 404, 'missing']
	] as const)('%s (%s, %d) is %s', (...[text, code, status, kind]) => {
		expect(kindOf(status, `${code} ${text}`)).toBe(kind);
	});
	it('are told where they say more than we could', () => {
		const trouble = { provider: 'x', model: 'm', code: '', retryAfter: null };
		const of = (status: number, text: string) => failureOf({ ...trouble, status, text }).message;
		expect(of(403, 'Country, region, or territory not supported')).toContain('territory');
		expect(of(404, 'No endpoints found matching your data policy')).toContain('data policy');
		expect(of(404, '<html>nginx</html>')).not.toContain('nginx');
		expect(of(401, 'Incorrect API key provided: ab**cd')).not.toContain('ab**cd');
	});
	it('name what keeps a server from being reached', async () => {
		const away = (baseUrl: string) =>
			model({ baseUrl })
				.complete(REQUEST)
				.then(
					() => '',
					(error: unknown) => (error instanceof Failure ? error.message : '')
				);
		expect(await away(server().url.replace('http:', 'https:'))).toContain('try http');
		const closed = await startScriptedModel();
		await closed.close();
		expect(await away(closed.url)).toContain('nothing answers');
	});
});

describe('each model by its family', () => {
	const bodyOf = async (baseUrl: string, name: string, change: Partial<ModelRequest> = {}) => {
		const sent: Record<string, unknown>[] = [];
		const { fetch } = globalThis;
		globalThis.fetch = (_input, init) => {
			sent.push(JSON.parse(init?.body as string) as Record<string, unknown>);
			return Promise.reject(new TypeError('not sent'));
		};
		const one = model({ baseUrl, model: name });
		await one.complete({ ...REQUEST, thinking: 'low', ...change }).catch(() => undefined);
		globalThis.fetch = fetch;
		return sent[0] ?? {};
	};
	const schema = { kind: 'schema', name: 's', schema: {} } as const;
	it('Qwen binds by schema where that is documented, else by JSON object', async () => {
		const qwen = 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1';
		const bound = (name: string) => bodyOf(qwen, name, { shape: schema });
		expect(await bound('qwen3.8-flash')).toMatchObject({
			response_format: { type: 'json_schema' }
		});
		expect(await bound('qwen3.6-plus')).toMatchObject({ response_format: { type: 'json_object' } });
	});
	it('Kimi K3 is told how hard to think, K2 whether', async () => {
		const kimi = 'https://api.moonshot.ai/v1';
		expect(await bodyOf(kimi, 'kimi-k3.1-pro')).toMatchObject({ reasoning_effort: 'low' });
		expect(await bodyOf(kimi, 'kimi-k3.1-pro')).not.toHaveProperty('thinking');
		expect(await bodyOf(kimi, 'kimi-k2.6')).toMatchObject({ thinking: { type: 'enabled' } });
	});
	it('OpenRouter chooses no upstream that passes over the form asked for', async () => {
		const router = 'https://openrouter.ai/api/v1';
		const shaped = await bodyOf(router, 'qwen/qwen3.8', { shape: schema });
		expect(shaped).toMatchObject({ provider: { require_parameters: true } });
		expect(await bodyOf(router, 'qwen/qwen3.8')).not.toHaveProperty('provider');
	});
});
