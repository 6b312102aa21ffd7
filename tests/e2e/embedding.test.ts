/** A larger model chosen on the settings page of the production build, fetched from a hub on loopback, and used. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHub, type Hub } from '../fixtures/hub.ts';
import { newFolder, serve } from './harness.ts';
import { openStage, type Stage } from './stage.ts';
import { DESK, PHONE, violations } from './visitor.ts';

const BUILT_IN = path.resolve(import.meta.dirname, '../../models/e5-small');
const AT = 'Xenova/multilingual-e5-small/resolve/main';
const SMALL = /Multilingual E5 small/u;
let hub: Hub;
let stage: Stage;
beforeAll(async () => {
	stage = await openStage({ slowMs: 50 });
	hub = await startHub();
	hub.files.set(`${AT}/tokenizer.json`, readFileSync(path.join(BUILT_IN, 'tokenizer.json')));
	const model = readFileSync(path.join(BUILT_IN, 'e5-small.onnx'));
	hub.files.set(`${AT}/onnx/model_quantized.onnx`, model);
});
afterAll(async () => {
	await stage.close();
	await hub.close();
});
const settings = () => ({
	...{ SEARXNG_URL: stage.web.url, FETCH_PROXY: stage.web.url, EMBED_HUB_URL: hub.url }
});

describe('a larger model on the settings page', () => {
	it('is fetched while the page tells how far it is, and is then in use', async () => {
		const gate = Promise.withResolvers<void>();
		hub.faults.set(`${AT}/onnx/model_quantized.onnx`, { hold: gate.promise });
		const { url } = await serve(newFolder(), settings());
		const context = await stage.browser.newContext({ viewport: DESK });
		const page = await context.newPage();
		await page.goto(`${url}/settings#embedding`);
		expect(await page.getByLabel(/The built-in model/u).isChecked()).toBe(true);
		await page.getByLabel(SMALL).check();
		await page.getByRole('button', { name: 'Save model' }).click();
		await page.getByText(/is being fetched: \d+ of about \d+ MB/u).waitFor();
		expect(await page.locator('#embedding').innerText()).toContain('by e5-small@');
		expect(await violations(page)).toEqual([]);
		gate.resolve();
		await page.getByText('is here and in use').waitFor();
		expect(await page.locator('#embedding').innerText()).toContain('by e5-small-full@');
		const health = await (await fetch(`${url}/api/v1/health`)).text();
		expect(health).toContain('e5-small-full@');
		await context.close();
	}, 90_000);

	it('that cannot be had says why and what to do, without JavaScript and on a phone too', async () => {
		const { url } = await serve(newFolder(), settings());
		const context = await stage.browser.newContext({ viewport: PHONE, javaScriptEnabled: false });
		const page = await context.newPage();
		await page.goto(`${url}/settings`);
		await page.getByLabel('Multilingual E5 base').check();
		await page.getByRole('button', { name: 'Save model' }).click();
		const failed = page.getByText(/does not have tokenizer\.json \(404\)\. .*EMBED_HUB_URL/u);
		await expect
			.poll(async () => {
				await page.goto(`${url}/settings`);
				return failed.count();
			})
			.toBe(1);
		const width = await page.evaluate('document.documentElement.scrollWidth');
		expect(width).toBeLessThanOrEqual(PHONE.width);
		await page.goto(url);
		expect(await page.locator('body').innerText()).toContain('does not have tokenizer.json');
		await page.goto(`${url}/settings`);
		await page.getByRole('button', { name: 'Fetch it anew' }).click();
		await page.getByLabel(/The built-in model/u).check();
		await page.getByRole('button', { name: 'Save model' }).click();
		expect(await page.getByText('does not have').count()).toBe(0);
		await context.close();
	}, 60_000);

	it('set in the environment it is shown and locked', async () => {
		const { url } = await serve(newFolder(), { ...settings(), EMBED_LOCAL: 'built-in' });
		const page = await stage.browser.newPage({ viewport: DESK });
		await page.goto(`${url}/settings`);
		expect(await page.getByLabel(SMALL).isDisabled()).toBe(true);
		const refused = await fetch(`${url}/api/v1/settings/embedding`, {
			method: 'PUT',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ model: 'e5-base' })
		});
		expect(refused.status).toBe(409);
		await page.close();
	}, 60_000);
});
