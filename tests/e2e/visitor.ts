/** What a visitor does in a browser, in the words of the tests: ask, wait, look for faults of access. */
import AxeBuilder from '@axe-core/playwright';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findBrowser } from '../../scripts/browser.mjs';

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1440, height: 900 };
export const QUESTION = 'Who designed the Tessel Bridge, and when did it open?';

export async function launchBrowser(): Promise<Browser> {
	const executablePath = await findBrowser();
	return chromium.launch({ ...(executablePath && { executablePath }), args: ['--no-sandbox'] });
}

/** Asks in the page; gives the id of the run, whose page is open now. */
export async function ask(page: Page, url: string, question = QUESTION): Promise<string> {
	await page.goto(url);
	await page.fill('#question', question);
	await page.click('button:has-text("Start research")');
	await page.waitForURL(/\/runs\//u);
	return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

/** Waits until the open run page says so. */
export async function until(page: Page, status: 'done' | 'stopped' | 'failed' | 'paused') {
	await page.locator(`.facts:has-text("${status}")`).waitFor();
}

/** What axe finds, one line a rule with the elements it names. */
export async function violations(page: Page): Promise<string[]> {
	const { violations: found } = await new AxeBuilder({ page }).analyze();
	return found.map(
		(one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`
	);
}
