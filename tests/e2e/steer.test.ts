/** The reader's hand on a run in the built product: the plan without scripts, a follow-up and a ban with them. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixtureWeb, type FixtureWeb } from '../fixtures/web.ts';
import { endServers, newFolder, removeFolders, serve } from './harness.ts';
import { ask, DESK, launchBrowser, PHONE, QUESTION, until, violations } from './visitor.ts';

let web: FixtureWeb;
let browser: Browser;
let url: string;

beforeAll(async () => {
	web = await startFixtureWeb({ slowMs: 300 });
	const server = await serve(newFolder(), { SEARXNG_URL: web.url, FETCH_PROXY: web.url });
	url = server.url;
	browser = await launchBrowser();
});
afterAll(async () => {
	await browser.close();
	await endServers();
	await web.close();
	removeFolders();
});

async function waiting(page: Page): Promise<void> {
	await page.goto(url);
	await page.fill('#question', QUESTION);
	await page.check('[name=approvePlan]');
	await page.click('button:has-text("Start research")');
	await page.waitForURL(/\/runs\//u);
}

/** Without scripts a page is looked at again until it shows what is waited for. */
async function again(page: Page, selector: string): Promise<void> {
	await expect
		.poll(
			async () => {
				await page.reload();
				return page.locator(selector).count();
			},
			{ timeout: 20_000, interval: 300 }
		)
		.toBeGreaterThan(0);
}

describe('the plan', () => {
	it('is changed and approved without scripts', async () => {
		const context = await browser.newContext({ viewport: DESK, javaScriptEnabled: false });
		const page = await context.newPage();
		await waiting(page);
		await again(page, '#plan-heading');
		const rows = page.locator('.plan li');
		await rows.first().locator('[name=heading]').fill('Designer and opening');
		await rows.last().locator('[name=question]').fill('What did the Tessel Bridge cost?');
		await rows.last().locator('[name=place]').fill('1');
		await rows.first().locator('[name=place]').fill('2');
		await page.click('text=Approve and go on');
		await again(page, '.facts:has-text("done")');
		const headings = await page.locator('[data-section] h2').allInnerTexts();
		const [cost, designer] = ['cost', 'Designer and opening'].map((words) =>
			headings.findIndex((heading) => heading.includes(words))
		);
		expect(cost).toBeGreaterThanOrEqual(0);
		expect(designer).toBeGreaterThan(cost ?? 0);
		await context.close();
	});

	it('is moved, added to and approved with the keyboard', async () => {
		const context = await browser.newContext({ viewport: DESK });
		const page = await context.newPage();
		await waiting(page);
		await page.locator('#plan-heading').waitFor();
		expect(await violations(page)).toEqual([]);
		await page.locator('text=Add a question').focus();
		await page.keyboard.press('Enter');
		await page.keyboard.type('What did the Tessel Bridge cost?');
		await page.keyboard.press('Enter'); // sends the form
		await until(page, 'done');
		expect(await page.locator('.report').innerText()).toContain('crowns');
		await context.close();
	});
});

describe('versions', () => {
	it('a follow-up and a source left out make new ones; the old stay where they were', async () => {
		const context = await browser.newContext({ viewport: DESK });
		const page = await context.newPage();
		const id = await ask(page, url);
		await until(page, 'done');
		const first = await page.locator('.report').innerText();
		await page.click('summary:has-text("Ask further")');
		await page.fill('#steer-text', 'What did the Tessel Bridge cost?');
		await page.click('button:has-text("Add")');
		await page.locator('.versions a:text-is("2")').waitFor();
		await page.click('summary:has-text("What changed")');
		expect(await page.locator('details:has-text("What changed") ins').allInnerTexts()).toEqual(
			expect.arrayContaining([expect.stringContaining('crowns')])
		);
		expect(await violations(page)).toEqual([]);
		await page.locator('#sources summary:has-text("Prefer or leave out")').first().click();
		await page.locator('button:has-text("Leave out this page")').first().click();
		await page.locator('.versions a:text-is("3")').waitFor();
		await page.goto(`${url}/runs/${id}?version=1`);
		expect(await page.locator('.report').innerText()).toBe(first);
		expect(await violations(page)).toEqual([]);
		const answer = await fetch(`${url}/api/v1/runs/${id}/diff?from=1&to=2`);
		const diff = (await answer.json()) as { sections: { change: string }[]; same: number };
		expect(diff.sections.some((section) => section.change === 'added')).toBe(true);
		expect(diff.same).toBeGreaterThan(0);
		await context.close();
	});

	it('a follow-up that is stopped leaves the report, and the run goes on from it', async () => {
		const context = await browser.newContext({ viewport: DESK });
		const page = await context.newPage();
		await ask(page, url);
		await until(page, 'done');
		const first = await page.locator('.report [data-section]').allInnerTexts();
		await page.click('summary:has-text("Ask further")');
		await page.selectOption('#steer-kind', 'url');
		await page.fill('#steer-text', 'https://');
		await page.click('button:text-is("Add")');
		await page.getByText('must be an http or https address').waitFor();
		await page.selectOption('#steer-kind', 'question');
		await page.fill('#steer-text', 'What is the history of the Tessel Bridge and its repairs?');
		await page.click('button:text-is("Add")');
		await page.locator('[data-control="stop"]').click();
		await until(page, 'stopped');
		await page.getByText('Version 2 was stopped: this is version 1').waitFor();
		expect(await page.locator('.report [data-section]').allInnerTexts()).toEqual(first);
		expect(await violations(page)).toEqual([]);
		await page.reload();
		await page.click('summary:has-text("Ask further")');
		await page.fill('#steer-text', 'What did the Tessel Bridge cost?');
		await page.click('button:text-is("Add")');
		await page.locator('.versions a:text-is("3")').waitFor();
		expect(await page.locator('.report').innerText()).toContain('crowns');
		await context.close();
	}, 60_000);

	it('a question of a page is told by its beginning, one from right to left as it is read', async () => {
		const context = await browser.newContext({ viewport: PHONE });
		const page = await context.newPage();
		await ask(page, url, `${QUESTION} `.repeat(70).trim());
		await until(page, 'done');
		expect(await page.locator('.answer').first().boundingBox()).toMatchObject({
			y: expect.toSatisfy((y: number) => y < 1.2 * PHONE.height) as number
		});
		await page.click('summary:has-text("The whole question")');
		expect(await violations(page)).toEqual([]);
		await ask(page, url, 'من صمم جسر تسل (Tessel Bridge)?');
		await until(page, 'done');
		const way = (one: Element) => getComputedStyle(one).direction;
		expect(await page.locator('h1').evaluate(way)).toBe('rtl');
		await context.close();
	}, 60_000);
});
