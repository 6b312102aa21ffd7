import { expect, it } from 'vitest';
import { ageInDays, ageWords, classOfKind, priorOf, SOURCE_CLASSES } from './source-class.ts';

it('knows the classes, and the words of runs made before them', () => {
	expect(SOURCE_CLASSES.map(classOfKind)).toEqual(SOURCE_CLASSES);
	expect(['official', 'news', 'product', 'article', 'academic'].map(classOfKind)).toEqual([
		...['record', 'press', 'vendor', 'other', 'other']
	]);
});

it('tips a tie and no more', () => {
	const priors = SOURCE_CLASSES.map(priorOf);
	expect(Math.max(...priors) - Math.min(...priors)).toBeLessThan(0.02);
	expect(priorOf('record')).toBeGreaterThan(priorOf('forum'));
});

it.each([
	['2024-03-01', '2024-03-01', 'of the same day'],
	['2024-03-01T10:00:00Z', '2024-03-03', '1 day old'],
	['2024-01-01', '2024-06-01', '5 months old'],
	['2020-01-01', '2024-06-01', '4 years old']
])('reckons the age of %s on %s', (published, asOf, words) => {
	expect(ageWords(ageInDays(published, asOf) ?? -1)).toBe(words);
});

it('has no age without a date, or for what came later', () => {
	expect(ageInDays(null, '2024-01-01')).toBeNull();
	expect(ageInDays('2024-01-02', '2024-01-01')).toBeNull();
	expect(ageInDays('sometime', '2024-01-01')).toBeNull();
});
