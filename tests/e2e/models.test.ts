/** The interface with a model, on the production build: writing, the ledger, adding to a run, writing a report again. */
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScriptedModel } from '../fixtures/scripted-model.ts';
import type { FixtureWeb } from '../fixtures/web.ts';
import { newFolder, serve } from './harness.ts';
import { openStage, type Stage } from './stage.ts';
import { ask, DESK, until, violations } from './visitor.ts';

let web: FixtureWeb;
let model: ScriptedModel;
let browser: Browser;
let context: BrowserContext;

let stage: Stage;
beforeAll(async () => {
	stage = await openStage({ slowMs: 1_500 });
	({ web, model, browser } = stage);
	context = await browser.newContext({ viewport: DESK });
});
afterAll(() => stage.close());

const pages = () => ({ SEARXNG_URL: web.url, FETCH_PROXY: web.url });
const writer = () => ({
	MODEL_BASE_URL: model.url,
	MODEL_NAME: 'scripted',
	MODEL_API_KEY: 'sk-not-for-eyes-123'
});

describe('with a model', () => {
	it('writes, takes a question while it runs, and shows every call with its exact text', async () => {
		const { url } = await serve(newFolder(), { ...pages(), ...writer() });
		const page = await context.newPage();
		await page.goto(url);
		expect(await page.locator('.setup').innerText()).toContain('scripted');
		const id = await ask(page, url);
		await page.getByText('Add to this run').click();
		await page.locator('#steer-text').fill('What did the Tessel Bridge cost?');
		expect(await violations(page)).toEqual([]);
		await page.getByRole('button', { name: 'Add', exact: true }).click();
		await page.getByText('Taken: it counts').waitFor();
		await until(page, 'done');
		const report = page.locator('.report');
		expect(await report.innerText()).toContain('the page says');
		await page.getByRole('heading', { name: /cost/u }).first().waitFor();
		await page.getByRole('heading', { name: 'Ledger', exact: true }).click();
		expect(await violations(page)).toEqual([]);
		await page.locator('#ledger a', { hasText: 'section' }).first().click();
		await page.getByRole('heading', { name: 'Sent' }).waitFor();
		const text = await page.locator('body').innerText();
		expect(text).toContain('You write one section of a research report');
		expect(text).not.toContain('sk-not-for-eyes');
		expect(await violations(page)).toEqual([]);
		const { calls } = (await (await fetch(`${url}/api/v1/runs/${id}/calls`)).json()) as {
			calls: unknown[];
		};
		expect(calls.length).toBeGreaterThan(2);
		await page.close();
	}, 60_000);

	it('a report of quotes is written again when a model has been set up', async () => {
		const folder = newFolder();
		const first = await serve(folder, pages());
		const page = await context.newPage();
		const id = await ask(page, first.url);
		await until(page, 'done');
		expect(await page.getByRole('button', { name: 'Write with a model' }).count()).toBe(0);
		first.child.kill('SIGTERM');
		await first.gone;
		const second = await serve(folder, { ...pages(), ...writer() });
		await page.goto(`${second.url}/runs/${id}`);
		const searched = web.log().length;
		await page.getByRole('button', { name: 'Write with a model' }).click();
		await page.getByText('the page says').first().waitFor({ timeout: 20_000 });
		await until(page, 'done');
		expect(web.log().length).toBe(searched);
		const refused = await fetch(`${second.url}/api/v1/runs/${id}/upgrade`, { method: 'POST' });
		expect(refused.status).toBe(409);
		await page.close();
	}, 90_000);
});
