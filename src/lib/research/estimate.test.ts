import { expect, it } from 'vitest';
import { estimateOf } from './estimate.ts';

const free = { input: 0, cached: 0, output: 0 };
const cheap = { input: 1, cached: 0.1, output: 2 };
const dear = { input: 10, cached: 1, output: 50 };

it('is the mean of earlier runs at today’s prices of their roles', () => {
	const runs = [
		[
			{ role: 'small' as const, input: 1_000_000, cached: 500_000, output: 0 },
			{ role: 'large' as const, input: 0, cached: 0, output: 100_000 }
		],
		[{ role: 'small' as const, input: 500_000, cached: 0, output: 0 }]
	];
	const prices = { small: cheap, medium: cheap, large: dear };
	const { tokens, usd, runs: count } = estimateOf({ effort: 'quick', runs, prices });
	expect(count).toBe(2);
	expect(tokens).toBe(800_000);
	expect(usd).toBeCloseTo((0.5 + 0.05 + 5 + 0.5) / 2, 9);
});
it('without earlier runs it is the most the budget allows, at the dearest price', () => {
	const prices = { small: cheap, medium: cheap, large: dear };
	expect(estimateOf({ effort: 'quick', runs: [], prices })).toEqual({
		runs: 0,
		tokens: 60_000,
		usd: (48_000 * 10 + 12_000 * 50) / 1e6
	});
});
it('is unknown, not zero, where a price is not known; zero for servers at home', () => {
	const unknown = { small: cheap, medium: null, large: cheap };
	expect(estimateOf({ effort: 'deep', runs: [], prices: unknown }).usd).toBeNull();
	const home = { small: free, medium: free, large: free };
	expect(estimateOf({ effort: 'deep', runs: [], prices: home }).usd).toBe(0);
	const runs = [[{ role: 'medium' as const, input: 5, cached: 0, output: 5 }]];
	expect(estimateOf({ effort: 'deep', runs, prices: unknown }).usd).toBeNull();
});
