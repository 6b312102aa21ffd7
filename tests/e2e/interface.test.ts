/** The interface on the production build, in a real browser, over the fixture web. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startFixtureWeb, type FixtureWeb } from '../fixtures/web.ts';
import { endServers, newFolder, removeFolders, serve } from './harness.ts';
import { ask, DESK, launchBrowser, PHONE, QUESTION, until, violations } from './visitor.ts';

let web: FixtureWeb;
let browser: Browser;
let url: string;
let context: BrowserContext;

beforeAll(async () => {
	web = await startFixtureWeb({ slowMs: 2_500 });
	const server = await serve(newFolder(), { SEARXNG_URL: web.url, FETCH_PROXY: web.url });
	url = server.url;
	browser = await launchBrowser();
	context = await browser.newContext({ viewport: DESK });
});
afterEach(async () => {
	await context.close();
	context = await browser.newContext({ viewport: DESK });
});
afterAll(async () => {
	await browser.close();
	await endServers();
	await web.close();
	removeFolders();
});

/** One finished run for the tests that only look. */
async function finishedRun(page: Page): Promise<string> {
	const id = await ask(page, url);
	await until(page, 'done');
	return id;
}

describe('from question to quote', () => {
	it('asks, follows, finishes, shows the quote on hover and opens the kept copy at it', async () => {
		const page = await context.newPage();
		const problems: string[] = [];
		page.on('pageerror', (error) => problems.push(error.message));
		page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
		await finishedRun(page);
		const mark = page.locator('[data-cite]').first();
		await mark.hover();
		const card = page.getByRole('dialog', { name: 'Quote from the source' });
		await card.waitFor();
		const quote = await card.locator('blockquote').innerText();
		expect(await page.locator('.report').innerText()).toContain(quote);
		await card.getByRole('link', { name: 'Open the kept copy' }).click();
		await page.waitForURL(/\/sources\//u);
		const marked = page.locator('mark#quote');
		expect((await page.locator('mark').allInnerTexts()).join(' ')).toContain(quote.slice(0, 60));
		expect(
			await marked.evaluate((element) => {
				const box = element.getBoundingClientRect();
				return box.top >= 0 && box.bottom <= innerHeight;
			})
		).toBe(true);
		expect(problems).toEqual([]);
	});

	it('a tab closed in mid-run changes nothing; opened again it shows the run', async () => {
		const page = await context.newPage();
		const id = await ask(page, url, 'What did the Norvale tidal plant cost?');
		await page.close();
		const again = await context.newPage();
		await again.goto(`${url}/runs/${id}`);
		await until(again, 'done');
		expect(await again.locator('.report').innerText()).toContain('Norvale');
	});

	it('goes from question to citation by keyboard alone', async () => {
		const page = await context.newPage();
		await page.goto(url);
		await page.locator('#question').focus();
		await page.keyboard.type(QUESTION);
		await page.keyboard.press('Control+Enter');
		await page.waitForURL(/\/runs\//u);
		await until(page, 'done');
		await page.keyboard.press(']');
		expect(await page.evaluate(() => document.activeElement?.hasAttribute('data-cite'))).toBe(true);
		await page.keyboard.press('Enter');
		await page.waitForURL(/\/sources\//u);
	});

	it('without JavaScript asks, shows the report and the kept copy', async () => {
		const plain = await browser.newContext({ javaScriptEnabled: false });
		const page = await plain.newPage();
		await page.goto(url);
		await page.fill('#question', QUESTION);
		await page.click('button:has-text("Start research")');
		await page.waitForURL(/\/runs\//u);
		for (
			let looks = 0;
			looks < 60 && !(await page.locator('.facts:has-text("done")').count());
			looks += 1
		) {
			await page.reload();
		}
		await page.locator('[data-cite]').first().click();
		expect(await page.locator('mark#quote').count()).toBe(1);
		await plain.close();
	});
});

describe('sharing', () => {
	it('a link opens without signing in, carries its quotes, and ends when revoked', async () => {
		const page = await context.newPage();
		await finishedRun(page);
		await page.getByRole('button', { name: 'Share' }).click();
		await page.getByRole('button', { name: 'Create link' }).click();
		const link = await page.locator('#share-link').inputValue();
		expect(link).toMatch(/\/s\/[\w-]{32}$/u);
		const stranger = await browser.newContext({ javaScriptEnabled: false });
		const other = await stranger.newPage();
		const response = await other.goto(link);
		expect(response?.headers()['x-robots-tag']).toContain('noindex');
		expect(await other.locator('.report').innerText()).toContain('Tessel Bridge');
		await other.locator('[data-cite]').first().click();
		expect(await other.locator('mark#quote').count()).toBe(1);
		await page.getByRole('button', { name: 'Revoke' }).click();
		await page.getByRole('button', { name: 'Create link' }).waitFor();
		expect((await other.goto(link))?.status()).toBe(404);
		await stranger.close();
	});
});

describe('accessibility: no violation', () => {
	for (const scheme of ['light', 'dark'] as const) {
		for (const [size, viewport] of [
			['desk', DESK],
			['phone', PHONE]
		] as const) {
			it(`on every page, ${scheme}, ${size}`, async () => {
				const own = await browser.newContext({ viewport, colorScheme: scheme });
				const page = await own.newPage();
				await page.goto(url);
				expect(await violations(page), 'home').toEqual([]);
				const id = await ask(page, url);
				expect(await violations(page), 'live').toEqual([]);
				await until(page, 'done');
				expect(await violations(page), 'finished').toEqual([]);
				await page.locator('[data-cite]').first().focus();
				await page.keyboard.press('Tab');
				await page.keyboard.press('Shift+Tab');
				await page.getByRole('dialog', { name: 'Quote from the source' }).waitFor();
				expect(await violations(page), 'citation card').toEqual([]);
				await page.keyboard.press('Escape');
				await page.getByRole('button', { name: 'Share' }).click();
				expect(await violations(page), 'share dialog').toEqual([]);
				await page.goto(`${url}/runs/${id}/sources/s1?from=0&to=20`);
				expect(await violations(page), 'kept copy').toEqual([]);
				await page.goto(`${url}/runs`);
				expect(await violations(page), 'history').toEqual([]);
				await page.goto(`${url}/runs/none`);
				expect(await violations(page), 'error').toEqual([]);
				await own.close();
			});
		}
	}
});
