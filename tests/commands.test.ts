/** What the commands are made of: compression in front of the handler, and the looks at what is installed and built. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync, constants } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sourcesHash } from '../scripts/build.mjs';
import { compress } from '../scripts/compress.mjs';
import { missingPackages } from '../scripts/install.mjs';
import { isNewEnough } from '../scripts/node.mjs';

let answer: RequestListener = () => {};
const server = createServer((incoming, response) => {
	compress(incoming, response);
	answer(incoming, response);
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

interface Got {
	readonly status: number;
	readonly headers: NodeJS.Dict<string | string[]>;
	readonly body: Buffer;
	readonly pieces: readonly Buffer[];
}
function get({ method = 'GET', accept = 'gzip, br' } = {}): Promise<Got> {
	const { port } = server.address() as AddressInfo;
	return new Promise((resolve, reject) => {
		const asked = request(
			{ port, host: '127.0.0.1', method, headers: { 'accept-encoding': accept } },
			(response) => {
				const pieces: Buffer[] = [];
				response.on('data', (piece: Buffer) => pieces.push(piece));
				response.on('end', () =>
					resolve({
						status: response.statusCode ?? 0,
						headers: response.headers,
						body: Buffer.concat(pieces),
						pieces
					})
				);
			}
		);
		asked.on('error', reject).end();
	});
}
const page = '<p>潮汐 tide</p>'.repeat(2_000);

describe('compression', () => {
	it('shrinks a page, and says so to caches', async () => {
		answer = (_, response) => {
			response.writeHead(200, { 'content-type': 'text/html', etag: '"x"' });
			response.end(page);
		};
		const { headers, body } = await get();
		expect(headers['content-encoding']).toBe('gzip');
		expect(headers.vary).toBe('accept-encoding');
		expect(headers.etag).toBe('W/"x"');
		expect(headers['content-length']).toBeUndefined();
		expect(gunzipSync(body).toString()).toBe(page);
		const plain = await get({ accept: 'identity' });
		expect(plain.headers['content-encoding']).toBeUndefined();
		expect(plain.body.toString()).toBe(page);
	});

	it.each([
		['an event stream', { 'content-type': 'text/event-stream' }],
		['what is compressed already', { 'content-type': 'text/html', 'content-encoding': 'br' }],
		['what must not be changed', { 'content-type': 'text/html', 'cache-control': 'no-transform' }],
		['a picture', { 'content-type': 'image/png' }]
	])('leaves %s alone', async (_, headers) => {
		answer = (_request, response) => {
			response.writeHead(200, headers);
			response.end(page);
		};
		const got = await get();
		expect(got.headers['content-encoding']).not.toBe('gzip');
		expect(got.body.toString()).toBe(page);
	});

	it('leaves small, empty and head answers alone', async () => {
		answer = (_, response) => {
			response.setHeader('content-type', 'application/json');
			response.end('{}');
		};
		expect((await get()).body.toString()).toBe('{}');
		answer = (_, response) => {
			response.statusCode = 304;
			response.end();
		};
		const unchanged = await get();
		expect([unchanged.status, unchanged.headers['content-length']]).toEqual([304, undefined]);
		answer = (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end();
		expect((await get({ method: 'HEAD' })).headers['content-encoding']).toBeUndefined();
	});

	it('passes every write on at once', async () => {
		let second = () => {};
		answer = (_, response) => {
			response.writeHead(200, { 'content-type': 'text/html' });
			response.write('<p>first</p>');
			second = () => response.end('<p>second</p>');
		};
		const { port } = server.address() as AddressInfo;
		const first = await new Promise<Buffer>((resolve) => {
			const headers = { 'accept-encoding': 'gzip' };
			request({ port, host: '127.0.0.1', headers }, (response) => {
				response.once('data', resolve);
				response.on('data', () => {});
			}).end();
		});
		const options = { finishFlush: constants.Z_SYNC_FLUSH };
		expect(gunzipSync(first, options).toString()).toBe('<p>first</p>');
		second();
	});

	it('keeps back-pressure: a writer that waits for "drain" gets through ten megabytes', async () => {
		const piece = 'abcdefghij'.repeat(6_554);
		answer = (_, response) => {
			response.writeHead(200, { 'content-type': 'text/plain' });
			let left = 160;
			const more = () => {
				while (left > 0) {
					left -= 1;
					if (!response.write(piece + String(left))) {
						response.once('drain', more);
						return;
					}
				}
				response.end();
			};
			more();
		};
		expect(gunzipSync((await get()).body).length).toBeGreaterThan(10_000_000);
	});
});

describe('installing and building', () => {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'groundwork-'));
	afterAll(() => rmSync(folder, { recursive: true }));
	const put = (file: string, text: string) => {
		mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
		writeFileSync(path.join(folder, file), text);
	};

	it('names what is missing or outdated, and leaves optional packages to npm', () => {
		const packages = {
			'': {},
			'node_modules/a': { version: '1.0.0' },
			'node_modules/b': { version: '2.0.0' },
			'node_modules/c': { version: '3.0.0' },
			'node_modules/d': { version: '4.0.0', optional: true }
		};
		put('package-lock.json', JSON.stringify({ packages }));
		put('node_modules/a/package.json', '{"version":"1.0.0"}');
		put('node_modules/b/package.json', '{"version":"1.9.0"}');
		expect(missingPackages(folder)).toEqual(['node_modules/b', 'node_modules/c']);
	});

	it('sees a changed, added or renamed source, and no changed test', () => {
		put('src/a.ts', '1');
		const before = sourcesHash(folder);
		put('src/a.test.ts', '1');
		expect(sourcesHash(folder)).toBe(before);
		put('src/b.ts', '1');
		expect(sourcesHash(folder)).not.toBe(before);
		rmSync(path.join(folder, 'src/b.ts'));
		expect(sourcesHash(folder)).toBe(before);
		put('src/a.ts', '2');
		expect(sourcesHash(folder)).not.toBe(before);
	});

	it('knows which Node is new enough', () => {
		const good = ['22.22.2', '22.30.0', '24.15.0', '26.0.0', '27.1.0'];
		const bad = ['18.20.0', '20.20.2', '22.22.1', '23.11.0', '24.14.9', '25.9.0'];
		expect([...good, ...bad].filter((version) => isNewEnough(version))).toEqual(good);
	});
});
