/**
 * Large files through the same way out: every hop is guarded, the body is handed on piece by piece and never held whole.
 * Whoever takes it decides about size, resuming and trying again.
 */
import { request, type Dispatcher } from 'undici';
import { Failure } from './failure.ts';
import { failureOf, flat } from './wire.ts';

export interface Wanted {
	readonly url: string;
	/** operator: the address is from the settings; where a redirect leaves it the guard decides, as it does for `web`. */
	readonly trust: 'operator' | 'web';
	readonly headers?: Readonly<Record<string, string>>; // sent at every hop: never a key
	readonly signal: AbortSignal;
	readonly provider: string; // named in failures
	readonly timeoutMs?: number; // whole transfer; default two hours
}
export interface Delivery {
	readonly status: number;
	readonly url: string; // final
	/** Of every answer on the way, the first one first, with lower-case names. */
	readonly headers: readonly Readonly<Record<string, string>>[];
	/** Throws Failure where the connection breaks. */
	readonly body: AsyncIterable<Uint8Array>;
}
/** Opens a file and hands it to `use`. Throws Failure for what is not HTTP, and whatever `use` throws. */
export type Download = <T>(wanted: Wanted, use: (delivery: Delivery) => Promise<T>) => Promise<T>;

export interface Ways {
	readonly web: Dispatcher;
	readonly operator: Dispatcher;
	readonly userAgent: string;
	/** Throws Failure "blocked" for an address that pages may not have. */
	readonly webUrl: (text: string) => URL;
}

const TOTAL_MS = 2 * 60 * 60_000;
const IDLE_MS = 30_000;
const MAX_HOPS = 5;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

export function createDownload(ways: Ways): Download {
	return async (wanted, use) => {
		const timeout = AbortSignal.timeout(wanted.timeoutMs ?? TOTAL_MS);
		const signal = AbortSignal.any([wanted.signal, timeout]);
		const told = (error: unknown) => failureOf(error, wanted, timeout);
		const { response, url, headers } = await open({ ...wanted, signal }, ways).catch(
			(error: unknown) => {
				throw told(error);
			}
		);
		response.body.on('error', () => undefined); // told by the reading of it
		try {
			const body = reading(response.body, told);
			return await use({ status: response.statusCode, url, headers, body });
		} finally {
			response.body.destroy();
		}
	};
}

async function* reading(
	body: AsyncIterable<Uint8Array>,
	told: (error: unknown) => Failure
): AsyncGenerator<Uint8Array> {
	try {
		for await (const piece of body) yield piece;
	} catch (error) {
		throw told(error);
	}
}

/** Follows redirects to the answer that has the file. */
async function open(wanted: Wanted, ways: Ways) {
	let url = wanted.trust === 'web' ? ways.webUrl(wanted.url) : new URL(wanted.url);
	const { origin } = url;
	const headers: Record<string, string>[] = [];
	for (let hop = 0; hop <= MAX_HOPS; hop += 1) {
		const own = wanted.trust === 'operator' && url.origin === origin;
		const response = await request(url, {
			dispatcher: own ? ways.operator : ways.web,
			headers: {
				'user-agent': ways.userAgent,
				'accept-encoding': 'identity', // ranges and checksums are of the file itself
				...wanted.headers
			},
			bodyTimeout: IDLE_MS,
			signal: wanted.signal
		});
		const said = flat(response.headers);
		headers.push(said);
		const { location } = said;
		if (!REDIRECTS.includes(response.statusCode) || location === undefined) {
			return { response, url: url.href, headers };
		}
		response.body.on('error', () => undefined);
		response.body.destroy();
		const next = new URL(location, url);
		const home = wanted.trust === 'operator' && next.origin === origin;
		url = home ? next : ways.webUrl(next.href);
	}
	throw new Failure('refused', 'redirects in a circle or too often', {
		provider: wanted.provider
	});
}
