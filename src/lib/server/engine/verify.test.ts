import { describe, expect, it } from 'vitest';
import type { ModelCall } from '../../research/run.ts';
import { isShaky, isUnproven } from './verify.ts';

const call = (over: Partial<ModelCall>): ModelCall => ({
	...{ key: 'section b1 #1', prompt: 'section@1', promptHash: '', role: 'large', requested: 'm' },
	...{ served: null, shape: 'schema', outcome: 'ok', failure: null, note: '' },
	...{ contextHash: null, answerHash: null, inputTokens: 0, cachedTokens: 0, outputTokens: 0 },
	...{ reasoningTokens: 0, estimated: false, usd: null, ms: 0 },
	...over
});

describe('how far a writer is believed', () => {
	it.each([
		[2, 2, false],
		[3, 1, true],
		[10, 1.5, false],
		[10, 2, true]
	])('of %d sentences %d failed: shaky %s', (checked, failed, shaky) => {
		expect(isShaky({ claims: { checked, failed } })).toBe(shaky);
	});

	const own = call({ local: true });
	it.each([
		['on the own machine, few checked', { one: own, checked: 9, unproven: true }],
		['on the own machine, enough checked', { one: own, checked: 10, unproven: false }],
		['of a provider', { one: call({}), checked: 0, unproven: false }],
		[
			'on the own machine, but it only chooses',
			{ one: call({ local: true, prompt: 'choose@1' }), checked: 0, unproven: false }
		]
	])('%s', (_, { one, checked, unproven }) => {
		expect(isUnproven({ calls: [one], claims: { checked, failed: 0 } })).toBe(unproven);
	});
});
