/** The engine's pure parts: what a question asks, what a sentence says, what stands beside what. */
import { describe, expect, it } from 'vitest';
import { emptyView, type RunView } from '../../research/fold.ts';
import type { Evidence, Section, Source } from '../../research/run.ts';
import { allows } from '../../research/scope.ts';
import type { Snapshot } from '../ports.ts';
import { conflictDrafts } from './conflicts.ts';
import { dateIn, quantitiesIn } from './quantities.ts';
import { dangles, faultOf, titleNames } from './quality.ts';
import { cuesOf, farFacetOf, hopCuesOf } from './relations.ts';
import { picksOf } from './select.ts';
import { statementsOf } from './statements.ts';
import { inOrder } from './step.ts';
import type { Tools } from './tools.ts';
import { entitiesOf, facetOf, partsOf, rubricOf, shapeOf, understand } from './understand.ts';
import { checkDrafts, createChecker, withoutUnsupported } from './verify.ts';

describe('the question understood', () => {
	it.each([
		['Who designed the Tessel Bridge?', ['Tessel Bridge']],
		['Was Angus Wagner or Juan Carlos Falcón born first?', ['Angus Wagner', 'Juan Carlos Falcón']],
		["What is the place of birth of Lisbeth Palme's husband?", ['Lisbeth Palme']],
		[
			'What does Lemonlight say about "Video 101: The Guide"?',
			['Video 101: The Guide', 'Lemonlight']
		],
		[
			'Who is the father of Margaret Of Bavaria, Marchioness Of Mantua?',
			['Margaret Of Bavaria, Marchioness Of Mantua']
		],
		['“三停一休”包括哪些措施？', ['三停一休']],
		['how do tides work?', []]
	])('names in: %s', (text, names) => {
		expect(entitiesOf(text)).toEqual(names);
	});
	it('parts, shapes and items', () => {
		expect(partsOf('停工是指什么？ 停产是指什么？')).toEqual(['停工是指什么？', '停产是指什么？']);
		expect(partsOf('Why?')).toEqual(['Why?']);
		expect(
			[
				'How tall is it?',
				'When did it open?',
				'在哪里举办？',
				'Who was it?',
				'What does X say about "How to"?'
			].map(shapeOf)
		).toEqual(['how-many', 'when', 'where', 'who', 'overview']);
		const brief = understand(
			{
				text: 'Who is older, Ann Lee or Bo Ray?',
				effort: 'quick',
				language: 'en',
				limits: {},
				scope: { allow: [], deny: [], urls: [] }
			},
			'2026-01-01'
		);
		expect(rubricOf(brief).map((item) => item.text)).toEqual(['Ann Lee: older', 'Bo Ray: older']);
		expect(
			facetOf({ parts: ['Where was the director of film X Y born?'], entities: ['X Y'] })
		).toBe('director film born');
	});
	it('relations say what to follow and what to ask of it', () => {
		expect(hopCuesOf('director film born').has('direct')).toBe(true);
		expect(hopCuesOf('born first').size).toBe(0);
		expect(cuesOf('place of birth').has('born')).toBe(true);
		expect(farFacetOf('director film born')).toBe('born');
	});
});

describe('sentences that may stand', () => {
	it.each([
		['The bridge opened on 14 May 1931 after five years of work.', null],
		['该桥于1931年5月14日正式通车，历时五年建成。', null],
		['Opened in 1931', 'too short to stand alone'],
		['Subscribe to our newsletter and never miss a story again.', 'furniture of a web site'],
		['Is this really the longest bridge of them all?', 'a question'],
		['and then the workers went home for the long winter.', 'begins in mid-sentence'],
		['See https://example.org/a/b/c for the complete list of works.', 'code or an address'],
		['The bridge was opened in the year 1931 by the mayor of', 'not a whole sentence'],
		['Use the steps above to plan the works on a bridge.', 'points elsewhere on its page'],
		['To plan the works on a bridge, see Planning of works.', 'points elsewhere on its page'],
		['Schedule a demo to see how our cranes help you.', 'an invitation of its site'],
		['If you want cranes that last, look no further than Ostmarch.', 'an invitation of its site'],
		['Visitors may book a place on the ferry, which costs 3 crowns.', null],
		['The water stood two metres above the deck for a week.', null]
	])('%s', (text, fault) => {
		expect(faultOf(text, { question: '' })).toBe(fault);
	});
	it('may lack their full stop as a paragraph, but not as news that breaks off', () => {
		const paragraph = { question: '', isParagraph: true };
		expect(faultOf('北港启动应急响应，全市停工、停产、停课、休市', paragraph)).toBeNull();
		expect(
			faultOf('北港启动应急响应 全市停工、停产、停课、休市 北港报讯 据北港发', paragraph)
		).toBe('news that breaks off');
		expect(faultOf('The arches of the bridge are divided into three kinds:', paragraph)).toBe(
			'announces what is not part of it'
		);
		expect(faultOf('两国拟定一项计划以处理边境问题本文转自【北港新闻】', paragraph)).toBe(
			'a headline'
		);
	});
	it('know what they lean on', () => {
		expect(
			['He was born there.', 'However, it closed.', '他出生于此。', '此外，还有两座。'].every(
				dangles
			)
		).toBe(true);
		expect(['The mayor came.', '市长到场。'].some(dangles)).toBe(false);
	});
	it('titles name things whatever the site adds', () => {
		expect(titleNames('Fortunella (film) - Wikipedia', 'Fortunella (Film)')).toBe(true);
		expect(titleNames('Fortunella', 'Fortunella (Film)')).toBe(true);
		expect(titleNames('Fortunella and others', 'Fortunella')).toBe(false);
	});
});

describe('numbers and dates', () => {
	it.each([
		['It cost $3.4 million.', [[3_400_000, 'USD']]],
		[
			'It is 1,284 metres long and 12.5% steeper.',
			[
				[1284, 'metre'],
				[12.5, '%']
			]
		],
		[
			'装机规模为1.2万千瓦，停留7天。',
			[
				[12_000, '千瓦'],
				[7, '天']
			]
		],
		['In 1931 it opened.', []],
		['2023年完工。', []]
	])('%s', (text, expected) => {
		expect(quantitiesIn(text).map(({ value, unit }) => [value, unit])).toEqual(expected);
	});
	it.each([
		['on 14 May 1931 at noon', '1931-05-14'],
		['March 6, 1893 – August 1, 1940', '1893-03-06'],
		['于2023年7月29日', '2023-07-29'],
		['in October 1929', '1929-10'],
		['a 1958 film', '1958'],
		['about 1,958 people', null]
	])('%s', (text, iso) => {
		expect(dateIn(text)?.iso ?? null).toBe(iso);
	});
});

const source = (n: number, textHash = `h${n}`): Source => ({
	id: `s${n}`,
	url: `http://a${n}.test/`,
	askedUrl: `http://a${n}.test/`,
	title: `T${n}`,
	site: 'x',
	author: null,
	publishedAt: null,
	updatedAt: null,
	readAt: 0,
	language: 'en',
	kind: 'article',
	textHash,
	textLength: 9,
	passageCount: 1,
	truncated: false,
	via: 'q1',
	round: 0
});
const said = (n: number, quote: string, sourceId = `s${n}`): Evidence => ({
	id: `e${n}`,
	sourceId,
	passageId: `${sourceId}.1`,
	start: 0,
	end: quote.length,
	quote,
	heading: '',
	claim: quote,
	gapId: 'g1',
	rubricIds: ['r1'],
	stance: 'supports',
	score: 1 - n / 100,
	date: null,
	quantities: quantitiesIn(quote)
});
const viewWith = (more: Partial<RunView>): RunView => ({ ...emptyView('r'), ...more });

describe('statements', () => {
	it('count copies of one text as one voice and different numbers as different statements', () => {
		const evidence = [
			said(1, 'The Tessel Bridge was opened to traffic on 14 May 1931 by the mayor.'),
			said(2, 'The Tessel Bridge was opened to traffic on 14 May 1931 by the mayor.'),
			said(3, 'On 14 May 1931 the Tessel Bridge was opened to traffic by the mayor.'),
			said(4, 'The Tessel Bridge was opened to traffic on 2 June 1932 by the mayor.')
		];
		const view = viewWith({
			sources: [source(1, 'same'), source(2, 'same'), source(3), source(4)],
			evidence
		});
		expect(
			statementsOf(view, evidence).map(({ lead, voices }) => [lead.id, voices.map((one) => one.id)])
		).toEqual([
			['e1', ['e1', 'e3']],
			['e4', ['e4']]
		]);
	});
});

describe('conflicts', () => {
	const conflictsOf = (...quotes: string[]) =>
		conflictDrafts(
			viewWith({
				sources: quotes.map((_, at) => source(at + 1)),
				evidence: quotes.map((quote, at) => said(at + 1, quote))
			})
		);
	it('are two sources with two values for one thing', () => {
		const [draft] = conflictsOf(
			'The construction of the Tessel Bridge cost 3.4 million crowns in all.',
			'The construction of the Tessel Bridge cost 5.1 million crowns in all.'
		);
		expect(draft).toMatchObject({
			type: 'conflict.found',
			conflict: { sides: [{ value: '3.4 million' }, { value: '5.1 million' }] }
		});
	});
	it.each([
		[
			'a series over years',
			'In 2020 the port of Linden handled 300 tonnes of fish.',
			'In 2021 the port of Linden handled 450 tonnes of fish.'
		],
		[
			'different things',
			'The Tessel Bridge is 1,284 metres long between its towers.',
			'The northern road of the harbour is 900 metres long.'
		],
		[
			'a rounded value',
			'The arch of the Tessel Bridge weighs 19,500 tonnes with its deck.',
			'The arch of the Tessel Bridge weighs 19,510 tonnes with its deck.'
		],
		[
			'an age and a year',
			'Halvorsen was 38 years old when she won the competition for the bridge.',
			'Halvorsen won the competition for the bridge in 1925.'
		]
	])('are not: %s', (_name, one, other) => {
		expect(conflictsOf(one, other)).toEqual([]);
	});
});

describe('verification', () => {
	const text = 'Before. The bridge opened in 1931. After.';
	const quote = 'The bridge opened in 1931.';
	const snapshot = (own: string): Snapshot => ({
		textHash: '',
		text: own,
		passages: [{ id: '1', start: 0, end: own.length, text: own, headings: [] }],
		links: [],
		extractor: 't',
		rawHash: ''
	});
	const section: Section = {
		id: 'b1',
		kind: 'findings',
		heading: 'F',
		revision: 1,
		sentences: [
			{
				id: 'b1.1',
				text: quote,
				kind: 'quote',
				label: null,
				evidenceIds: ['e1'],
				verdict: null,
				checks: []
			}
		]
	};
	async function verdict(change: {
		own?: string;
		evidence?: Partial<Evidence>;
		evidenceIds?: string[];
		gone?: boolean;
	}) {
		const { createHash } = await import('node:crypto');
		const own = change.own ?? text;
		const real = createHash('sha256').update(text).digest('hex');
		const evidence = { ...said(1, quote), start: 8, end: 8 + quote.length, ...change.evidence };
		const sentences = section.sentences.map((one) => ({
			...one,
			evidenceIds: change.evidenceIds ?? one.evidenceIds
		}));
		const view = viewWith({
			sources: [source(1, real)],
			evidence: [evidence],
			sections: [{ ...section, sentences }]
		});
		const library = {
			snapshot: () =>
				change.gone ? Promise.reject(new Error('gone')) : Promise.resolve(snapshot(own))
		};
		const checker = createChecker(view, { library } as unknown as Tools);
		const [draft] = await checkDrafts(view, checker);
		if (draft?.type !== 'sentence.checked') throw new Error('nothing was checked');
		return draft.results[0];
	}
	it('passes a quote at its place, and says which checks were not run', async () => {
		const result = await verdict({});
		expect(result?.verdict).toBe('quoted');
		expect(result?.checks.map((check) => check.outcome)).toEqual([
			'pass',
			'pass',
			'pass',
			'not-run',
			'not-run'
		]);
	});
	it.each([
		['the kept copy was changed', { own: `${text} More.` }],
		['the kept copy is gone', { gone: true }],
		['the offsets are off by one', { evidence: { start: 9 } }],
		['the quote is another', { evidence: { quote: 'The bridge opened in 1932.' } }],
		['the passage is another', { evidence: { passageId: 's1.7' } }],
		['the source was never read', { evidence: { sourceId: 's9' } }],
		['nothing is cited', { evidenceIds: [] }],
		['evidence that does not exist is cited beside it', { evidenceIds: ['e1', 'e77'] }]
	])('fails when %s', async (_name, change) => {
		expect((await verdict(change))?.verdict).toBe('unsupported');
	});
	it('takes failed sentences out of a section', () => {
		const failed = {
			...section,
			sentences: section.sentences.map((one) => ({ ...one, verdict: 'unsupported' as const }))
		};
		expect(withoutUnsupported(failed)).toMatchObject({ revision: 2, sentences: [] });
		expect(withoutUnsupported(section)).toBeNull();
	});
});

describe('what to read next', () => {
	it('stays in scope, tries nothing twice and is the same for the same view', () => {
		const hit = (url: string, rank: number) => ({
			url,
			title: 't',
			snippet: 's',
			engine: 'x',
			rank,
			publishedAt: null
		});
		const query = {
			id: 'q1',
			text: 'x',
			language: 'en',
			gapId: null,
			why: '',
			round: 1,
			replies: [],
			hits: [hit('http://a1.test/', 1), hit('http://b.test/', 2), hit('http://c.bad.test/', 3)]
		};
		const scope = { allow: [], deny: ['bad.test'], urls: [] };
		const view = viewWith({
			sources: [source(1)],
			queries: [query],
			question: { text: 'x', effort: 'quick', language: 'en', limits: {}, scope }
		});
		expect(picksOf(view, { round: 1, limit: 9 }).map((pick) => pick.url)).toEqual([
			'http://b.test/'
		]);
		expect(picksOf(view, { round: 1, limit: 9 })).toEqual(picksOf(view, { round: 1, limit: 9 }));
	});
	it('a domain holds for its subdomains and for nothing that merely ends like it', () => {
		const only = { allow: ['https://www.example.org/x'], deny: [], urls: [] };
		expect([
			allows(only, 'http://sub.example.org/'),
			allows(only, 'http://notexample.org/'),
			allows(only, 'nonsense')
		]).toEqual([true, false, false]);
	});
});

it('results are handed on in the order of the list, however they arrive', async () => {
	const gates = [0, 1, 2, 3].map(() => Promise.withResolvers<number>());
	const taken: number[] = [];
	const work = inOrder([0, 1, 2, 3], {
		width: 2,
		job: (at) => gates[at]?.promise ?? Promise.resolve(-1),
		take: (result) => Promise.resolve(void taken.push(result))
	});
	for (const at of [1, 0, 3, 2]) gates[at]?.resolve(at * 10);
	await work;
	expect(taken).toEqual([0, 10, 20, 30]);
});
