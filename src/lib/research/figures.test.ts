/** What a report cost, where that is known. */
import { describe, expect, it } from 'vitest';
import { figuresOf, usdPerVerified } from './figures.ts';
import type { ModelCall } from './run.ts';

const call = (usd: number | null, tokens = 100): ModelCall => ({
	...{ key: 'section b1 #1', prompt: 'section@1', promptHash: '', role: 'large', requested: 'a/b' },
	...{ served: 'b', shape: 'schema', outcome: 'ok', failure: null, note: '' },
	...{ contextHash: null, answerHash: null, inputTokens: tokens, cachedTokens: 0, outputTokens: 0 },
	...{ reasoningTokens: 0, estimated: false, usd, ms: 1 }
});
const usdOf = (...calls: ModelCall[]) => figuresOf({ sections: [], sources: [] }, calls).usd;

describe('what a report cost', () => {
	it('is the sum of its calls', () => expect(usdOf(call(0.25), call(0.5))).toBe(0.75));
	it('is nothing without a call', () => expect(usdOf()).toBe(0));
	it('is not known when the price of one call is not', () => {
		expect(usdOf(call(0.25), call(null))).toBeNull();
	});
	it('a call that failed before a token was counted costs nothing', () => {
		expect(usdOf(call(0.25), call(null, 0))).toBe(0.25);
	});
});

describe('what a verified sentence costs', () => {
	it('is the money of all reports over the verified sentences of all', () => {
		const reports = [
			{ usd: 0.1, verdicts: { verified: 3 } },
			{ usd: 0.3, verdicts: { verified: 1, quoted: 7 } }
		];
		expect(usdPerVerified(reports)).toBeCloseTo(0.1);
	});
	it.each([
		['a price is not known', { usd: null, verdicts: { verified: 3 } }],
		['nothing was verified', { usd: 1, verdicts: { quoted: 3 } }]
	])('is not known when %s', (_, report) => expect(usdPerVerified([report])).toBeNull());
});
