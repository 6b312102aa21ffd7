import { describe, expect, it } from 'vitest';
import type { Hit } from '../../../research/run.ts';
import { Failure } from '../../net/failure.ts';
import type { Searcher } from '../../ports.ts';
import { chooseEngines } from './choose.ts';
import { createFederation, type Engine } from './federation.ts';
import { mergeHits } from './merge.ts';
import { Pace } from './pace.ts';
import { searchers } from '../catalogue.ts';

const hit = (url: string, engine: string, rank = 1): Hit => ({
	url,
	title: url,
	snippet: engine,
	engine,
	rank,
	publishedAt: null
});
const hits = (engine: string, ...urls: string[]) =>
	urls.map((url, index) => hit(url, engine, index + 1));
const never = new AbortController().signal;
const options = { limit: 10, language: 'en', signal: never };

type Script = (query: string, signal: AbortSignal) => readonly Hit[] | Promise<readonly Hit[]>;
function engine(name: string, script: Script, standIn = false) {
	const asked: string[] = [];
	const searcher: Searcher = {
		name,
		search: async (query, { signal }) => {
			asked.push(query);
			return script(query, signal);
		}
	};
	return { searcher, standIn, pace: { atOnce: 8, gapMs: 0 }, asked };
}
const broken = (): never => {
	throw new Failure('unavailable', 'is in trouble (500)', { provider: 'x' });
};
function federate(engines: readonly Engine[], clock = { now: 0 }) {
	return createFederation({
		engines,
		canonical: (url) => (url.startsWith('http') ? (url.split('#')[0] ?? null) : null),
		now: () => clock.now,
		graceMs: 20
	});
}
const outcomes = (found: { replies: readonly { engine: string; outcome: string }[] }) =>
	Object.fromEntries(found.replies.map((reply) => [reply.engine, reply.outcome]));

describe('asking', () => {
	it('asks the engines together and merges by rank, one hit per page', async () => {
		const a = engine('a', () => hits('a', 'http://one/', 'http://two/', 'http://three/'));
		const b = engine('b', () => hits('b', 'http://two/#part', 'ftp://no/', 'http://four/'));
		const found = await federate([a, b]).find('q', options);
		expect(found.hits.map((each) => each.url)).toEqual([
			'http://two/',
			'http://one/',
			'http://three/',
			'http://four/'
		]);
		expect(found.hits.map((each) => each.rank)).toEqual([1, 2, 3, 4]);
		expect(found.replies.map(({ engine, hits }) => [engine, hits])).toEqual([
			['a', 3],
			['b', 3]
		]);
	});

	it('leaves stand-ins alone while the main engine answers', async () => {
		const standIn = engine('b', () => [], true);
		const found = await federate([engine('a', () => hits('a', 'http://one/')), standIn]).find(
			'q',
			options
		);
		expect(outcomes(found)).toEqual({ a: 'ok' });
		expect(standIn.asked).toEqual([]);
	});

	it.each([
		['fails', broken, 'failed'],
		['is empty', () => [], 'empty']
	])('asks the stand-ins when the main engine %s, and says so', async (_, script, outcome) => {
		const main = engine('a', script);
		const found = await federate([main, engine('b', () => hits('b', 'http://b/'), true)]).find(
			'q',
			options
		);
		expect(found.hits.map((each) => each.url)).toEqual(['http://b/']);
		expect(outcomes(found)).toEqual({ a: outcome, b: 'ok' });
	});

	it('with every engine broken gives no hits, the failed replies and no exception', async () => {
		const found = await federate([
			engine('a', broken),
			engine('b', () => Promise.reject(new TypeError('bug')), true)
		]).find('q', options);
		expect(found.hits).toEqual([]);
		expect(found.replies.map(({ engine, outcome, message }) => [engine, outcome, message])).toEqual(
			[
				['a', 'failed', 'is in trouble (500)'],
				['b', 'failed', 'bug']
			]
		);
	});

	it('does not wait long for a slow engine once another one has hits', async () => {
		const slow = engine(
			'slow',
			(_, signal) =>
				new Promise((_resolve, reject) =>
					signal.addEventListener('abort', () => reject(signal.reason as Error))
				)
		);
		const federation = federate([engine('a', () => hits('a', 'http://one/')), slow]);
		const found = await federation.find('q', options);
		expect(found.hits).toHaveLength(1);
		expect(outcomes(found)).toEqual({ a: 'ok', slow: 'failed' });
		expect(federation.health().find((each) => each.engine === 'slow')?.state).toBe('ok');
	});

	it('throws only when the caller cancels', async () => {
		const controller = new AbortController();
		const hanging = engine(
			'a',
			(_, signal) =>
				new Promise((_resolve, reject) =>
					signal.addEventListener('abort', () => reject(signal.reason as Error))
				)
		);
		const finding = federate([hanging]).find('q', { ...options, signal: controller.signal });
		controller.abort();
		await expect(finding).rejects.toThrow(/abort/iu);
	});
});

describe('resting', () => {
	it('rests an engine after two bad answers, wakes it after ten minutes, then doubles', async () => {
		const clock = { now: 0 };
		const bad = engine('bad', broken);
		const federation = federate([bad, engine('good', () => hits('good', 'http://one/'))], clock);
		await federation.find('1', options);
		await federation.find('2', options);
		const third = await federation.find('3', options);
		expect(outcomes(third)).toEqual({ good: 'ok', bad: 'resting' });
		expect(third.replies.find((reply) => reply.engine === 'bad')?.message).toMatch(/500/u);
		expect(bad.asked).toEqual(['1', '2']);
		clock.now = 600_001;
		await federation.find('4', options);
		expect(bad.asked).toEqual(['1', '2', '4']);
		clock.now += 600_001;
		await federation.find('5', options);
		expect(bad.asked).toHaveLength(3);
		clock.now += 600_001;
		await federation.find('6', options);
		expect(bad.asked).toHaveLength(4);
	});

	it('empty answers count only where another engine found something', async () => {
		const empty = engine('empty', () => []);
		const lonely = federate([empty]);
		for (const query of ['1', '2', '3']) await lonely.find(query, options);
		expect(empty.asked).toHaveLength(3);
		const beside = federate([empty, engine('good', () => hits('good', 'http://one/'))]);
		for (const query of ['1', '2', '3']) await beside.find(query, options);
		expect(empty.asked).toHaveLength(5);
	});

	it('keeps to a Retry-After even when nobody else can answer', async () => {
		const clock = { now: 0 };
		const limited = engine('a', () => {
			throw new Failure('limited', 'asked to wait (429)', { provider: 'a', retryAfterMs: 60_000 });
		});
		const federation = federate([limited], clock);
		await federation.find('1', options);
		expect(outcomes(await federation.find('2', options))).toEqual({ a: 'resting' });
		expect(federation.health()[0]).toMatchObject({ state: 'resting', restMs: 60_000 });
		clock.now = 60_000;
		await federation.find('3', options);
		expect(limited.asked).toEqual(['1', '3']);
	});

	it('probes a resting engine when nobody else has anything, and takes it back when it answers', async () => {
		const clock = { now: 0 };
		let down = true;
		const only = engine('a', () => (down ? broken() : hits('a', 'http://one/')));
		const federation = federate([only], clock);
		await federation.find('1', options);
		await federation.find('2', options);
		expect(federation.health()[0]?.state).toBe('resting');
		await federation.find('3', options);
		expect(outcomes(await federation.find('4', options))).toEqual({ a: 'resting' });
		down = false;
		clock.now = 5_000;
		expect((await federation.find('5', options)).hits).toHaveLength(1);
		expect(federation.health()[0]).toMatchObject({ state: 'ok', message: null, restMs: 0 });
	});
});

describe('choosing', () => {
	const tools = { call: () => Promise.reject(new Error('not asked')) };
	const choose = (settings: Record<string, string | undefined>) => {
		const { engines, problems } = chooseEngines(searchers, { settings, tools });
		return {
			on: engines.map((each) => `${each.searcher.name}${each.standIn ? '*' : ''}`),
			problems
		};
	};

	it('with nothing configured asks the keyless engines together', () => {
		expect(choose({})).toEqual({ on: ['duckduckgo', 'wikipedia', 'mojeek'], problems: [] });
	});
	it('with SEARXNG_URL the keyless ones stand in', () => {
		expect(choose({ SEARXNG_URL: 'http://search.lan:8080', MOJEEK_URL: '' }).on).toEqual([
			'searxng',
			'duckduckgo*',
			'wikipedia*',
			'mojeek*'
		]);
	});
	it('SEARCH_ENGINES names them outright', () => {
		expect(choose({ SEARXNG_URL: 'http://s', SEARCH_ENGINES: 'searxng, wikipedia' }).on).toEqual([
			'searxng',
			'wikipedia'
		]);
	});
	it('names every problem', () => {
		const { problems } = choose({ SEARXNG_URL: 'ftp://s', SEARCH_ENGINES: 'searxng,altavista' });
		expect(problems.join('\n')).toMatch(/altavista[^]*SEARXNG_URL/u);
		expect(choose({ SEARCH_ENGINES: 'searxng' }).problems.join()).toMatch(/needs SEARXNG_URL/u);
	});
});

describe('merging and pacing', () => {
	it('an engine votes once for a page; the longer snippet and a known date stay', () => {
		const [first] = mergeHits(
			[
				[hit('http://a', 'x'), hit('http://a', 'x', 2)],
				[{ ...hit('http://a', 'y'), snippet: 'much longer', publishedAt: '2024-01-01' }]
			],
			{ canonical: (url) => url, limit: 5 }
		);
		expect(first).toMatchObject({ engine: 'x', snippet: 'much longer', publishedAt: '2024-01-01' });
	});

	it('keeps so many at once, hands the place on, and drops who gave up waiting', async () => {
		const pace = new Pace({ atOnce: 1, gapMs: 0, now: () => 0 });
		const order: string[] = [];
		let open = () => {};
		const first = pace.run(async () => {
			await new Promise<void>((resolve) => (open = resolve));
			order.push('first');
		}, never);
		const leaving = new AbortController();
		const second = pace.run(async () => order.push('second'), leaving.signal);
		const third = pace.run(async () => order.push('third'), never);
		leaving.abort();
		await expect(second).rejects.toThrow();
		open();
		await Promise.all([first, third]);
		expect(order).toEqual(['first', 'third']);
	});
});
