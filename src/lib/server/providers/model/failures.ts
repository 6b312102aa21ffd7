/** What went wrong with a model's endpoint, in the words of net/failure.ts and in words that say what to do. */
import { Failure, type FailureKind } from '../../net/failure.ts';

/** Longer than the context: collected wordings of many servers (harness note, section 3.6). */
const OVERFLOW =
	/prompt is too long|request_too_large|context[ _]?(?:window|length|size)|maximum context|exceed[a-z_]* (?:the )?(?:model'?s? )?(?:token limit|context)|exceed_context_size|maximum (?:prompt|allowed input|input) length|input token count|reduce the length|input is longer|tokens to keep|range of input length|too large for model|prompt exceeds|max(?:imum)?[ _]?(?:model[ _]?)?len/iu;
const NOT_OVERFLOW = /rate limit|too many requests|tokens per (?:minute|day)|tpm|rpm/iu;
const BILLING =
	/insufficient[_ ](?:quota|balance|credit|funds)|quota exceeded|billing|payment required|plan limit|credit balance|arrear|"?code"?\s*:?\s*"?1308/iu;
const FILTERED =
	/content[_ ]?(?:filter|policy)|data_inspection_failed|safety|moderation|sensitive/iu;
const BUSY = /server (?:is )?busy|at capacity|overloaded|temporarily unavailable|try again later/iu;

export interface Trouble {
	readonly provider: string; // named to the user: "deepseek"
	readonly model: string;
	readonly status: number; // 0: no HTTP answer
	readonly text: string; // body or message, at most a few kilobytes
	readonly code: string; // error.code or error.type, "" when absent
	readonly retryAfter: string | null; // the header
	readonly cause?: unknown;
}

/** The Failure that an answer with an error means. Its message holds no key and at most a line of the server's words. */
export function failureOf(trouble: Trouble): Failure {
	const { provider, status, text, code } = trouble;
	const kind = kindOf(status, `${code} ${text}`);
	return new Failure(kind, `${wordsFor(kind, trouble)}${quoted(kind, text)}`, {
		provider,
		retryAfterMs: waitOf(trouble.retryAfter),
		cause: trouble.cause
	});
}

export function kindOf(status: number, text: string): FailureKind {
	if (OVERFLOW.test(text) && !NOT_OVERFLOW.test(text) && status !== 401 && status !== 403)
		return 'overflow';
	if (
		status === 402 ||
		(BILLING.test(text) && (status === 429 || status === 403 || status === 400 || status === 0))
	)
		return 'billing';
	if (status === 401 || status === 403) return 'auth';
	if (status === 404 || (status >= 300 && status < 400)) return 'missing';
	if (status === 429) return 'limited';
	if (status === 413) return 'overflow';
	if (status >= 500 || BUSY.test(text) || status === 0 || status === 408) return 'unavailable';
	if (FILTERED.test(text)) return 'filtered';
	return 'malformed';
}

function wordsFor(kind: FailureKind, { provider, model, status }: Trouble): string {
	switch (kind) {
		case 'auth':
			return `${provider} refused the key: check the API key and that it may use ${model}`;
		case 'billing':
			return `${provider} asks for payment: top up or raise the plan's limit`;
		case 'missing':
			if (status < 400) return `${provider} has moved: use the address it redirects to`;
			return `${provider} does not know ${model}, or the base URL is wrong (often a missing or doubled /v1)`;
		case 'limited':
			return `${provider} limits the rate of requests`;
		case 'overflow':
			return `the prompt is longer than the context of ${model}`;
		case 'filtered':
			return `${provider} withheld the answer for its content rules`;
		case 'malformed':
			return `${provider} refused the request (${status})`;
		case 'unavailable':
			return status > 0
				? `${provider} answered ${status}: busy or down`
				: `${provider} cannot be reached: is the server running at that address?`;
		default:
			return `${provider} failed`;
	}
}

/** The server's own first words where they help, without anything that looks like a secret. */
function quoted(kind: FailureKind, text: string): string {
	if (kind !== 'malformed' && kind !== 'unavailable' && kind !== 'overflow') return '';
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
