/** Pages over plain HTTP through the egress guard. */
import type { Call } from '../../net/call.ts';
import { Failure, type FailureKind } from '../../net/failure.ts';
import type { Fetcher } from '../../ports.ts';

const PROVIDER = 'http';

export function createHttpFetcher(call: Call): Fetcher {
	return {
		name: PROVIDER,
		fetch: async (url, { signal, unless }) => {
			const headers = {
				...(unless?.etag != null && { 'if-none-match': unless.etag }),
				...(unless?.modified != null && { 'if-modified-since': unless.modified })
			};
			const reply = await call({ url, trust: 'web', signal, provider: PROVIDER, headers });
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
	return new Failure(kind, `answered ${status}`, { provider, retryable: false });
}
