/**
 * Prices in USD a million tokens, as published on the day given (harness note, section 3.7). A price that is not known is
 * null and shown as unknown, never as zero. What a provider reports itself comes first, in client.ts.
 */
import type { PriceSetting } from '../../../research/settings.ts';
import type { TokenUsage } from '../../ports.ts';

export interface Price {
	readonly profile: string;
	readonly model: RegExp; // matched against the served model's name
	readonly from: string; // ISO date from which it holds
	/** By input size, smallest first; the last has no end. */
	readonly tiers: readonly {
		readonly upTo: number | null; // input tokens
		readonly input: number;
		readonly cached: number;
		readonly cacheWrites?: number; // absent: as fresh input
		readonly output: number;
	}[];
	/** Hours (UTC, weekdays) in which everything costs `times` as much. */
	readonly peak: {
		readonly hours: readonly (readonly [from: number, to: number])[];
		readonly times: number;
	} | null;
}

const flat = (input: number, cached: number, output: number) => [
	{ upTo: null, input, cached, output }
];
const seen = '2026-11-22';
const row = (profile: string, model: RegExp, tiers: Price['tiers']): Price => ({
	profile,
	model,
	from: seen,
	tiers,
	peak: null
});
/** OpenAI: above 272,000 input tokens twice the input and one and a half times the output. */
const openai = (model: RegExp, [input, cached, output]: readonly [number, number, number]) =>
	row('openai', model, [
		{ upTo: 272_000, input, cached, output },
		{ upTo: null, input: 2 * input, cached: 2 * cached, output: 1.5 * output }
	]);
const DEEPSEEK_PEAK = {
	hours: [
		[1, 4],
		[6, 10]
	],
	times: 2
} as const;

export const PRICES: readonly Price[] = [
	{
		...row('deepseek', /^deepseek-(?:v[\d.]+-)?flash/iu, flat(0.15, 0.003, 0.6)),
		peak: DEEPSEEK_PEAK
	},
	{ ...row('deepseek', /^deepseek-v4-pro/u, flat(0.66, 0.022, 1.98)), peak: DEEPSEEK_PEAK },
	row('qwen', /^qwen3\.6-plus/u, [
		{ upTo: 256_000, input: 0.5, cached: 0.05, cacheWrites: 0.625, output: 3 },
		{ upTo: null, input: 2, cached: 0.2, cacheWrites: 2.5, output: 6 }
	]),
	row('qwen', /^qwen3\.6-flash/u, [
		// A price for what the cache holds is not published: as fresh input.
		{ upTo: null, input: 0.1875, cached: 0.1875, cacheWrites: 0.234, output: 1.125 }
	]),
	row('qwen', /^qwen3\.7-flash/u, [
		{ upTo: 32_000, input: 0.03, cached: 0.006, output: 0.13 } // dearer above, by how much is not known
	]),
	row('qwen', /^qwen3\.8-max/u, [
		{ upTo: null, input: 2, cached: 0.25, cacheWrites: 2.5, output: 6 }
	]),
	row('qwen', /^qwen3\.8-flash/u, flat(0.15, 0.016, 0.47)),
	openai(/^gpt-6-astra/u, [10, 1, 50]),
	openai(/^gpt-6\.1-sol/u, [2, 0.1, 10]),
	openai(/^gpt-6\.1-terra/u, [1, 0.05, 5]),
	openai(/^gpt-6-luna/u, [0.1, 0.01, 0.5]),
	openai(/^gpt-5\.6-sol/u, [4, 0.4, 20]),
	openai(/^gpt-5\.6-terra/u, [2, 0.2, 12]),
	openai(/^gpt-5\.6-luna/u, [0.2, 0.02, 1.2]),
	row('gemini', /^(?:models\/)?gemini-3\.8-flash(?!-lite)/u, flat(0.75, 0.075, 3.75)),
	row('gemini', /^(?:models\/)?gemini-3\.1-pro/u, [
		{ upTo: 200_000, input: 2, cached: 0.2, output: 12 }
	]),
	row('anthropic', /^claude-haiku-5[.-]5/u, [
		{ upTo: 100_000, input: 0.1, cached: 0.01, output: 0.5 }
	]),
	row('anthropic', /^claude-sonnet-5[.-]5/u, flat(2, 0.1, 10)),
	row('anthropic', /^claude-opus-5[.-]5/u, flat(4, 0.2, 20)),
	row('mistral', /^mistral-large-4/u, flat(0.7, 0.07, 2.1)),
	row('mistral', /^mistral-small/u, flat(0.15, 0.015, 0.6)),
	row('groq', /gpt-oss-120b/u, flat(0.15, 0.075, 0.6)),
	row('groq', /gpt-oss-20b/u, flat(0.075, 0.0375, 0.3)),
	row('moonshot', /^kimi-k3\.1-pro/u, flat(2, 0.2, 10)),
	row('moonshot', /^kimi-k2\.6/u, flat(0.95, 0.16, 4)),
	row('zai', /^glm-5\.3-flash/u, flat(0.15, 0.03, 0.5)),
	row('zai', /^glm-5\.3(?!-flash)/u, flat(1.4, 0.26, 4.4))
];

export interface Priced {
	readonly profile: string;
	readonly own?: PriceSetting | null; // what the user says it costs
	readonly free: boolean; // a local server, or a plan whose tokens cost nothing each
	readonly model: string;
	readonly usage: Pick<TokenUsage, 'input' | 'cached' | 'cacheWrites' | 'output'>;
	readonly at: number; // milliseconds since the epoch
}

/** A cost, and in words by what price. */
export interface Quote {
	readonly usd: number;
	readonly price: string;
}

/** What a call cost; null when the table does not know. */
export function quoteOf({ profile, own, free, model, usage, at }: Priced): Quote | null {
	if (own) return { usd: costOf(own, usage), price: 'the price set for the connection' };
	if (free) return { usd: 0, price: 'free' };
	const price = PRICES.filter(
		(one) => one.profile === profile && one.model.test(model) && Date.parse(one.from) <= at
	)
		.sort((a, b) => (a.from < b.from ? 1 : -1))
		.at(0);
	const tier = price?.tiers.find((one) => one.upTo === null || usage.input <= one.upTo);
	if (!price || !tier) return null;
	const times = isPeak(price, at) ? (price.peak?.times ?? 1) : 1;
	const peak = times === 1 ? '' : `, ${times} times it in peak hours`;
	return {
		usd: costOf(tier, usage) * times,
		price: `the table's price of ${price.from}${peak}`
	};
}

/** What a call cost in USD; null when the table does not know. */
export function priceOf(priced: Priced): number | null {
	return quoteOf(priced)?.usd ?? null;
}

function costOf(
	price: PriceSetting & { readonly cacheWrites?: number },
	{ input, cached, cacheWrites = 0, output }: Priced['usage']
): number {
	const fresh = Math.max(0, input - cached - cacheWrites);
	const kept = cacheWrites * (price.cacheWrites ?? price.input);
	return (fresh * price.input + kept + cached * price.cached + output * price.output) / 1e6;
}

/** What a model costs now, a million tokens, for prompts of the usual length; null when the table does not know. */
export function ratesOf({
	profile,
	own,
	free,
	model,
	at
}: Omit<Priced, 'usage'>): PriceSetting | null {
	const million = 1e6;
	const cost = (input: number, cached: number, output: number) => {
		const scale = 1_000; // a thousandth of a million: every tier begins at nothing
		const usage = { input: input / scale, cached: cached / scale, output: output / scale };
		const usd = priceOf({ profile, own: own ?? null, free, model, usage, at });
		return usd === null ? null : usd * scale;
	};
	const input = cost(million, 0, 0);
	const cached = cost(million, million, 0);
	const output = cost(0, 0, million);
	return input === null || cached === null || output === null ? null : { input, cached, output };
}

/** Milliseconds until a profile's prices are off their peak; 0 when they are now, null when it has no peak hours. */
export function untilOffPeak(profile: string, at: number): number | null {
	const price = PRICES.find((one) => one.profile === profile && one.peak !== null);
	if (!price) return null;
	const hour = 3_600_000;
	for (let ahead = 0; ahead <= 24; ahead += 1) {
		const then = ahead === 0 ? at : Math.ceil((at + 1) / hour) * hour + (ahead - 1) * hour;
		if (!isPeak(price, then)) return then - at;
	}
	return 0;
}

function isPeak({ peak }: Price, at: number): boolean {
	const time = new Date(at);
	const weekday = time.getUTCDay() >= 1 && time.getUTCDay() <= 5;
	const hour = time.getUTCHours();
	return peak !== null && weekday && peak.hours.some(([from, to]) => from <= hour && hour < to);
}
