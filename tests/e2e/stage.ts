/** What most suites of this folder stand on: the fixture web, a scripted model and a browser, opened and ended together. */
import type { Browser } from 'playwright-core';
import { startScriptedModel, type ScriptedModel } from '../fixtures/scripted-model.ts';
import { startFixtureWeb, type FixtureWeb } from '../fixtures/web.ts';
import { endServers, removeFolders } from './harness.ts';
import { launchBrowser } from './visitor.ts';

export interface Stage {
	readonly web: FixtureWeb;
	readonly model: ScriptedModel;
	readonly browser: Browser;
	/** Ends what was opened here and every server that was started. */
	close(): Promise<void>;
}

export async function openStage(pages: Parameters<typeof startFixtureWeb>[0] = {}): Promise<Stage> {
	const web = await startFixtureWeb(pages);
	const model = await startScriptedModel();
	const browser = await launchBrowser();
	const close = async () => {
		await browser.close();
		await endServers();
		await model.close();
		await web.close();
		removeFolders();
	};
	return { web, model, browser, close };
}
