import { describe, expect, it } from 'vitest';
import type { Alignment } from '../../ports.ts';
import { FEATURES, featuresOf, textsFor } from './soft.ts';
import { checkSupport, type Ground } from './support.ts';
import { chanceOf, readForest } from './trees.ts';

const ground = (quote: string): Ground => ({
	...{ quote, around: quote, title: 'Lake' },
	...{ site: '', author: null, publishedAt: null }
});
const quote = 'Otters returned to the lake. Its water is cleaner than it was.';
const alike = (near: number): Alignment => ({
	rarity: [2, 6, 5],
	near: [
		[near, near, near],
		[0.2, 0.1, 0.3]
	],
	same: [
		[near > 0.8, near > 0.8, false],
		[false, false, false]
	],
	cosines: [near, 0.1]
});

describe('support by meaning', () => {
	it('measures what the trees were told', () => {
		const measures = featuresOf('Otters came back.', {
			...{ grounds: [ground(quote)], alignment: alike(0.9) }
		});
		expect(measures).toHaveLength(FEATURES.length);
		expect(measures.every(Number.isFinite)).toBe(true);
		expect(measures[FEATURES.indexOf('soft all')]).toBeCloseTo(0.9);
		expect(measures[FEATURES.indexOf('pieces')]).toBeCloseTo(8 / 13);
	});
	it('compares sentence by sentence, the likeliest of a long text', () => {
		expect(textsFor('x', [{ quote }])).toHaveLength(2);
		const long = `${'Nothing is said of them here today. '.repeat(60)}Otters eat fish.`;
		const texts = textsFor('Otters eat fish', [{ quote: long }]);
		expect(texts).toHaveLength(24);
		expect(texts.at(-1)).toBe('Otters eat fish.');
	});
	it('says what was compared: words and meaning, or words alone', () => {
		const last = (alignment: Alignment | null) =>
			checkSupport('Otters returned to the lake.', [ground(quote)], alignment).at(-1);
		expect(last(alike(0.95))).toMatchObject({ outcome: 'pass' });
		expect(last(alike(0.95))?.note).toContain('meaning');
		expect(last(null)?.note).toContain('words alone');
	});
	it('never fails a sentence that only meaning doubts', () => {
		const [one] = checkSupport(quote, [ground(quote)], alike(0.01)).slice(-1);
		expect(one?.outcome).not.toBe('fail');
	});
});

it('adds up the votes of trees', () => {
	const forest = readForest({ base: 0, lines: '0 0.5 0 0.2 1 3 -2 -1 1 2' });
	const chance = (...measures: number[]) => chanceOf(forest, measures);
	expect(chance(0.1, 0)).toBeLessThan(chance(0.3, 0));
	expect(chance(0.7, 1)).toBeLessThan(chance(0.7, 4));
});
