/**
 * Takes the screenshots of the README from the built product over an offline web:
 *   node scripts/screenshots.ts --app http://127.0.0.1:3000 [--question "..."]     (writes docs/images)
 */
import { existsSync, mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';

const { values } = parseArgs({
	options: {
		app: { type: 'string', default: 'http://127.0.0.1:3000' },
		question: {
			type: 'string',
			default: 'Which film has the director born later, Romance On The Run or The Palace Of Angels?'
		}
	}
});
const OUT = 'docs/images';
const SIZES = [
	{ width: 1440, height: 900 },
	{ width: 390, height: 844 }
];
mkdirSync(OUT, { recursive: true });
const executablePath = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((path) =>
	existsSync(path)
);
const browser = await chromium.launch({
	...(executablePath && { executablePath }),
	args: ['--no-sandbox']
});

async function shoot(
	page: Page,
	name: string,
	size: { width: number; height: number }
): Promise<void> {
	await page.setViewportSize(size);
	await page.screenshot({ path: `${OUT}/${name}-${size.width}.png` });
}

for (const size of SIZES) {
	const page = await browser.newPage({ viewport: size });
	await page.goto(values.app);
	await page.fill('#question', values.question);
	await page.click('button:has-text("Start research")');
	await page.waitForURL(/\/runs\//u);
	await page.locator('.answer').waitFor(); // the first sentences are there, the run goes on
	await shoot(page, 'live', size);
	await page.locator('.facts:has-text("done")').waitFor();
	if (size.width > 1000) {
		await page.locator('[data-cite]').nth(2).hover();
		await page.getByRole('dialog', { name: 'Quote from the source' }).waitFor();
	}
	await shoot(page, 'finished', size);
	await page.close();
}
await browser.close();
