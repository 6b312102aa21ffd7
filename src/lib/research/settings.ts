/** What may be set on the settings page and through the API, as schemas; and what is told of it. Keys only ever go in. */
import { z } from 'zod';
import { EFFORTS } from './run.ts';

const MOST_CHAIN = 10; // connections of one role

/** Dollars a million tokens. */
const Dollars = z.number('must be a number of dollars a million tokens').nonnegative();
export const PriceSetting = z.strictObject({ input: Dollars, cached: Dollars, output: Dollars });
export type PriceSetting = z.infer<typeof PriceSetting>;

const BaseUrl = z
	.string()
	.trim()
	.max(500)
	.refine(isEndpoint, 'must be an http or https address without user name, "?" or "#"')
	.transform((text) => text.replace(/\/+$/u, ''));

/** Whether an address may be kept and shown: a key has its own field, where it is sealed. */
export function isEndpoint(text: string): boolean {
	if (!URL.canParse(text)) return false;
	const { protocol, username, password, search, hash } = new URL(text);
	return /^https?:$/u.test(protocol) && username + password + search + hash === '';
}

/** Body of POST /settings/connections. A key goes only to the address it came with. */
export const ConnectionBody = z.strictObject({
	name: z
		.string()
		.trim()
		.regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}$/u, 'must be 1 to 40 letters, digits, ". _ -"'),
	baseUrl: BaseUrl,
	model: z.string().trim().min(1, 'must not be empty').max(200),
	apiKey: z
		.string()
		.trim()
		.max(1_000)
		.regex(/^[\x21-\x7e]*$/u, 'must not have spaces or unusual letters')
		.optional(),
	context: z.number().int().min(1_000).max(10_000_000).nullable().optional(), // tokens
	price: PriceSetting.nullable().optional()
});
export type ConnectionBody = z.infer<typeof ConnectionBody>;

/** Body of PUT /settings/connections/{id}: what is left out stays, but another address forgets the key. */
export const ConnectionChange = ConnectionBody.partial();
export type ConnectionChange = z.infer<typeof ConnectionChange>;

const Chain = z.array(z.string().min(1).max(64)).max(MOST_CHAIN);
/** Connections of each role, first choice first. */
export const RolesBody = z.strictObject({ small: Chain, medium: Chain, large: Chain });
export type RolesBody = z.infer<typeof RolesBody>;

export const LimitsBody = z.strictObject({
	monthlyUsd: z.number().positive().nullable().optional(), // null: no cap
	waitOffPeak: z.boolean().optional(), // runs wait for hours in which the provider is cheaper
	findLocal: z.boolean().optional() // look for model servers on this machine at start-up
});
export type LimitsBody = z.infer<typeof LimitsBody>;

export const PROBE_NAMES = [
	'models',
	'chat',
	'stream',
	'json',
	'schema',
	'reasoning',
	'context'
] as const;
/** One thing the connection test tried. */
export const Probed = z.object({
	name: z.enum(PROBE_NAMES),
	outcome: z.enum(['pass', 'fail', 'not-run']),
	note: z.string() // what was found, or what to do
});
export type Probed = z.infer<typeof Probed>;

/** What the connection test found, kept; it overrides what is known of the provider. */
export const Measured = z.object({
	at: z.number().int().nonnegative(), // milliseconds since the epoch
	usable: z.boolean(),
	probes: z.array(Probed),
	models: z.array(z.string()), // names the server lists, at most 200
	tokens: z.number().int().nonnegative(), // spent on the test
	usd: z.number().nonnegative().nullable(),
	profile: z.object({
		shapes: z.array(z.enum(['schema', 'json', 'text'])),
		stream: z.boolean(),
		streamUsage: z.boolean(),
		temperature: z.boolean(),
		thinking: z.boolean(), // takes the provider's switch for reasoning
		least: z.enum(['off', 'low']).default('off'), // the least thinking it takes
		exclusive: z.boolean().default(false), // binds no answer to a form while it thinks
		reasons: z.array(z.enum(['off', 'low', 'high'])).default([]), // levels at which it was seen to reason
		maxTokensField: z.enum(['max_tokens', 'max_completion_tokens']),
		context: z.number().int().positive().nullable() // tokens; null where it could not be told
	})
});
export type Measured = z.infer<typeof Measured>;

export const ConnectionOut = z.object({
	id: z.string(),
	name: z.string(),
	provider: z.string(), // as known by the address: "DeepSeek", "OpenAI-compatible endpoint"
	baseUrl: z.string(),
	model: z.string(),
	/** A key is never told. "lost": it was kept but cannot be opened with today's SECRET_KEY. */
	key: z.object({ state: z.enum(['none', 'set', 'lost']), last4: z.string().nullable() }),
	context: z.number().nullable(), // as set; null: as measured or usual
	contextUsed: z.number(), // tokens the engine reckons with
	price: PriceSetting.nullable(),
	free: z.boolean(),
	locked: z.boolean(), // from the environment: not to be changed here
	measured: Measured.nullable()
});
export type ConnectionOut = z.infer<typeof ConnectionOut>;

const Locked = <T extends z.ZodType>(value: T) => z.object({ value, locked: z.boolean() });
/** How often a model's answers could be used, by the shape asked for. */
export const ShapeScore = z.object({
	shape: z.enum(['schema', 'json', 'text']),
	answers: z.number().int(),
	valid: z.number().int()
});
export type ShapeScore = z.infer<typeof ShapeScore>;
/** What one model did over all runs. */
export const Scorecard = z.object({
	model: z.string(), // connection/model
	calls: z.number().int(), // sent
	failed: z.number().int(), // no answer
	shapes: z.array(ShapeScore),
	sentences: z.number().int(), // in its own words, checked by code
	anchored: z.number().int(), // of those, quotes found in the kept copies
	supported: z.number().int(), // of those, passed every check
	inputTokens: z.number().int(),
	cachedTokens: z.number().int(),
	outputTokens: z.number().int(),
	ms: z.number(), // of calls that were answered
	usd: z.number().nullable(),
	unpriced: z.number().int() // answered calls of unknown price
});
export type Scorecard = z.infer<typeof Scorecard>;

/** What a run of an effort will take. */
export const Estimate = z.object({
	runs: z.number().int(), // earlier runs it is the mean of; 0: the most that the budget allows
	tokens: z.number().int(),
	usd: z.number().nullable() // null: a price is not known
});
export type Estimate = z.infer<typeof Estimate>;

/** Body of PUT /settings/embedding: a larger model that is fetched, or null for the built-in one. */
export const EmbeddingBody = z.strictObject({ model: z.string().max(100).nullable() });
export type EmbeddingBody = z.infer<typeof EmbeddingBody>;
/** A model that may be fetched to compare meanings with. */
export const EmbedChoice = z.object({
	id: z.string(),
	name: z.string(),
	licence: z.string(),
	languages: z.string(),
	dimensions: z.number().int(),
	bytes: z.number(), // to fetch, about
	source: z.string() // its page
});
export type EmbedChoice = z.infer<typeof EmbedChoice>;

export const SettingsOut = z.object({
	connections: z.array(ConnectionOut),
	/** Connection ids by role, first choice first, fall-backs of the other roles after them. */
	roles: z.object({
		small: z.array(z.string()),
		medium: z.array(z.string()),
		large: z.array(z.string())
	}),
	/** The same as set here, without what the environment and the other roles add. */
	ownRoles: RolesBody,
	limits: z.object({
		monthlyUsd: Locked(z.number().nullable()),
		waitOffPeak: Locked(z.boolean()),
		findLocal: Locked(z.boolean())
	}),
	/** Spent on models in this calendar month (UTC). */
	month: z.object({
		since: z.iso.datetime(),
		usd: z.number(),
		unpriced: z.number().int(), // calls of unknown price
		left: z.number().nullable() // of the cap; null without one
	}),
	/** Model servers found on this machine and not used yet. */
	local: z.array(
		z.object({
			provider: z.string(),
			name: z.string(),
			baseUrl: z.string(),
			models: z.array(z.string())
		})
	),
	/** What a run takes of models, by effort; null without a model. */
	estimates: z.record(z.enum(EFFORTS), Estimate).nullable(),
	scorecards: z.array(Scorecard),
	/** Providers whose dialect is known, with the base URL people put in. */
	providers: z.array(z.object({ provider: z.string(), baseUrl: z.string() })),
	engines: z.array(z.looseObject({ name: z.string(), state: z.string() })),
	/** What compares meanings. */
	embedding: z.object({
		model: z.string(), // in use now, with its checksum
		locked: z.boolean(), // the environment says which
		endpoint: z.boolean(), // it is one of the operator's
		chosen: z.string().nullable(), // a model of the choices; null: the usual one
		hub: z.string(), // where models are fetched from
		choices: z.array(EmbedChoice),
		state: z.object({
			stage: z.enum(['none', 'fetching', 'checking', 'ready', 'failed']), // of the chosen one
			done: z.number(), // bytes
			of: z.number(),
			message: z.string().nullable() // why it failed, and what to do
		})
	})
});
export type SettingsOut = z.infer<typeof SettingsOut>;

/** What a form or a body may set, in the shape of its schema, or every problem in one line. */
export function readSetting<T>(
	raw: unknown,
	schema: z.ZodType<T>
): { readonly value: T } | { readonly problem: string } {
	const parsed = schema.safeParse(raw);
	if (parsed.success) return { value: parsed.data };
	const problem = parsed.error.issues
		.map(({ path, message }) => `${path.join('.') || 'the form'}: ${message}`)
		.join('; ');
	return { problem };
}
