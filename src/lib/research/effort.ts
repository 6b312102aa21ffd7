/** Efforts are budgets, not branches: the same loop runs on all of them. Start values of the harness note, section 6.3. */
import type { Effort, Limits } from './run.ts';
import type { Spent } from './view.ts';

export interface Budget {
	readonly searches: number;
	readonly pages: number;
	readonly tokens: number; // model tokens, in and out
	readonly usd: number | null; // null: no money cap
	readonly seconds: number; // wall time, gathering and writing
	readonly rounds: number; // gathering rounds after the scout
	readonly scoutPages: number;
	readonly roundPages: number;
	readonly embed: number; // passages embedded per question while the reader waits
	readonly perSection: number; // sentences at most
	readonly askedGaps: number; // gaps a round for which a model is asked to choose the evidence
	readonly extraItems: number; // must-answer items a model may add to the question's own
	readonly audits: number; // times the finished report is held against the rubric and mended
	readonly judged: 'none' | 'doubtful' | 'all'; // sentences a second model is asked about, where one is configured
	readonly tableRows: number; // rows of the timeline and of the numbers table, each
	readonly draw: boolean; // pages that need JavaScript may be drawn by a browser
	readonly patience: number; // milliseconds a wave of pages is waited for once most have come
	readonly from: Spent; // gone before this version: shares are of the rest
}

const NOTHING: Spent = { searches: 0, pages: 0, tokens: 0, usd: 0, seconds: 0 };

const BUDGETS: Readonly<Record<Effort, Omit<Budget, 'from'>>> = {
	quick: {
		searches: 6,
		pages: 10,
		tokens: 60_000,
		usd: null,
		seconds: 120,
		rounds: 1,
		scoutPages: 7,
		roundPages: 3,
		embed: 16,
		perSection: 4,
		askedGaps: 4,
		extraItems: 0,
		audits: 0,
		judged: 'none',
		tableRows: 0,
		draw: false,
		patience: 4_000
	},
	standard: {
		searches: 20,
		pages: 35,
		tokens: 300_000,
		usd: null,
		seconds: 600,
		rounds: 3,
		scoutPages: 10,
		roundPages: 10,
		embed: 24,
		perSection: 6,
		askedGaps: 8,
		extraItems: 3,
		audits: 1,
		judged: 'doubtful',
		tableRows: 14,
		draw: true,
		patience: 10_000
	},
	deep: {
		searches: 60,
		pages: 100,
		tokens: 1_000_000,
		usd: null,
		seconds: 1_800,
		rounds: 6,
		scoutPages: 16,
		roundPages: 16,
		embed: 48,
		perSection: 9,
		askedGaps: 16,
		extraItems: 6,
		audits: 2,
		judged: 'all',
		tableRows: 14,
		draw: true,
		patience: 20_000
	},
	expert: {
		searches: 150,
		pages: 250,
		tokens: 3_000_000,
		usd: null,
		seconds: 5_400,
		rounds: 10,
		scoutPages: 25,
		roundPages: 25,
		embed: 64,
		perSection: 12,
		askedGaps: 32,
		extraItems: 12,
		audits: 2,
		judged: 'all',
		tableRows: 20,
		draw: true,
		patience: 30_000
	}
};

/** The budget of an effort with the user's own limits laid over it. */
export function budgetOf(effort: Effort, limits: Limits): Budget {
	const { usd, tokens, searches, pages, seconds } = limits;
	const base = BUDGETS[effort];
	return {
		...base,
		from: NOTHING,
		usd: usd ?? base.usd,
		tokens: tokens ?? base.tokens,
		searches: searches ?? base.searches,
		pages: pages ?? base.pages,
		seconds: seconds ?? base.seconds
	};
}
