/** The server as `npm start` runs it: the built product in a process of its own. */
import { request, type IncomingMessage } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startFixtureWeb, type FixtureWeb } from '../fixtures/web.ts';
import { endServers, newFolder, removeFolders, serve as start, type Server } from './harness.ts';

let web: FixtureWeb;

beforeAll(async () => {
	web = await startFixtureWeb();
});
afterAll(async () => {
	await web.close();
	removeFolders();
});
afterEach(endServers);

const serve = (data: string, env: Readonly<Record<string, string>> = {}): Promise<Server> =>
	start(data, { SEARXNG_URL: web.url, FETCH_PROXY: web.url, ...env });

interface Got {
	readonly status: number;
	readonly headers: IncomingMessage['headers'];
	readonly response: IncomingMessage;
}
function get(
	url: string,
	{
		method = 'GET',
		headers = {},
		body = ''
	}: { method?: string; headers?: object; body?: string } = {}
): Promise<Got> {
	return new Promise((resolve, reject) => {
		request(url, { method, headers: { 'accept-encoding': 'gzip', ...headers } }, (response) => {
			response.on('error', () => undefined);
			response.resume();
			resolve({ status: response.statusCode ?? 0, headers: response.headers, response });
		})
			.on('error', reject)
			.end(body);
	});
}
const ask = (url: string) =>
	get(`${url}/api/v1/runs`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', origin: url },
		body: JSON.stringify({ question: 'When was the Tessel Bridge opened?', effort: 'quick' })
	});

it('prints its address, answers, compresses pages and lets forms of plain http through', async () => {
	const { url } = await serve(newFolder());
	const health = await fetch(`${url}/api/v1/health`);
	expect(await health.json()).toMatchObject({ status: 'ok' });
	const page = await get(url);
	expect([page.status, page.headers['content-encoding']]).toEqual([200, 'gzip']);
	const form = { 'content-type': 'application/x-www-form-urlencoded' };
	const own = await get(`${url}/theme`, { method: 'POST', headers: { ...form, origin: url } });
	expect(own.status).not.toBe(403);
	const foreign = { ...form, origin: 'http://evil.test' };
	expect((await get(`${url}/theme`, { method: 'POST', headers: foreign })).status).toBe(403);
	expect((await get(url, { headers: { host: 'evil.test' } })).status).toBe(421);
});

it('ends within seconds of SIGTERM although an event stream is open', async () => {
	const { url, child, gone } = await serve(newFolder());
	const asked = await ask(url);
	expect(asked.status).toBe(201);
	const runs = (await (await fetch(`${url}/api/v1/runs`)).json()) as { runs: { id: string }[] };
	const stream = await get(`${url}/api/v1/runs/${runs.runs[0]?.id}/events`);
	expect(stream.headers['content-type']).toMatch(/event-stream/u);
	expect(stream.headers['content-encoding']).toBeUndefined();
	const began = Date.now();
	child.kill('SIGTERM');
	expect(await gone).toBe(0);
	expect(Date.now() - began).toBeLessThan(9_000);
});

it('refuses a data folder that another process holds, and names that process', async () => {
	const folder = newFolder();
	const first = await serve(folder);
	const second = await serve(folder);
	expect(await second.gone).toBe(1);
	expect(second.printed()).toContain(String(first.child.pid));
});

it('says every wrong setting at once, without a stack', async () => {
	const { gone, printed } = await serve(newFolder(), {
		PASSWORD: 'short',
		SEARXNG_URL: '',
		HOST: '0.0.0.0'
	});
	expect(await gone).toBe(1);
	expect(printed()).toMatch(/PASSWORD/u);
	expect(printed()).not.toMatch(/\n\s+at /u);
});

it('under an older Node it ends with the process that started it', async () => {
	const { child, gone } = await serve(newFolder(), { GROUNDWORK_SUPERVISED: '1' });
	child.disconnect();
	expect(await gone).toBe(0);
});
