import { describe, expect, it } from 'vitest';
import type { ModelCall } from '../../research/run.ts';
import { expectedMs } from './pace.ts';

const call = (prompt: string, [inputTokens, outputTokens, ms]: readonly [number, number, number]) =>
	({ requested: 'local', prompt, inputTokens, outputTokens, ms }) as ModelCall;

describe('how long a call may take', () => {
	it('is not known before the model has answered', () => {
		const wanted = { model: 'local', prompt: 'outline@3', input: 500, most: 400 };
		expect(expectedMs([], wanted)).toBe(0);
		expect(expectedMs([call('evidence@3', [900, 0, 0])], wanted)).toBe(0);
		expect(expectedMs([call('evidence@3', [1000, 20, 2200])], { ...wanted, model: 'b' })).toBe(0);
	});
	it('follows from its pace so far and from what the prompt had it write', () => {
		const slow = [call('evidence@3', [1000, 20, 22_000]), call('evidence@3', [1000, 20, 22_000])];
		const wanted = { model: 'local', prompt: 'outline@3', input: 500, most: 400 };
		expect(expectedMs(slow, wanted)).toBe(18_000); // 100 ms each for 100 read and 80 written
		expect(expectedMs(slow, { ...wanted, prompt: 'choose@1', most: 40 })).toBe(12_000);
		const known = [...slow, call('outline@3', [500, 300, 40_000])];
		expect(expectedMs(known, wanted)).toBe(40_000);
	});
	it('one call that hung does not count for all', () => {
		const calls = [100, 100, 100, 9000].map((rate) => call('section@1', [500, 100, 200 * rate]));
		const wanted = { model: 'local', prompt: 'section@1', input: 500, most: 700 };
		expect(expectedMs(calls, wanted)).toBe(20_000);
	});
});
