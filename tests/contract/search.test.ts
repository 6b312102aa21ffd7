/** Every search engine of the catalogue answers the same situations in the same way. Replies come from a loopback server. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCall, type Call } from '../../src/lib/server/net/call.ts';
import { Failure, isCancelled } from '../../src/lib/server/net/failure.ts';
import { searchers } from '../../src/lib/server/providers/catalogue.ts';
import type { Quota } from '../../src/lib/server/providers/search/quota.ts';
import { KEY } from '../fixtures/search-replies-keyed.ts';
import { REPLIES } from '../fixtures/search-replies.ts';
import {
	EXPECTED_GOOD,
	EXPECTED_UNICODE,
	QUERY,
	type EngineReplies,
	type Recorded
} from '../fixtures/search-shapes.ts';

type Answer = Recorded | 'hang' | 'reset';
let answer: Answer = { type: 'text/plain', body: '' };
let asked: { url: URL; body: string; headers: IncomingMessage['headers'] }[] = [];
let origin = '';
const net = createCall({ userAgent: 'Groundwork-test' });
/** Engines with a fixed address are led to the test server: same path, query, headers and body. */
const led: Call = (request) => {
	const { pathname, search } = new URL(request.url);
	return net.call({ ...request, url: `${origin}${pathname}${search}`, trust: 'operator' });
};
const impatient: Call = (request) => led({ ...request, timeoutMs: 300 });

const server = createServer((request, response) => void serve(request, response));
async function serve(request: IncomingMessage, response: ServerResponse) {
	let body = '';
	for await (const chunk of request) body += String(chunk);
	asked.push({ url: new URL(request.url ?? '/', origin), body, headers: request.headers });
	if (answer === 'hang') return;
	if (answer === 'reset') {
		request.socket.destroy();
		return;
	}
	const headers = { 'content-type': answer.type, ...answer.headers };
	response.writeHead(answer.status ?? 200, headers).end(answer.body);
}

beforeAll(async () => {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
	server.closeAllConnections();
	server.close();
	await net.close();
});
beforeEach(() => {
	asked = [];
});

const options = (more: { limit?: number; language?: string; signal?: AbortSignal } = {}) => ({
	limit: 10,
	language: 'en',
	signal: new AbortController().signal,
	...more
});

it('the catalogue has recorded replies for every engine', () => {
	expect(Object.keys(REPLIES).sort()).toEqual(searchers.map(({ name }) => name).sort());
});

describe.each(searchers)('$name', (definition) => {
	const replies = REPLIES[definition.name] ?? expect.fail('no replies recorded');
	const here = (text: string) => text.replace('ORIGIN', origin);
	const open = (call: Call = led, spent?: (quota: Quota) => void) => {
		const given = Object.entries(replies.settings).map(([name, value]) => [name, here(value)]);
		return definition.open(Object.fromEntries(given), { call, ...(spent && { spent }) });
	};
	const failure = async (given: Answer, call?: Call): Promise<Failure> => {
		answer = given;
		const error: unknown = await open(call)
			.search('tessel bridge', options())
			.catch((each: unknown) => each);
		return error instanceof Failure ? error : expect.fail(`not a Failure: ${String(error)}`);
	};

	it('reads results in order, drops what is no web page, cleans the text', async () => {
		answer = replies.good;
		const hits = await open().search(QUERY, options());
		expect(hits.map(({ title, snippet }) => ({ title, snippet }))).toEqual(
			EXPECTED_GOOD.map(({ title, snippet }) => ({ title, snippet }))
		);
		const urls = replies.urls ?? EXPECTED_GOOD.map((hit) => hit.url);
		expect(hits.map((hit) => hit.url)).toEqual(urls.map(here));
		expect(hits.map((hit) => hit.rank)).toEqual([1, 2]);
		expect(hits.every((hit) => hit.engine === definition.name)).toBe(true);
		const { url, body } = asked[0] ?? expect.fail('nothing was asked');
		expect(url.pathname).toBe(replies.path);
		expect(sentIn(replies, { url, body })).toBe(replies.sends ?? QUERY);
	});

	it('keeps to the limit', async () => {
		answer = replies.good;
		expect(await open().search('q', options({ limit: 1 }))).toHaveLength(1);
	});

	it('tells an empty answer from a broken one', async () => {
		answer = replies.empty;
		expect(await open().search('q', options())).toEqual([]);
	});

	it('keeps Chinese, quotes and emoji', async () => {
		answer = replies.unicode;
		const [hit] = await open().search('潮汐', options({ language: 'zh' }));
		expect(hit?.title).toBe(EXPECTED_UNICODE.title);
		expect(hit?.snippet).toBe(EXPECTED_UNICODE.snippet);
		expect(hit?.url).toBe(here(replies.unicodeUrl ?? EXPECTED_UNICODE.url));
	});

	it('a bot check or ban is "refused", never an empty answer', async () => {
		expect((await failure(replies.botCheck)).kind).toBe('refused');
	});

	it('429 is "limited" and carries the wait', async () => {
		const error = await failure({
			status: 429,
			type: 'text/plain',
			body: 'slow down',
			headers: { 'retry-after': '7200' }
		});
		expect([error.kind, error.retryAfterMs]).toEqual(['limited', 7_200_000]);
	});

	it('500 is "unavailable"', async () => {
		expect((await failure({ status: 500, type: 'text/plain', body: 'oops' })).kind).toBe(
			'unavailable'
		);
	});

	it('a page that is no answer is "malformed"', async () => {
		expect((await failure(replies.notAnAnswer)).kind).toBe('malformed');
		const portal = '<html><body><h1>Welcome to the hotel network</h1></body></html>';
		expect((await failure({ type: 'text/html', body: portal })).kind).toBe('malformed');
	});

	it('an answer that broke off is "malformed" or "unavailable"', async () => {
		const { type, body } = replies.notAnAnswer;
		const error = await failure({ type, body: body.slice(0, body.length / 2) });
		expect(['malformed', 'unavailable']).toContain(error.kind);
	});

	it('silence and a cut connection are "unavailable"', async () => {
		expect((await failure('hang', impatient)).kind).toBe('unavailable');
		expect((await failure('reset', impatient)).kind).toBe('unavailable');
	});

	it('a key is sent where it belongs and never told', async () => {
		if (!Object.values(replies.settings).includes(KEY)) return;
		answer = replies.good;
		await open().search('q', options());
		const [one] = asked;
		const inAddress = ['openalex', 'stackexchange'].includes(definition.name); // as documented
		expect(one?.url.href.includes(KEY)).toBe(inAddress);
		expect(JSON.stringify(one?.headers).includes(KEY)).toBe(!inAddress);
		for (const status of [400, 401, 403, 422, 429, 500]) {
			const error = await failure({ status, type: 'text/plain', body: `bad key ${KEY}` });
			expect(inspect(error, { depth: 9 })).not.toContain(KEY);
		}
	});

	it('cancelling is told apart from failing', async () => {
		answer = 'hang';
		const controller = new AbortController();
		const search = open().search('q', options({ signal: controller.signal }));
		controller.abort();
		const error: unknown = await search.catch((each: unknown) => each);
		expect(isCancelled(error)).toBe(true);
	});
});

function sentIn({ as }: EngineReplies, { url, body }: { url: URL; body: string }): unknown {
	if (body.startsWith('{')) return (JSON.parse(body) as Record<string, unknown>)[as];
	return new URLSearchParams(body || url.search).get(as);
}

describe('what only one engine does', () => {
	const find = (name: string) =>
		searchers.find((each) => each.name === name) ?? expect.fail(`no engine ${name}`);

	it('SearXNG: nothing found because its engines are broken is a failure that names them', async () => {
		answer = {
			type: 'application/json',
			body: JSON.stringify({ results: [], unresponsive_engines: [['google', 'CAPTCHA']] })
		};
		const searcher = find('searxng').open({ SEARXNG_URL: `${origin}/` }, { call: net.call });
		await expect(searcher.search('q', options())).rejects.toThrow(/google \(CAPTCHA\)/u);
	});

	it('SearXNG: lives under a path, says how to switch JSON on, sends the language', async () => {
		answer = { status: 403, type: 'text/html', body: 'Forbidden' };
		const searcher = find('searxng').open({ SEARXNG_URL: `${origin}/sub` }, { call: net.call });
		await expect(searcher.search('q', options({ language: 'zh' }))).rejects.toThrow(
			/settings\.yml/u
		);
		expect(asked[0]?.url.pathname).toBe('/sub/search');
		expect(asked[0]?.url.searchParams.get('language')).toBe('zh');
	});

	it('Wikipedia: asks the edition of the language, and again loosely when a question finds nothing', async () => {
		answer = REPLIES.wikipedia?.empty ?? expect.fail('no reply');
		const api = `${origin}/{language}/w/api.php`;
		const searcher = find('wikipedia').open({ WIKIPEDIA_URL: api }, { call: net.call });
		await searcher.search('who designed the tessel bridge', options({ language: 'de' }));
		expect(asked.map(({ url }) => url.pathname)).toEqual(['/de/w/api.php', '/de/w/api.php']);
		expect(asked[1]?.url.searchParams.get('srsearch')).toBe('designed OR tessel OR bridge');
		asked = [];
		await searcher.search('q', options({ language: 'evil.test/' }));
		expect(asked[0]?.url.pathname).toBe('/en/w/api.php');
	});
});
