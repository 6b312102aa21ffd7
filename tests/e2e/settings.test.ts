/** The settings page on the production build: connect, test, choose roles, limits, without JavaScript too; never a key. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sensible, type ScriptedModel } from '../fixtures/scripted-model.ts';
import type { FixtureWeb } from '../fixtures/web.ts';
import { newFolder, serve } from './harness.ts';
import { openStage, type Stage } from './stage.ts';
import { ask, DESK, PHONE, until, violations } from './visitor.ts';

const KEY = 'sk-canary-7f3a91c2e4d6b8';
let web: FixtureWeb;
let model: ScriptedModel;
let browser: Browser;
let stage: Stage;
beforeAll(async () => {
	stage = await openStage({ slowMs: 50 });
	({ web, model, browser } = stage);
});
afterAll(() => stage.close());

const pages = () => ({ SEARXNG_URL: web.url, FETCH_PROXY: web.url });

/** Fills and sends the form for a new connection. */
async function connect(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
	const add = page.locator('details.add');
	if ((await add.getAttribute('open')) === null) await add.locator('summary').first().click();
	for (const [label, value] of Object.entries(fields))
		await add.getByLabel(label, { exact: true }).fill(value);
	await add.getByRole('button', { name: 'Add connection' }).click();
}

const fieldsOf = (name: string) => ({
	'Base URL': model.url,
	Name: name,
	'Model, as the provider names it': 'scripted',
	'API key': KEY
});

/** Every byte the server wrote. */
const onDisk = (folder: string) =>
	readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString('latin1'))
		.join('\n');

describe('the settings page', () => {
	it('connects a model, which the next run uses without a restart; the key is nowhere', async () => {
		const folder = newFolder();
		const { url, printed } = await serve(folder, pages());
		const context = await browser.newContext({ viewport: DESK });
		const page = await context.newPage();
		await page.goto(url);
		await page.getByRole('link', { name: 'Settings' }).click();
		await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
		expect(await violations(page)).toEqual([]);
		await connect(page, { ...fieldsOf('scripted'), 'Base URL': 'ftp://nowhere' });
		await page.getByRole('alert').waitFor();
		expect(await page.locator('details.add').getByLabel('Name', { exact: true }).inputValue()).toBe(
			'scripted'
		);
		expect(await page.locator('details.add').getByLabel('API key').inputValue()).toBe('');
		await connect(page, fieldsOf('scripted'));
		await page.getByText('ends in …d6b8').waitFor();
		await page.getByRole('button', { name: 'Test scripted' }).click();
		await page.getByText('lists 1 model, scripted among them').waitFor();
		await page.getByText('8,192 tokens, as the server says').waitFor();
		expect(await violations(page)).toEqual([]);
		const run = await ask(page, url);
		await until(page, 'done');
		expect(await page.locator('.report').innerText()).toContain('the page says');
		await page.goto(`${url}/settings`);
		const row = page.getByRole('row', { name: /scripted\/scripted/u });
		expect(await row.innerText()).toMatch(/schema 100 %/u);
		expect(await row.innerText()).toMatch(/\d+ % of \d+/u);
		expect(await violations(page)).toEqual([]);
		const api = await (await fetch(`${url}/api/v1/settings`)).text();
		const facts = await (await fetch(`${url}/api/v1/runs/${run}/events`)).text();
		const everything = [await page.content(), api, facts, printed(), onDisk(folder)];
		for (const text of everything) expect(text).not.toContain(KEY);
		expect(model.asked.every(({ authorization }) => authorization === `Bearer ${KEY}`)).toBe(true);
		await context.close();
	}, 90_000);

	it('works without JavaScript and on a phone: roles, another address, limits, removing', async () => {
		const { url } = await serve(newFolder(), pages());
		const context = await browser.newContext({ viewport: PHONE, javaScriptEnabled: false });
		const page = await context.newPage();
		await page.goto(`${url}/settings`);
		await connect(page, fieldsOf('first'));
		await page.goto(`${url}/settings`);
		await connect(page, { ...fieldsOf('second'), 'API key': '' });
		const small = page.getByRole('group', { name: /Small questions/u });
		await small.getByLabel(/^first/u).selectOption({ label: 'second scripted' });
		await page.getByRole('button', { name: 'Save roles' }).click();
		expect(await small.innerText()).toContain('In line now: second scripted, then first scripted');
		const card = page.getByRole('article').filter({ hasText: 'ends in …d6b8' });
		await card.getByText('Change', { exact: true }).click();
		await card.getByLabel('Base URL').fill(`${model.url}/other`);
		await card.getByRole('button', { name: 'Save' }).click();
		expect(await page.getByText('ends in …d6b8').count()).toBe(0);
		model.script(() => ({ fault: '401' }));
		await page.getByRole('button', { name: 'Test first' }).click();
		await page.getByText('check the API key').first().waitFor();
		model.script(sensible);
		await page.getByLabel(/Dollars a month/u).fill('12.5');
		await page.getByRole('button', { name: 'Save limits' }).click();
		await page.getByText('of $12.50 a month').waitFor();
		const first = page.getByRole('article').filter({ hasText: 'first' });
		await first.getByText('Change', { exact: true }).click();
		await first.getByRole('button', { name: 'Remove first' }).click();
		await page.getByRole('article').filter({ hasText: 'second' }).waitFor();
		expect(await page.getByRole('article').count()).toBe(1);
		const width = await page.evaluate('document.documentElement.scrollWidth');
		expect(width).toBeLessThanOrEqual(PHONE.width);
		await context.close();
	}, 60_000);

	it('shows what the environment sets, locked; strangers are sent to sign in', async () => {
		const { url } = await serve(newFolder(), {
			...pages(),
			MODEL_BASE_URL: model.url,
			MODEL_NAME: 'scripted',
			MODEL_API_KEY: KEY,
			MONTHLY_USD: '20'
		});
		const page = await browser.newPage({ viewport: DESK });
		await page.goto(`${url}/settings`);
		const card = page.getByRole('article');
		expect(await card.innerText()).toContain('from the environment');
		expect(await card.getByText('Change').count()).toBe(0);
		expect(await page.getByLabel(/Dollars a month/u).isDisabled()).toBe(true);
		expect(await page.content()).not.toContain(KEY);
		const refused = await fetch(`${url}/api/v1/settings/connections/env-medium`, {
			method: 'DELETE'
		});
		expect(refused.status).toBe(409);
		const wrong = await fetch(`${url}/api/v1/settings/connections`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ name: 'x', baseUrl: 'https://x.org', model: 'm', key: 'y' })
		});
		expect(wrong.status).toBe(422);
		expect(await wrong.text()).toContain('unknown field \\"key\\"');
		const other = await serve(newFolder(), { ...pages(), PASSWORD: 'correct horse' });
		await page.goto(`${other.url}/settings`);
		await page.getByRole('heading', { name: 'Sign in' }).waitFor();
		expect((await fetch(`${other.url}/api/v1/settings`)).status).toBe(401);
		await page.close();
	}, 60_000);
});
