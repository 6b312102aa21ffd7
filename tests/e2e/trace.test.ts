/** The trace of a run, on the production build: reached from the run, every call linked, readable without scripts. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startScriptedModel, type ScriptedModel } from '../fixtures/scripted-model.ts';
import { startFixtureWeb, type FixtureWeb } from '../fixtures/web.ts';
import { endServers, newFolder, removeFolders, serve } from './harness.ts';
import { ask, DESK, launchBrowser, PHONE, until, violations } from './visitor.ts';

let web: FixtureWeb;
let model: ScriptedModel;
let browser: Browser;

beforeAll(async () => {
	web = await startFixtureWeb();
	model = await startScriptedModel();
	browser = await launchBrowser();
});
afterAll(async () => {
	await browser.close();
	await endServers();
	await model.close();
	await web.close();
	removeFolders();
});

describe('the trace', () => {
	it('opens from the run, shows queries, pages and calls, and is not on the share link', async () => {
		const { url } = await serve(newFolder(), {
			...{ SEARXNG_URL: web.url, FETCH_PROXY: web.url },
			...{ MODEL_BASE_URL: model.url, MODEL_NAME: 'scripted', MODEL_API_KEY: 'sk-1' }
		});
		const context = await browser.newContext({ viewport: DESK });
		const page = await context.newPage();
		const id = await ask(page, url);
		await until(page, 'done');
		await page.getByRole('link', { name: 'Trace of the whole run' }).click();
		await page.getByRole('heading', { name: /^Trace:/u }).waitFor();
		const asking = page.locator('.step', { has: page.locator('.kind:text-is("query")') }).first();
		await asking.locator('> summary').click();
		expect(await asking.locator('li:visible').count()).toBeGreaterThan(0);
		await page.evaluate(() =>
			document.querySelectorAll('details').forEach((one) => (one.open = true))
		);
		expect(await violations(page)).toEqual([]);
		await page.setViewportSize(PHONE);
		const wide = () =>
			page.evaluate(() => document.documentElement.scrollWidth > document.body.clientWidth);
		expect(await wide()).toBe(false);
		await page.locator('a[href*="/calls/"]').first().click();
		await page.getByRole('heading', { name: 'Sent' }).waitFor();
		const shared = await fetch(`${url}/api/v1/runs/${id}/share`, { method: 'POST' });
		const link = ((await shared.json()) as { url: string }).url;
		expect(await (await fetch(link)).text()).not.toContain('Trace of the whole run');
		expect((await fetch(`${link}/trace`)).status).toBe(404);
		expect((await fetch(`${url}/api/v1/runs/none/trace`)).status).toBe(404);
		await context.close();
	}, 60_000);
});
