/** Every fault of the offline web ends in a good text or in a typed reason; nothing hangs, nothing inside is asked. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
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
import { SKIP_REASONS, type ReadOutcome, type Web } from '../../src/lib/server/web/page.ts';
import { createWeb } from '../../src/lib/server/web/read.ts';

const folder = process.env['OFFLINE_WEB'] ?? '';
const found = folder !== '' && existsSync(join(folder, 'web.mjs'));

const browserPath = findBrowser({
	named: process.env['CHROMIUM_PATH'] ?? null,
	noSandbox: true,
	root: false
});

/** What may come of each fault: "read", or the reasons that tell it. */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
	'rate-limit': ['read'],
	'flaky-500': ['read'],
	'bot-403': ['blocked'],
	reset: ['read', 'unavailable', 'empty'],
	'length-lie': ['read'],
	'truncated-gzip': ['read', 'empty'],
	'slow-first-byte': ['read'],
	'slow-drip': ['read'],
	'redirect-loop': ['redirect-loop'],
	'ssrf-loopback': ['not-allowed'],
	'ssrf-metadata': ['not-allowed'],
	'huge-body': ['read', 'too-large', 'unreadable', 'empty'],
	'gzip-bomb': ['read', 'too-large', 'unreadable', 'empty'],
	'wrong-type': ['read', 'wrong-type'],
	'empty-200': ['empty'],
	'js-only': browserPath.path === null ? ['needs-javascript'] : ['read'],
	'login-wall': ['login-wall'],
	'consent-wall': ['consent-wall'],
	'soft-404': ['not-found'],
	injection: ['read']
};

interface OfflineWeb {
	readonly url: string;
	close(): Promise<void>;
}

describe.skipIf(!found)(
	found ? 'faults of the offline web' : 'skipped: offline web not found',
	() => {
		let web: OfflineWeb;
		let pool: ExtractPool;
		let reader: Web;
		let proxy: FilteringProxy;
		let browser: BrowserFetcher;
		let closeCall: () => Promise<void>;
		let urls: string[] = [];

		beforeAll(async () => {
			const { startWeb } = (await import(pathToFileURL(join(folder, 'web.mjs')).href)) as {
				startWeb: (options: object) => Promise<OfflineWeb>;
			};
			web = await startWeb({ port: 0, faults: 'none' });
			const { call, close } = createCall({
				proxy: web.url,
				userAgent: 'Groundwork test',
				spacingMs: 0
			});
			closeCall = close;
			pool = createExtractPool({ size: 1 });
			proxy = await createFilteringProxy({ upstream: web.url });
			browser = createBrowserFetcher({
				found: browserPath,
				sandbox: false,
				proxy,
				userAgent: 'Groundwork test'
			});
			reader = createWeb({ fetcher: createHttpFetcher(call), browser, pool, now: () => 0 });
			const pages = (await (
				await fetch(`${web.url}/__web/pages?host=en.wikipedia.test&limit=400`)
			).json()) as { pages?: { url: string }[] } | { url: string }[];
			urls = (Array.isArray(pages) ? pages : (pages.pages ?? [])).map((page) => page.url);
		});
		afterAll(async () => {
			await browser.close();
			await Promise.all([proxy.close(), pool.close(), closeCall()]);
			await web.close();
		});

		const told = (outcome: ReadOutcome) => (outcome.ok ? 'read' : outcome.reason);
		it.each(Object.keys(ENDINGS))(
			'%s',
			async (kind) => {
				const url = urls[Object.keys(ENDINGS).indexOf(kind) * 7 + 3] ?? '';
				const body = JSON.stringify({
					urls: { [url]: kind },
					options: { slowMs: 300, dripMs: 2, hugeBytes: 20_000_000, bombBytes: 50_000_000 }
				});
				await fetch(`${web.url}/__web/faults`, {
					method: 'POST',
					body,
					headers: { 'content-type': 'application/json' }
				});
				const outcome = await reader.read(url, { signal: AbortSignal.timeout(30_000) });
				expect(ENDINGS[kind]).toContain(told(outcome));
				if (!outcome.ok) {
					expect(SKIP_REASONS).toContain(outcome.reason);
					expect(outcome.message).not.toMatch(/127\.0\.0\.1|169\.254/u);
				}
			},
			40_000
		);

		it('asked for nothing inside', async () => {
			const log = (await (await fetch(`${web.url}/__web/log`)).json()) as
				| { entries?: { ssrf?: boolean; canary?: boolean }[] }
				| { ssrf?: boolean; canary?: boolean }[];
			const entries = Array.isArray(log) ? log : (log.entries ?? []);
			expect(entries.length).toBeGreaterThan(20);
			expect(entries.filter((entry) => entry.ssrf === true || entry.canary === true)).toEqual([]);
		});
	}
);
