/** What a search engine file gives to the catalogue, and the small things every engine needs to read an answer. */
import type { z } from 'zod';
import type { Hit } from '../../../research/run.ts';
import type { Call, Reply } from '../../net/call.ts';
import { Failure } from '../../net/failure.ts';
import type { Searcher, SearchOptions } from '../../ports.ts';

export interface SearcherTools {
	readonly call: Call;
}

/** What one engine's file says about itself. `S` is what it reads from the settings: names as in the environment. */
interface Description<S> {
	readonly name: string;
	readonly settings: z.ZodType<S>;
	/** Names that must be set for the engine to be on. */
	readonly needs: readonly string[];
	/** Keyless engines of the open internet: on by themselves, stand-ins where the operator runs SearXNG. */
	readonly keyless: boolean;
	/** How gently it must be asked: queries at once, and milliseconds between two of them. */
	readonly pace: { readonly atOnce: number; readonly gapMs: number };
	create(settings: S, tools: SearcherTools): Searcher;
}

/** A search engine as the catalogue holds it: its settings are checked on the way in. */
export interface SearcherDefinition extends Omit<Description<unknown>, 'create'> {
	/** Throws a ZodError when the settings are not as `settings` wants them. */
	open(settings: unknown, tools: SearcherTools): Searcher;
}

/** Puts the engine's own schema before its `create`. */
export function defineSearcher<S>(description: Description<S>): SearcherDefinition {
	const { name, settings, needs, keyless, pace } = description;
	return {
		...{ name, settings, needs, keyless, pace },
		open: (given, tools) => description.create(settings.parse(given), tools)
	};
}

/** A result as an engine gives it; `readHits` makes hits of it. */
export interface RawHit {
	readonly url: unknown;
	readonly title: unknown;
	readonly snippet: unknown;
	readonly publishedAt?: unknown;
}

/** Keeps results with an http(s) address, cleans their text and numbers them from 1. */
export function readHits(
	raw: Iterable<RawHit>,
	{ engine, limit }: { engine: string; limit: number }
): Hit[] {
	const hits: Hit[] = [];
	for (const each of raw) {
		if (hits.length >= limit) break;
		const url = webAddress(each.url);
		if (url === null) continue;
		hits.push({
			url,
			title: plain(each.title).slice(0, MAX_TITLE) || url,
			snippet: plain(each.snippet).slice(0, MAX_SNIPPET),
			engine,
			rank: hits.length + 1,
			publishedAt: isoDate(each.publishedAt)
		});
	}
	return hits;
}
const MAX_TITLE = 300;
const MAX_SNIPPET = 1_000;

function webAddress(value: unknown): string | null {
	if (typeof value !== 'string' || !URL.canParse(value)) return null;
	const url = new URL(value);
	return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
}

const plain = (value: unknown) =>
	typeof value === 'string' ? value.normalize('NFC').replace(/\s+/gu, ' ').trim() : '';

/** The day of a date an engine gave, or null. Engines invent times of day; the day is what they know. */
function isoDate(value: unknown): string | null {
	if (typeof value !== 'string') return null;
	return /^\d{4}-\d{2}-\d{2}/u.exec(value)?.[0] ?? null;
}

/** Text out of an HTML fragment (snippets with <b> in them). The answer is text: it is never rendered as HTML. */
export function withoutTags(html: unknown): string {
	if (typeof html !== 'string') return '';
	return html.replace(/<[^>]*>/gu, '').replace(/&(?:#\d+|#x[\da-f]+|\w+);/giu, entity);
}

/** What `&name;` or `&#number;` stands for; unknown names stay as they are. */
function entity(written: string): string {
	const name = written.slice(1, -1).toLowerCase();
	if (!name.startsWith('#')) return ENTITIES[name] ?? written;
	const code = name.startsWith('#x') ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
	return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
const ENTITIES: Readonly<Record<string, string>> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	nbsp: ' ',
	ndash: '–',
	mdash: '—',
	hellip: '…'
};

/** Throws the Failure that an engine's status means; 2xx passes. */
export function refuseStatus(reply: Reply, provider: string): void {
	const { status } = reply;
	if (status >= 200 && status < 300) return;
	const retryAfterMs = retryAfter(reply.headers['retry-after']);
	const fail = (kind: ConstructorParameters<typeof Failure>[0], message: string) =>
		new Failure(kind, message, { provider, retryAfterMs });
	if (status === 429) throw fail('limited', 'asked to wait (429)');
	if (status === 401) throw fail('auth', 'the key or password is wrong (401)');
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
	{ schema, provider, hint }: { schema: z.ZodType<T>; provider: string; hint: string }
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

/** Most engines: one GET, capped in bytes and time. */
export async function ask(
	tools: SearcherTools,
	request: {
		provider: string;
		url: URL;
		trust: 'operator' | 'web';
		headers?: Record<string, string>;
		body?: URLSearchParams;
		signal: SearchOptions['signal'];
	}
): Promise<Reply> {
	const { provider, url, trust, headers = {}, body, signal } = request;
	const form = { 'content-type': 'application/x-www-form-urlencoded' };
	const reply = await tools.call({
		url: url.href,
		trust,
		method: body === undefined ? 'GET' : 'POST',
		headers: body === undefined ? headers : { ...form, ...headers },
		...(body === undefined ? {} : { body: body.toString() }),
		signal,
		provider,
		maxBytes: MAX_BYTES,
		timeoutMs: TIMEOUT_MS
	});
	refuseStatus(reply, provider);
	return reply;
}
const MAX_BYTES = 2_000_000;
const TIMEOUT_MS = 8_000;
