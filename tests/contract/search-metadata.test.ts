/** What search engines say besides hits: papers, quotas, and refusals of their own. Replies are handed in directly. */
import { describe, expect, it } from 'vitest';
import type { Hit } from '../../src/lib/research/run.ts';
import type { Call, Reply } from '../../src/lib/server/net/call.ts';
import { Failure } from '../../src/lib/server/net/failure.ts';
import { searchers } from '../../src/lib/server/providers/catalogue.ts';
import { readQuota, type Quota } from '../../src/lib/server/providers/search/quota.ts';
import { REPLIES } from '../fixtures/search-replies.ts';
import { json, type Recorded } from '../fixtures/search-shapes.ts';

const options = { limit: 10, language: 'en', signal: new AbortController().signal };

/** Asks one engine with a reply put into its hand. */
async function ask(name: string, recorded?: Recorded) {
	const definition = searchers.find((each) => each.name === name) ?? expect.fail(name);
	const replies = REPLIES[name] ?? expect.fail(name);
	const { status = 200, type, body, headers = {} } = recorded ?? replies.good;
	const reply: Reply = {
		status,
		headers: { 'content-type': type, ...headers },
		bytes: new TextEncoder().encode(body),
		url: '',
		truncated: false
	};
	const call: Call = () => Promise.resolve(reply);
	const quotas: Quota[] = [];
	const searcher = definition.open(replies.settings, { call, spent: (one) => quotas.push(one) });
	const search = () => searcher.search('tessel bridge', options);
	const outcome = await search().catch((error: unknown) => error);
	return { outcome, quotas, search };
}
const worksOf = async (name: string) => {
	const { outcome } = await ask(name);
	return Array.isArray(outcome)
		? (outcome as Hit[]).map((hit) => hit.work)
		: expect.fail(String(outcome));
};

describe('papers', () => {
	it('arXiv: authors, venue, PDF, a DOI even where no journal gave one', async () => {
		expect(await worksOf('arxiv')).toMatchObject([
			{
				doi: '10.1000/bridge.1',
				venue: 'J. Bridges 3 (2024)',
				authors: ['Ada Meridian', '李明'],
				pdfUrl: 'https://arxiv.org/pdf/2403.00001v2',
				retracted: null
			},
			{ doi: '10.48550/arxiv.2403.00002', venue: 'arXiv' }
		]);
	});
	it('OpenAlex: citations, the retraction mark, the open copy with its licence', async () => {
		expect((await worksOf('openalex'))[0]).toEqual({
			doi: '10.1000/bridge.1',
			venue: 'Journal of Bridges',
			authors: ['Ada Meridian'],
			citations: 12,
			retracted: true,
			pdfUrl: 'https://atlas.test/bridge.pdf',
			licence: 'cc-by'
		});
	});
	it('Crossref: a notice marks a paper; no notice says nothing', async () => {
		const works = await worksOf('crossref');
		expect(works.map((work) => work?.retracted)).toEqual([true, null]);
		expect(works[0]).toMatchObject({ venue: 'Journal of Bridges', authors: ['Ada Meridian'] });
	});
	it('Europe PMC: the publication type marks a paper, the full text is the open one', async () => {
		expect((await worksOf('europepmc'))[0]).toMatchObject({
			doi: '10.1000/bridge.1',
			authors: ['Meridian A', '李明'],
			retracted: true,
			pdfUrl: 'https://europepmc.org/articles/PMC77?pdf=render',
			licence: 'cc by'
		});
	});
	it('Semantic Scholar: citations and the open copy', async () => {
		expect((await worksOf('semanticscholar'))[0]).toMatchObject({
			citations: 5,
			pdfUrl: 'https://atlas.test/b.pdf',
			licence: 'CCBY'
		});
	});
	it('dates are as precise as the source', async () => {
		const { outcome } = await ask('crossref');
		expect(outcome).toMatchObject([{ publishedAt: '2024-03' }, { publishedAt: '2024-03' }]);
	});
	it('web engines say nothing of the kind', async () => {
		expect(await worksOf('brave')).toEqual([undefined, undefined]);
	});
});

describe('quotas', () => {
	it.each([
		['brave', { remaining: 873, limit: 1000, unit: 'requests' }],
		['openalex', { remaining: 0.979, limit: 1, unit: 'usd' }],
		['github', { remaining: 29, limit: 30, resetAt: 1_893_456_000_000 }],
		['crossref', { remaining: null, limit: 3 }],
		['stackexchange', { remaining: 9_876, limit: 10_000 }],
		['kagi', { remaining: 4.2, unit: 'usd' }]
	])('%s', async (name, expected) => {
		expect((await ask(name)).quotas.at(-1)).toMatchObject(expected);
	});
	it('nothing said is nothing known', () => {
		expect(readQuota({ 'content-type': 'x', 'x-ratelimit-remaining': 'many' }, 0)).toBeNull();
	});
	it('a reset is a moment, in seconds from now or since the epoch', () => {
		const at = (reset: string) =>
			readQuota({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }, 5_000)?.resetAt;
		expect([at('60'), at('1893456000')]).toEqual([65_000, 1_893_456_000_000]);
	});
});

describe('refusals', () => {
	const refusal = async (name: string, reply: Recorded) => {
		const { outcome } = await ask(name, reply);
		return outcome instanceof Failure ? outcome : expect.fail(`no Failure: ${String(outcome)}`);
	};
	it('GitHub: 403 with nothing left is a limit until the reset', async () => {
		const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' };
		const error = await refusal(
			'github',
			json({ message: 'API rate limit' }, { status: 403, headers })
		);
		expect(error.kind).toBe('limited');
		expect(error.retryAfterMs).toBeGreaterThan(55_000);
	});
	it.each([
		['tavily', 432, 'billing'],
		['tavily', 433, 'billing'],
		['exa', 402, 'billing'],
		['kagi', 402, 'billing'],
		['serper', 400, 'billing'],
		['brave', 422, 'auth'],
		['google', 400, 'auth'],
		['openalex', 429, 'limited'],
		['stackexchange', 400, 'limited']
	])('%s: %i is "%s"', async (name, status, kind) => {
		expect((await refusal(name, json({}, { status }))).kind).toBe(kind);
	});
	it('GDELT: too quick is a limit, said in plain text', async () => {
		const body = 'Please limit requests to one every 5 seconds or contact us for larger queries.';
		expect((await refusal('gdelt', { type: 'text/html', body })).kind).toBe('limited');
	});
	it('Stack Exchange: a backoff is kept', async () => {
		const { search } = await ask('stackexchange', json({ items: [], backoff: 30 }));
		await expect(search()).rejects.toMatchObject({ kind: 'limited' });
	});
});
