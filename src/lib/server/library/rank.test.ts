import { describe, expect, it } from 'vitest';
import { askedOf, count, lexicalScores } from './bm25.ts';
import { centred, dot, metMeans } from './centre.ts';
import { widened } from './feedback.ts';
import { fuse } from './fuse.ts';
import { rank } from './rank.ts';
import { askedTerms, termsOf } from './terms.ts';

describe('terms', () => {
	it('Han is matched by pairs and by single characters, but not by those that only ask', () => {
		expect(termsOf('潮汐电站').sort()).toEqual(
			['潮汐', '汐电', '电站', '潮', '汐', '电', '站'].sort()
		);
		const asked = askedTerms('谁建了电站？');
		expect(asked).toContain('站');
		expect(asked).not.toContain('谁');
		expect(asked).not.toContain('了');
	});
});

it('fusion ranks by both signals, and a passage without a vector is taken for a middling one', () => {
	const [both = 0, words = 0, meaning = 0, none = 0] = fuse([
		{ words: 0.8, meaning: 0.6, foreign: false },
		{ words: 0.8, meaning: null, foreign: false },
		{ words: 0, meaning: 0.6, foreign: false },
		{ words: 0, meaning: 0.1, foreign: false }
	]);
	expect(both).toBe(1);
	expect(both).toBeGreaterThan(meaning);
	expect(meaning).toBeGreaterThan(none);
	expect(words).toBeGreaterThan(none);
});

it('the meaning of a text in another language stands for the words that it cannot share', () => {
	const [related = 0, near = 0, unrelated = 0] = fuse([
		{ words: 0, meaning: 0.3, foreign: true },
		{ words: 0.2, meaning: 0.1, foreign: false },
		{ words: 0, meaning: 0, foreign: true }
	]);
	expect(related).toBeGreaterThan(near);
	expect(near).toBeGreaterThan(unrelated);
});

it('an embedder counts by its own weight', () => {
	const signals = [
		{ words: 0.5, meaning: 0.1, foreign: false },
		{ words: 0, meaning: 0.4, foreign: false }
	];
	const [weak = 0, weaker = 0] = fuse(signals, 0.2);
	const [lower = 0, strong = 0] = fuse(signals, 3);
	expect(weak).toBeGreaterThan(weaker);
	expect(strong).toBeGreaterThan(lower);
});

it('means that are met: of the language once enough was met, before that of all, before that none', () => {
	const means = metMeans();
	const vector = (...values: number[]) => Float32Array.from(values);
	expect(means.of('query', 'en')).toBeNull();
	for (let at = 0; at < 20; at += 1) {
		means.add('passage', 'en', vector(0.9, at % 2, 0));
		means.add('query', 'en', vector(0, 0, 9));
	}
	expect([...(means.of('query', 'en') ?? [])].map((one) => one.toFixed(2))).toEqual([
		'0.90',
		'0.50',
		'0.00'
	]);
	expect(means.of('passage', 'de')).toEqual(means.of('passage', 'en'));
	// What all have in common no longer makes them alike.
	const [a, b] = [vector(0.9, 1, 0), vector(0.9, 0, 0)].map((one) =>
		centred(one, means.of('passage', 'en'))
	);
	expect(dot(a ?? vector(), b ?? vector())).toBeLessThan(0);
});

describe('feedback', () => {
	const shared = ['flutter', 'damping'];
	const texts = [
		`wing vibration ${shared.join(' ')} bending`,
		`wing vibration ${shared.join(' ')} torsion`,
		`wing vibration ${shared.join(' ')} panel`,
		`wing vibration ${shared.join(' ')} shell`,
		`wing vibration ${shared.join(' ')} rotor`,
		`${shared.join(' ')} of plates in a stream`,
		'harvest of barley and wheat on the plain'
	].map(count);
	const scored = (scores: readonly number[]) =>
		scores.map((score, at) => ({ counted: texts[at] ?? count(''), score }));

	it('learns what the best passages share, and finds a text without a word of the question', () => {
		const terms = askedOf('wing vibration');
		const [, , , , , before = 0, other = 0] = lexicalScores(terms, texts);
		expect([before, other]).toEqual([0, 0]);
		const learnt = widened(terms, scored([1, 1, 1, 1, 1]));
		expect([...learnt.values()].reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1);
		const [, , , , , after = 0, unlike = 0] = lexicalScores(learnt, texts);
		expect(after).toBeGreaterThan(0);
		expect(unlike).toBe(0);
	});
	it('learns the less the more one passage stands out, and nothing from fewer than five', () => {
		const weightOf = (scores: readonly number[]) =>
			widened(askedOf('wing vibration'), scored(scores)).get('flutter') ?? 0;
		expect(weightOf([1, 0.9, 0.9, 0.9, 0.9])).toBeGreaterThan(
			2 * weightOf([1, 0.4, 0.4, 0.4, 0.4])
		);
		expect(weightOf([1, 1, 1, 1])).toBe(0);
		expect(weightOf([1, 1, 1, 1, 0])).toBe(0);
	});
	it('the second look decides between passages that the first one held equal', () => {
		const candidates = texts.map((counted, at) => ({
			counted,
			words: at < 5 ? 0.5 : 0,
			meaning: null,
			foreign: false
		}));
		const scores = rank('wing vibration', candidates, { texts, weight: undefined });
		expect(scores[5] ?? 0).toBeGreaterThan(scores[6] ?? 0);
	});
	it('a text in another language teaches no words', () => {
		const candidates = texts.map((counted) => ({ counted, words: 0, meaning: 0.5, foreign: true }));
		expect(rank('wing vibration', candidates, { texts, weight: undefined })[5]).toBe(
			rank('wing vibration', candidates, { texts, weight: undefined })[6]
		);
	});
});
