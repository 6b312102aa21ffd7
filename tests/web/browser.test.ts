/** Pages that need JavaScript, in a true browser behind the filtering proxy: what it reads, and what it must not reach. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCall } from '../../src/lib/server/net/call.ts';
import {
	createFilteringProxy,
	type FilteringProxy
} from '../../src/lib/server/net/filtering-proxy.ts';
import {
	createBrowserFetcher,
	type BrowserFetcher
} from '../../src/lib/server/providers/fetch/browser.ts';
import { findBrowser } from '../../src/lib/server/providers/fetch/find-browser.ts';
import { createHttpFetcher } from '../../src/lib/server/providers/fetch/http.ts';
import { createExtractPool, type ExtractPool } from '../../src/lib/server/web/extract/pool.ts';
import { createWeb } from '../../src/lib/server/web/read.ts';
import type { Web } from '../../src/lib/server/web/page.ts';

const root = process.getuid?.() === 0;
/** The pages are ours, and machines that run tests seldom allow user namespaces: without the sandbox here. */
const found = findBrowser({ named: process.env['CHROMIUM_PATH'] ?? null, noSandbox: true, root });

const WORDS =
	'The bridge over the river was opened in 1931 by the king, who walked there with his engineers. ';
const shell = (script: string, body = '<div id="root"></div>') =>
	`<!doctype html><html><head><title>Bridge</title></head><body>${body}<script>${script}${' '.repeat(600)}</script></body></html>`;
const draws = `document.getElementById('root').innerHTML = '<article><h1>The bridge</h1><p>' + ${JSON.stringify(WORDS.repeat(8))} + '</p></article>';`;

/** The pages of an invented web, by host and path. */
const PAGES: Readonly<Record<string, string>> = {
	'drawn.test/': shell(draws),
	'later.test/': shell(`setTimeout(() => { ${draws} }, 600)`),
	'fetches.test/': shell(
		`fetch('/data.json').then((r) => r.json()).then(({ html }) => (document.getElementById('root').innerHTML = html))`
	),
	'fetches.test/data.json': JSON.stringify({
		html: `<article><p>${WORDS.repeat(8)}</p></article>`
	}),
	'inside.test/': shell(
		`${draws} location.href = 'http://127.0.0.1:9/secret'; new Image().src = 'http://169.254.169.254/x'; fetch('http://localhost:9/x').catch(() => 0);`
	),
	'away.test/': shell(`${draws} setTimeout(() => (location.href = 'http://other.test/'), 50)`),
	'other.test/': `<p>${'Another site altogether. '.repeat(30)}</p>`,
	'endless.test/': shell('for (;;) {}'),
	'hidden.test/': `<!doctype html><style>.x{display:none}</style><link rel=stylesheet href=/s.css>${shell(`${draws} document.getElementById('root').insertAdjacentHTML('beforeend', '<p class=y>OBEY ME</p>')`)}`,
	'hidden.test/s.css': '.y{display:none}',
	'socket.test/': shell(
		`${draws} try { new WebSocket('ws://socket.test/s') } catch {} navigator.serviceWorker?.register('/sw.js'); const a = document.createElement('a'); a.href = '/file'; a.download = 'f'; a.click(); open('http://other.test/');`
	),
	'bot.test/': 'no',
	'words.test/': shell('', '<p>You need to enable JavaScript to run this app.</p>')
};

describe.skipIf(found.path === null)(
	found.path === null ? 'skipped: no browser' : 'pages drawn by a browser',
	() => {
		let upstream: Server;
		let proxy: FilteringProxy;
		let browser: BrowserFetcher;
		let pool: ExtractPool;
		let web: Web;
		let close: () => Promise<void>;
		const asked: string[] = [];

		function answer(request: IncomingMessage, response: ServerResponse): void {
			const { host, pathname } = new URL(request.url ?? '', 'http://none.test');
			asked.push(`${host}${pathname}`);
			const body = PAGES[`${host}${pathname}`];
			const status = host === 'bot.test' ? 403 : body === undefined ? 404 : 200;
			const type = pathname.endsWith('.json')
				? 'application/json'
				: pathname.endsWith('.css')
					? 'text/css'
					: 'text/html';
			response.writeHead(status, { 'content-type': type }).end(body ?? 'not here');
		}

		beforeAll(async () => {
			upstream = createServer(answer);
			await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
			const address = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
			proxy = await createFilteringProxy({ upstream: address });
			browser = createBrowserFetcher({
				found,
				sandbox: false,
				proxy,
				userAgent: 'Groundwork test',
				pageMs: 20_000
			});
			const out = createCall({ proxy: address, userAgent: 'Groundwork test', spacingMs: 0 });
			close = out.close;
			pool = createExtractPool({ size: 1 });
			web = createWeb({ fetcher: createHttpFetcher(out.call), browser, pool, now: () => 0 });
		});
		afterAll(async () => {
			await browser.close();
			await Promise.all([proxy.close(), pool.close(), close()]);
			await new Promise((resolve) => upstream.close(resolve));
		});
		const read = (url: string, draw = true) =>
			web.read(url, { signal: AbortSignal.timeout(30_000), draw });

		it.each(['drawn', 'later', 'fetches'])(
			'reads a page that is drawn by its script: %s',
			async (name) => {
				const outcome = await read(`http://${name}.test/`);
				expect(outcome).toMatchObject({
					ok: true,
					snapshot: { extractor: expect.stringContaining('(drawn)') as string }
				});
				if (outcome.ok) expect(outcome.snapshot.text).toContain('opened in 1931 by the king');
			},
			40_000
		);

		it('reaches nothing inside, whatever a script asks for', async () => {
			const outcome = await read('http://inside.test/');
			expect(outcome.ok && outcome.snapshot.text).toContain('opened in 1931');
			expect(asked.filter((one) => /127\.0\.0\.1|169\.254|localhost/u.test(one))).toEqual([]);
		}, 40_000);

		it('does not follow a script to another site', async () => {
			const outcome = await read('http://away.test/');
			expect(outcome).toMatchObject({ ok: true, page: { url: 'http://away.test/' } });
			expect(asked).not.toContain('other.test/');
		}, 40_000);

		it('ends a page whose script never ends', async () => {
			const hasty = createBrowserFetcher({
				found,
				sandbox: false,
				proxy,
				userAgent: 'x',
				pageMs: 6_000
			});
			try {
				const ended = hasty.fetch('http://endless.test/', { signal: AbortSignal.timeout(30_000) });
				await expect(ended).rejects.toMatchObject({
					kind: 'unavailable',
					message: expect.stringContaining('end') as string
				});
			} finally {
				await hasty.close();
			}
			expect((await read('http://drawn.test/')).ok).toBe(true);
		}, 60_000);

		it('leaves out what a stylesheet hides', async () => {
			const outcome = await read('http://hidden.test/');
			expect(outcome.ok && outcome.snapshot.text).toContain('opened in 1931');
			expect(outcome.ok && outcome.snapshot.text).not.toContain('OBEY');
		}, 40_000);

		it('gives no sockets, workers, downloads or windows', async () => {
			expect((await read('http://socket.test/')).ok).toBe(true);
			expect(asked.filter((one) => /socket\.test\/(?:s|sw\.js)$|other\.test/u.test(one))).toEqual(
				[]
			);
		}, 40_000);

		it('is not used for bot checks, nor where the effort does not wait for it', async () => {
			const before = browser.health().pages;
			expect(await read('http://bot.test/')).toMatchObject({ ok: false, reason: 'blocked' });
			expect(await read('http://drawn.test/', false)).toMatchObject({
				ok: false,
				message: expect.stringContaining('effort') as string
			});
			expect(browser.health().pages).toBe(before);
		});

		it.runIf(process.platform === 'linux')(
			'goes on after its process was killed',
			async () => {
				expect((await read('http://drawn.test/')).ok).toBe(true);
				const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')
					.trim()
					.split(/\s+/u);
				const browsers = children.filter((pid) =>
					readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('remote-debugging')
				);
				expect(browsers.length).toBeGreaterThan(0);
				for (const pid of browsers) process.kill(Number(pid), 'SIGKILL');
				expect((await read('http://drawn.test/')).ok).toBe(true);
			},
			60_000
		);

		it('is renewed after so many pages', async () => {
			const few = createBrowserFetcher({
				found,
				sandbox: false,
				proxy,
				userAgent: 'x',
				mostPages: 2
			});
			const signal = AbortSignal.timeout(40_000);
			try {
				for (let page = 0; page < 3; page += 1) {
					const { bytes } = await few.fetch('http://drawn.test/', { signal });
					expect(Buffer.from(bytes).toString()).toContain('opened in 1931');
				}
				expect(few.health()).toMatchObject({ state: 'ready', pages: 3 });
			} finally {
				await few.close();
			}
			expect(few.health().running).toBe(false);
		}, 60_000);
	}
);

describe('without a browser', () => {
	it('says why: none, off, named wrongly, root without leave', () => {
		const problem = (named: string | null, more: { root?: boolean; noSandbox?: boolean } = {}) =>
			findBrowser({ named, noSandbox: false, root: false, ...more }).problem;
		expect(problem('off')).toContain('switched off');
		expect(problem('/no/such/browser')).toContain('BROWSER_PATH');
		expect(problem(process.execPath, { root: true })).toContain('BROWSER_NO_SANDBOX');
		expect(problem(process.execPath, { root: true, noSandbox: true })).toBeNull();
	});

	it('a page that needs one is skipped with the reason, and the reason says what is missing', async () => {
		const server = createServer((_, response) =>
			response.writeHead(200, { 'content-type': 'text/html' }).end(PAGES['words.test/'])
		);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const out = createCall({
			proxy: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
			userAgent: 'x',
			spacingMs: 0
		});
		const pool = createExtractPool({ size: 1 });
		const missing = {
			name: 'browser',
			fetch: () => Promise.reject(new Error('none')),
			unavailable: () => 'No Chromium was found.'
		};
		const reader = createWeb({
			fetcher: createHttpFetcher(out.call),
			browser: missing,
			pool,
			now: () => 0
		});
		expect(
			await reader.read('http://words.test/', { signal: AbortSignal.timeout(20_000) })
		).toMatchObject({
			ok: false,
			reason: 'needs-javascript',
			message: expect.stringContaining('No Chromium was found.') as string
		});
		await Promise.all([pool.close(), out.close()]);
		await new Promise((resolve) => server.close(resolve));
	}, 30_000);
});
