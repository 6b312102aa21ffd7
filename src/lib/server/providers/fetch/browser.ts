/**
 * Pages that need JavaScript, drawn by Chromium and given back as HTML. The browser has one way out, the filtering proxy;
 * every page gets a context and a proxy session of its own; pictures, fonts, films, service workers, sockets, downloads
 * and other windows are refused; every wait has an end. Launched when first needed, closed when idle, renewed when old.
 */
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Browser, BrowserContext, Page, Request, Route } from 'playwright-core';
import { Failure } from '../../net/failure.ts';
import type { Politeness } from '../../net/politeness.ts';
import type { FilteringProxy, ProxySession } from '../../net/filtering-proxy.ts';
import type { DrawingFetcher, FetchedPage, FetchOptions } from '../../ports.ts';
import { drawnHtml } from './drawn-html.ts';
import type { FoundBrowser } from './find-browser.ts';
import { refusalOf } from './http.ts';

export interface BrowserSettings {
	readonly found: FoundBrowser;
	readonly sandbox: boolean;
	readonly proxy: FilteringProxy;
	readonly userAgent: string;
	readonly turn?: Politeness['turn']; // the line at a host that pages without a browser stand in too
	readonly pageMs?: number; // for one page, everything included
	readonly idleMs?: number;
	readonly mostPages?: number; // then the browser is renewed
}
export interface BrowserHealth {
	readonly state: 'ready' | 'off' | 'failing';
	readonly reason: string | null; // why it is off or failing, in words
	readonly running: boolean;
	readonly pages: number; // drawn since the start
}
export interface BrowserFetcher extends DrawingFetcher {
	health(): BrowserHealth;
	close(): Promise<void>;
}

const PROVIDER = 'browser';
const AT_ONCE = 2;
const MOST_MEMORY = 600_000_000;
const RETRY_LAUNCH_MS = 60_000;
const LAUNCH_MS = 20_000;
const GOTO_MS = 12_000;
const STABLE_EVERY_MS = 150;
const STABLE_TIMES = 3;
const STABLE_MOST_MS = 6_000;
const HARDLY_ANY = 200; // characters under which a page is given more time to begin
const BEGIN_MS = 2_000;
const BLOCKED = new Set([
	'image',
	'media',
	'font',
	'websocket',
	'eventsource',
	'manifest',
	'ping',
	'texttrack'
]);
const FLAGS = [
	'--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
	'--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
	'--disable-quic',
	'--disable-gpu',
	'--disable-speech-api',
	'--no-pings'
];

export function createBrowserFetcher(settings: BrowserSettings): BrowserFetcher {
	return new Drawing(settings);
}

class Drawing implements BrowserFetcher {
	readonly name = PROVIDER;
	readonly #settings: Required<Omit<BrowserSettings, 'turn'>> & Pick<BrowserSettings, 'turn'>;
	readonly #waiting: (() => void)[] = [];
	#launched: Promise<Browser> | null = null;
	#busy = 0;
	#drawn = 0; // by this browser
	#pages = 0;
	#trouble: { message: string; at: number } | null = null;
	#idle: NodeJS.Timeout | null = null;
	#closed = false;

	constructor(settings: BrowserSettings) {
		this.#settings = { pageMs: 20_000, idleMs: 120_000, mostPages: 100, ...settings };
	}

	unavailable(): string | null {
		if (this.#settings.found.path === null) return this.#settings.found.problem;
		const trouble = this.#trouble;
		return trouble && performance.now() - trouble.at < RETRY_LAUNCH_MS ? trouble.message : null;
	}

	health(): BrowserHealth {
		const reason = this.unavailable();
		const off = this.#settings.found.path === null;
		return {
			state: off ? 'off' : reason === null ? 'ready' : 'failing',
			reason,
			running: this.#launched !== null,
			pages: this.#pages
		};
	}

	async fetch(url: string, { signal, pace }: FetchOptions): Promise<FetchedPage> {
		const problem = this.unavailable();
		if (problem !== null)
			throw new Failure('unavailable', problem, { provider: PROVIDER, retryable: false });
		const left = pace && (await this.#settings.turn?.(new URL(url).host, signal, pace));
		try {
			return await this.#inTime(url, signal);
		} finally {
			left?.();
		}
	}

	async #inTime(url: string, signal: AbortSignal): Promise<FetchedPage> {
		const limit = AbortSignal.any([signal, AbortSignal.timeout(this.#settings.pageMs)]);
		await this.#turn(limit);
		try {
			return await this.#drawTwice(url, limit);
		} catch (error) {
			throw failureOf(error, { signal, limit });
		} finally {
			this.#end();
		}
	}

	async close(): Promise<void> {
		this.#closed = true;
		await this.#quit();
	}

	/** Waits for one of the few places. */
	async #turn(signal: AbortSignal): Promise<void> {
		while (this.#busy >= AT_ONCE)
			await raced(new Promise<void>((go) => this.#waiting.push(go)), signal);
		this.#busy += 1;
		if (this.#idle) clearTimeout(this.#idle);
	}

	#end(): void {
		this.#busy -= 1;
		this.#waiting.shift()?.();
		if (this.#busy > 0 || this.#closed) return;
		if (this.#drawn >= this.#settings.mostPages) void this.#quit();
		this.#idle = setTimeout(() => void (this.#busy === 0 && this.#quit()), this.#settings.idleMs);
		this.#idle.unref();
	}

	async #quit(): Promise<void> {
		if (this.#idle) clearTimeout(this.#idle);
		const launched = this.#launched;
		this.#launched = null;
		this.#drawn = 0;
		await launched?.then((browser) => browser.close()).catch(() => undefined);
	}

	/** The running browser, or a new one. A crash forgets it, so that the next page gets another. */
	#browser(): Promise<Browser> {
		this.#launched ??= this.#launch().catch((error: unknown) => {
			this.#launched = null;
			this.#trouble = { message: launchTrouble(error), at: performance.now() };
			throw new Failure('unavailable', this.#trouble.message, {
				provider: PROVIDER,
				retryable: false,
				cause: error
			});
		});
		return this.#launched;
	}

	async #launch(): Promise<Browser> {
		const { chromium } = await import('playwright-core');
		const browser = await chromium.launch({
			executablePath: this.#settings.found.path ?? '',
			chromiumSandbox: this.#settings.sandbox,
			headless: true,
			proxy: { server: this.#settings.proxy.url, bypass: '<-loopback>' },
			args: FLAGS,
			...bareEnvironment(),
			handleSIGINT: false,
			handleSIGTERM: false,
			handleSIGHUP: false,
			timeout: LAUNCH_MS
		});
		this.#trouble = null;
		this.#drawn = 0;
		const mine = this.#launched;
		browser.on('disconnected', () => {
			if (this.#launched === mine) this.#launched = null;
		});
		return browser;
	}

	/** Once more with another browser when this one is gone. */
	#drawTwice(url: string, limit: AbortSignal): Promise<FetchedPage> {
		return this.#draw(url, limit).catch((error: unknown) => {
			if (limit.aborted || !isGone(error)) throw error;
			return this.#draw(url, limit);
		});
	}

	async #draw(url: string, signal: AbortSignal): Promise<FetchedPage> {
		const session = this.#settings.proxy.open();
		let context: BrowserContext | null = null;
		try {
			const browser = await raced(this.#browser(), signal);
			context = await raced(this.#context(browser, session), signal);
			const page = await drawPage(context, { url, signal, session });
			this.#drawn += 1;
			this.#pages += 1;
			if ((await memoryOf(browser)) > MOST_MEMORY) this.#drawn = this.#settings.mostPages;
			return page;
		} finally {
			session.close();
			await context?.close().catch(() => undefined);
		}
	}

	#context(browser: Browser, { username, password }: ProxySession): Promise<BrowserContext> {
		return browser.newContext({
			acceptDownloads: false,
			serviceWorkers: 'block',
			permissions: [],
			userAgent: this.#settings.userAgent,
			locale: 'en-US',
			proxy: { server: this.#settings.proxy.url, bypass: '<-loopback>', username, password }
		});
	}
}

/** Nothing of our environment goes to the browser: keys stand in it. Windows needs its own to start anything. */
function bareEnvironment(): { env?: Record<string, string> } {
	if (process.platform === 'win32') return {};
	return { env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: tmpdir(), LANG: 'C.UTF-8' } };
}

interface Drawn {
	readonly url: string;
	readonly signal: AbortSignal;
	readonly session: ProxySession;
}

async function drawPage(
	context: BrowserContext,
	{ url, signal, session }: Drawn
): Promise<FetchedPage> {
	const page = await raced(context.newPage(), signal);
	await fence(context, { page, url });
	let status = 0;
	page.on('response', (response) => {
		if (response.request().isNavigationRequest() && response.frame() === page.mainFrame())
			status = response.status();
	});
	// Not for its end: that may never come, and what is there by then is read.
	await raced(page.goto(url, { waitUntil: 'commit', timeout: GOTO_MS }), signal);
	if (status >= 400)
		throw status === 403 && session.refused().length > 0 ? blocked() : refusalOf(status, PROVIDER);
	const complete = await settle(page, signal);
	const html = await raced(page.evaluate(drawnHtml), signal);
	const final = page.url();
	if (!/^https?:/u.test(final)) throw blocked();
	return {
		url: final,
		status,
		contentType: 'text/html; charset=utf-8',
		bytes: Buffer.from(html, 'utf8'),
		truncated: !complete || session.capped(),
		headers: {}
	};
}

const blocked = () =>
	new Failure('blocked', 'leads to an address that is not read', { provider: PROVIDER });

/** What a page may do: ask for its own parts over http(s), and move on its own host a few times. */
async function fence(
	context: BrowserContext,
	{ page, url }: { page: Page; url: string }
): Promise<void> {
	const { host } = new URL(url);
	let moves = 0;
	context.on('page', (other) => {
		if (other !== page) void other.close().catch(() => undefined);
	});
	page.on('dialog', (dialog) => void dialog.dismiss().catch(() => undefined));
	await context.routeWebSocket(/.*/u, (socket) => void socket.close());
	await context.route('**/*', async (route: Route) => {
		const request = route.request();
		const target = new URL(request.url());
		const moving = request.isNavigationRequest();
		if (moving) moves += 1;
		const stranger = moving && (!inMainFrame(request, page) || target.host !== host || moves > 5);
		const fine =
			/^https?:$/u.test(target.protocol) && !BLOCKED.has(request.resourceType()) && !stranger;
		// "aborted" leaves the page where it is; other codes would put an error page in its place.
		await (fine ? route.continue() : route.abort('aborted')).catch(() => undefined);
	});
}

/** False for other frames and for windows that a page opens: their frame may not exist yet. */
function inMainFrame(request: Request, page: Page): boolean {
	try {
		return request.frame() === page.mainFrame();
	} catch {
		return false;
	}
}

/** Waits until the document has come and the length of its text stands still; false when it did not come to its end. */
async function settle(page: Page, signal: AbortSignal): Promise<boolean> {
	const began = performance.now();
	let [last, same, loading] = [-1, 0, true];
	while (performance.now() - began < STABLE_MOST_MS) {
		const seen = await raced(
			page.evaluate(standOf).catch(() => ({ length: -1, loading: true })),
			signal
		);
		same = seen.length === last ? same + 1 : 0;
		last = seen.length;
		loading = seen.loading;
		const begun = !loading && (last >= HARDLY_ANY || performance.now() - began > BEGIN_MS);
		if (same >= STABLE_TIMES && begun) return true;
		await raced(new Promise((resolve) => setTimeout(resolve, STABLE_EVERY_MS)), signal);
	}
	return !loading;
}

/** Runs inside the page. */
function standOf(): { length: number; loading: boolean } {
	const body = document.body as HTMLElement | null;
	return { length: body?.innerText.length ?? 0, loading: document.readyState === 'loading' };
}

/** The promise, or the signal's reason when that comes first: no call to a page may wait for the page's pleasure. */
function raced<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
	return new Promise((resolve, reject) => {
		const leave = () => reject(signal.reason instanceof Error ? signal.reason : new Error('ended'));
		if (signal.aborted) leave();
		else signal.addEventListener('abort', leave, { once: true });
		promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
	});
}

function failureOf(
	error: unknown,
	{ signal, limit }: { signal: AbortSignal; limit: AbortSignal }
): Failure {
	if (error instanceof Failure) return error;
	const options = { provider: PROVIDER, retryable: false, cause: error };
	if (signal.aborted) return new Failure('cancelled', 'cancelled', options);
	if (limit.aborted)
		return new Failure('unavailable', 'did not come to an end in the browser', options);
	const words = error instanceof Error ? error.message : '';
	if (/TUNNEL|ERR_BLOCKED|ERR_ABORTED/u.test(words)) return blocked();
	if (isGone(error)) return new Failure('unavailable', 'made the browser fail', options);
	return new Failure('unavailable', 'could not be drawn by the browser', options);
}

function isGone(error: unknown): boolean {
	if (error instanceof Failure || !(error instanceof Error)) return false;
	return /crash|has been closed|disconnected|closed unexpectedly/iu.test(error.message);
}

function launchTrouble(error: unknown): string {
	const words = error instanceof Error ? error.message : '';
	return /sandbox|namespace|SUID/iu.test(words)
		? 'The browser found no sandbox to run in; allow user namespaces, or set BROWSER_NO_SANDBOX=1 where a container keeps it in.'
		: 'The browser could not be started.';
}

/** Bytes of memory of all its processes where the system tells (Linux), else 0. */
async function memoryOf(browser: Browser): Promise<number> {
	if (process.platform !== 'linux') return 0;
	try {
		const session = await browser.newBrowserCDPSession();
		const { processInfo } = await session.send('SystemInfo.getProcessInfo');
		await session.detach();
		return processInfo.reduce((sum, { id }) => sum + shareOf(id), 0);
	} catch {
		return 0;
	}
}

function shareOf(pid: number): number {
	try {
		const match = /^Pss:\s+(\d+) kB/mu.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
		return Number(match?.[1] ?? 0) * 1024;
	} catch {
		return 0;
	}
}
