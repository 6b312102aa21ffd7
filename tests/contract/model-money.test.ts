/** What calls cost: which servers are free, and by which price the others are reckoned. */
import { describe, expect, it } from 'vitest';
import type { TokenUsage } from '../../src/lib/server/ports.ts';
import { priceOf, untilOffPeak } from '../../src/lib/server/providers/model/prices.ts';
import { profileOf } from '../../src/lib/server/providers/model/profiles.ts';
import { REQUEST, scriptedConnection } from '../fixtures/model-asking.ts';

const { server, model } = scriptedConnection({ name: 'x' });

describe('what is free', () => {
	it.each([
		['http://127.0.0.1:11434/v1', true],
		['http://gpu:8000/v1', true],
		['http://192.168.1.20:8080/v1', true],
		['http://box.lan:1234/v1', true],
		['http://[fd00::1]:8000/v1', true],
		['https://llm.example.com:8000/v1', false],
		['https://gateway.example.org:8080/v1', false],
		['http://203.0.113.7:11434/v1', false]
	])('%s: %s', (baseUrl, free) => {
		expect(profileOf(baseUrl).local).toBe(free);
		const usd = model({ baseUrl, model: 'anything' }).costOf({ input: 1_000, output: 100 });
		expect(usd).toBe(free ? 0 : null);
	});
});

describe('money', () => {
	const at = Date.parse('2026-11-24T12:00:00Z');
	const cost = (profile: string, name: string, usage: Partial<TokenUsage>) =>
		priceOf({
			...{ profile, free: false, model: name, at },
			usage: { input: 1_000_000, cached: 0, output: 0, ...usage }
		});
	it('what is put into the cache has its price', () => {
		const usage = { input: 200_000, cached: 50_000, cacheWrites: 100_000 };
		expect(cost('qwen', 'qwen3.6-plus', usage)).toBeCloseTo(
			(50_000 * 0.5 + 50_000 * 0.05 + 100_000 * 0.625) / 1e6,
			9
		);
	});
	it.each([
		['deepseek', 'deepseek-v4.1-flash', 0.15],
		['qwen', 'qwen3.6-flash', 0.1875],
		['anthropic', 'claude-opus-5-5', 4],
		['gemini', 'gemini-3.8-flash-lite', null]
	] as const)('%s %s: %s', (profile, name, usd) => {
		const told = cost(profile, name, {});
		if (usd === null) expect(told).toBeNull();
		else expect(told).toBeCloseTo(usd, 9);
	});
	it('an alias is priced by the model that answered, else by the one asked for; and it is told how', async () => {
		const at16 = Date.parse('2026-11-24T16:00:00Z');
		const priced = async (served: string, usage: object = {}) => {
			const { fetch } = globalThis;
			globalThis.fetch = (_input, init) => fetch(`${server().url}/chat/completions`, init);
			server().script(() => ({
				play: (response) =>
					void response.writeHead(200, { 'content-type': 'application/json' }).end(
						JSON.stringify({
							model: served,
							choices: [{ message: { content: 'Hello!' }, finish_reason: 'stop' }],
							usage: { prompt_tokens: 1_000_000, completion_tokens: 0, ...usage }
						})
					)
			}));
			const change = { baseUrl: 'https://api.deepseek.com', model: 'deepseek-v4-pro' };
			const measured = { context: 2_000_000, stream: false };
			const { usd, price } = await model({ ...change, now: () => at16, measured }).complete(
				REQUEST
			);
			globalThis.fetch = fetch;
			return { usd, price };
		};
		const table = "the table's price of 2026-11-22";
		expect(await priced('deepseek-v4.1-flash')).toEqual({ usd: 0.15, price: table });
		expect(await priced('V5-preview')).toEqual({ usd: 0.66, price: table });
		const reported = { usd: 0.5, price: 'what the provider reported' };
		expect(await priced('V5-preview', { cost: 0.5 })).toEqual(reported);
	});
	it('off-peak begins on the minute, and a weekend has no peak', () => {
		const at = (time: string) => Date.parse(`2026-11-${time}Z`);
		expect(untilOffPeak('deepseek', at('24T03:59:59'))).toBe(1_000);
		expect(untilOffPeak('deepseek', at('24T04:00:00'))).toBe(0);
		expect(untilOffPeak('deepseek', at('27T23:59:59'))).toBe(0); // a Friday
		expect(untilOffPeak('deepseek', at('29T02:00:00'))).toBe(0); // a Sunday
		expect(untilOffPeak('deepseek', at('30T01:00:00'))).toBe(3 * 3_600_000); // a Monday
	});
});
