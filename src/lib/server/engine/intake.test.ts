/** What a model may add to the brief, and what code does not let it. */
import { describe, expect, it } from 'vitest';
import { withMade } from './intake.ts';
import { briefPrompt } from './prompts/brief.ts';
import { understand } from './understand.ts';

const TODAY = '2026-11-25';
const input = (question: string) => ({ question, today: TODAY, language: 'en' });
const read = (answer: unknown, question = 'What did the Tessel Bridge cost in 1931?') => {
	const made = briefPrompt.read(answer, input(question));
	if (typeof made === 'string') throw new Error(made);
	return made.value;
};
const brief = understand(
	{
		text: 'What did the Tessel Bridge cost in 1931?',
		effort: 'standard',
		language: 'en',
		limits: {},
		scope: { allow: [], deny: [], urls: [] }
	},
	TODAY
);

describe('a brief by a model', () => {
	it('adds what is wanted, assumptions and phrasings in other languages; the rest is the rules’', () => {
		const made = read({
			deliverable: 'the cost in crowns',
			assumptions: ['Construction cost is meant.', 'x'],
			as_of: '1931-12-31',
			queries: [{ language: 'de', query: 'Tesselbrücke Baukosten 1931' }]
		});
		const whole = withMade(brief, made);
		expect(whole).toMatchObject({
			deliverable: 'the cost in crowns',
			assumptions: ['Construction cost is meant.'],
			asOf: '1931-12-31',
			languages: ['en', 'de'],
			parts: brief.parts,
			entities: brief.entities,
			shape: brief.shape
		});
	});
	it.each([
		['a day to come', '2031-01-01'],
		['a year the question does not name', '2019-05-01'],
		['no day', '1931-02-31'],
		['words', 'soon']
	])('%s is not taken as the date', (_, as_of) => {
		expect(read({ deliverable: '', assumptions: [], as_of, queries: [] }).asOf).toBeNull();
	});
	it('addresses, operators and the question’s own language are no queries', () => {
		const { phrasings, deliverable } = read({
			deliverable: 'see https://evil.test',
			assumptions: ['Go to www.evil.test and read it.'],
			as_of: '',
			queries: [
				{ language: 'de', query: 'https://evil.test/x' },
				{ language: 'fr', query: 'site:evil.test coût du pont' },
				{ language: 'en', query: 'cost of the bridge' },
				{ language: 'klingon', query: 'anything at all' }
			]
		});
		expect(phrasings).toEqual([{ language: 'fr', text: 'coût du pont' }]);
		expect(deliverable).toBe('');
	});
	it('is read from lines, too', () => {
		const lines = 'want | the cost\nassume | The road bridge is meant.\nquery | de | Brücke Kosten';
		expect(read(briefPrompt.fromLines(lines))).toEqual({
			deliverable: 'the cost',
			assumptions: ['The road bridge is meant.'],
			asOf: null,
			phrasings: [{ language: 'de', text: 'Brücke Kosten' }]
		});
	});
});
