/** Sources as a reader meets them: of the web and of a collection in one run, unavailable ones, a retracted paper, wrong values. */
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { columnOf, pdfOf } from '../fixtures/documents.ts';
import { startFixtureWeb, type FixtureWeb } from '../fixtures/web.ts';
import { TROUBLE } from '../fixtures/web-pages.ts';
import { endServers, newFolder, removeFolders, serve } from './harness.ts';
import { DESK, launchBrowser, PHONE, QUESTION, violations } from './visitor.ts';

const SCAN = 'http://archive.test/scan-of-the-drawings.pdf';
const CHECK = 'http://northwire.test/news/tessel-bridge-reopens';
const MINUTES = pdfOf(
	[
		columnOf(['The council met on 12 May 1931 in the old hall of the city.']),
		columnOf([
			'The Tessel Bridge was designed by Ingrid Halvorsen, say the minutes of the council.'
		])
	],
	{ info: { Title: 'Minutes of the council' } }
);
const DOI = '10.1234/bridges.31';

let web: FixtureWeb;
let browser: Browser;
let folder: string;
let url: string;
let run: string;
const settings = () => ({
	...{ SEARXNG_URL: web.url, FETCH_PROXY: web.url, SEARCH_ENGINES: 'searxng' },
	BROWSER_PATH: 'off'
});
beforeAll(async () => {
	web = await startFixtureWeb({
		slowMs: 50,
		files: { [SCAN]: { type: 'application/pdf', bytes: pdfOf([[], []]) } }
	});
	web.pages((address) => (address === CHECK ? '403' : null));
	folder = newFolder();
	url = (await serve(folder, settings())).url;
	browser = await launchBrowser();
	run = await finishedRun(await filledCollection());
}, 100_000);
afterAll(async () => {
	await browser.close();
	await endServers();
	await web.close();
	removeFolders();
});

const api = (at: string, init?: RequestInit) => fetch(`${url}/api/v1${at}`, init);
const post = (at: string, body: unknown) =>
	api(at, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body)
	});

async function filledCollection(): Promise<string> {
	const made = await post('/collections', { name: 'Council papers' });
	const { id } = (await made.json()) as { id: string };
	const form = new FormData();
	form.append('file', new Blob([Buffer.from(MINUTES)]), 'minutes.pdf');
	await api(`/collections/${id}/documents`, { method: 'POST', body: form });
	const read = async () => {
		const { counts } = (await (await api(`/collections/${id}`)).json()) as {
			counts: { read: number };
		};
		return counts.read;
	};
	await vi.waitFor(async () => expect(await read()).toBe(1), { timeout: 20_000, interval: 100 });
	return id;
}

async function finishedRun(collection: string): Promise<string> {
	const { missing, paywall, scripted } = TROUBLE;
	const urls = [missing, paywall, scripted, SCAN, CHECK];
	const asked = await post('/runs', {
		question: QUESTION,
		sources: { collections: [collection], urls }
	});
	const { id } = (await asked.json()) as { id: string };
	const status = async () =>
		((await (await api(`/runs/${id}`)).json()) as { status: string }).status;
	await vi.waitFor(async () => expect(await status()).toBe('done'), {
		timeout: 60_000,
		interval: 200
	});
	return id;
}

const SETTINGS = [
	{ viewport: DESK, colorScheme: 'light' },
	{ viewport: PHONE, colorScheme: 'dark' }
] as const;

/** Looks in both sizes and colours; nothing axe finds, nothing wider than the screen. */
async function everywhere(look: (page: Page) => Promise<void>): Promise<void> {
	for (const setting of SETTINGS) {
		const context = await browser.newContext(setting);
		const page = await context.newPage();
		await look(page);
		expect(await violations(page)).toEqual([]);
		const width = await page.evaluate(() => document.documentElement.scrollWidth);
		expect(width).toBeLessThanOrEqual(setting.viewport.width);
		await context.close();
	}
}

/** A key calls the card of the mark, as a finger or a mouse would. */
async function cardOf(page: Page, mark: string) {
	await page.locator(mark).first().focus();
	await page.keyboard.press('Tab');
	await page.keyboard.press('Shift+Tab');
	const card = page.getByRole('dialog', { name: 'Quote from the source' });
	await card.waitFor();
	return card;
}

it('a document of a collection is cited beside the web, with its page', async () => {
	await everywhere(async (page) => {
		await page.goto(`${url}/runs/${run}`);
		const own = page.locator('#sources .cited li', { hasText: 'Minutes of the council' });
		expect(await own.innerText()).toContain('Council papers · private');
		expect(await page.locator('#sources .cited').innerText()).toContain('atlas.test');
		const source = (await own.locator('a.title').getAttribute('href')) ?? '';
		const card = await cardOf(page, `[data-cite][href^="${source}?"]`);
		expect(await card.innerText()).toContain('page 2 · Council papers · private');
		expect(await violations(page)).toEqual([]);
		await card.getByRole('link', { name: 'Open the kept copy' }).click();
		await page.getByText('Where the quote stands: page 2').waitFor();
	});
}, 120_000);

it('a source whose text is unavailable says why, and where it is', async () => {
	const SAYS: readonly (readonly [address: string, words: RegExp])[] = [
		[TROUBLE.paywall, /behind a paywall · .*save it as a file/u],
		[TROUBLE.scripted, /needs JavaScript · The page is drawn by JavaScript/u],
		[TROUBLE.missing, /not found · The page is not there \(404\)\./u],
		[CHECK, /blocked · The page is not shown to programs \(403\)\./u],
		[SCAN, /no text layer · The PDF has no text layer/u],
		[TROUBLE.robots, /robots\.txt says no · The site asks programs not to read it\./u],
		[TROUBLE.inward, /not allowed · The page is at a port that is not read\./u]
	];
	await everywhere(async (page) => {
		await page.goto(`${url}/runs/${run}`);
		await page
			.getByText(/^\d+ not read$/u)
			.last()
			.click();
		const list = page.locator('#sources details[open] li');
		for (const [address, words] of SAYS) {
			const one = list.filter({ hasText: address });
			expect(await one.innerText()).toMatch(words);
			const link = one.getByRole('link', { name: address });
			if (address === TROUBLE.inward) expect(await link.count()).toBe(0);
			else expect(await link.getAttribute('rel')).toBe('noopener noreferrer nofollow');
		}
	});
}, 120_000);

it('what the form cannot take is named at its field; an engine that is not there is refused', async () => {
	await everywhere(async (page) => {
		await page.goto(url);
		await page.fill('#question', QUESTION);
		await page.getByText('Sources', { exact: true }).click();
		await page.getByLabel('Pages to read first').fill('https://fine.test/ not-an-address');
		const answered = page.waitForResponse((one) => one.request().method() === 'POST');
		await page.click('button:has-text("Start research")');
		expect((await answered).status()).toBe(422);
		const told = page.getByRole('alert');
		await told.getByText('“not-an-address” is not the address of a page').waitFor();
		const field = page.getByLabel('Pages to read first');
		expect(await field.getAttribute('aria-invalid')).toBe('true');
		expect(await field.inputValue()).toBe('https://fine.test/ not-an-address');
		expect(await page.inputValue('#question')).toBe(QUESTION);
	});
	const gone = await post('/runs', { question: QUESTION, sources: { engines: ['altavista'] } });
	expect(gone.status).toBe(422);
	expect(await gone.text()).toContain('no-such-engine');
	const context = await browser.newContext({ viewport: PHONE });
	const page = await context.newPage();
	await page.goto(url);
	await page.fill('#question', QUESTION);
	await page.getByText('Sources', { exact: true }).click();
	const box = page.getByLabel('searxng');
	await box.check();
	await box.evaluate((one: HTMLInputElement) => (one.value = 'altavista')); // switched off meanwhile
	await page.click('button:has-text("Start research")');
	await page.getByText('no engine "altavista" is set up here').waitFor();
	await page.goto(`${url}/settings`);
	await page.getByText('more can be switched on').click();
	await page.getByText('needs BRAVE_API_KEY').waitFor();
	expect(await violations(page)).toEqual([]);
	await context.close();
}, 120_000);

it('a retracted paper is marked at its sentences, in the list, the card and the kept copy', async () => {
	await endServers();
	sayRetracted();
	url = (await serve(folder, settings())).url;
	await everywhere(async (page) => {
		await page.goto(`${url}/runs/${run}`);
		const source = page.locator('#sources .cited li', { hasText: DOI });
		await source.locator('[data-retracted]').waitFor();
		const n = await source.locator('.n').innerText();
		await page.locator('.report').getByText(`source ${n} was retracted`).first().waitFor();
		const card = await cardOf(page, `[data-cite][aria-label="Source ${n}, retracted"]`);
		await card.locator('[data-retracted]').waitFor();
		expect(await violations(page)).toEqual([]);
		await card.getByRole('link', { name: 'Open the kept copy' }).click();
		await page.locator('header [data-retracted]').waitFor();
	});
}, 120_000);

/** As if a scholarly engine had found the page, and knew that it was taken back. */
function sayRetracted(): void {
	const journal = new DatabaseSync(path.join(folder, 'groundwork.db'));
	const facts = journal
		.prepare("SELECT seq, body FROM facts WHERE run_id = ? AND type = 'hits.found'")
		.all(run);
	const change = journal.prepare('UPDATE facts SET body = ? WHERE run_id = ? AND seq = ?');
	for (const { seq, body } of facts) {
		const fact = JSON.parse(String(body)) as { hits: { url: string; work?: unknown }[] };
		for (const hit of fact.hits)
			if (hit.url === 'http://atlas.test/tessel-bridge')
				hit.work = {
					...{ doi: DOI, venue: 'Annals of Bridges', authors: [], citations: 3 },
					...{ retracted: true, pdfUrl: null, licence: null }
				};
		change.run(JSON.stringify(fact), run, Number(seq));
	}
	journal.close();
}
