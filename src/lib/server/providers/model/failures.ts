/** What went wrong with a model's endpoint, in the words of net/failure.ts and in words that say what to do. */
import OpenAI from 'openai';
import { Failure, type FailureKind } from '../../net/failure.ts';

/** Longer than the context: collected wordings of many servers (harness note, section 3.6). */
const OVERFLOW =
	/(?:prompt|input) (?:is )?too long|(?:^|code\W+)1261\b|request_too_large|context[ _]?(?:window|length|size)|maximum context|exceed[a-z_]* (?:the )?(?:model'?s? )?(?:token limit|context)|exceed_context_size|maximum (?:prompt|allowed input|input) length|input token count|reduce the length|input is longer|tokens to keep|range of input length|too large for model|prompt exceeds|max(?:imum)?[ _]?(?:model[ _]?)?len/iu;
const NOT_OVERFLOW = /rate limit|too many requests|tokens per (?:minute|day)|\b(?:tpm|rpm)\b/iu;
const BILLING =
	/insufficient[_ ](?:quota|balance|credit|funds)|quota exceeded|billing|payment required|plan limit|credit balance|usage limit|arrear|(?:^|code\W+)1308\b/iu;
const FILTERED =
	/content[_ ]?(?:filter|policy)|data_inspection_failed|safety|moderation|flagged|sensitive/iu;
const BUSY = /server (?:is )?busy|at capacity|overloaded|temporarily unavailable|try again later/iu;

export interface Trouble {
	readonly provider: string; // named to the user: "deepseek"
	readonly model: string;
	readonly status: number; // 0: none, or one that says nothing, as within a stream
	readonly reached?: boolean; // whether the server said anything; absent: it did where there is a status
	readonly text: string; // body or message, at most a few kilobytes
	readonly code: string; // error.code or error.type, "" when absent
	readonly retryAfter: string | null; // the header
	readonly cause?: unknown;
}

/** The Failure that an answer with an error means. Its message holds no key and at most a line of the server's words. */
export function failureOf(trouble: Trouble): Failure {
	const { provider, status, text, code } = trouble;
	const kind = kindOf(status, `${code} ${text}`);
	return new Failure(kind, `${wordsFor(kind, trouble)}${quoted(kind, trouble)}`, {
		provider,
		retryAfterMs: waitOf(trouble.retryAfter),
		cause: trouble.cause
	});
}

/** Words that stand for a status where there is none: an error within a stream, or sent with status 200. */
const CODES: readonly (readonly [RegExp, number])[] = [
	[/rate[_ ]limit|too[_ ]many[_ ]requests|throttl/iu, 429],
	[/(?:invalid|incorrect)[_ ]api[_ ]key|authentication|unauthori[sz]ed/iu, 401],
	[/model[_ ]not[_ ]found|no such model|unknown model/iu, 404]
];

export function kindOf(told: number, text: string): FailureKind {
	const status =
		told === 0 || told === 200 ? (CODES.find(([words]) => words.test(text))?.[1] ?? told) : told;
	if (OVERFLOW.test(text) && !NOT_OVERFLOW.test(text) && status !== 401 && status !== 403)
		return 'overflow';
	if (
		status === 402 ||
		(BILLING.test(text) && (status === 429 || status === 403 || status === 400 || status === 0))
	)
		return 'billing';
	if (status === 403 && FILTERED.test(text)) return 'filtered'; // OpenRouter: the input was flagged
	if (status === 401 || status === 403) return 'auth';
	// OpenRouter: none of a model's upstreams takes what was asked for.
	if (status === 404 && /requested parameters/iu.test(text)) return 'malformed';
	if (status === 404 || (status >= 300 && status < 400)) return 'missing';
	if (status === 429) return 'limited';
	if (status === 413) return 'overflow';
	if (status >= 500 || BUSY.test(text) || status === 0 || status === 408) return 'unavailable';
	if (FILTERED.test(text)) return 'filtered';
	return 'malformed';
}

function wordsFor(kind: FailureKind, trouble: Trouble): string {
	const { provider, model, status } = trouble;
	switch (kind) {
		case 'auth':
			return `${provider} refused the key: check the API key and that it may use ${model}`;
		case 'billing':
			return `${provider} asks for payment: top up or raise the plan's limit`;
		case 'missing':
			if (status >= 300 && status < 400)
				return `${provider} has moved: use the address it redirects to`;
			return `${provider} does not know ${model}, or the base URL is wrong (often a missing or doubled /v1)`;
		case 'limited':
			return `${provider} limits the rate of requests`;
		case 'overflow':
			return `the prompt is longer than the context of ${model}`;
		case 'filtered':
			return `${provider} withheld the answer for its content rules`;
		case 'malformed':
			return `${provider} refused the request${status > 0 ? ` (${status})` : ''}`;
		case 'unavailable':
			if (status > 0) return `${provider} answered ${status}: busy or down`;
			return trouble.reached === true
				? `${provider} broke off with an error`
				: `${provider} cannot be reached: is the server running at that address?`;
		default:
			return `${provider} failed`;
	}
}

/** The server's own first words where they help, without anything that looks like a secret. */
function quoted(kind: FailureKind, { text, status }: Trouble): string {
	const forbidden = kind === 'auth' && status === 403; // a region, a model of another plan: the server knows best
	const lost = kind === 'missing' && status === 404 && !text.includes('<');
	const helps = kind === 'malformed' || kind === 'unavailable' || kind === 'overflow';
	if (!helps && !forbidden && !lost) return '';
	const line = text
		.replace(/<[^>]*>/gu, ' ')
		.replace(/\b(?:sk|key|Bearer)[-_ ][\w.-]{6,}/giu, '…')
		.replace(/\s+/gu, ' ')
		.trim();
	return line === '' ? '' : `: ${line.slice(0, 160)}`;
}

/** Milliseconds of a Retry-After header: seconds or a date. Null when there is none. */
export function waitOf(header: string | null): number | null {
	if (header === null || header.trim() === '') return null;
	const seconds = Number(header);
	if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
	const date = Date.parse(header);
	return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

/** Why a server could not be reached, by what the connection failed with; null when it was. */
export function unreachable(error: unknown): string | null {
	// A TypeError is what fetch throws for a connection that broke.
	if (!(error instanceof OpenAI.APIConnectionError) && !(error instanceof TypeError)) return null;
	const codes: string[] = [];
	for (let at: unknown = error; at instanceof Error && codes.length < 8; at = at.cause) {
		const { code } = at as { code?: unknown };
		if (typeof code === 'string') codes.push(code);
	}
	const known = CONNECTION.find(([pattern]) => codes.some((code) => pattern.test(code)));
	return known?.[1] ?? error.message;
}

const CONNECTION: readonly (readonly [RegExp, string])[] = [
	[/^(?:ENOTFOUND|EAI_AGAIN)$/u, 'there is no such host: check the base URL, or the network'],
	[
		/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/u,
		'its certificate is not trusted: give it one that is, or use http on your own network'
	],
	[/^(?:ERR_SSL|EPROTO)/u, 'it does not speak https: try http'],
	[/^(?:ECONNREFUSED)$/u, 'nothing answers there']
];

/** An error the server sent, be it with status 200 or within a stream: its words, code and status. */
export function plainError(error: unknown): { status: number; text: string; code: string } {
	if (typeof error === 'string') return { status: 0, text: error, code: '' };
	const { message, code, type, status } = (error ?? {}) as Record<string, unknown>;
	const word = (value: unknown) =>
		typeof value === 'string' || typeof value === 'number' ? String(value) : '';
	const number = Number(word(status) || word(code));
	return {
		status: Number.isInteger(number) && number >= 300 && number < 600 ? number : 0,
		text: word(message),
		code: `${word(code)} ${word(type)}`.trim()
	};
}

/** A server's words without the key it was sent: some repeat it. */
export function withoutKey(text: string, key: string): string {
	if (key.length < 6) return text;
	return [key, encodeURIComponent(key)].reduce((said, each) => said.replaceAll(each, '…'), text);
}
