/** Models that think: the room it takes, and servers that do not let it be had as asked. */
import { describe, expect, it } from 'vitest';
import type { ServerResponse } from 'node:http';
import type { ModelRequest } from '../../src/lib/server/ports.ts';
import { REQUEST, scriptedConnection } from '../fixtures/model-asking.ts';

const { server, model } = scriptedConnection();

const refuse = (message: string) => ({
	play: (response: ServerResponse) =>
		void response
			.writeHead(400, { 'content-type': 'application/json' })
			.end(JSON.stringify({ error: { message } }))
});

describe('reasoning that eats the answer', () => {
	/** Reasons whatever it is told, for a thousand tokens. */
	const thinker = () =>
		server().script(({ body: sent }) =>
			Number(sent['max_tokens']) < 1_000
				? { fault: 'reasoning-only' as const }
				: { text: 'Hello!', reasoning: 'hm' }
		);
	it('gets room of its own once it is seen, and the budget is told of it', async () => {
		thinker();
		const one = model();
		expect(one.reasoningRoom('off')).toBe(0);
		await expect(one.complete(REQUEST)).rejects.toMatchObject({ kind: 'empty' });
		expect(one.reasoningRoom('off')).toBe(2_000);
		expect((await one.complete(REQUEST)).text).toBe('Hello!');
		expect(server().asked.at(-1)?.body['max_tokens']).toBe(2_050);
	});
	it('gets it from the first call on where the connection test saw it', async () => {
		thinker();
		const one = model({ measured: { reasons: ['off', 'low', 'high'] } });
		expect((await one.complete(REQUEST)).text).toBe('Hello!');
	});
	it('and never more than the context has', async () => {
		server().script(() => ({ text: 'Hello!' }));
		await model({ measured: { reasons: ['off'], context: 1_000 } }).complete(REQUEST);
		expect(Number(server().asked.at(-1)?.body['max_tokens'])).toBeLessThan(1_000);
	});
});

describe('thinking that cannot be had as asked', () => {
	/** An API whose replies are played by the script, behind the address of a provider. */
	const behind = async (baseUrl: string, asks: readonly Partial<ModelRequest>[]) => {
		const { fetch } = globalThis;
		globalThis.fetch = (_input, init) => fetch(`${server().url}/chat/completions`, init);
		const one = model({ baseUrl, model: 'qwen3.8-max' });
		for (const each of asks) await one.complete({ ...REQUEST, ...each });
		globalThis.fetch = fetch;
		return server().asked.at(-1)?.body ?? {};
	};
	it('what cannot be switched off is asked for at its least, and not left to its usual height', async () => {
		server().script(({ body: sent }) =>
			sent['reasoning_effort'] === 'none'
				? refuse(
						"Unsupported value: 'reasoning_effort' does not support 'none' with this model. Supported values are: 'low', 'medium', and 'high'."
					)
				: { text: 'Hello!' }
		);
		const openai = 'https://api.openai.com/v1';
		expect(await behind(openai, [{ thinking: 'off' }])).toMatchObject({ reasoning_effort: 'low' });
		expect(await behind(openai, [{ thinking: 'off' }, { thinking: 'high' }])).toMatchObject({
			reasoning_effort: 'high'
		});
	});
	it('an answer bound to a form goes before thinking where a server has not both', async () => {
		server().script(({ body: sent }) =>
			sent['enable_thinking'] === true && sent['response_format'] !== undefined
				? refuse('json mode response is not supported when enable_thinking is true')
				: { text: '{}' }
		);
		const qwen = 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1';
		const bound = { thinking: 'low', shape: { kind: 'json' } } as const;
		const free = { thinking: 'low', shape: { kind: 'text' } } as const;
		expect(await behind(qwen, [bound])).toMatchObject({
			enable_thinking: false,
			response_format: { type: 'json_object' }
		});
		expect(await behind(qwen, [bound, free])).toMatchObject({ enable_thinking: true });
	});
});
