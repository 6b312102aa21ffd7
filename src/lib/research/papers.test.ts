import { describe, expect, it } from 'vitest';
import { RunOut, runOut } from './api.ts';
import type { FactDraft } from './facts.ts';
import { foldAll } from './fold.ts';
import { doiLink, papersOf, workAt } from './papers.ts';
import { markdownOf, reportOf } from './report.ts';
import type { Hit, Source, Work } from './run.ts';

const work = (more: Partial<Work> = {}): Work => ({
	doi: '10.1000/xyz',
	venue: null,
	authors: [],
	citations: null,
	retracted: null,
	pdfUrl: null,
	licence: null,
	...more
});
const hit = (url: string, said: Work): Hit => ({
	url,
	title: 'A paper',
	snippet: '',
	engine: 'test',
	rank: 1,
	publishedAt: null,
	work: said
});
const source: Source = {
	id: 's1',
	url: 'https://journal.test/article/1',
	askedUrl: 'https://doi.org/10.1000/xyz',
	title: 'A paper',
	site: 'Journal',
	author: null,
	publishedAt: null,
	updatedAt: null,
	readAt: 1_700_000_000_000,
	language: 'en',
	kind: 'article',
	textHash: 'h1',
	textLength: 5,
	passageCount: 1,
	truncated: false,
	via: 'q1',
	round: 0,
	work: work({ venue: 'Journal of [Tests](http://evil.test)', retracted: false })
};

function viewWith(later: readonly Hit[], read: Source = source) {
	const drafts: FactDraft[] = [
		{
			type: 'run.started',
			question: {
				text: 'Why?',
				effort: 'quick',
				language: 'en',
				limits: {},
				scope: { allow: [], deny: [], urls: [] }
			}
		},
		{ type: 'source.read', source: read },
		{
			type: 'query.sent',
			query: { id: 'q1', text: 'why', language: 'en', gapId: null, why: 'asked', round: 0 }
		},
		{ type: 'hits.found', queryId: 'q1', hits: [...later], replies: [] },
		{
			type: 'evidence.found',
			evidence: [
				{
					id: 'e1',
					sourceId: 's1',
					passageId: 's1.1',
					start: 0,
					end: 5,
					quote: 'Words',
					heading: '',
					claim: 'Words',
					gapId: 'g1',
					rubricIds: [],
					stance: 'supports',
					score: 1,
					date: null,
					quantities: []
				}
			]
		},
		{
			type: 'section.written',
			by: 'test',
			section: {
				id: 'b1',
				kind: 'findings',
				heading: 'Findings',
				revision: 1,
				sentences: [
					{
						id: 'b1.1',
						text: 'Words',
						kind: 'quote',
						label: null,
						evidenceIds: ['e1'],
						verdict: null,
						checks: []
					}
				]
			}
		}
	];
	return foldAll(
		'run',
		drafts.map((draft, at) => ({ ...draft, seq: at + 1, at: 1_000 + at }))
	);
}

describe('papers', () => {
	it('a page is given what every hit with its DOI says, and another paper is not', () => {
		const papers = papersOf([
			{ id: 'q1', hits: [hit('https://doi.org/10.1000/xyz', work({ venue: 'Journal' }))] },
			{ id: 'q2', hits: [hit('https://index.test/7', work({ retracted: true, citations: 3 }))] },
			{ id: 'q3', hits: [hit('https://other.test/', work({ doi: '10.1000/other' }))] },
			{ id: 'q4', hits: null }
		]);
		expect(workAt(papers, ['https://doi.org/10.1000/xyz'])).toEqual(
			work({ venue: 'Journal', retracted: true, citations: 3 })
		);
		expect(workAt(papers, ['https://other.test/'])?.retracted).toBeNull();
		expect(workAt(papers, ['https://nowhere.test/'])).toBeUndefined();
	});

	it('papers without a DOI are not taken for one another', () => {
		const papers = papersOf([
			{
				id: 'q1',
				hits: [
					hit('https://a.test/', work({ doi: null })),
					hit('https://b.test/', work({ doi: null, retracted: true }))
				]
			}
		]);
		expect(workAt(papers, ['https://a.test/'])?.retracted).toBeNull();
	});

	it('a retraction found after the page was read is in the report, the API and the Markdown', () => {
		const tied = viewWith([hit('https://index.test/7', work({ retracted: true }))]); // by the DOI
		expect(reportOf(tied).sources[0]?.work?.retracted).toBe(true);
		expect(RunOut.parse(runOut(tied)).sources[0]?.work?.retracted).toBe(true);
		expect(markdownOf(reportOf(tied))).toContain('**RETRACTED.**');
	});

	it('Markdown takes the venue literally and marks nothing that is not retracted', () => {
		const text = markdownOf(reportOf(viewWith([])));
		expect(text).not.toContain('RETRACTED');
		expect(text).not.toContain('](http://evil');
		expect(text).toContain('doi:10.1000/xyz');
	});

	it('a source nobody said more of has no paper', () => {
		const { work: _work, ...plain } = source;
		expect(reportOf(viewWith([], plain)).sources[0]).not.toHaveProperty('work');
	});

	it('a DOI becomes one address whatever signs it has', () => {
		expect(doiLink('10.1000/a?b#c<d>')).toBe('https://doi.org/10.1000/a%3Fb%23c%3Cd%3E');
	});
});
