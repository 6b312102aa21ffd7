/** What a visitor can do beside reading: steer a run, lose the line, look back, delete, choose colours, sign in. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startFixtureWeb, type FixtureWeb } from '../fixtures/web.ts';
import { endServers, newFolder, removeFolders, serve } from './harness.ts';
import { ask, DESK, launchBrowser, PHONE, until, violations } from './visitor.ts';

// A question whose pages include the one that keeps silent: the run lasts long enough to be steered.
const SLOW_QUESTION = 'What is the history of the Tessel Bridge and its repairs?';
const PASSWORD = 'nine grey herons';

let web: FixtureWeb;
let browser: Browser;
let url: string;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
	web = await startFixtureWeb({ slowMs: 6_000 });
	const server = await serve(newFolder(), { SEARXNG_URL: web.url, FETCH_PROXY: web.url });
	url = server.url;
	browser = await launchBrowser();
	await open();
});
afterEach(async () => {
	await context.close();
	await open();
});
afterAll(async () => {
	await browser.close();
	await endServers();
	await web.close();
	removeFolders();
});

async function open(options: Parameters<Browser['newContext']>[0] = { viewport: DESK }) {
	context = await browser.newContext(options);
	page = await context.newPage();
}

describe('steering a run', () => {
	it('"write now" finishes at once and the notes say so', async () => {
		await ask(page, url, SLOW_QUESTION);
		await page.locator('[data-control="finish"]').click();
		await until(page, 'done');
		expect(await page.locator('.notes').innerText()).toContain('ended early on request');
	});

	it('stop ends the run and keeps what there is', async () => {
		await ask(page, url, SLOW_QUESTION);
		await page.locator('[data-control="stop"]').click();
		await until(page, 'stopped');
		expect(await page.locator('h1').innerText()).toContain('Tessel Bridge');
		expect(await violations(page)).toEqual([]);
	});

	it('pauses, says so, and goes on to a report', async () => {
		await ask(page, url, SLOW_QUESTION);
		await page.locator('[data-control="pause"]').click();
		await until(page, 'paused');
		expect(await violations(page)).toEqual([]);
		await page.locator('[data-control="resume"]').click();
		await until(page, 'done');
	});

	it('a button answers within a tenth of a second', async () => {
		await ask(page, url, SLOW_QUESTION);
		const stop = page.locator('[data-control="stop"]');
		await stop.waitFor();
		const ms = await stop.evaluate(
			(button: HTMLButtonElement) =>
				new Promise<number>((resolve) => {
					const before = performance.now();
					new MutationObserver(() => {
						if (button.disabled) resolve(performance.now() - before);
					}).observe(button, { attributes: true });
					button.click();
				})
		);
		expect(ms).toBeLessThan(100);
	});

	it('a reload in mid-run shows the same run and follows it on', async () => {
		const id = await ask(page, url, SLOW_QUESTION);
		await page.locator('[data-section]').first().waitFor();
		await page.reload();
		expect(await page.locator('[data-section]').count()).toBeGreaterThan(0);
		await until(page, 'done');
		expect(page.url()).toContain(id);
	});

	it('a lost line is said after a while and made good without losing a fact', async () => {
		await ask(page, url, SLOW_QUESTION);
		await page.locator('[data-control="stop"]').waitFor();
		await page.route('**/events?*', (route) => route.abort());
		await page.reload(); // EventSource survives a changed route; a new one does not get through
		await page.getByText('The connection is gone').waitFor();
		expect(await violations(page)).toEqual([]);
		await page.unroute('**/events?*');
		await until(page, 'done');
		await page.getByText('The connection is gone').waitFor({ state: 'detached' });
		const grown = await page.locator('.report').innerText();
		await page.reload();
		expect(await page.locator('.report').innerText()).toBe(grown);
	});

	it('a search engine that is down is said on the page', async () => {
		web.search('broken');
		await ask(page, url, 'Where was Ingrid Halvorsen born?');
		await page.locator('.facts:has-text("done"), .facts:has-text("failed")').waitFor();
		web.search('ok');
		const text = await page.locator('main').innerText();
		expect(text).toMatch(/search/iu);
		expect(await page.locator('[data-cite]').count()).toBe(0);
		expect(await violations(page)).toEqual([]);
	});
});

describe('a finger', () => {
	it('taps a number: the quote comes as a sheet, a tap beside it sends it away', async () => {
		await context.close();
		await open({ viewport: PHONE, hasTouch: true, isMobile: true });
		await ask(page, url);
		await until(page, 'done');
		const address = page.url();
		await page.locator('[data-cite]').nth(1).tap();
		const sheet = page.getByRole('dialog', { name: 'Quote from the source' });
		await sheet.waitFor();
		const box = await sheet.boundingBox();
		expect((box?.y ?? 0) + (box?.height ?? 0)).toBeCloseTo(PHONE.height, -1);
		expect(await violations(page)).toEqual([]);
		await page.touchscreen.tap(200, 60);
		await sheet.waitFor({ state: 'hidden' });
		expect(page.url()).toBe(address);
		const wide = await page.evaluate(() => document.documentElement.scrollWidth);
		expect(wide).toBeLessThanOrEqual(PHONE.width);
	});
});

describe('looking back', () => {
	it('finds a past run by its words and deletes it when told so twice', async () => {
		const id = await ask(page, url, 'How tall is the memorial plaque of the Tessel Bridge?');
		await until(page, 'done');
		await page.goto(`${url}/runs?q=plaque`);
		expect(await page.locator(`a[href="/runs/${id}"]`).count()).toBe(1);
		await page.goto(`${url}/runs?q=nothing-of-the-kind`);
		await page.getByText('No run matches').waitFor();
		await page.goto(`${url}/runs?q=plaque`);
		const button = page.getByRole('button', { name: /^Delete/u }).first();
		page.once('dialog', (dialog) => void dialog.dismiss());
		await button.click();
		expect(await page.locator(`a[href="/runs/${id}"]`).count()).toBe(1);
		page.once('dialog', (dialog) => void dialog.accept());
		await button.click();
		await page.waitForURL(/\/runs$/u);
		expect((await page.goto(`${url}/runs/${id}`))?.status()).toBe(404);
	});

	it('a question in the address is filled in, not asked', async () => {
		await page.goto(`${url}/?q=${encodeURIComponent('杭州亚运会有哪些比赛项目？')}`);
		expect(await page.locator('#question').inputValue()).toBe('杭州亚运会有哪些比赛项目？');
	});
});

describe('colours and keys', () => {
	const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

	it('dark is chosen at once, kept for the next page, and given back to the system', async () => {
		await page.goto(url);
		const light = await paper();
		await page.getByRole('button', { name: 'Colours' }).click();
		expect(await violations(page)).toEqual([]);
		const kept = page.waitForResponse(/\/theme$/u);
		await page.getByRole('button', { name: 'Dark' }).click();
		await kept;
		const dark = await paper();
		expect(dark).not.toBe(light);
		await page.goto(`${url}/runs`);
		expect(await paper()).toBe(dark);
		await page.getByRole('button', { name: 'Colours' }).click();
		await page.getByRole('button', { name: 'As the system' }).click();
		await expect.poll(paper).toBe(light);
	});

	it('colours can be chosen without scripts and lead back to the page', async () => {
		await context.close();
		await open({ javaScriptEnabled: false });
		await page.goto(`${url}/runs?q=a`);
		await page.getByRole('button', { name: 'Colours' }).click();
		await page.getByRole('button', { name: 'Dark' }).click();
		await page.waitForURL(/\/runs\?q=a$/u);
		expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
	});

	it('"/" leads to the question; single keys can be turned off', async () => {
		await page.goto(`${url}/runs`);
		await page.getByRole('button', { name: 'Keys' }).waitFor();
		await page.keyboard.press('/');
		await page.waitForURL(`${url}/`);
		await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('question');
		await page.goto(`${url}/runs`);
		await page.getByRole('button', { name: 'Keys' }).click();
		expect(await violations(page)).toEqual([]);
		await page.getByLabel('Single keys work').uncheck();
		await page.getByRole('button', { name: 'Close' }).click();
		await page.keyboard.press('n');
		expect(page.url()).toBe(`${url}/runs`);
	});
});

describe('a password', () => {
	it('stands before everything but shared reports', async () => {
		const server = await serve(newFolder(), {
			SEARXNG_URL: web.url,
			FETCH_PROXY: web.url,
			PASSWORD
		});
		await page.goto(`${server.url}/runs`);
		await page.waitForURL(/\/signin\?to=%2Fruns$/u);
		expect(await violations(page)).toEqual([]);
		await page.fill('#password', 'wrong');
		await page.getByRole('button', { name: 'Sign in' }).click();
		await page.getByText('That is not the password').waitFor();
		await page.fill('#password', PASSWORD);
		await page.getByRole('button', { name: 'Sign in' }).click();
		await page.waitForURL(`${server.url}/runs`);
		await page.getByRole('heading', { name: 'Past runs' }).waitFor();
	});
});
