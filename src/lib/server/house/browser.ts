/** The browser for pages that need JavaScript, with its filtering proxy; without one the product works and says so. */
import type { Config } from '../config.ts';
import { createFilteringProxy } from '../net/filtering-proxy.ts';
import type { Politeness } from '../net/politeness.ts';
import {
	createBrowserFetcher,
	type BrowserFetcher,
	type BrowserHealth
} from '../providers/fetch/browser.ts';
import { findBrowser } from '../providers/fetch/find-browser.ts';

/** Finds a browser and opens the proxy that it will use; it is launched when a page first needs it. */
export async function openBrowser(
	config: Pick<Config, 'browserPath' | 'browserNoSandbox' | 'fetchProxy'>,
	{ userAgent, turn }: { userAgent: string; turn: Politeness['turn'] }
): Promise<BrowserFetcher> {
	const found = findBrowser({
		named: config.browserPath,
		noSandbox: config.browserNoSandbox,
		root: process.getuid?.() === 0
	});
	if (found.path === null) return noBrowser(found.problem);
	const upstream = config.fetchProxy === null ? {} : { upstream: config.fetchProxy };
	const proxy = await createFilteringProxy(upstream);
	const browser = createBrowserFetcher({
		found,
		sandbox: !config.browserNoSandbox,
		proxy,
		userAgent,
		turn
	});
	return {
		name: browser.name,
		fetch: browser.fetch.bind(browser),
		unavailable: browser.unavailable.bind(browser),
		health: browser.health.bind(browser),
		close: async () => {
			await browser.close();
			await proxy.close();
		}
	};
}

function noBrowser(problem: string | null): BrowserFetcher {
	const reason = problem ?? 'There is no browser.';
	const health: BrowserHealth = { state: 'off', reason, running: false, pages: 0 };
	return {
		name: 'browser',
		fetch: () => Promise.reject(new Error(reason)),
		unavailable: () => reason,
		health: () => health,
		close: () => Promise.resolve()
	};
}
