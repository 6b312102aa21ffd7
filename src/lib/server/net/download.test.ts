import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCall } from './call.ts';
import type { Delivery, Download } from './download.ts';

let server: Server;
let base: string;
let other: Server;
let otherBase: string;
const seen: Record<string, string | string[] | undefined>[] = [];
const guarded = createCall({ userAgent: 'test', spacingMs: 0 });
const open = createCall({ userAgent: 'test', spacingMs: 0, permits: () => true });

const listening = async (each: Server) => {
	await new Promise<void>((resolve) => each.listen(0, '127.0.0.1', resolve));
	return `http://127.0.0.1:${(each.address() as AddressInfo).port}`;
};
beforeAll(async () => {
	other = createServer((request, response) => {
		seen.push(request.headers);
		response.end('elsewhere');
	});
	otherBase = await listening(other);
	server = createServer((request, response) => {
		const path = request.url ?? '';
		if (path === '/file') response.writeHead(200, { 'x-own': 'b' }).end('bytes');
		else if (path === '/near') response.writeHead(302, { location: '/file', 'x-hub': 'a' }).end();
		else if (path === '/away') response.writeHead(307, { location: `${otherBase}/x` }).end();
		else if (path === '/loop') response.writeHead(302, { location: '/loop' }).end();
		else if (path === '/cut') {
			response.writeHead(200, { 'content-length': '99' });
			response.write('only this', () => response.destroy());
		} else if (path === '/slow') response.writeHead(200).write('begun');
	});
	base = await listening(server);
});
afterAll(async () => {
	await guarded.close();
	await open.close();
	for (const each of [server, other]) {
		each.closeAllConnections();
		each.close();
	}
});

const whole = async ({ body, url, status, headers }: Delivery) => {
	const parts: Uint8Array[] = [];
	for await (const part of body) parts.push(part);
	return { text: Buffer.concat(parts).toString(), url, status, headers };
};
const ask = (
	path: string,
	how: { download?: Download; trust?: 'operator' | 'web'; signal?: AbortSignal } = {}
) => {
	const { download = guarded.download, trust = 'operator' } = how;
	const signal = how.signal ?? AbortSignal.timeout(5_000);
	const wanted = {
		url: base + path,
		trust,
		signal,
		provider: 'hub',
		headers: { range: 'bytes=0-' }
	};
	return download(wanted, whole);
};

describe('a download', () => {
	it('follows redirects at its own address and tells the headers of every answer', async () => {
		const { text, url, headers } = await ask('/near');
		expect([text, url]).toEqual(['bytes', `${base}/file`]);
		expect(headers.map((each) => [each['x-hub'], each['x-own']])).toEqual([
			['a', undefined],
			[undefined, 'b']
		]);
	});
	it("leaves the operator's address only through the guard", async () => {
		await expect(ask('/away')).rejects.toMatchObject({ kind: 'blocked' });
		expect(seen).toEqual([]);
		expect((await ask('/away', { download: open.download })).text).toBe('elsewhere');
		expect(seen[0]?.['range']).toBe('bytes=0-');
	});
	it('from the web is guarded from the first address on', async () => {
		await expect(ask('/file', { trust: 'web' })).rejects.toMatchObject({ kind: 'blocked' });
	});
	it('ends circles, tells a broken connection, and ends when it is told to', async () => {
		await expect(ask('/loop')).rejects.toMatchObject({ kind: 'refused' });
		await expect(ask('/cut')).rejects.toMatchObject({ kind: 'unavailable', retryable: true });
		const end = new AbortController();
		const slow = guarded.download(
			{ url: `${base}/slow`, trust: 'operator', signal: end.signal, provider: 'hub' },
			async ({ body }) => {
				for await (const part of body) if (part.byteLength > 0) end.abort();
			}
		);
		await expect(slow).rejects.toMatchObject({ kind: 'cancelled' });
	});
	it("passes the taker's own error on as it is", async () => {
		const own = new Error('own');
		const signal = AbortSignal.timeout(5_000);
		const taken = guarded.download(
			{ url: `${base}/file`, trust: 'operator', signal, provider: 'hub' },
			async ({ body }) => {
				for await (const part of body) if (part.byteLength > 0) throw own;
			}
		);
		await expect(taken).rejects.toBe(own);
	});
});
