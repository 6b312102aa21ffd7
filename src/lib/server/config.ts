/** Settings from the environment: read once, checked whole, frozen. Every problem is named at once. */
import { readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { BUILT_IN, EMBED_MODELS } from '../research/embed-models.ts';
import { isEndpoint } from '../research/settings.ts';
import { Failure } from './net/failure.ts';

const flag = z
	.string()
	.optional()
	.transform((text) => /^(?:1|true|yes|on)$/iu.test(text ?? ''));
/** As a flag, but undefined when not set: the settings page may then say. */
const choice = z
	.string()
	.optional()
	.transform((text) => (text === undefined ? undefined : /^(?:1|true|yes|on)$/iu.test(text)));
const hosts = z
	.string()
	.default('')
	.transform((text) =>
		text
			.split(',')
			.map((host) => host.trim().toLowerCase())
			.filter((host) => host !== '')
	);
const folders = z
	.string()
	.default('')
	.transform((text) =>
		text
			.split(',')
			.map((folder) => folder.trim())
			.filter((folder) => folder !== '')
	)
	.refine((list) => list.every((folder) => isAbsolute(folder)), 'must be full paths, with commas');
const address = z.url({ protocol: /^https?$/u }).optional();
/** Addresses of models stand in settings and messages: they hold no secret. */
const endpoint = z
	.url({ protocol: /^https?$/u })
	.refine(isEndpoint, 'must have no user name, "?" or "#": a key has its own setting')
	.optional();

const Settings = z.object({
	HOST: z.string().default('127.0.0.1'),
	PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
	ORIGIN: address,
	DATA_DIR: z.string().default('./data'),
	APP_HOSTS: hosts,
	TRUST_PROXY: flag,
	PASSWORD: z.string().min(8, 'must have at least 8 characters').optional(),
	API_TOKEN: z.string().min(20, 'must have at least 20 characters').optional(),
	SECRET_KEY: z.string().min(32, 'must have at least 32 characters').optional(),
	FETCH_PROXY: address,
	BROWSER_PATH: z.string().optional(),
	BROWSER_NO_SANDBOX: flag,
	FETCH_SPACING_MS: z.coerce.number().int().min(0).max(60_000).default(250),
	COLLECTION_FILE_MB: z.coerce.number().positive().max(2_000).default(50),
	COLLECTION_FILES: z.coerce.number().int().min(1).max(1_000_000).default(5_000),
	COLLECTION_CRAWL_PAGES: z.coerce.number().int().min(1).max(100_000).default(500),
	COLLECTION_ROOTS: folders,
	RUNS_AT_ONCE: z.coerce.number().int().min(1).max(16).default(2),
	MODEL_BASE_URL: endpoint,
	MODEL_NAME: z.string().optional(),
	MODEL_API_KEY: z.string().default(''),
	MODEL_CONTEXT: z.coerce.number().int().min(1_000).max(10_000_000).optional(),
	SMALL_MODEL_BASE_URL: endpoint,
	SMALL_MODEL_NAME: z.string().optional(),
	SMALL_MODEL_API_KEY: z.string().optional(),
	LARGE_MODEL_BASE_URL: endpoint,
	LARGE_MODEL_NAME: z.string().optional(),
	LARGE_MODEL_API_KEY: z.string().optional(),
	MONTHLY_USD: z.coerce.number().positive().optional(),
	WAIT_OFF_PEAK: choice,
	FIND_LOCAL_MODELS: choice,
	EMBED_BASE_URL: endpoint,
	EMBED_MODEL: z.string().optional(),
	EMBED_API_KEY: z.string().default(''),
	EMBED_LOCAL: z.enum([BUILT_IN, ...EMBED_MODELS.map(({ id }) => id)]).optional(),
	EMBED_HUB_URL: address,
	EMBED_WEIGHT: z.coerce.number().min(0).max(10).optional(),
	OTEL_EXPORTER_OTLP_ENDPOINT: address
});

/** Names that the search engines read themselves, from their own schemas. */
const SEARCH_NAMES = [
	...['SEARXNG_URL', 'SEARCH_ENGINES', 'DUCKDUCKGO_URL', 'WIKIPEDIA_URL', 'MOJEEK_URL'],
	...['BRAVE_API_KEY', 'KAGI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_CX', 'BING_API_KEY', 'BING_URL'],
	...['SERPER_API_KEY', 'TAVILY_API_KEY', 'EXA_API_KEY'],
	...['OPENALEX_API_KEY', 'SEMANTICSCHOLAR_API_KEY', 'CONTACT_EMAIL'],
	...['GITHUB_API_KEY', 'STACKEXCHANGE_API_KEY']
] as const;

export interface Config {
	readonly host: string;
	readonly port: number;
	readonly origin: string | null;
	readonly dataDir: string;
	readonly appHosts: readonly string[];
	readonly trustProxy: boolean;
	readonly password: string | null;
	readonly apiToken: string | null;
	readonly fetchProxy: string | null;
	/** A path, "off", or null to look for one. */
	readonly browserPath: string | null;
	readonly browserNoSandbox: boolean;
	readonly spacingMs: number;
	readonly runsAtOnce: number;
	readonly collections: {
		readonly fileBytes: number;
		readonly files: number; // documents of one collection
		readonly pages: number; // of one crawl
		readonly roots: readonly string[]; // folders of this machine that may be added by path
	};
	readonly embed: {
		readonly baseUrl: string;
		readonly model: string;
		readonly apiKey: string;
		readonly weight: number | undefined; // undefined: the library decides
	} | null;
	/** The larger model that is fetched and run here. */
	readonly embedLocal: {
		readonly model: string | null; // an id of the table, "built-in"; null: the settings page may say
		readonly hub: string | null; // null: the usual one
		readonly weight: number | undefined;
	};
	/** Models by role; null without any: reports are then made of quotes alone. */
	readonly models: Readonly<Record<'small' | 'medium' | 'large', ModelSetting>> | null;
	/** Models by role, only those that are set apart; what the settings page cannot change. */
	readonly ownModels: readonly ('small' | 'medium' | 'large')[];
	/** What keys are encrypted with at rest; null: a file in the data folder. */
	readonly secretKey: string | null;
	/** Null where the settings page may say. */
	readonly limits: {
		readonly monthlyUsd: number | null;
		readonly waitOffPeak: boolean | null;
		readonly findLocal: boolean | null;
	};
	/** Where spans go; null: nowhere. */
	readonly otlp: string | null;
	readonly search: Readonly<Record<string, string | undefined>>;
}
export interface ModelSetting {
	readonly baseUrl: string;
	readonly model: string;
	readonly apiKey: string;
	readonly context: number | null; // tokens, where the user says it
}
export type Environment = Readonly<Record<string, string | undefined>>;

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1', '[::1]']);

/** Throws Failure "malformed" with every problem in one message, each with what to do. */
export function readConfig(environment: Environment): Config {
	const problems: string[] = [];
	const given = withFiles(environment, problems);
	const parsed = Settings.safeParse(given);
	if (!parsed.success) {
		problems.push(
			...parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
		);
	}
	const settings = parsed.data;
	if (settings && !LOOPBACK.has(settings.HOST) && settings.PASSWORD === undefined) {
		problems.push(
			`HOST: ${settings.HOST} can be reached by others, so PASSWORD must be set (or leave HOST at 127.0.0.1)`
		);
	}
	if (
		settings &&
		(settings.EMBED_BASE_URL === undefined) !== (settings.EMBED_MODEL === undefined)
	) {
		problems.push('EMBED_BASE_URL and EMBED_MODEL: set both or neither');
	}
	if (settings?.EMBED_BASE_URL !== undefined && settings.EMBED_LOCAL !== undefined) {
		problems.push('EMBED_LOCAL and EMBED_BASE_URL: meanings are compared by one of them; set one');
	}
	if (settings) problems.push(...modelProblems(settings));
	if (!settings || problems.length > 0) {
		const message = `The settings are not right:\n${problems.map((one) => `  - ${one}`).join('\n')}\nSee .env.example.`;
		throw new Failure('malformed', message, { provider: 'config' });
	}
	return Object.freeze(configOf(settings, given));
}

function modelProblems(settings: z.infer<typeof Settings>): string[] {
	const problems: string[] = [];
	if ((settings.MODEL_BASE_URL === undefined) !== (settings.MODEL_NAME === undefined)) {
		problems.push('MODEL_BASE_URL and MODEL_NAME: set both or neither');
	}
	for (const role of ['SMALL', 'LARGE'] as const) {
		const [url, name] = [settings[`${role}_MODEL_BASE_URL`], settings[`${role}_MODEL_NAME`]];
		if ((url !== undefined || name !== undefined) && settings.MODEL_BASE_URL === undefined) {
			problems.push(`${role}_MODEL_NAME: set MODEL_BASE_URL and MODEL_NAME first`);
		}
		if (url !== undefined && name === undefined) {
			problems.push(`${role}_MODEL_NAME: must be set with ${role}_MODEL_BASE_URL`);
		}
	}
	return problems;
}

const NAME_OF = {
	small: 'SMALL_MODEL_NAME',
	medium: 'MODEL_NAME',
	large: 'LARGE_MODEL_NAME'
} as const;

/** The three roles; one that is not set apart uses the main model. A key goes only to the address it was given for. */
function modelsOf(settings: z.infer<typeof Settings>): Config['models'] {
	const { MODEL_BASE_URL: baseUrl, MODEL_NAME: model } = settings;
	if (baseUrl === undefined || model === undefined) return null;
	const medium = {
		baseUrl,
		model,
		apiKey: settings.MODEL_API_KEY,
		context: settings.MODEL_CONTEXT ?? null
	};
	const other = (role: 'SMALL' | 'LARGE'): ModelSetting => {
		const name = settings[`${role}_MODEL_NAME`];
		if (name === undefined) return medium;
		const url = settings[`${role}_MODEL_BASE_URL`];
		const key = settings[`${role}_MODEL_API_KEY`];
		return {
			baseUrl: url ?? baseUrl,
			model: name,
			apiKey: key ?? (url === undefined ? medium.apiKey : ''),
			context: url === undefined ? medium.context : null
		};
	};
	return { small: other('SMALL'), medium, large: other('LARGE') };
}

function configOf(settings: z.infer<typeof Settings>, given: Environment): Config {
	return {
		host: settings.HOST,
		port: settings.PORT,
		origin: settings.ORIGIN ?? null,
		dataDir: resolve(settings.DATA_DIR),
		appHosts: settings.APP_HOSTS,
		trustProxy: settings.TRUST_PROXY,
		password: settings.PASSWORD ?? null,
		apiToken: settings.API_TOKEN ?? null,
		fetchProxy: settings.FETCH_PROXY ?? null,
		browserPath: settings.BROWSER_PATH ?? null,
		browserNoSandbox: settings.BROWSER_NO_SANDBOX,
		spacingMs: settings.FETCH_SPACING_MS,
		runsAtOnce: settings.RUNS_AT_ONCE,
		collections: {
			fileBytes: settings.COLLECTION_FILE_MB * 1_000_000,
			files: settings.COLLECTION_FILES,
			pages: settings.COLLECTION_CRAWL_PAGES,
			roots: settings.COLLECTION_ROOTS
		},
		embed:
			settings.EMBED_BASE_URL !== undefined && settings.EMBED_MODEL !== undefined
				? {
						baseUrl: settings.EMBED_BASE_URL,
						model: settings.EMBED_MODEL,
						apiKey: settings.EMBED_API_KEY,
						weight: settings.EMBED_WEIGHT
					}
				: null,
		embedLocal: {
			model: settings.EMBED_LOCAL ?? null,
			hub: settings.EMBED_HUB_URL?.replace(/\/+$/u, '') ?? null,
			weight: settings.EMBED_WEIGHT
		},
		models: modelsOf(settings),
		ownModels: (['small', 'medium', 'large'] as const).filter(
			(role) => settings[NAME_OF[role]] !== undefined
		),
		secretKey: settings.SECRET_KEY ?? null,
		limits: {
			monthlyUsd: settings.MONTHLY_USD ?? null,
			waitOffPeak: settings.WAIT_OFF_PEAK ?? null,
			findLocal: settings.FIND_LOCAL_MODELS ?? null
		},
		otlp: settings.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
		search: Object.fromEntries(SEARCH_NAMES.map((name) => [name, given[name]]))
	};
}

/** Every name this file reads; `.env.example` must list them all. */
export const SETTING_NAMES: readonly string[] = [...Object.keys(Settings.shape), ...SEARCH_NAMES];

/** Empty means not set. `<NAME>_FILE` gives a value by the file it stands in, for secrets. */
function withFiles(environment: Environment, problems: string[]): Environment {
	const out: Record<string, string> = {};
	for (const name of SETTING_NAMES) {
		const value = environment[name];
		const file = environment[`${name}_FILE`];
		if (value !== undefined && value !== '') out[name] = value;
		else if (file !== undefined && file !== '') {
			try {
				out[name] = readFileSync(file, 'utf8').trim();
			} catch {
				problems.push(`${name}_FILE: ${file} cannot be read`);
			}
		}
	}
	return out;
}
