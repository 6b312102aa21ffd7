/** Answers as weak and careless models give them: a slip costs an item, not the answer. */
import { describe, expect, it } from 'vitest';
import { auditPrompt } from './prompts/audit.ts';
import { evidencePrompt } from './prompts/evidence.ts';
import { judgePrompt } from './prompts/judge.ts';
import { outlinePrompt } from './prompts/outline.ts';
import type { Prompt } from './prompts/prompt.ts';
import { queriesPrompt } from './prompts/queries.ts';
import { reflectPrompt } from './prompts/reflect.ts';
import { rubricPrompt } from './prompts/rubric.ts';
import { sectionPrompt } from './prompts/section.ts';
import { readAnswer } from './read-answer.ts';

const quote = { text: 'A bridge opened.', title: 't', date: null };
const section = {
	...{ question: 'q', heading: 'h', neighbours: [], language: 'en', most: 4, instructions: [] },
	quotes: [quote, quote, quote]
};
const items = ['r1', 'r2'].map((id) => ({ id, text: 't', claims: [] }));
const sections = ['b1', 'b2'].map((id) => ({ id, heading: 'h', about: 'a', text: 't' }));
const pairs = [1, 2].map(() => ({ sentence: 's', quotes: ['q'] }));
const gaps = [{ id: 'g1', question: 'q', found: [] }];
const lines = [1, 2, 3].map((n) => ({ title: 't', text: `line ${n}` }));

/** What is made of an answer, in JSON unless `shape` says otherwise. */
function made<I, O>(
	prompt: Prompt<I, O>,
	{ input, text, shape = 'json' }: { input: I; text: string; shape?: 'json' | 'text' }
): O | string {
	const { value, remark } = readAnswer(prompt, { text, shape, input });
	return value ? value.value : remark;
}

describe('an answer in lines', () => {
	it.each([
		'[1, 3] The bridge opened in 1931.',
		'- [1，3] The bridge opened in 1931.',
		'【1、3】The bridge opened in 1931.'
	])('of sentences with their quotes: %s', (text) => {
		expect(made(sectionPrompt, { input: section, text, shape: 'text' })).toEqual([
			{ text: 'The bridge opened in 1931.', cites: [0, 2] }
		]);
	});
	it('may be JSON all the same', () => {
		const text = '{"sentences": [{"text": "The bridge opened.", "cites": [2]}]}';
		const said = [{ text: 'The bridge opened.', cites: [1] }];
		for (const one of [text, `Here you are: ${text}`])
			expect(made(sectionPrompt, { input: section, text: one, shape: 'text' })).toEqual(said);
	});
	it('of numbers with Chinese commas', () => {
		const input = { question: 'q', names: [], lines };
		expect(made(evidencePrompt, { input, text: 'LINES：1，3', shape: 'text' })).toMatchObject({
			places: [0, 2]
		});
	});
	it('of judgements in two words', () => {
		const text = '1 | Supported\n2 | not enough';
		expect(made(judgePrompt, { input: { pairs }, text, shape: 'text' })).toEqual([
			'supported',
			'not_enough'
		]);
	});
});

describe('an answer in JSON', () => {
	it('may be the list alone', () => {
		const input = { question: 'q', names: [], lines };
		expect(made(evidencePrompt, { input, text: '[1, 3]' })).toMatchObject({ places: [0, 2] });
		expect(
			made(sectionPrompt, { input: section, text: '[{"text": "It opened.", "cites": [1]}]' })
		).toHaveLength(1);
	});
	it('may say null where nothing is missing', () => {
		const text =
			'{"items": [{"id": "r1", "status": "Answered", "missing": null}, {"id": "r2", "status": "missing", "missing": "When did it open?"}]}';
		expect(made(reflectPrompt, { input: { question: 'q', items, left: '' }, text })).toEqual([
			{ id: 'r1', status: 'answered', missing: '' },
			{ id: 'r2', status: 'missing', missing: 'When did it open?' }
		]);
	});
	it('loses an operation that nobody knows, a verdict, a query, a remark, and keeps the others', () => {
		const ops = '{"ops": [{"op": "split", "section": "b1"}, {"op": "First", "section": "b2"}]}';
		expect(
			made(outlinePrompt, { input: { question: 'q', sections, language: 'en' }, text: ops })
		).toEqual([{ op: 'first', section: 'b2', heading: '', into: '' }]);
		const verdicts =
			'{"verdicts": [{"n": 1, "verdict": "likely"}, {"n": 2, "verdict": "Not enough"}]}';
		expect(made(judgePrompt, { input: { pairs }, text: verdicts })).toEqual([null, 'not_enough']);
		const queries =
			'{"queries": [{"gap": "g1", "language": null, "query": "bridge cost"}, {"gap": "g1"}]}';
		const asked = { question: 'q', gaps, sent: [], languages: ['en'], most: 3, left: '' };
		expect(made(queriesPrompt, { input: asked, text: queries })).toEqual([
			{ gapId: 'g1', text: 'bridge cost', language: 'en' }
		]);
		const remarks = '{"remarks": [{"section": "b1", "remark": "Say when."}, "none for b2"]}';
		expect(
			made(auditPrompt, { input: { question: 'q', items: [], sections }, text: remarks })
		).toEqual([{ sectionId: 'b1', remark: 'Say when.' }]);
		const points = '{"items": ["What did it cost?", {"point": "Who built it?"}]}';
		const rubric = { question: 'q', asked: [], seen: [], most: 3, language: 'en' };
		expect(made(rubricPrompt, { input: rubric, text: points })).toEqual(['What did it cost?']);
	});
	it('is refused when nothing in it is as it must be', () => {
		expect(
			made(judgePrompt, { input: { pairs }, text: '{"verdicts": [{"n": 1, "verdict": "likely"}]}' })
		).toContain('it must be');
	});
});
