/** The interface's words for states, in one place. */
import type { ModelCall, Status, Verdict } from '#lib/research/run.ts';
import type { Estimate } from '#lib/research/settings.ts';
import type { SteerKind } from '#lib/research/steer.ts';
import type { Echoed } from '#lib/research/voices.ts';

export const STATUS_WORDS: Readonly<Record<Status, string>> = {
	queued: 'waiting',
	running: 'working',
	paused: 'paused',
	done: 'done',
	stopped: 'stopped',
	failed: 'failed'
};

/** Said beside a sentence, and in the citation card. Words carry the meaning; colour only repeats it. */
export const VERDICT_WORDS: Readonly<Record<Verdict, { mark: string; words: string }>> = {
	verified: { mark: '✓', words: 'verified' },
	partly: { mark: '◐', words: 'partly supported' },
	disputed: { mark: '⇄', words: 'disputed by another source' },
	derived: { mark: '=', words: 'derived' },
	quoted: { mark: '✓', words: 'verbatim, checked against the kept copy' },
	framing: { mark: '', words: '' },
	unsupported: { mark: '✕', words: 'not supported' }
};

/** How a count of verdicts is read out: what stands first, what needs care last. */
export const VERDICTS_IN_ORDER: readonly Verdict[] = [
	'quoted',
	'verified',
	'derived',
	'partly',
	'disputed'
];

export const SKIP_WORDS: Readonly<Record<string, string>> = {
	'not-allowed': 'not allowed',
	robots: 'robots.txt says no',
	blocked: 'blocked',
	'rate-limited': 'asked to wait',
	'not-found': 'not found',
	unavailable: 'unavailable',
	'redirect-loop': 'redirects in a circle',
	'too-large': 'too large',
	'wrong-type': 'not a page of text',
	encrypted: 'needs a password',
	damaged: 'damaged document',
	'no-text': 'no text layer',
	empty: 'no text',
	'needs-javascript': 'needs JavaScript',
	'login-wall': 'for members only',
	paywall: 'behind a paywall',
	'consent-wall': 'consent wall',
	unreadable: 'unreadable',
	duplicate: 'read already',
	cancelled: 'cancelled'
};

/** A licence in few words: a name as it is, an address by its host. */
export function licenceWords(licence: string): string {
	return URL.canParse(licence)
		? new URL(licence).hostname.replace(/^www\./u, '')
		: licence.slice(0, 60);
}

/** Said of a source that tells what another told, before the number of that one. */
export const ECHO_WORDS: Readonly<Record<Echoed, string>> = {
	'same text': 'same story, word for word, as',
	'near copy': 'same story as',
	'same agency report': 'same agency report as',
	'same paper': 'same paper as',
	mirror: 'same page at another address as'
};

export const OUTCOME_WORDS: Readonly<Record<ModelCall['outcome'], string>> = {
	ok: 'answered',
	repaired: 'answered, its form mended',
	invalid: 'answered, but not with what was asked for',
	failed: 'no answer',
	skipped: 'not asked'
};

export const STEER_WORDS: Readonly<
	Record<Exclude<SteerKind, 'plan' | 'extend'>, { label: string; example: string }>
> = {
	question: { label: 'A further question', example: 'And who paid for it?' },
	instruction: { label: 'A wish for the writing', example: 'Keep to the years after 2000' },
	url: { label: 'A page to read', example: 'https://example.org/report' },
	ban: { label: 'To leave out', example: 'example.com' },
	unban: { label: 'To allow again', example: 'example.com' },
	pin: { label: 'To prefer', example: 'example.com' },
	unpin: { label: 'To prefer no longer', example: 'example.com' }
};

/** What a run takes of models, in words: "about 41,000 tokens, $0.02". */
export function estimateWords({ runs, tokens, usd }: Estimate): string {
	const shown = tokens >= 1_000_000 ? `${tokens / 1_000_000} million` : tokens.toLocaleString('en');
	const money = usd === null ? 'price unknown' : usd === 0 ? 'free' : `$${usd.toPrecision(2)}`;
	if (runs === 0) return `at most ${shown} model tokens, ${money}`;
	const mean = runs === 1 ? 'as the last run' : `mean of the last ${runs} runs`;
	const about = Number(tokens.toPrecision(2)).toLocaleString('en');
	return `about ${about} model tokens, ${money} (${mean})`;
}

/** The roles of models, and what each is for. */
export const ROLE_WORDS = {
	large: { name: 'Writing', for: 'the report, the plan' },
	medium: { name: 'Main', for: 'judging, reflecting' },
	small: { name: 'Small questions', for: 'choosing evidence, queries' }
} as const;

/** What the connection test tries. */
export const PROBE_WORDS = {
	models: 'List of models',
	chat: 'Answer',
	stream: 'Stream and counts',
	json: 'JSON objects',
	schema: 'JSON schemas',
	reasoning: 'Reasoning',
	context: 'Context'
} as const;

/** How much of the effort's budget may be added at once. */
export const SHARES = [
	{ value: '0.25', words: 'a quarter as much again' },
	{ value: '0.5', words: 'half as much again' },
	{ value: '1', words: 'as much again' }
] as const;
