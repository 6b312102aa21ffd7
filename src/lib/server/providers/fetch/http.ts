/** Pages over plain HTTP through the egress guard. */
import type { Call } from '../../net/call.ts';
import { Failure, type FailureKind } from '../../net/failure.ts';
import type { Fetcher } from '../../ports.ts';

const PROVIDER = 'http';
const PATIENCE_MS = 45_000; // a large document takes its time
const PAGE = 5_000_000;
const TABLE = 10_000_000;
const DOCUMENT = 25_000_000;
const PICTURE = 64_000; // enough to tell what it is; it is not read

/** Most bytes of a page by its kind: how it begins decides, then what it says it is. */
export function mostBytes(contentType: string, head: Uint8Array): number {
	const begins = Buffer.from(head.subarray(0, 1_024)).toString('latin1');
	if (/^[^<]{0,1000}%PDF-|^PK\x03\x04|^\xd0\xcf\x11\xe0/u.test(begins)) return DOCUMENT;
	if (/^(?:\x89PNG|\xff\xd8\xff|GIF8|OggS|ID3|RIFF)/u.test(begins)) return PICTURE;
	if (/^\s*(?:image|audio|video|font)\//iu.test(contentType) && !/^\s*</u.test(begins))
		return PICTURE;
	return /csv|tab-separated/iu.test(contentType) ? TABLE : PAGE;
}

export function createHttpFetcher(call: Call): Fetcher {
	return {
		name: PROVIDER,
		fetch: async (url, { signal, unless, pace }) => {
			const headers = {
				...(unless?.etag != null && { 'if-none-match': unless.etag }),
				...(unless?.modified != null && { 'if-modified-since': unless.modified })
			};
			const reply = await call({
				...{ url, signal, headers, trust: 'web', provider: PROVIDER },
				...(pace && { pace }),
				maxBytes: mostBytes,
				timeoutMs: PATIENCE_MS
			});
			if (reply.status >= 400 || reply.status < 200) throw refusalOf(reply.status, PROVIDER);
			const { status, bytes, truncated } = reply;
			return {
				url: reply.url,
				status,
				bytes,
				truncated,
				headers: reply.headers,
				contentType: reply.headers['content-type'] ?? ''
			};
		}
	};
}

/** What a status that is not a page means. */
export function refusalOf(status: number, provider: string): Failure {
	const kind: FailureKind =
		status === 404 || status === 410
			? 'missing'
			: status === 429
				? 'limited'
				: status === 401 || status === 402 || status === 403 || status === 407 || status === 451
					? 'refused'
					: status >= 500
						? 'unavailable'
						: 'malformed';
	return new Failure(kind, wordsOf(status), { provider, retryable: false });
}

/** The status as what can be said of a page, the number last for those who know it. */
function wordsOf(status: number): string {
	const words = WORDS[status] ?? (status >= 500 ? 'could not be given by its server' : null);
	return words === null ? `was answered with status ${status}` : `${words} (${status})`;
}

const WORDS: Readonly<Record<number, string>> = {
	401: 'asks for a sign-in',
	402: 'asks to be paid for',
	403: 'is not shown to programs',
	404: 'is not there',
	407: 'asks for a sign-in',
	410: 'is gone for good',
	429: 'was asked for too often, and its site wants time',
	451: 'is withheld for legal reasons'
};
