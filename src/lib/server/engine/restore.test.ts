import { describe, expect, it } from 'vitest';
import type { Evidence, Section, Sentence } from '../../research/run.ts';
import type { RunView } from '../../research/view.ts';
import { lostAnswers, withKept, withLeftOut } from './restore.ts';

const evidence = [0.9, 0.8, 0.5, 0.3].map(
	(score, at) =>
		({ id: `e${at + 1}`, sourceId: `s${at + 1}`, quote: `Quote ${at + 1}.`, score }) as Evidence
);
const quote = (n: number, id = 'x') =>
	({
		id,
		text: `Quote ${n}.`,
		kind: 'quote',
		evidenceIds: [`e${n}`],
		checks: []
	}) as unknown as Sentence;
const claim = (text: string, ...evidenceIds: string[]) =>
	({ id: 'y', text, kind: 'claim', evidenceIds, checks: [] }) as unknown as Sentence;
const known = {
	id: 'b1',
	kind: 'findings',
	sentences: [1, 2, 3, 4].map((n) => quote(n))
} as unknown as Section;
const viewOf = (sections: readonly Section[], checked: number) =>
	({
		...{ sections, evidence, claims: { checked, failed: 0 } },
		calls: [{ local: true, prompt: 'section@1' }]
	}) as unknown as RunView;
const texts = (sentences: readonly Sentence[]) => sentences.map(({ text }) => text);

describe('what a writer left out', () => {
	const written = [claim('All of it is said.', 'e4', 'e1', 'e2', 'e3')];
	it('is put back where the writer is not believed yet: the best, though one false sentence cites them all', () => {
		const kept = withLeftOut(written, { view: viewOf([], 0), known, evidence });
		expect(texts(kept)).toEqual(['All of it is said.', 'Quote 1.', 'Quote 2.']);
		expect(kept.map(({ id }) => id).slice(1)).toEqual(['b1.2', 'b1.3']);
	});
	it('may go where the answer tells what is far better', () => {
		const answer = { ...known, id: 'b0', kind: 'answer', sentences: [quote(1)] } as Section;
		const section = { ...known, sentences: [quote(2), quote(3)] };
		const kept = withLeftOut(written, { view: viewOf([answer], 0), known: section, evidence });
		expect(texts(kept)).toEqual(['All of it is said.', 'Quote 2.']);
	});
	it('stays out where a believed writer cites it', () => {
		expect(withLeftOut(written, { view: viewOf([], 20), known, evidence })).toEqual(written);
	});
	it('an answer that is only copied does not take the place of the rules’', () => {
		const answer = {
			...known,
			id: 'b0',
			kind: 'answer',
			sentences: [quote(1), quote(2)]
		} as Section;
		const told = withKept([quote(4), claim('It is said.', 'e2')], {
			view: viewOf([answer], 0),
			known: answer
		});
		expect(texts(told)).toEqual(['It is said.', 'Quote 1.']);
	});
});

describe('what a writer who is not believed yet says in the answer', () => {
	const answer = { ...known, id: 'b0', kind: 'answer', sentences: [quote(1)] } as Section;
	const said = [claim('Nearly the best.', 'e2'), claim('Beside the point.', 'e4')];
	const told = (checked: number) =>
		texts(withKept(said, { view: viewOf([answer], checked), known: answer }));
	it('stays where its quote answers nearly as well as the best, and goes where it does not', () => {
		expect(told(0)).toEqual(['Nearly the best.', 'Quote 1.']);
	});
	it('stays whole where the writer is believed', () => {
		expect(told(20)).toEqual([...texts(said), 'Quote 1.']);
	});
});

describe('an answer that nothing cites any more', () => {
	const answer = (...sentences: Sentence[]) =>
		({ id: 'b0', kind: 'answer', revision: 2, sentences }) as unknown as Section;
	const rules = { sentences: [quote(1), quote(4)] };
	it('comes back at the end; what hardly answers does not', () => {
		const view = viewOf([answer(claim('It is said.', 'e2'))], 20);
		const [draft] = lostAnswers(view, rules);
		expect(draft).toMatchObject({ type: 'section.written', section: { id: 'b0', revision: 3 } });
		const section = (draft as { section: Section }).section;
		expect(section.sentences.map(({ id, text }) => [id, text])).toEqual([
			['b0.1', 'It is said.'],
			['b0.2', 'Quote 1.']
		]);
	});
	it('is not lost while a finding cites it', () => {
		const finding = { ...known, sentences: [claim('Said.', 'e1')] };
		expect(lostAnswers(viewOf([answer(claim('It is said.', 'e2')), finding], 20), rules)).toEqual(
			[]
		);
	});
});
