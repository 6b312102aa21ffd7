import { describe, expect, it } from 'vitest';
import type { Hit } from '../../../research/run.ts';
import { Failure } from '../../net/failure.ts';
import type { Searcher } from '../../ports.ts';
import { createFederation, type Engine } from './federation.ts';

/** The last part of an address is the page: what web/url.ts does in full. */
const samePage = (url: string) => url.split('/').filter(Boolean).slice(-1).join();

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
const options = { limit: 10, language: 'en', signal: never, kinds: [], engines: [] };

type Script = (query: string, signal: AbortSignal) => readonly Hit[] | Promise<readonly Hit[]>;
function engine(name: string, script: Script, more: Partial<Engine> | boolean = {}) {
	const said = typeof more === 'boolean' ? { standIn: more } : more;
	const asked: string[] = [];
	const searcher: Searcher = {
		name,
		search: async (query, { signal }) => {
			asked.push(query);
			return script(query, signal);
		}
	};
	const plain = { kind: 'general', standIn: false, weight: 1, languages: [], needs: [] } as const;
	const pace = { atOnce: 8, gapMs: 0 };
	return { ...plain, searcher, pace, quota: () => null, ...said, asked };
}
const hanging: Script = (_, signal) =>
	new Promise((_resolve, reject) =>
		signal.addEventListener('abort', () => reject(signal.reason as Error))
	);
const broken = (): never => {
	throw new Failure('unavailable', 'is in trouble (500)', { provider: 'x' });
};
function federate(engines: readonly Engine[], clock = { now: 0 }) {
	return createFederation({
		engines,
		canonical: (url) => (url.startsWith('http') ? (url.split('#')[0] ?? null) : null),
		samePage,
		now: () => clock.now,
		graceMs: 20,
		deadlineMs: 300
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
		const slow = engine('slow', hanging);
		const federation = federate([engine('a', () => hits('a', 'http://one/')), slow]);
		const found = await federation.find('q', options);
		expect(found.hits).toHaveLength(1);
		expect(outcomes(found)).toEqual({ a: 'ok', slow: 'failed' });
		expect(federation.health().find((each) => each.name === 'slow')).toMatchObject({
			state: 'ok',
			late: 1
		});
	});

	it('waits for nobody beyond the deadline, and rests who is late three times in a row', async () => {
		const federation = federate([engine('slow', hanging)]);
		for (const query of ['1', '2', '3', '4', '5', '6']) await federation.find(query, options);
		expect(federation.health()).toMatchObject([{ name: 'slow', state: 'resting', late: 6 }]);
	});

	it('an engine whose turn does not come in time is not to blame', async () => {
		const shy = engine('shy', (query) => hits('shy', `http://${query}/`), {
			pace: { atOnce: 1, gapMs: 60_000 }
		});
		const federation = federate([engine('a', () => hits('a', 'http://one/')), shy]);
		await federation.find('1', options);
		const second = await federation.find('2', options);
		expect(outcomes(second)).toEqual({ a: 'ok', shy: 'resting' });
		expect(federation.health()[1]).toMatchObject({ state: 'ok', late: 0 });
	});

	it('throws only when the caller cancels', async () => {
		const controller = new AbortController();
		const finding = federate([engine('a', hanging)]).find('q', {
			...options,
			signal: controller.signal
		});
		controller.abort();
		await expect(finding).rejects.toThrow(/abort/iu);
	});
});

describe('specialised engines', () => {
	const web = () => engine('web', () => hits('web', 'http://web/'));
	const papers = (script: Script, languages: string[] = []) =>
		engine('papers', script, { kind: 'scholarly', languages });
	const scholarly = { ...options, kinds: ['scholarly'] as const };

	it('are asked when the query is of their kind, beside the general ones', async () => {
		const special = papers(() => hits('papers', 'http://paper/'));
		const federation = federate([web(), special]);
		expect(outcomes(await federation.find('1', options))).toEqual({ web: 'ok' });
		expect(outcomes(await federation.find('2', scholarly))).toEqual({ web: 'ok', papers: 'ok' });
	});
	it('are left alone in a language they do not have', async () => {
		const special = papers(() => hits('papers', 'http://paper/'), ['en']);
		const found = await federate([web(), special]).find('1', { ...scholarly, language: 'zh' });
		expect(outcomes(found)).toEqual({ web: 'ok' });
	});
	it('do not spare the stand-ins when the web search fails', async () => {
		const found = await federate([
			engine('web', broken),
			papers(() => hits('papers', 'http://paper/')),
			engine('spare', () => hits('spare', 'http://spare/'), true)
		]).find('1', scholarly);
		expect(outcomes(found)).toEqual({ web: 'failed', papers: 'ok', spare: 'ok' });
	});
	it('are not to blame for an empty answer where only the web has one', async () => {
		const special = papers(() => []);
		const federation = federate([web(), special]);
		for (const query of ['1', '2', '3']) await federation.find(query, scholarly);
		expect(federation.health()[1]?.state).toBe('ok');
	});
	it('a quick one does not cut a slower web search short', async () => {
		const slowWeb = engine(
			'web',
			() => new Promise((resolve) => setTimeout(() => resolve(hits('web', 'http://web/')), 80))
		);
		const found = await federate([slowWeb, papers(() => hits('papers', 'http://paper/'))]).find(
			'1',
			scholarly
		);
		expect(outcomes(found)).toEqual({ web: 'ok', papers: 'ok' });
	});
	it('a run that names engines gets those and no other, resting ones told', async () => {
		const [one, two] = [web(), papers(() => hits('papers', 'http://paper/'))];
		const spare = engine('spare', () => hits('spare', 'http://spare/'), true);
		const found = await federate([one, two, spare]).find('1', { ...options, engines: ['papers'] });
		expect(outcomes(found)).toEqual({ papers: 'ok' });
		expect(found.hits.map((each) => each.url)).toEqual(['http://paper/']);
	});
	it('are asked whatever the query says where no general engine is on', async () => {
		const found = await federate([papers(() => hits('papers', 'http://paper/'))]).find(
			'1',
			options
		);
		expect(outcomes(found)).toEqual({ papers: 'ok' });
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
		expect(federation.health()[0]).toMatchObject({ state: 'ok', lastError: null, restMs: 0 });
	});
});
