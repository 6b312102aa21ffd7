/** The connection test against a server that behaves in each of the ways real ones do. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Measured, Probed } from '../../src/lib/research/settings.ts';
import { createModel } from '../../src/lib/server/providers/model/client.ts';
import { listModels } from '../../src/lib/server/providers/model/listing.ts';
import { probe } from '../../src/lib/server/providers/model/probe.ts';
import {
	startScriptedModel,
	type ModelAsked,
	type ScriptedModel,
	type ScriptedReply
} from '../fixtures/scripted-model.ts';

const KEY = 'verysecret-0123456789';
let server: ScriptedModel;
beforeEach(async () => {
	server = await startScriptedModel(able);
});
afterEach(() => server.close());

const formatOf = ({ body }: ModelAsked) =>
	(body['response_format'] as { type?: string } | undefined)?.type ?? 'text';

/** A server that can do everything. */
function able(asked: ModelAsked): ScriptedReply {
	const thinks = JSON.stringify(asked.body).includes('"reasoning_effort":"high"');
	if (formatOf(asked) !== 'text') return { text: '{"greeting": "Hello", "letters": 5}' };
	if (asked.user.includes('password')) return { text: 'Heliotrope' };
	return { text: 'Hello!', ...(thinks && { reasoning: 'let me see' }) };
}

const connection = (change: { baseUrl?: string; model?: string } = {}) => ({
	name: 'here',
	baseUrl: server.url,
	model: 'scripted',
	apiKey: KEY,
	...change
});
const test = (change = {}): Promise<Measured> =>
	probe(connection(change), { now: () => 7, spent: () => Promise.resolve() });
const found = (measured: Measured, name: Probed['name']) =>
	measured.probes.find((one) => one.name === name) ?? { outcome: 'none', note: '' };

describe('a server that can do everything', () => {
	it('is measured whole, within a bounded number of requests', async () => {
		const replies: number[] = [];
		const measured = await probe(connection(), {
			now: () => 7,
			spent: (reply) => Promise.resolve(void replies.push(reply.usage.input))
		});
		expect(measured.probes.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
			'models pass',
			'chat pass',
			'stream pass',
			'schema pass',
			'json pass',
			'reasoning pass',
			'context pass'
		]);
		expect(measured).toMatchObject({ usable: true, models: ['scripted'], at: 7, usd: 0 });
		expect(measured.profile).toEqual({
			shapes: ['schema', 'json', 'text'],
			stream: true,
			streamUsage: true,
			temperature: true,
			thinking: true,
			...{ least: 'off', exclusive: false, reasons: [] },
			maxTokensField: 'max_tokens',
			context: 8192
		});
		expect(server.asked.length).toBeLessThanOrEqual(6);
		expect(replies.length).toBe(server.asked.length);
		expect(measured.tokens).toBe(server.totals.input + server.totals.output);
		expect(JSON.stringify(measured)).not.toContain(KEY);
	});
});

describe('what a server cannot do', () => {
	it('a schema that is taken and not heeded is told from one that binds', async () => {
		server.script((asked) =>
			formatOf(asked) === 'json_schema' ? { text: 'Hello, five letters.' } : able(asked)
		);
		const measured = await test();
		expect(found(measured, 'schema')).toMatchObject({ outcome: 'fail' });
		expect(found(measured, 'schema').note).toContain('does not heed');
		expect(measured.profile.shapes).toEqual(['json', 'text']);
	});
	it('shapes that are refused', async () => {
		server.script((asked) =>
			formatOf(asked) === 'text' ? able(asked) : { fault: 'refused-format' }
		);
		const measured = await test();
		expect(found(measured, 'json').note).toContain('refuses');
		expect(measured.profile.shapes).toEqual(['text']);
	});
	it('another name for the limit of tokens', async () => {
		server.script((asked) =>
			'max_tokens' in asked.body ? { fault: 'wants-max-completion-tokens' } : able(asked)
		);
		expect((await test()).profile.maxTokensField).toBe('max_completion_tokens');
	});
	it('no stream, no count', async () => {
		server.script((asked) => ({ ...able(asked), fault: 'json-instead-of-stream' }));
		expect(found(await test(), 'stream').note).toContain('only whole');
		server.script((asked) => ({ ...able(asked), usage: false }));
		expect(found(await test(), 'stream').note).toContain('estimated');
	});
	it('reasoning that cannot be switched off', async () => {
		server.script((asked) => ({ ...able(asked), reasoning: 'hm' }));
		expect(found(await test(), 'reasoning')).toMatchObject({ outcome: 'fail' });
	});
	it('a model that cannot but reason is measured with room for it, and what that took is entered', async () => {
		server.script((asked) => {
			const room = Number(asked.body['max_tokens']);
			return room < 1_000 ? { fault: 'reasoning-only' } : { ...able(asked), reasoning: 'hm' };
		});
		const entered: number[] = [];
		const measured = await probe(connection(), {
			now: () => 7,
			spent: ({ usage }) => Promise.resolve(void entered.push(usage.input + usage.output))
		});
		expect(measured.profile.shapes).toEqual(['schema', 'json', 'text']);
		expect(measured.profile.reasons).toContain('off');
		expect(measured.tokens).toBe(server.totals.input + server.totals.output);
		expect(entered.reduce((sum, one) => sum + one, 0)).toBe(measured.tokens);
	});
	it('a model it does not have, with the names nearest to it; one that is about to go', async () => {
		const data = [{ id: 'qwen-plus' }, { id: 'deepseek-flash', shutdown_date: '2026-12-11' }];
		server.serve((path) => (path.endsWith('/models') ? { body: { data } } : undefined));
		const near = await test({ model: 'qwen-pluss-plus' });
		expect(found(near, 'models').note).toContain('Did you mean qwen-plus?');
		const going = await test({ model: 'deepseek-flash' });
		expect(found(going, 'models').note).toContain('shut down on 2026-12-11');
	});
});

describe('the context', () => {
	const silent = () =>
		server.serve((path) =>
			path.endsWith('/models') ? { body: { data: [{ id: 'scripted' }] } } : undefined
		);
	it('is what the server tells beside the protocol', async () => {
		server.serve((path) =>
			path === '/props' ? { body: { default_generation_settings: { n_ctx: 12_288 } } } : undefined
		);
		expect((await test()).profile.context).toBe(12_288);
	});
	it('is at least what a word at the head of a long prompt came back over', async () => {
		silent();
		const measured = await test();
		expect(measured.profile.context).toBeGreaterThan(4_000);
		expect(found(measured, 'context').note).toContain('at least');
	});
	it('is where a server cuts prompts in silence, and that is a fault with a remedy', async () => {
		silent();
		server.script((asked) =>
			asked.user.includes('password') ? { text: 'I see no password.', counted: 4_096 } : able(asked)
		);
		const measured = await test();
		expect(measured.profile.context).toBe(4_096);
		expect(found(measured, 'context')).toMatchObject({ outcome: 'fail' });
		expect(found(measured, 'context').note).toContain('num_ctx');
	});
	it('is unknown where the server refuses without a number', async () => {
		silent();
		server.script((asked) =>
			asked.user.includes('password') ? { fault: 'overflow' } : able(asked)
		);
		expect(found(await test(), 'context').note).toContain('refuses prompts');
	});
});

describe('a connection that does not work says what to do', () => {
	it.each([
		['401', /check the API key/u],
		['402', /top up/u],
		['429', /limits the rate/u],
		['500', /busy or down/u]
	] as const)('%s', async (fault, words) => {
		server.script(() => ({ fault }));
		const measured = await test();
		expect(measured.usable).toBe(false);
		expect(found(measured, 'chat').note).toMatch(words);
		expect(found(measured, 'schema').outcome).toBe('not-run');
	});
	it('a path without /v1, with one too many, and a web page', async () => {
		server.serve((path) => {
			if (path === '/v1/models') return { body: { data: [{ id: 'scripted' }] } };
			return path === '/models'
				? { body: '<!doctype html><html></html>' }
				: { status: 404, body: {} };
		});
		server.script(() => ({ fault: '404' }));
		const bare = server.url.replace('/v1', '');
		const short = await test({ baseUrl: bare });
		expect(found(short, 'models').note).toContain('web page');
		expect(found(short, 'chat').note).toContain(`answers at ${server.url} (add`);
		const long = await test({ baseUrl: `${server.url}/v1` });
		expect(found(long, 'chat').note).toContain(`answers at ${server.url} (take away the last /v1)`);
	});
	it.each([
		['the bare list of Together', [{ id: 'scripted' }], ['scripted']],
		['none at all, of an Ollama without models', { object: 'list', data: null }, []]
	] as const)('models are listed in other ways: %s', async (_name, body, models) => {
		server.serve(() => ({ body }));
		expect((await listModels(connection())).models).toEqual(models);
	});
	it('a tag that goes without saying is found', async () => {
		server.serve((path) =>
			path.endsWith('/models') ? { body: { data: [{ id: 'llama3:latest' }] } } : undefined
		);
		expect(found(await test({ model: 'llama3' }), 'models').outcome).toBe('pass');
	});
	it('a list that never ends is given up', async () => {
		const silent = createServer((_request, response) => {
			response.writeHead(200, { 'content-type': 'application/json' }).write('{"data": [');
		}).listen(0, '127.0.0.1');
		await new Promise((resolve) => silent.once('listening', resolve));
		const { port } = silent.address() as AddressInfo;
		const asked = listModels(connection({ baseUrl: `http://127.0.0.1:${port}/v1` }), 100);
		await expect(asked).rejects.toThrow(/did not answer within/u);
		silent.closeAllConnections();
		silent.close();
	});
	it('a redirect is not followed: key and prompt stay', async () => {
		server.serve(() => ({ status: 301, body: {}, headers: { location: 'http://127.0.0.1:1/x' } }));
		await expect(listModels(connection())).rejects.toMatchObject({ kind: 'missing' });
	});
	it('no server at all', async () => {
		const closed = createServer().listen(0, '127.0.0.1');
		await new Promise((resolve) => closed.once('listening', resolve));
		const { port } = closed.address() as AddressInfo;
		await new Promise((resolve) => closed.close(resolve));
		const measured = await test({ baseUrl: `http://127.0.0.1:${port}/v1` });
		expect(found(measured, 'chat').note).toContain('cannot be reached');
	});
	it('the key is nowhere in it, also when the server repeats it', async () => {
		server.script((asked) => ({ fault: 'echoes-key', authorization: asked.authorization }));
		const measured = await test();
		expect(found(measured, 'chat').note).toContain('No access');
		expect(JSON.stringify(measured)).not.toContain(KEY);
	});
	it('and where a better address is looked for, the key is not sent', async () => {
		server.serve(() => ({ status: 404, body: {} }));
		server.script(() => ({ fault: '404' }));
		await test();
		const elsewhere = server.read.filter(({ path }) => path !== '/v1/models');
		expect(elsewhere.length).toBeGreaterThan(0);
		expect(elsewhere.every(({ authorization }) => !authorization.includes(KEY))).toBe(true);
	});
});

it('what was measured is what the client then sends', async () => {
	const { profile } = await test();
	const { context, ...measured } = { ...profile, maxTokensField: 'max_completion_tokens' as const };
	const model = createModel({
		...connection(),
		measured: { ...measured, stream: false, ...(context !== null && { context }) }
	});
	expect(model.context).toBe(8192);
	await model.complete({
		messages: [{ role: 'user', content: 'hello' }],
		shape: { kind: 'text' },
		maxTokens: 9,
		temperature: 0,
		thinking: 'off',
		signal: new AbortController().signal,
		onText: () => undefined
	});
	expect(server.asked.at(-1)?.body).toMatchObject({ stream: false, max_completion_tokens: 9 });
});
