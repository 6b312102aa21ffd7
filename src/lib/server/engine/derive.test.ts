/** Conclusions of code: drawn only where the quotes settle them, and checked by being drawn anew. */
import { describe, expect, it } from 'vitest';
import { emptyView, type RunView } from '../../research/fold.ts';
import type { Evidence, Source } from '../../research/run.ts';
import { derivedComparison } from './derive.ts';
import { understand } from './understand.ts';

const QUESTION = {
	effort: 'standard' as const,
	language: 'en',
	limits: {},
	scope: { allow: [], deny: [], urls: [] }
};

/** A view in which each page, named by its title, said its quotes. */
function told(text: string, pages: Readonly<Record<string, readonly string[]>>): RunView {
	const language = /[\u4e00-\u9fff]/u.test(text) ? 'zh' : 'en';
	const question = { ...QUESTION, text, language };
	const titles = Object.keys(pages);
	const sources = titles.map((title, at) => ({ id: `s${at + 1}`, title }) as Source);
	const quotes = titles.flatMap((title, at) =>
		(pages[title] ?? []).map((quote) => ({ quote, sourceId: `s${at + 1}` }))
	);
	const evidence = quotes.map((one, at) => ({ ...one, id: `e${at + 1}`, score: 1 }) as Evidence);
	const brief = understand(question, '2026-01-01');
	return { ...emptyView('run'), question, brief, sources, evidence };
}

describe('a comparison of dates', () => {
	it('of the two things themselves', () => {
		const view = told('Was Ann Alder or Ben Birch born first?', {
			'Ann Alder': ['Ann Alder (born 30 October 1997) is a runner.'],
			'Ben Birch': ['Ben Birch (Tessel, 2 May 1951 – Varn, 4 June 2003) was a painter.']
		});
		expect(derivedComparison(view)).toEqual({
			text: 'Ben Birch was born on 2 May 1951, earlier than Ann Alder (30 October 1997).',
			evidenceIds: ['e2', 'e1']
		});
	});
	it('through another name, citing every quote of the way', () => {
		const view = told('Which film has the director born later, The Red Pier or A Cold Quay?', {
			'The Red Pier': ['The Red Pier is a 1938 film directed by Cora Dale.'],
			'A Cold Quay': ['A Cold Quay is a 1970 drama film directed by Emil Fisk.'],
			'Cora Dale': ['Cora Dale was born in Varn on March 6, 1893.'],
			'Emil Fisk (director)': ['Emil Fisk (21 October 1929 – 27 June 2003) was a director.']
		});
		expect(derivedComparison(view)).toEqual({
			text: 'A Cold Quay: Emil Fisk was born on 21 October 1929, later than Cora Dale of The Red Pier (March 6, 1893).',
			evidenceIds: ['e2', 'e4', 'e1', 'e3']
		});
	});
	it('of years of release, where a title holds a word of order', () => {
		const view = told('Which film came out first, "First Tide" or "Last Ebb"?', {
			'First Tide': ['First Tide is a 2013 drama film.'],
			'Last Ebb (film)': ['Last Ebb is a Danish film that was released in May 2008.']
		});
		expect(derivedComparison(view)?.text).toBe(
			'Last Ebb came out in May 2008, earlier than First Tide (2013).'
		);
	});
	it('in Chinese', () => {
		const view = told('《红桥》和《冷港》哪部先上映？', {
			红桥: ['电影《红桥》上映于1998年3月2日。'],
			冷港: ['影片《冷港》上映于2004年。']
		});
		expect(derivedComparison(view)?.text).toBe('红桥问世于1998年3月2日，早于冷港（2004年）。');
	});
	it.each([
		['one date is missing', 'Ben Birch is a painter of the north.'],
		['the year is the same and no more is known of one', 'Ben Birch (born 1997) is a painter.']
	])('is not drawn where %s', (_, quote) => {
		const view = told('Was Ann Alder or Ben Birch born first?', {
			'Ann Alder': ['Ann Alder (born 30 October 1997) is a runner.'],
			'Ben Birch': [quote]
		});
		expect(derivedComparison(view)).toBeNull();
	});
	it('is not drawn for another kind of question', () => {
		const pages = { 'Ann Alder': ['Ann Alder (born 30 October 1997) is a runner.'] };
		expect(derivedComparison(told('When was Ann Alder born?', pages))).toBeNull();
		expect(
			derivedComparison(told('Are Ann Alder and Ben Birch of the same country?', pages))
		).toBeNull();
	});
});
