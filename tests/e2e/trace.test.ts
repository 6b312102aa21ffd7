/** The trace of a run and two runs compared, on the production build: reached from the run, every call linked, readable without scripts. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScriptedModel } from '../fixtures/scripted-model.ts';
import type { FixtureWeb } from '../fixtures/web.ts';
import { newFolder, serve } from './harness.ts';
import { openStage, type Stage } from './stage.ts';
import { ask, DESK, PHONE, until, violations } from './visitor.ts';

let web: FixtureWeb;
let model: ScriptedModel;
let browser: Browser;

let stage: Stage;
beforeAll(async () => {
	stage = await openStage();
	({ web, model, browser } = stage);
});
afterAll(() => stage.close());

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
		await page.setViewportSize(DESK);
		const other = await ask(page, url, 'Who designed the Tessel Bridge?');
		await until(page, 'done');
		await page.goto(`${url}/runs/${id}/trace`);
		await page.getByRole('link', { name: 'Compare with another run' }).click();
		await page.getByLabel('Second run').selectOption(other);
		await page.getByRole('button', { name: 'Compare' }).click();
		await page.getByRole('row', { name: /^Searches/u }).waitFor();
		expect(await violations(page)).toEqual([]);
		await page.setViewportSize(PHONE);
		expect(await wide()).toBe(false);
		const made = (await (
			await fetch(`${url}/api/v1/compare?a=${id}&b=${other}`)
		).json()) as unknown;
		expect(made).toMatchObject({ a: { id }, b: { id: other } });
		expect((await fetch(`${url}/api/v1/compare?a=${id}`)).status).toBe(422);
		const none = await fetch(`${url}/api/v1/compare?a=${id}&b=none`);
		expect([none.status, await none.text()]).toEqual([
			404,
			expect.stringContaining('\\"none\\" (b)')
		]);
		expect((await fetch(`${url}/compare?a=none&b=${id}`)).status).toBe(404);
		await context.close();
	}, 90_000);
});
