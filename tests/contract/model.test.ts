/** The model port over a real server that fails in every way real ones do; and each provider's dialect on the wire. */
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/lib/server/net/failure.ts';
import type { ModelRequest } from '../../src/lib/server/ports.ts';
import { failureOf, kindOf } from '../../src/lib/server/providers/model/failures.ts';
import { PRICES, priceOf, untilOffPeak } from '../../src/lib/server/providers/model/prices.ts';
import { PROFILES, profileOf } from '../../src/lib/server/providers/model/profiles.ts';
import { chainsOf } from '../../src/lib/server/providers/model/roles.ts';
import { REQUEST, scriptedConnection } from '../fixtures/model-asking.ts';
import { type ModelFault } from '../fixtures/scripted-model.ts';

const KEY = 'sk-verysecret-0123456789';
const { server, model } = scriptedConnection({ apiKey: KEY, idleMs: 150 });
const request: ModelRequest = {
	...REQUEST,
	messages: [
		{ role: 'system', content: 'Answer with a JSON object.' },
		{ role: 'user', content: 'Say hello.' }
	],
	shape: {
		kind: 'schema',
		name: 'hello',
		schema: { type: 'object', properties: {}, required: [], additionalProperties: false }
	}
};

async function failing(fault: ModelFault): Promise<Failure> {
	server().script(() => ({ text: '{"hello": "world"}', fault }));
	const error: unknown = await model()
		.complete(request)
		.then(
			() => null,
			(thrown: unknown) => thrown
		);
	if (!(error instanceof Failure)) throw new Error(`no Failure for ${fault}: ${String(error)}`);
	return error;
}

describe('an answer', () => {
	it('comes whole, in pieces, with the server’s own counts and name', async () => {
		server().script(() => ({ text: '{"hello": "world"}', reasoning: 'hm' }));
		const pieces: string[] = [];
		const reply = await model().complete({ ...request, onText: (piece) => pieces.push(piece) });
		expect(reply.text).toBe('{"hello": "world"}');
		expect(pieces.join('')).toBe(reply.text);
		expect(reply).toMatchObject({ finish: 'stop', served: 'scripted-1', shape: 'schema', usd: 0 });
		expect(reply.usage).toMatchObject({ estimated: false });
		expect(reply.usage.input).toBe(server().totals.input);
	});
	it('is counted by us, and marked so, where the server does not count', async () => {
		server().script(() => ({ text: '{"hello": "world"}', usage: false }));
		const { usage } = await model().complete(request);
		expect(usage.estimated).toBe(true);
		expect(usage.input).toBeGreaterThan(5);
	});
	it('is taken from a server that sends JSON where a stream was asked for, and asked so from then on', async () => {
		server().script(() => ({ text: '{"hello": "world"}', fault: 'json-instead-of-stream' }));
		const one = model();
		await one.complete(request);
		const since = server().asked.length;
		await one.complete(request);
		expect(server().asked.length - since).toBe(1);
		expect(server().asked.at(-1)?.body['stream']).toBe(false);
	});
	it('loses the reasoning that some servers leave in it', async () => {
		server().script(() => ({ text: '<think>let me see</think>{"hello": "world"}' }));
		expect((await model().complete(request)).text).toBe('{"hello": "world"}');
	});
});

describe('a failure is recognised, named and says what to do', () => {
	it.each([
		['401', 'auth', /API key/u],
		['402', 'billing', /top up/u],
		['404', 'missing', /base URL/u],
		['429', 'limited', /limits the rate/u],
		['500', 'unavailable', /busy or down/u],
		['overflow', 'overflow', /longer than the context/u],
		['html', 'missing', /web page.*base URL/u],
		['error-in-200', 'unavailable', /busy/u],
		['error-mid-stream', 'unavailable', /overloaded/u],
		['cut', 'truncated', /broke off/u],
		['stall', 'truncated', /stopped in the middle/u],
		['empty', 'empty', /empty answer/u],
		['reasoning-only', 'empty', /reasoning used up/u],
		['reset', 'unavailable', /cannot be reached/u]
	] as const)('%s is %s', async (fault, kind, words) => {
		const failure = await failing(fault);
		expect(failure.kind).toBe(kind);
		expect(failure.message).toMatch(words);
		expect(failure.message).not.toContain(KEY);
	});
	it('a prompt that the server cut in silence is told from its own count', async () => {
		server().script(() => ({ text: '{"hello": "world"}' }));
		const small = model({ measured: { context: 3 } }).complete(request);
		await expect(small).rejects.toMatchObject({ kind: 'overflow' });
		await expect(small).rejects.toThrow(/more than the 3/u);
	});
	it('an answer cut at nothing with the context full is an overflow, not an empty answer', async () => {
		server().script(() => ({ fault: 'reasoning-only', reasoning: '' }));
		await model()
			.complete(request)
			.catch(() => undefined);
		const asked = server().asked.at(-1);
		const input = Math.ceil(((asked?.system ?? '') + (asked?.user ?? '')).length / 4);
		const full = model({ measured: { context: input } }).complete(request);
		await expect(full).rejects.toMatchObject({ kind: 'overflow' });
	});
	it('a Retry-After is handed on', async () => {
		expect((await failing('429')).retryAfterMs).toBe(0);
	});
	it('cancelling is cancelling, whatever the server did', async () => {
		server().script(() => ({ fault: 'stall' }));
		const abort = new AbortController();
		const asked = model({ idleMs: 60_000 }).complete({
			...request,
			signal: abort.signal,
			onText: () => abort.abort()
		});
		await expect(asked).rejects.toMatchObject({ kind: 'cancelled' });
	});
	it.each([
		['prompt is too long: 210000 tokens > 200000 maximum', 400, 'overflow'],
		['Range of input length should be [1, 30720]', 400, 'overflow'],
		['the request exceeds the available context size, try increasing it', 400, 'overflow'],
		['Rate limit reached: tokens per minute; reduce the length of messages', 429, 'limited'],
		['You exceeded your current quota, insufficient_quota', 429, 'billing'],
		['Arrearage: access denied, account in arrears', 400, 'billing'],
		['Output data may contain inappropriate content: data_inspection_failed', 400, 'filtered'],
		['Unknown field "foo"', 400, 'malformed'],
		['Server busy', 200, 'unavailable']
	] as const)('%s (%d) is %s', (text, status, kind) => {
		expect(kindOf(status, text)).toBe(kind);
	});
	it('words of a server never carry a key on', () => {
		const { message } = failureOf({
			provider: 'x',
			model: 'm',
			status: 400,
			text: `bad key ${KEY}`,
			code: '',
			retryAfter: null
		});
		expect(message).not.toContain('verysecret');
	});
});

describe('a parameter the server refuses', () => {
	it('is left out, one at a time, and stays out', async () => {
		const refused: string[] = [];
		server().script(({ body }) => {
			if (body['response_format'] !== undefined) {
				refused.push((body['response_format'] as { type: string }).type);
				return { fault: 'refused-format' };
			}
			return { text: '{"hello": "world"}' };
		});
		const one = model();
		expect((await one.complete(request)).shape).toBe('text');
		expect(refused).toEqual(['json_schema', 'json_object']);
		expect(one.shape).toBe('text');
	});
});

describe('dialects', () => {
	it.each(PROFILES.map((profile) => [profile.id, profile] as const))(
		'%s is known by its address',
		(id, profile) => {
			expect(profileOf(profile.baseUrl).id).toBe(id);
			expect(profile.shapes.at(-1)).toBe('text');
		}
	);
	it.each([
		['https://ws-1.ap-southeast-1.maas.aliyuncs.com/compatible-mode/v1', 'qwen'],
		['https://dashscope-us.aliyuncs.com/compatible-mode/v1', 'qwen'],
		['https://token-plan.ap-southeast-1.maas.aliyuncs.com/compatible-mode/v1', 'qwen'],
		['http://localhost:11434/v1', 'ollama'],
		['https://models.example.org/v1', 'compatible']
	])('%s is %s', (url, id) => {
		expect(profileOf(url).id).toBe(id);
	});
	it('each sends its own fields: tokens, thinking, temperature', async () => {
		server().script(() => ({ text: '{"hello": "world"}' }));
		await model().complete(request);
		const plain = server().asked.at(-1)?.body ?? {};
		expect(plain).toMatchObject({
			max_tokens: 50,
			temperature: 0,
			stream_options: { include_usage: true }
		});
		await model({
			measured: { maxTokensField: 'max_completion_tokens', temperature: false, streamUsage: false }
		}).complete(request);
		const other = server().asked.at(-1)?.body ?? {};
		expect(other).toMatchObject({ max_completion_tokens: 50 });
		expect(Object.keys(other)).not.toContain('temperature');
		expect(Object.keys(other)).not.toContain('stream_options');
	});
});

describe('prices', () => {
	const usage = { input: 1_000_000, cached: 500_000, output: 100_000 };
	const noon = Date.parse('2026-11-24T12:00:00Z');
	it('count cached tokens apart, and double in peak hours', () => {
		const one = { profile: 'deepseek', free: false, model: 'deepseek-flash', usage };
		expect(priceOf({ ...one, at: noon })).toBeCloseTo(0.075 + 0.0015 + 0.06, 6);
		expect(priceOf({ ...one, at: Date.parse('2026-11-24T02:00:00Z') })).toBeCloseTo(2 * 0.1365, 6);
		expect(priceOf({ ...one, at: Date.parse('2026-11-22T02:00:00Z') })).toBeCloseTo(0.1365, 6); // a Sunday
	});
	it('rise with the length of the input where the provider says so', () => {
		const one = { profile: 'qwen', free: false, model: 'qwen3.6-plus', at: noon };
		expect(priceOf({ ...one, usage: { input: 200_000, cached: 0, output: 0 } })).toBeCloseTo(
			0.1,
			6
		);
		expect(priceOf({ ...one, usage: { input: 300_000, cached: 0, output: 0 } })).toBeCloseTo(
			0.6,
			6
		);
	});
	it('are unknown, not zero, for a model nobody priced; zero for a server at home', () => {
		expect(
			priceOf({ profile: 'openai', free: false, model: 'gpt-99', usage, at: noon })
		).toBeNull();
		expect(priceOf({ profile: 'ollama', free: true, model: 'anything', usage, at: noon })).toBe(0);
		expect(
			PRICES.every((price) => price.tiers.at(-1)?.upTo === null || price.tiers.length > 0)
		).toBe(true);
	});
	it('off-peak hours can be waited for', () => {
		expect(untilOffPeak('deepseek', Date.parse('2026-11-24T09:30:00Z'))).toBe(30 * 60_000);
		expect(untilOffPeak('deepseek', noon)).toBe(0);
		expect(untilOffPeak('openai', noon)).toBeNull();
	});
});

describe('roles', () => {
	it('fall back on one another, each connection once', () => {
		const none = { small: [], medium: [], large: [] };
		expect(chainsOf({ ...none, medium: ['m'] })).toEqual({
			small: ['m'],
			medium: ['m'],
			large: ['m']
		});
		const apart = chainsOf({ small: ['s', 'm'], medium: ['m'], large: ['l', 's'] });
		expect(apart).toEqual({
			small: ['s', 'm', 'l'],
			medium: ['m', 'l', 's'],
			large: ['l', 's', 'm']
		});
		expect(chainsOf(none).small).toEqual([]);
	});
});
