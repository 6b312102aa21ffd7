/** How an engine is asked and how its answer is taken: one capped call, the meaning of a status, JSON in a known shape. */
import type { z } from 'zod';
import type { Reply } from '../../net/call.ts';
import { Failure } from '../../net/failure.ts';
import type { SearchOptions } from '../../ports.ts';
import { readQuota } from './quota.ts';
import type { SearcherTools } from './searcher.ts';

const MAX_BYTES = 2_000_000;
const TIMEOUT_MS = 8_000;

interface Request {
	readonly provider: string;
	readonly url: URL;
	readonly trust: 'operator' | 'web';
	readonly headers?: Record<string, string>;
	readonly body?: URLSearchParams; // a form
	readonly json?: unknown;
	readonly signal: SearchOptions['signal'];
	/** Statuses that mean something of their own to this engine. */
	readonly statuses?: Statuses;
}
type Statuses = Readonly<Record<number, readonly [kind: Failure['kind'], message: string]>>;

/**
 * One request, capped in bytes and time; GET unless there is something to send. A key belongs in `headers`, never in
 * the address. Throws the Failure that the status means.
 */
export async function ask(tools: SearcherTools, request: Request): Promise<Reply> {
	const { provider, url, trust, signal } = request;
	const sent = contentOf(request);
	const reply = await tools.call({
		url: url.href,
		trust,
		method: sent === null ? 'GET' : 'POST',
		headers: { ...(sent && { 'content-type': sent.type }), ...request.headers },
		...(sent && { body: sent.text }),
		signal,
		provider,
		maxBytes: MAX_BYTES,
		timeoutMs: TIMEOUT_MS
	});
	const quota = readQuota(reply.headers, Date.now());
	if (quota) tools.spent?.(quota);
	refuseStatus(reply, { provider, statuses: request.statuses ?? {} });
	return reply;
}

/**
 * Asks for JSON and reads it in the engine's shape. `hint`: what may be wrong when it has another one. Throws as `ask`
 * and `readJson` do.
 */
export async function askJson<T>(
	tools: SearcherTools,
	request: Request & { readonly schema: z.ZodType<T>; readonly hint?: string }
): Promise<T> {
	const { schema, hint, ...asked } = request;
	const headers = { accept: 'application/json', ...asked.headers };
	const reply = await ask(tools, { ...asked, headers });
	return readJson(reply, { schema, provider: asked.provider, ...(hint !== undefined && { hint }) });
}

function contentOf({ body, json }: Request): { type: string; text: string } | null {
	if (json !== undefined) return { type: 'application/json', text: JSON.stringify(json) };
	if (body === undefined) return null;
	return { type: 'application/x-www-form-urlencoded', text: body.toString() };
}

/** Throws the Failure that an engine's status means; 2xx passes. */
function refuseStatus(
	reply: Reply,
	{ provider, statuses }: { provider: string; statuses: Statuses }
): void {
	const { status, headers } = reply;
	if (status >= 200 && status < 300) return;
	const quota = readQuota(headers, Date.now());
	const used = quota?.remaining === 0;
	const retryAfterMs =
		retryAfter(headers['retry-after']) ??
		(used && quota.resetAt !== null ? Math.max(0, quota.resetAt - Date.now()) : null);
	const fail = (kind: Failure['kind'], message: string) =>
		new Failure(kind, message, { provider, retryAfterMs });
	const own = statuses[status];
	if (own) throw fail(...own);
	if (status === 429) throw fail('limited', 'asked to wait (429)');
	if (status === 401) throw fail('auth', 'the key or password is wrong (401)');
	if (status === 402) throw fail('billing', 'its credits are used up (402)');
	if (status === 403 && used) throw fail('limited', 'its quota is used up (403)');
	if (status === 403 || status === 451) throw fail('refused', `refused the query (${status})`);
	if (status === 404 || status === 410)
		throw fail('missing', `no search at this address (${status})`);
	if (status >= 500) throw fail('unavailable', `is in trouble (${status})`);
	throw fail('malformed', `unexpected status ${status}`);
}

/** Milliseconds of a Retry-After header in seconds or as a date; null when absent or unreadable. */
function retryAfter(header: string | undefined): number | null {
	if (header === undefined) return null;
	if (/^\s*\d+\s*$/u.test(header)) return Number(header) * 1000;
	const at = Date.parse(header);
	return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}

/** The body as text: engines answer in UTF-8. */
export const bodyText = (reply: Reply) => new TextDecoder().decode(reply.bytes);

/** The body read as JSON in the shape of `schema`. Throws Failure "malformed". */
export function readJson<T>(
	reply: Reply,
	{
		schema,
		provider,
		hint = 'Its API may have changed.'
	}: { schema: z.ZodType<T>; provider: string; hint?: string }
): T {
	const text = bodyText(reply);
	const wrong = (what: string) => new Failure('malformed', `${what}. ${hint}`, { provider });
	if (/^\s*</u.test(text)) throw wrong('answered with HTML instead of JSON');
	let raw: unknown;
	try {
		raw = JSON.parse(text);
	} catch {
		throw wrong(reply.truncated ? 'the answer broke off' : 'the answer is not JSON');
	}
	const parsed = schema.safeParse(raw);
	if (!parsed.success) throw wrong('the JSON is not a search answer');
	return parsed.data;
}
