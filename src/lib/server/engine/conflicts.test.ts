import { describe, expect, it } from 'vitest';
import { emptyView, type RunView } from '../../research/fold.ts';
import type { Evidence, Source } from '../../research/run.ts';
import { conflictDrafts } from './conflicts.ts';
import { quantitiesIn, dateIn } from './quantities.ts';

interface Page {
	readonly quote: string;
	readonly host?: string;
	readonly text?: string; // hash of the page's text
	readonly published?: string;
}

function viewOf(pages: readonly Page[]): RunView {
	const sources = pages.map((page, at) => ({
		...{ id: `s${at + 1}`, title: `Page ${at + 1}`, textHash: page.text ?? `hash ${at}` },
		...{ url: `https://${page.host ?? `site${at}.example`}/${at}`, askedUrl: '', site: '' },
		...{ author: null, publishedAt: page.published ?? null, updatedAt: null, readAt: 0 },
		...{ language: 'en', kind: 'other', textLength: 1, passageCount: 1, truncated: false },
		...{ via: 'q1', round: 0 }
	})) as Source[];
	const evidence = pages.map(({ quote }, at): Evidence => ({
		...{ id: `e${at + 1}`, sourceId: `s${at + 1}`, passageId: `s${at + 1}.1`, start: 0 },
		...{ end: quote.length, quote, heading: '', claim: quote, gapId: 'g1', rubricIds: ['r1'] },
		...{ stance: 'supports', score: 0.6, date: dateIn(quote)?.iso ?? null },
		quantities: quantitiesIn(quote)
	}));
	return { ...emptyView('run'), sources, evidence };
}
const conflictsOf = (...pages: Page[]) =>
	conflictDrafts(viewOf(pages)).flatMap((draft) =>
		draft.type === 'conflict.found' ? [draft.conflict] : []
	);

const treasury = {
	quote:
		'The construction of the Tessel Bridge cost 3.4 million crowns according to the accounts of the city treasury.',
	published: '2022-06-02'
};
const council = {
	quote:
		'The construction of the Tessel Bridge cost 4.1 million crowns once the approach roads and the interest on the loans are counted, a study of the council minutes found in 2009.',
	published: '2021-05-14'
};

describe('a conflict', () => {
	it('holds both values, their dates and their sources, though the quotes go on differently', () => {
		expect(conflictsOf(treasury, council)).toMatchObject([
			{
				id: 'c1',
				sides: [
					{ value: '3.4 million', evidenceIds: ['e1'], sourceIds: ['s1'], date: '2022-06-02' },
					{ value: '4.1 million', evidenceIds: ['e2'], sourceIds: ['s2'], date: '2009' }
				]
			}
		]);
	});
	it.each([
		[
			'another thing',
			'The Tessel Bridge in Harbour City is 550 metres long and carries trams.',
			'The Orrin Bridge in Harbour City is 720 metres long and carries trams.'
		],
		[
			'another group',
			'In the Calder survey 41 percent of men said they trusted the regional press.',
			'In the Calder survey 58 percent of women said they trusted the regional press.'
		],
		[
			'a year and in all',
			'The stadium in Calder costs the city council 12 million dollars a year in maintenance.',
			'The stadium in Calder costs the city council 60 million dollars in total in maintenance.'
		]
	])('is none about %s', (_, one, other) => {
		expect(conflictsOf({ quote: one }, { quote: other })).toEqual([]);
		expect(conflictsOf({ quote: one }, { quote: one.replace(/\d+/u, '300') })).toHaveLength(1);
	});
	it('has one side for copies of a story, however many there are', () => {
		const copies = [1, 2, 3].map((at) => ({
			...treasury,
			text: 'wire',
			host: `paper${at}.example`
		}));
		const [conflict, ...more] = conflictsOf(...copies, council);
		expect(more).toEqual([]);
		expect(conflict?.sides.map(({ evidenceIds, voices }) => [evidenceIds.length, voices])).toEqual([
			[3, 1],
			[1, 1]
		]);
	});
	it('counts independent voices on a side: the same words elsewhere are no voice of their own', () => {
		const quote = 'In all the construction of the Tessel Bridge cost 3.4 million crowns.';
		const [conflict] = conflictsOf(treasury, { ...treasury, host: 'other.example' }, council, {
			quote
		});
		expect(conflict?.sides[0]).toMatchObject({ sourceIds: ['s1', 's2', 's4'], voices: 2 });
	});
	it('is not made again when it is known', () => {
		const view = viewOf([treasury, council]);
		const [draft] = conflictDrafts(view);
		const conflict = draft?.type === 'conflict.found' ? draft.conflict : null;
		expect(conflict).not.toBeNull();
		expect(conflictDrafts({ ...view, conflicts: conflict ? [conflict] : [] })).toEqual([]);
	});
});

describe('no conflict', () => {
	it.each<[string, Page, Page]>([
		['two versions of one story', { ...treasury, text: 'wire' }, { ...council, text: 'wire' }],
		[
			'another quarter',
			{ quote: 'Orbitel said its revenue rose by 12% in the first quarter of the year.' },
			{ quote: 'Orbitel said its revenue rose by 7% in the second quarter of the year.' }
		],
		[
			'another month',
			{ quote: 'In March the port of Linden handled 300 tonnes of fish.' },
			{ quote: 'In April the port of Linden handled 450 tonnes of fish.' }
		],
		[
			'last year, told in different years',
			{
				quote: 'The port of Linden handled 300 tonnes of fish last year.',
				published: '2021-02-01'
			},
			{ quote: 'The port of Linden handled 450 tonnes of fish last year.', published: '2023-02-01' }
		],
		[
			'a state that changed between two reports',
			{ quote: 'The town of Linden now has 21,000 inhabitants.', published: '2012-02-01' },
			{ quote: 'The town of Linden now has 26,000 inhabitants.', published: '2022-02-01' }
		],
		[
			'a rounding',
			{ quote: 'The construction of the Tessel Bridge cost 3.4 million crowns in all.' },
			{ quote: 'The construction of the Tessel Bridge cost 3.38 million crowns in all.' }
		],
		[
			'a bound that holds',
			{ quote: 'The construction of the Tessel Bridge cost more than 3 million crowns in all.' },
			{ quote: 'The construction of the Tessel Bridge cost 4.1 million crowns in all.' }
		],
		[
			'another unit',
			{ quote: 'The main span of the Tessel Bridge over the Vey measures 412 metres.' },
			{ quote: 'The main span of the Tessel Bridge over the Vey measures 0.412 km.' }
		]
	])('%s', (_name, one, other) => {
		expect(conflictsOf(one, other)).toEqual([]);
	});
	it('but a lasting measure that two reports years apart give differently is one', () => {
		const pages = [1284, 1310].map((metres, at) => ({
			quote: `The Tessel Bridge over the river Vey is ${metres} metres long.`,
			published: `20${20 + at}-01-01`
		}));
		expect(conflictsOf(...pages)).toHaveLength(1);
	});
});
