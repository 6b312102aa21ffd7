/** Collections in a browser and over the API: filled, asked about beside the web, shared with care. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixtureWeb, type FixtureWeb } from '../fixtures/web.ts';
import { endServers, newFolder, removeFolders, serve } from './harness.ts';
import { DESK, launchBrowser, PHONE, until, violations } from './visitor.ts';

const CANARY = 'Zyxquorra';
const MEMO = `<!doctype html><title>Memo on the Tessel Bridge</title><article><h1>Memo on the Tessel Bridge</h1>
<p>The Tessel Bridge was designed by ${CANARY} Canaria, whose drawings of the bridge are kept by the family.</p>
<p>The Tessel Bridge opened on 14 May 1931 after ${CANARY} Canaria had inspected every hanger of it.</p></article>`;
const NOTES =
	'The toll of the Tessel Bridge was collected by hand at the eastern tower until 1958.\n';

let web: FixtureWeb;
let browser: Browser;
let url: string;
let roots: string;
beforeAll(async () => {
	web = await startFixtureWeb({ slowMs: 200 });
	roots = newFolder();
	mkdirSync(path.join(roots, 'papers', 'deep'), { recursive: true });
	writeFileSync(path.join(roots, 'papers', 'deep', 'toll.txt'), NOTES);
	symlinkSync('/etc', path.join(roots, 'papers', 'etc'));
	const settings = { SEARXNG_URL: web.url, FETCH_PROXY: web.url, SEARCH_ENGINES: 'searxng' };
	const env = { ...settings, COLLECTION_ROOTS: roots, COLLECTION_FILE_MB: '1' };
	url = (await serve(newFolder(), env)).url;
	browser = await launchBrowser();
});
afterAll(async () => {
	await browser.close();
	await endServers();
	await web.close();
	removeFolders();
});

async function made(page: Page, name: string): Promise<string> {
	await page.goto(`${url}/collections`);
	await page.fill('#name', name);
	await page.click('button:has-text("Make it")');
	await page.waitForURL(/\/collections\/[\w-]+$/u);
	return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}
const file = (name: string, text: string) => ({
	name,
	mimeType: 'application/octet-stream',
	buffer: Buffer.from(text)
});

describe('a collection in the browser', () => {
	it('is filled, asked about beside the web, and shared without its quotes', async () => {
		const context = await browser.newContext({ viewport: DESK });
		const page = await context.newPage();
		const id = await made(page, 'Family papers');
		await page
			.locator('input[name=file]')
			.setInputFiles([
				file('memo.html', MEMO),
				file('notes.txt', NOTES),
				file('picture.png', '\x89PNG\r\n\x1a\n\0\0'),
				file('big.txt', 'x'.repeat(1_100_000))
			]);
		await page.getByText('2 documents read').first().waitFor();
		await page.getByText('is larger than 1 MB').waitFor();
		await page.getByText('3 files taken, 1 not:').waitFor();
		await page.locator('li:has-text("picture.png") >> text=not read').waitFor();
		await page.locator('li:has-text("Memo on the Tessel Bridge") >> text=read').first().waitFor();
		expect(await violations(page)).toEqual([]);

		const since = web.log().length;
		await page.getByRole('link', { name: 'Ask about this collection' }).click();
		await page.fill('#question', 'Who designed the Tessel Bridge, and when did it open?');
		await page.getByLabel('The web').check();
		expect(await page.getByLabel(/Family papers/u).isChecked()).toBe(true);
		expect(await violations(page)).toEqual([]);
		await page.click('button:has-text("Start research")');
		await page.waitForURL(/\/runs\//u);
		await until(page, 'done');
		await page.locator(`text=${CANARY}`).first().waitFor();
		expect(await page.locator('#sources').innerText()).toMatch(/Family papers · private/u);
		expect(await page.locator('#sources').innerText()).toContain('atlas.test');
		expect(JSON.stringify(web.log().slice(since))).not.toContain(CANARY);
		expect(await violations(page)).toEqual([]);

		const runId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
		await page.locator('#sources a.title', { hasText: 'Memo' }).click();
		await page.getByText('A private document').waitFor();
		expect(await page.getByRole('link', { name: 'Its collection' }).getAttribute('href')).toBe(
			`/collections/${id}`
		);
		await page.goto(`${url}/runs/${runId}`);
		await page.click('button:has-text("Share")');
		await page.getByText('share the quotes too').waitFor();
		await page.click('button:has-text("Create link")');
		const link = await page.getByLabel('Link').inputValue();
		await page.goto(link);
		await page.locator('.withheld').waitFor();
		expect(await page.content()).not.toContain(CANARY);
		expect(await violations(page)).toEqual([]);
		await context.close();
	});

	it('follows a site with its counts, and says what it cannot follow', async () => {
		for (const viewport of [DESK, PHONE]) {
			const context = await browser.newContext({ viewport });
			const page = await context.newPage();
			await made(page, 'Atlas');
			const follow = async (address: string) => {
				await page.fill('input[name=url]', address);
				await page.selectOption('select[name=depth]', '1');
				const answered = page.waitForResponse((one) => one.request().method() === 'POST');
				await page.click('button:has-text("Follow")');
				return (await answered).status();
			};
			expect(await follow('ftp://atlas.test/')).toBe(422);
			await page
				.getByRole('alert')
				.filter({ hasText: 'is not an address of a web page' })
				.waitFor();
			expect(await violations(page)).toEqual([]);
			expect(await follow('http://atlas.test/tessel-bridge')).toBe(303);
			const site = page.getByRole('listitem').filter({ hasText: 'links followed 1 deep' });
			await site.getByText('3 pages found · 3 read').waitFor();
			await site.getByText('visited', { exact: true }).waitFor();
			await page.getByRole('button', { name: /Visit again ?: http:..atlas\.test/u }).waitFor();
			expect(await violations(page)).toEqual([]);
			const width = await page.evaluate(() => document.documentElement.scrollWidth);
			expect(width).toBeLessThanOrEqual(viewport.width);
			await context.close();
		}
	});

	it('lets the reader go while its list changes', async () => {
		const context = await browser.newContext({ viewport: DESK });
		const page = await context.newPage();
		await made(page, 'Busy');
		await page.locator('input[name=file]').setInputFiles([file('notes.txt', NOTES)]);
		await page.locator('li:has-text("notes.txt") >> text=read').first().waitFor();
		// The way to the next page takes until the list was asked for anew, or would have been.
		let anew = (): void => undefined;
		const asked = new Promise<void>((resolve) => (anew = resolve));
		await page.route(/__data\.json/u, async (route) => {
			if (new URL(route.request().url()).pathname !== '/__data.json') anew();
			else await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, 4_000))]);
			await route.continue();
		});
		await page.getByRole('link', { name: 'Ask about this collection' }).click();
		await page.locator('input[name=file]').setInputFiles([file('memo.html', MEMO)]);
		await page.locator('#question').waitFor();
		await context.close();
	});

	it('is filled without scripts, on a phone', async () => {
		const context = await browser.newContext({ viewport: PHONE, javaScriptEnabled: false });
		const page = await context.newPage();
		await made(page, 'Plain');
		await page
			.locator('input[name=file]')
			.setInputFiles([file('a.txt', NOTES), file('b.html', MEMO)]);
		await page.click('button:has-text("Upload")');
		await page.waitForURL(/\/collections\/[\w-]+$/u);
		await expect
			.poll(async () => {
				await page.reload();
				return page.getByText('2 documents read').count();
			})
			.toBeGreaterThan(0);
		const width = await page.evaluate(() => document.documentElement.scrollWidth);
		expect(width).toBeLessThanOrEqual(PHONE.width);
		await context.close();
	});
});

describe('collections over the API', () => {
	const call = (at: string, init: RequestInit = {}) => fetch(`${url}/api/v1${at}`, init);
	const post = (at: string, body: unknown) =>
		call(at, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body)
		});
	const counts = async (id: string) =>
		((await (await call(`/collections/${id}`)).json()) as { counts: Record<string, number> })
			.counts;

	it('a folder below the roots comes in without what its links lead to; another is refused', async () => {
		const { id } = (await (await post('/collections', { name: 'Folder' })).json()) as {
			id: string;
		};
		expect((await post(`/collections/${id}/folders`, { path: '/etc' })).status).toBe(403);
		const link = path.join(roots, 'papers', 'etc');
		expect((await post(`/collections/${id}/folders`, { path: link })).status).toBe(403);
		const given = await post(`/collections/${id}/folders`, { path: path.join(roots, 'papers') });
		expect(await given.json()).toEqual({
			files: [{ name: 'papers/deep/toll.txt', outcome: 'added', message: '' }]
		});
		await expect.poll(async () => (await counts(id))['read']).toBe(1);
		expect((await call(`/collections/${id}`, { method: 'DELETE' })).status).toBe(204);
		expect((await call(`/collections/${id}`)).status).toBe(404);
	});

	it('a site is crawled within its host and a run asks about it alone', async () => {
		const { id } = (await (await post('/collections', { name: 'Atlas' })).json()) as {
			id: string;
		};
		const followed = await post(`/collections/${id}/sites`, {
			url: 'http://atlas.test/tessel-bridge',
			depth: 1
		});
		expect(followed.status).toBe(202);
		await expect.poll(async () => (await counts(id))['read'], { timeout: 10_000 }).toBe(3);
		const { crawls } = (await (await call(`/collections/${id}`)).json()) as { crawls: unknown[] };
		expect(crawls).toMatchObject([{ found: 3, open: 0, read: 3 }]);
		const since = web.log().length;
		const sources = { collections: [id], web: false };
		const run = await post('/runs', { question: 'When did the Tessel Bridge open?', sources });
		const { id: runId } = (await run.json()) as { id: string };
		await expect
			.poll(
				async () => ((await (await call(`/runs/${runId}`)).json()) as { status: string }).status,
				{
					timeout: 20_000
				}
			)
			.toBe('done');
		const report = await (await call(`/runs/${runId}/report.md`)).text();
		expect(report).toContain('14 May 1931');
		expect(web.log().slice(since)).toEqual([]);
		expect((await post('/runs', { question: 'x', sources: { web: false } })).status).toBe(422);
		const nowhere = { question: 'x', sources: { collections: ['nothing'] } };
		expect((await post('/runs', nowhere)).status).toBe(422);
	});

	it('takes large bodies for files only', async () => {
		const answer = await call('/runs', {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ question: 'x'.repeat(2_000_000) })
		});
		expect(answer.status).toBe(413);
	});
});
