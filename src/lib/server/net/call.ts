/**
 * The one way out of the process. Trust is said at every call: `web` goes through the guard (or the operator's upstream
 * proxy), hop by hop; `operator` goes to an endpoint from the settings and nowhere else. Time, size and retries are here.
 */
import { Agent, ProxyAgent, request, type Dispatcher } from 'undici';
import { readBody } from './decode-body.ts';
import { createDownload, type Download } from './download.ts';
import { Failure } from './failure.ts';
import { allowedUrl, guardedConnector, type Lookup } from './guard.ts';
import { createPoliteness, pause, type Pace, type Politeness } from './politeness.ts';
import { failureOf, flat } from './wire.ts';

export interface Asked {
	readonly url: string;
	readonly trust: 'operator' | 'web';
	readonly method?: 'GET' | 'POST';
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string;
	readonly signal: AbortSignal;
	readonly provider: string; // named in failures
	/** Decoded; default 5 MB. A function is told the content type and how the body begins. */
	readonly maxBytes?: number | ((contentType: string, head: Uint8Array) => number);
	readonly timeoutMs?: number; // whole call; default 30 s; waiting for a turn that `pace` asks for does not count
	readonly pace?: Pace; // of the host that is asked
}
export interface Reply {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>; // lower-case names
	readonly bytes: Uint8Array;
	readonly url: string; // final
	readonly truncated: boolean;
}
/** Any status is a reply. Throws Failure for what is not HTTP: blocked, unavailable, malformed, too-large, cancelled. */
export type Call = (asked: Asked) => Promise<Reply>;

export interface CallSettings {
	readonly proxy?: string; // operator's upstream for pages; it then also resolves names
	readonly userAgent: string;
	readonly spacingMs?: number; // between two starts at one host
	readonly lookup?: Lookup; // tests
	readonly permits?: (address: string) => boolean; // tests
}

const CONNECT_MS = 5_000;
const HEADERS_MS = 10_000;
const IDLE_MS = 10_000;
const TOTAL_MS = 30_000;
const MAX_WIRE = 10_000_000;
const MAX_WIRE_DOCUMENT = 26_000_000;
const MAX_BYTES = 5_000_000;
const MAX_HOPS = 5;
const MAX_HEADERS = 32 * 1024;
const RETRY_AFTER_MOST_MS = 3_000;
const RETRY_MS = 250;

export interface Outside {
	readonly call: Call;
	readonly download: Download;
	/** A place in the same line, for what asks a host by another way out. */
	readonly turn: Politeness['turn'];
	close(): Promise<void>;
}

export function createCall(settings: CallSettings): Outside {
	const limits = {
		headersTimeout: HEADERS_MS,
		bodyTimeout: IDLE_MS,
		maxHeaderSize: MAX_HEADERS,
		pipelining: 1
	};
	const { proxy, lookup, permits } = settings;
	const web: Dispatcher =
		proxy === undefined
			? new Agent({
					...limits,
					connect: guardedConnector({
						timeoutMs: CONNECT_MS,
						...(lookup && { lookup }),
						...(permits && { permits })
					})
				})
			: new ProxyAgent({
					...limits,
					uri: proxy,
					proxyTunnel: false,
					connect: { timeout: CONNECT_MS }
				});
	const operator = new Agent({ ...limits, connect: { timeout: CONNECT_MS } });
	const polite = createPoliteness({ atOnce: 2, spacingMs: settings.spacingMs ?? 250 });
	const open = settings.permits !== undefined;
	const way = { web, operator, polite, userAgent: settings.userAgent, open };
	return {
		call: (asked) => withRetry(asked, way),
		download: createDownload({
			...{ web, operator, userAgent: settings.userAgent },
			webUrl: (text) => webUrl(text, way)
		}),
		turn: polite.turn,
		close: async () => {
			await Promise.all([web.destroy(), operator.destroy()]);
		}
	};
}

interface Way {
	readonly web: Dispatcher;
	readonly operator: Dispatcher;
	readonly polite: Politeness;
	readonly userAgent: string;
	readonly open: boolean; // tests on loopback: the address rule is theirs
}

/** One more try for what passes by itself, where asking twice cannot do a thing twice. */
async function withRetry(asked: Asked, way: Way): Promise<Reply> {
	const patience = asked.pace?.mostWaitMs ?? 0;
	const timeout = AbortSignal.timeout((asked.timeoutMs ?? TOTAL_MS) + patience);
	const signal = AbortSignal.any([asked.signal, timeout]);
	const again = asked.trust === 'web' && (asked.method ?? 'GET') === 'GET';
	try {
		const reply = await attempt({ ...asked, signal }, way);
		const wait = again ? retryWait(reply) : null;
		if (wait === null) return reply;
		await pause(wait, signal);
		return await attempt({ ...asked, signal }, way);
	} catch (error) {
		const failure = failureOf(error, asked, timeout);
		if (!again || !failure.retryable || signal.aborted) throw failure;
		try {
			await pause(RETRY_MS, signal);
			return await attempt({ ...asked, signal }, way);
		} catch (second) {
			throw failureOf(second, asked, timeout);
		}
	}
}

/** Milliseconds to wait before asking again, or null when the answer stands. */
function retryWait({ status, headers }: Reply): number | null {
	if (status >= 500 && status !== 501 && status !== 505) return RETRY_MS;
	if (status !== 429) return null;
	const seconds = Number(headers['retry-after'] ?? 1);
	const wait = Number.isFinite(seconds) ? seconds * 1000 : RETRY_AFTER_MOST_MS + 1;
	return wait <= RETRY_AFTER_MOST_MS ? wait : null;
}

async function attempt(asked: Asked, way: Way): Promise<Reply> {
	let url = asked.trust === 'web' ? webUrl(asked.url, way) : new URL(asked.url);
	const { origin } = url;
	for (let hops = 0; hops <= MAX_HOPS; hops += 1) {
		// A key in a header is for the address it was given for: headers stop where a redirect leaves it.
		const headers = url.origin === origin ? (asked.headers ?? {}) : {};
		// What a host asks for holds there; of where it sends us nobody has asked.
		const { pace, ...rest } = asked;
		const own = pace && url.origin === origin ? { pace } : {};
		const answer = await hopOnce({ ...rest, ...own, headers, url: url.href }, way);
		if (!('location' in answer)) return answer;
		const next = new URL(answer.location, url);
		if (asked.trust === 'operator') {
			throw new Failure('malformed', 'redirects elsewhere; set its final address', {
				provider: asked.provider
			});
		}
		url = webUrl(next.href, way);
	}
	throw new Failure('refused', 'redirects in a circle or too often', { provider: asked.provider });
}

function webUrl(text: string, { open }: Way): URL {
	return open ? new URL(text) : allowedUrl(text);
}

async function hopOnce(asked: Asked, way: Way): Promise<Reply | { location: string }> {
	const url = new URL(asked.url);
	const end =
		asked.trust === 'web'
			? await way.polite.turn(url.host, asked.signal, asked.pace)
			: () => undefined;
	try {
		const response = await request(url, {
			dispatcher: asked.trust === 'web' ? way.web : way.operator,
			method: asked.method ?? 'GET',
			headers: {
				'user-agent': way.userAgent,
				'accept-encoding': 'gzip, br, deflate',
				accept: 'text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.5',
				...asked.headers
			},
			body: asked.body ?? null,
			signal: asked.signal
		});
		return await take(response, asked);
	} finally {
		end();
	}
}

async function take(
	response: Dispatcher.ResponseData,
	asked: Asked
): Promise<Reply | { location: string }> {
	const headers = flat(response.headers);
	const location = headers['location'];
	if ([301, 302, 303, 307, 308].includes(response.statusCode) && location !== undefined) {
		response.body.on('error', () => undefined);
		response.body.destroy();
		return { location };
	}
	const most = asked.maxBytes ?? MAX_BYTES;
	const type = headers['content-type'] ?? '';
	const { bytes, truncated } = await readBody(response.body, {
		coding: headers['content-encoding'] ?? '',
		maxBytes: typeof most === 'function' ? (head) => most(type, head) : most,
		maxWire: typeof most === 'function' ? MAX_WIRE_DOCUMENT : MAX_WIRE,
		provider: asked.provider
	});
	asked.signal.throwIfAborted();
	return { status: response.statusCode, headers, bytes, url: asked.url, truncated };
}
