import { createServer, request, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFilteringProxy, type FilteringProxy, type ProxySession } from './filtering-proxy.ts';

const HELD = 'The bridge was opened in 1931.';
let site: Server;
let proxy: FilteringProxy;
let port: number;

beforeAll(async () => {
	site = createServer((asked, answer) => {
		if (asked.url?.endsWith('/much')) return answer.end(Buffer.alloc(300_000, 'x'));
		if (asked.url?.endsWith('/moved'))
			return answer.writeHead(302, { location: 'http://127.0.0.1/' }).end();
		answer.end(JSON.stringify({ words: HELD, headers: asked.headers }));
	});
	await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
	port = (site.address() as AddressInfo).port;
	// The site plays the operator's upstream: it is asked with whole addresses.
	proxy = await createFilteringProxy({ upstream: `http://127.0.0.1:${port}` });
});
afterAll(async () => {
	await proxy.close();
	await new Promise((resolve) => site.close(resolve));
});

const word = ({ username, password }: ProxySession) =>
	`Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

function ask(through: FilteringProxy, url: string, authorization?: string) {
	return new Promise<{ status: number; body: string }>((resolve, reject) => {
		const { hostname, port: at } = new URL(through.url);
		const headers = authorization === undefined ? {} : { 'proxy-authorization': authorization };
		const asked = request(
			{ host: hostname, port: at, path: url, headers, agent: false },
			(answer) => {
				let body = '';
				answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
				answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
				answer.on('error', () => resolve({ status: answer.statusCode ?? 0, body }));
				answer.on('close', () => resolve({ status: answer.statusCode ?? 0, body }));
			}
		);
		asked.on('error', reject);
		asked.end();
	});
}

function tunnel(through: FilteringProxy, target: string, authorization: string): Promise<string> {
	return new Promise((resolve) => {
		const { hostname, port: at } = new URL(through.url);
		const socket = connect(Number(at), hostname, () => {
			socket.write(
				`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\nProxy-Authorization: ${authorization}\r\n\r\n`
			);
		});
		let seen = '';
		socket.on('data', (chunk) => (seen += chunk.toString()));
		socket.on('close', () => resolve(seen));
		socket.on('error', () => resolve(seen));
	});
}

describe('the filtering proxy', () => {
	it('serves sessions only, and sends no name or word on', async () => {
		expect((await ask(proxy, 'http://site.test/')).status).toBe(407);
		expect(
			(await ask(proxy, 'http://site.test/', `Basic ${Buffer.from('a:b').toString('base64')}`))
				.status
		).toBe(407);
		const session = proxy.open();
		const { status, body } = await ask(proxy, 'http://site.test/', word(session));
		expect(status).toBe(200);
		expect(body).toContain(HELD);
		expect(body).not.toContain('proxy-authorization');
		session.close();
		expect((await ask(proxy, 'http://site.test/', word(session))).status).toBe(407);
	});

	it.each([
		'http://127.0.0.1/',
		'http://localhost/',
		'http://169.254.169.254/latest',
		'http://[::1]/',
		'http://[::ffff:10.0.0.1]/',
		'http://2130706433/',
		'http://0x7f.1/',
		'http://router.local/',
		'http://intranet/',
		'http://site.test:22/',
		'http://user:word@site.test/',
		'ftp://site.test/',
		'/path'
	])('refuses %s', async (url) => {
		const session = proxy.open();
		expect((await ask(proxy, url, word(session))).status).toBe(403);
		expect(session.refused()).toHaveLength(1);
		session.close();
	});

	it('refuses names that lead inside, on the address that would be connected to', async () => {
		const inside = await createFilteringProxy({
			lookup: (_host, done) => done(null, [{ address: '127.0.0.1', family: 4 }])
		});
		const session = inside.open();
		expect((await ask(inside, 'http://rebound.test/', word(session))).status).toBe(403);
		expect(await tunnel(inside, 'rebound.test:443', word(session))).toContain('403');
		await inside.close();
	});

	it.each(['127.0.0.1:443', 'localhost:443', '[::1]:443', 'site.test:22', '10.0.0.1:8443'])(
		'opens no tunnel to %s',
		async (target) => {
			const session = proxy.open();
			expect(await tunnel(proxy, target, word(session))).toContain('403');
			session.close();
		}
	);

	it('passes redirects on to the browser, which has to ask again', async () => {
		const session = proxy.open();
		expect((await ask(proxy, 'http://site.test/moved', word(session))).status).toBe(302);
		expect((await ask(proxy, 'http://127.0.0.1/', word(session))).status).toBe(403);
		session.close();
	});

	it('cuts at its caps and says so', async () => {
		const session = proxy.open({ bytes: 100_000 });
		const { body } = await ask(proxy, 'http://site.test/much', word(session));
		expect(body.length).toBeLessThanOrEqual(100_000);
		expect(session.capped()).toBe(true);
		const few = proxy.open({ requests: 2, hosts: 1 });
		expect((await ask(proxy, 'http://site.test/', word(few))).status).toBe(200);
		expect((await ask(proxy, 'http://other.test/', word(few))).status).toBe(403);
		expect((await ask(proxy, 'http://site.test/', word(few))).status).toBe(403);
		session.close();
		few.close();
	});
});
