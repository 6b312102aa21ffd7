/** What a run may spend in all, as it stands: the effort's budget, what was added, and each later version's share. Pure. */
import { budgetOf, type Budget } from './effort.ts';
import type { Limits } from './run.ts';
import { steersNow, type RunView, type Spent } from './view.ts';

/** Share of the effort's budget that a follow-up gets afresh. */
const FOLLOW_UP = 0.5;

type Counting = Pick<RunView, 'usage' | 'timings' | 'question' | 'version' | 'steers'>;

/** What was spent so far; `at` is now, milliseconds since the epoch. */
export function spentBy({ usage, timings }: Counting, at: number): Spent {
	const began = timings.startedAt ?? at;
	const until = timings.restingSince ?? at;
	return {
		searches: usage.searches,
		pages: usage.pages,
		tokens: usage.inputTokens + usage.outputTokens,
		usd: usage.usd ?? 0,
		seconds: Math.max(0, (until - began - timings.restedMs) / 1000)
	};
}

/** The budget of the run up to the end of the version in work; `from` is what was gone before it. */
export function budgetNow(view: Counting): Budget {
	const { question, version } = view;
	const base = budgetOf(question?.effort ?? 'standard', question?.limits ?? {});
	const added = addedBy(view);
	const extensions = steersNow(view).filter((one) => one.kind === 'extend').length;
	if (version.number === 1) {
		const rounds = base.rounds + extensions * Math.ceil(base.rounds / 2);
		return {
			...base,
			searches: base.searches + added.searches,
			pages: base.pages + added.pages,
			tokens: base.tokens + added.tokens,
			seconds: base.seconds + added.seconds,
			usd: base.usd === null ? null : base.usd + added.usd,
			rounds
		};
	}
	const { spent, left } = version;
	// Only more budget was asked for: what is left and what was added. Anything else gets a share of its own.
	const only = steersNow(view).every((one) => one.kind === 'extend');
	const share = extensions > 0 && only ? 0 : FOLLOW_UP;
	const room = (kind: keyof Spent, whole: number) =>
		spent[kind] + Math.max(left[kind], share * whole) + added[kind];
	return {
		...base,
		from: spent,
		searches: Math.round(room('searches', base.searches)),
		pages: Math.round(room('pages', base.pages)),
		tokens: Math.round(room('tokens', base.tokens)),
		seconds: room('seconds', base.seconds),
		usd: base.usd === null ? null : room('usd', base.usd),
		rounds: version.round + Math.max(1, Math.ceil(base.rounds / 2)) - 1
	};
}

/** What of the budget a run has not spent. */
export function leftOf(view: Counting, at: number): Spent {
	const budget = budgetNow(view);
	const spent = spentBy(view, at);
	const rest = (kind: Exclude<keyof Spent, 'usd'>) => Math.max(0, budget[kind] - spent[kind]);
	return {
		searches: rest('searches'),
		pages: rest('pages'),
		tokens: rest('tokens'),
		seconds: rest('seconds'),
		usd: Math.max(0, (budget.usd ?? 0) - spent.usd)
	};
}

function addedBy(view: Counting): Spent {
	const sum = { searches: 0, pages: 0, tokens: 0, usd: 0, seconds: 0 };
	for (const steer of steersNow(view)) {
		if (steer.kind !== 'extend') continue;
		for (const key of Object.keys(sum) as (keyof Limits & keyof Spent)[])
			sum[key] += steer.limits[key] ?? 0;
	}
	return sum;
}

/** A share of the effort's budget as amounts to add. */
export function extensionOf(view: Pick<RunView, 'question'>, share: number): Limits {
	const { effort, limits } = view.question ?? { effort: 'standard' as const, limits: {} };
	const { searches, pages, tokens, seconds, usd } = budgetOf(effort, limits);
	const part = (whole: number) => Math.max(1, Math.round(whole * share));
	return {
		searches: part(searches),
		pages: part(pages),
		tokens: part(tokens),
		seconds: part(seconds),
		...(usd !== null && { usd: usd * share })
	};
}
