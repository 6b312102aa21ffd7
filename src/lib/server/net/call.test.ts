import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCall, type Asked } from './call.ts';
import { Failure } from './failure.ts';

let server: Server;
let base: string;
let hits = new Map<string, number>();
const { call, close } = createCall({ userAgent: 'test', spacingMs: 0, permits: () => true });
const guarded = createCall({ userAgent: 'test', spacingMs: 0 });

const PAGES: Readonly<
	Record<string, (request: IncomingMessage, response: ServerResponse) => void>
> = {
	'/plain': (_request, response) => response.end('hello'),
	'/gzip': (_request, response) =>
		response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('zipped')),
	'/bomb': (_request, response) =>
		response
			.writeHead(200, { 'content-encoding': 'br' })
			.end(brotliCompressSync(Buffer.alloc(80_000_000))),
	'/stacked': (_request, response) =>
		response.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end(gzipSync(gzipSync('x'))),
	'/endless': (_request, response) => {
		const more = () =>
			response.write('x'.repeat(65_536), () => !response.destroyed && setImmediate(more));
		more();
	},
	'/cut-gzip': (_request, response) => {
		const whole = gzipSync(
			Buffer.from(Array.from({ length: 60_000 }, (_, at) => (at * 7919) % 251))
		);
		response
			.writeHead(200, { 'content-encoding': 'gzip' })
			.end(whole.subarray(0, whole.length / 2));
	},
	'/lie': (_request, response) => {
		response.writeHead(200, { 'content-length': '9999' });
		response.write('only this');
		setTimeout(() => response.destroy(), 20);
	},
	'/loop': (_request, response) =>
		response.writeHead(302, { location: `/loop?${Math.random()}` }).end(),
	'/hop': (_request, response) => response.writeHead(301, { location: '/plain' }).end(),
	'/inside': (_request, response) =>
		response.writeHead(302, { location: 'http://169.254.169.254/latest/' }).end(),
	'/headers': (_request, response) =>
		response.writeHead(200, { 'x-long': 'y'.repeat(60_000) }).end('x'),
	'/silent': () => undefined,
	'/missing': (_request, response) => response.writeHead(404).end('no'),
	'/once-429': (request, response) => {
		const count = (hits.get(request.url ?? '') ?? 0) + 1;
		hits.set(request.url ?? '', count);
		if (count === 1) response.writeHead(429, { 'retry-after': '0' }).end();
		else response.end('then fine');
	}
};

beforeAll(async () => {
	hits = new Map();
	server = createServer((request, response) => {
		const page = PAGES[new URL(request.url ?? '/', 'http://x').pathname];
		if (page) page(request, response);
		else response.writeHead(404).end();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
	await close();
	await guarded.close();
	server.closeAllConnections();
	server.close();
});

const ask = (path: string, more: Partial<Asked> = {}) =>
	call({
		url: base + path,
		trust: 'web',
		signal: new AbortController().signal,
		provider: 'test',
		...more
	});
const text = (reply: { bytes: Uint8Array }) => new TextDecoder().decode(reply.bytes);
const kindOf = (work: Promise<unknown>) =>
	work.then(
		() => 'none',
		(error: unknown) => (error instanceof Failure ? error.kind : String(error))
	);

describe('answers', () => {
	it('decodes one content coding, follows redirects and says where it ended', async () => {
		expect(text(await ask('/gzip'))).toBe('zipped');
		const reply = await ask('/hop');
		expect([reply.url, text(reply)]).toEqual([`${base}/plain`, 'hello']);
	});
	it('gives any status as it is', async () => {
		expect((await ask('/missing')).status).toBe(404);
	});
	it('asks once more after a 429 whose wait is short', async () => {
		expect(text(await ask('/once-429'))).toBe('then fine');
	});
});

describe('hostile servers', () => {
	it('cuts endless and exploding bodies at the cap and says so', async () => {
		for (const path of ['/endless', '/bomb']) {
			const reply = await ask(path, { maxBytes: 1_000_000 });
			expect([reply.bytes.byteLength, reply.truncated]).toEqual([1_000_000, true]);
		}
	});
	it('keeps what is usable of a body that broke off', async () => {
		for (const path of ['/cut-gzip', '/lie']) {
			const reply = await ask(path);
			expect(reply.truncated).toBe(true);
			expect(reply.bytes.byteLength).toBeGreaterThan(5);
		}
	});
	it('ends circles, stacked codings, header floods and silence with a kind each', async () => {
		expect(await kindOf(ask('/loop'))).toBe('refused');
		expect(await kindOf(ask('/stacked'))).toBe('malformed');
		expect(await kindOf(ask('/headers'))).toBe('unavailable');
		expect(await kindOf(ask('/silent', { timeoutMs: 200 }))).toBe('unavailable');
	});
	it('cancels at once', async () => {
		const stop = new AbortController();
		const work = kindOf(ask('/silent', { signal: stop.signal }));
		stop.abort();
		expect(await work).toBe('cancelled');
	});
});

describe('the guard', () => {
	const through = (url: string, trust: 'web' | 'operator' = 'web') =>
		guarded.call({ url, trust, signal: new AbortController().signal, provider: 'test' });
	it('refuses this very machine for pages, and lets the operator name it', async () => {
		expect(await kindOf(through(`${base}/plain`))).toBe('blocked');
		expect(text(await through(`${base}/plain`, 'operator'))).toBe('hello');
	});
	it('decides on the address a name leads to, all of its answers', async () => {
		const leading = createCall({
			userAgent: 'test',
			spacingMs: 0,
			lookup: (_host, done) =>
				done(null, [
					{ address: '93.184.216.34', family: 4 },
					{ address: '127.0.0.1', family: 4 }
				])
		});
		expect(
			await kindOf(
				leading.call({
					url: 'http://rebinding.example/',
					trust: 'web',
					signal: new AbortController().signal,
					provider: 'test'
				})
			)
		).toBe('blocked');
		await leading.close();
	});
	it('through an upstream proxy decides on every hop before it asks', async () => {
		const proxied = createCall({ userAgent: 'test', spacingMs: 0, proxy: base });
		const signal = new AbortController().signal;
		expect(
			await kindOf(
				proxied.call({ url: 'http://site.example/inside', trust: 'web', signal, provider: 'test' })
			)
		).toBe('blocked');
		await proxied.close();
	});
});
