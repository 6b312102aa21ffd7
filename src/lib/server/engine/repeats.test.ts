import { describe, expect, it } from 'vitest';
import type { RunView } from '../../research/view.ts';
import type { Sentence } from '../../research/run.ts';
import { withoutRepeats, withoutTwins } from './repeats.ts';

const sentence = (id: string, text: string, lead = id) => ({
	...{ id, text, kind: 'quote', verdict: 'quoted' },
	evidenceIds: [lead]
});
const viewOf = (parts: number) =>
	({
		gaps: Array.from({ length: parts }, (_, at) => ({ id: `g${at + 1}`, round: 0 })),
		sections: [
			{
				id: 'b0',
				kind: 'answer',
				revision: 1,
				sentences: [sentence('b0.1', 'It opened in 1931.')]
			},
			{
				...{ id: 'b1', kind: 'findings', revision: 4 },
				sentences: [sentence('b1.1', 'It opened in 1931.'), sentence('b1.2', 'It is of steel.')]
			},
			{ id: 'b2', kind: 'findings', revision: 1, sentences: [sentence('b2.1', 'It was painted.')] }
		]
	}) as unknown as RunView;

describe('what the answer says already', () => {
	it('goes from the findings of a question of one or two parts', () => {
		expect(withoutRepeats(viewOf(2))).toEqual([
			expect.objectContaining({
				section: expect.objectContaining({
					...{ id: 'b1', revision: 5 },
					sentences: [sentence('b1.2', 'It is of steel.')]
				}) as unknown
			})
		]);
	});
	it('goes in nearly the same words of the same quote', () => {
		const view = viewOf(1);
		const answer = [
			sentence('b0.1', 'Ida of Norn was the Duchess of Arl; she died in 1295.', 'e1')
		];
		const found = (lead: string) =>
			[sentence('b1.1', 'Ida of Norn, the Duchess of Arl, died in 1295.', lead)] as never[];
		const sections = (lead: string) =>
			[
				{ ...view.sections[0], sentences: answer },
				{ ...view.sections[1], sentences: found(lead) }
			] as unknown as RunView['sections'];
		expect(withoutRepeats({ ...view, sections: sections('e1') })).toHaveLength(1);
		expect(withoutRepeats({ ...view, sections: sections('e2') })).toEqual([]);
	});
	it('stays where every section answers a part of its own', () => {
		expect(withoutRepeats(viewOf(3))).toEqual([]);
	});
	it('goes from all of them when they say nothing else', () => {
		const view = viewOf(3);
		const only = view.sections.slice(0, 2).map((section) => ({
			...section,
			sentences: section.sentences.slice(0, 1)
		}));
		expect(withoutRepeats({ ...view, sections: only })).toEqual([
			expect.objectContaining({
				section: expect.objectContaining({ id: 'b1', sentences: [] }) as unknown
			})
		]);
	});
});

describe('quotes that make one statement', () => {
	const quote = (n: number, text: string) => sentence(`b1.${n}`, text, `e${n}`) as Sentence;
	const one = quote(1, 'The Tessel Bridge in Ostmarch was opened to carriages on 14 May 1931.');
	it('stand once, cited to both', () => {
		const two = quote(
			2,
			'The Tessel Bridge in Ostmarch was opened to carriages on 14 May 1931, too.'
		);
		expect(withoutTwins([one, two])).toEqual([{ ...one, evidenceIds: ['e1', 'e2'] }]);
	});
	it('stay apart where a number differs, and beside what is said in own words', () => {
		const other = quote(2, 'The Tessel Bridge in Ostmarch was opened to carriages on 9 June 1932.');
		const claim = { ...quote(3, one.text), kind: 'claim' as const };
		expect(withoutTwins([one, other, claim])).toEqual([one, other, claim]);
	});
});
