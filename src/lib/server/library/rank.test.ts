import { describe, expect, it } from 'vitest';
import { askedOf, count, lexicalScores } from './bm25.ts';
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
		const scores = rank('wing vibration', candidates, texts);
		expect(scores[5] ?? 0).toBeGreaterThan(scores[6] ?? 0);
	});
	it('a text in another language teaches no words', () => {
		const candidates = texts.map((counted) => ({ counted, words: 0, meaning: 0.5, foreign: true }));
		expect(rank('wing vibration', candidates, texts)[5]).toBe(
			rank('wing vibration', candidates, texts)[6]
		);
	});
});
