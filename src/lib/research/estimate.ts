/** What a run will take of models, before it starts: from earlier runs of its effort, else the most its budget allows. */
import type { Effort } from './run.ts';
import { budgetOf } from './effort.ts';
import type { Estimate, PriceSetting } from './settings.ts';

type Role = 'small' | 'medium' | 'large';
export interface Estimating {
	readonly effort: Effort;
	/** Tokens by role of each earlier run of this effort. */
	readonly runs: readonly (readonly {
		readonly role: Role;
		readonly input: number;
		readonly cached: number;
		readonly output: number;
	}[])[];
	/** What the first model of each role costs now; null where it is not known. */
	readonly prices: Readonly<Record<Role, PriceSetting | null>>;
}

/** Share of a run's tokens that models write, where no earlier run tells; from the runs measured so far it is less. */
const WRITTEN = 0.2;

export function estimateOf({ effort, runs, prices }: Estimating): Estimate {
	if (runs.length > 0) {
		const all = runs.flat();
		const tokens = all.reduce((sum, { input, output }) => sum + input + output, 0);
		const costs = all.map(({ role, ...usage }) => costOf(prices[role], usage));
		const usd = costs.reduce<number | null>(
			(sum, cost) => (sum === null || cost === null ? null : sum + cost),
			0
		);
		return {
			runs: runs.length,
			tokens: Math.round(tokens / runs.length),
			usd: usd === null ? null : usd / runs.length
		};
	}
	const { tokens } = budgetOf(effort, {});
	const most = { input: tokens * (1 - WRITTEN), cached: 0, output: tokens * WRITTEN };
	const costs = [prices.small, prices.medium, prices.large].map((price) => costOf(price, most));
	const known = costs.filter((cost) => cost !== null);
	// The dearest role's price for all of it: no run costs more.
	return { runs: 0, tokens, usd: known.length === costs.length ? Math.max(...known) : null };
}

function costOf(
	price: PriceSetting | null,
	{ input, cached, output }: { input: number; cached: number; output: number }
): number | null {
	if (price === null) return null;
	const fresh = Math.max(0, input - cached);
	return (fresh * price.input + cached * price.cached + output * price.output) / 1e6;
}
