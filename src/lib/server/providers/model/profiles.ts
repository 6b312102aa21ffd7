/**
 * What is known of each provider's dialect, as data (harness note, section 3.1). A connection starts from the profile its
 * address names; what the connection test measures is laid over it.
 */
import type { AnswerShape } from '../../ports.ts';

type Level = 'off' | 'low' | 'high';

export interface ModelProfile {
	readonly id: string;
	readonly label: string;
	readonly hosts: readonly RegExp[]; // matched against the host name (and port, for local servers)
	readonly baseUrl: string; // what people put in; "" for any
	readonly maxTokensField: 'max_tokens' | 'max_completion_tokens';
	/** Extra fields of the request by level of thinking. */
	readonly thinking: Readonly<Record<Level, Readonly<Record<string, unknown>>>>;
	/** Tightest first; a refusal steps down. */
	readonly shapes: readonly AnswerShape['kind'][];
	readonly streamUsage: boolean; // heeds stream_options.include_usage
	readonly temperature: boolean;
	readonly context: number; // tokens, when the server does not say
	readonly local: boolean; // on the user's own machine: free
	readonly atOnce: number; // calls side by side: a server on one machine shares its context and its cores among them
	/** What some of its models want otherwise. */
	readonly models?: readonly {
		readonly named: RegExp;
		readonly over: Partial<Pick<ModelProfile, 'thinking' | 'shapes' | 'temperature'>>;
	}[];
}

const NO_THINKING = { off: {}, low: {}, high: {} } as const;
const EFFORT = {
	off: { reasoning_effort: 'none' },
	low: { reasoning_effort: 'low' },
	high: { reasoning_effort: 'high' }
} as const;
const SWITCH = {
	off: { thinking: { type: 'disabled' } },
	low: { thinking: { type: 'enabled' }, reasoning_effort: 'low' },
	high: { thinking: { type: 'enabled' }, reasoning_effort: 'high' }
} as const;
const TEMPLATE = {
	off: { chat_template_kwargs: { enable_thinking: false } },
	low: {},
	high: {}
} as const;

const usual = {
	maxTokensField: 'max_tokens',
	thinking: NO_THINKING,
	shapes: ['schema', 'json', 'text'],
	streamUsage: true,
	temperature: true,
	context: 32_768,
	local: false,
	atOnce: 4
} as const satisfies Partial<ModelProfile>;

export const PROFILES: readonly ModelProfile[] = [
	{
		...usual,
		id: 'openai',
		label: 'OpenAI',
		hosts: [/^(?:[\w-]+\.)?api\.openai\.com$/u],
		baseUrl: 'https://api.openai.com/v1',
		maxTokensField: 'max_completion_tokens',
		thinking: EFFORT,
		temperature: false, // reasoning models refuse it
		context: 272_000
	},
	{
		...usual,
		id: 'deepseek',
		label: 'DeepSeek',
		hosts: [/^api\.deepseek\.com$/u],
		baseUrl: 'https://api.deepseek.com',
		thinking: SWITCH,
		shapes: ['json', 'text'], // json_schema is not documented for chat
		context: 1_000_000
	},
	{
		...usual,
		id: 'qwen',
		label: 'Qwen (Model Studio)',
		hosts: [/(?:^|\.)maas\.aliyuncs\.com$/u, /^dashscope(?:-intl|-us)?\.aliyuncs\.com$/u],
		baseUrl: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
		thinking: {
			off: { enable_thinking: false },
			low: { enable_thinking: true, thinking_budget: 1024 },
			high: { enable_thinking: true }
		},
		context: 262_144,
		// Documented for these families alone; elsewhere it may be passed over in silence.
		shapes: ['json', 'text'],
		models: [{ named: /^qwen3\.[78]/u, over: { shapes: ['schema', 'json', 'text'] } }]
	},
	{
		...usual,
		id: 'gemini',
		label: 'Google Gemini',
		hosts: [/^generativelanguage\.googleapis\.com$/u],
		baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
		thinking: EFFORT,
		context: 1_000_000
	},
	{
		...usual,
		id: 'anthropic',
		label: 'Anthropic',
		hosts: [/^api\.anthropic\.com$/u],
		baseUrl: 'https://api.anthropic.com/v1',
		shapes: ['text'], // "strict" is ignored on this layer
		context: 200_000
	},
	{
		...usual,
		id: 'mistral',
		label: 'Mistral',
		hosts: [/^api\.mistral\.ai$/u],
		baseUrl: 'https://api.mistral.ai/v1',
		thinking: { ...NO_THINKING, high: { reasoning_effort: 'high' } }, // newer models; others refuse it
		context: 131_072
	},
	{
		...usual,
		id: 'openrouter',
		label: 'OpenRouter',
		hosts: [/^openrouter\.ai$/u],
		baseUrl: 'https://openrouter.ai/api/v1',
		thinking: {
			off: { reasoning: { enabled: false } },
			low: { reasoning: { effort: 'low' } },
			high: { reasoning: { effort: 'high' } }
		},
		context: 131_072
	},
	{
		...usual,
		id: 'groq',
		label: 'Groq',
		hosts: [/^api\.groq\.com$/u],
		baseUrl: 'https://api.groq.com/openai/v1',
		maxTokensField: 'max_completion_tokens',
		thinking: { ...NO_THINKING, high: { reasoning_effort: 'high' } },
		context: 131_072
	},
	{
		...usual,
		id: 'xai',
		label: 'xAI',
		hosts: [/^api\.x\.ai$/u],
		baseUrl: 'https://api.x.ai/v1',
		context: 131_072
	},
	{
		...usual,
		id: 'together',
		label: 'Together',
		hosts: [/^api\.together\.(?:xyz|ai)$/u],
		baseUrl: 'https://api.together.xyz/v1',
		thinking: {
			off: { reasoning: { enabled: false } },
			low: { reasoning: { enabled: true } },
			high: { reasoning: { enabled: true } }
		},
		context: 131_072
	},
	{
		...usual,
		id: 'moonshot',
		label: 'Moonshot (Kimi)',
		hosts: [/^api\.moonshot\.(?:ai|cn)$/u],
		baseUrl: 'https://api.moonshot.ai/v1',
		thinking: {
			off: SWITCH.off,
			low: { thinking: { type: 'enabled' } },
			high: { thinking: { type: 'enabled' } }
		},
		shapes: ['json', 'text'],
		context: 131_072,
		models: [{ named: /^kimi-k3/u, over: { thinking: EFFORT } }]
	},
	{
		...usual,
		id: 'zai',
		label: 'Z.ai (GLM)',
		hosts: [/^api\.z\.ai$/u, /^open\.bigmodel\.cn$/u],
		baseUrl: 'https://api.z.ai/api/paas/v4',
		thinking: {
			off: SWITCH.off,
			low: { thinking: { type: 'enabled' } },
			high: { thinking: { type: 'enabled' } }
		},
		context: 131_072
	},
	{
		...usual,
		id: 'ollama',
		label: 'Ollama',
		hosts: [/:11434$/u],
		baseUrl: 'http://127.0.0.1:11434/v1',
		thinking: EFFORT,
		context: 4_096, // its default on small machines, and it cuts longer prompts in silence
		local: true,
		atOnce: 1
	},
	{
		...usual,
		id: 'llamacpp',
		label: 'llama.cpp',
		hosts: [/:8080$/u],
		baseUrl: 'http://127.0.0.1:8080/v1',
		thinking: TEMPLATE,
		context: 8_192,
		local: true,
		atOnce: 1
	},
	{
		...usual,
		id: 'vllm',
		label: 'vLLM',
		hosts: [/:8000$/u],
		baseUrl: 'http://127.0.0.1:8000/v1',
		thinking: TEMPLATE,
		context: 32_768,
		local: true
	},
	{
		...usual,
		id: 'lmstudio',
		label: 'LM Studio',
		hosts: [/:1234$/u],
		baseUrl: 'http://127.0.0.1:1234/v1',
		context: 8_192,
		local: true,
		atOnce: 1
	}
];

/** Any endpoint that speaks the protocol: nothing assumed, everything tried. */
export const ANY: ModelProfile = {
	...usual,
	id: 'compatible',
	label: 'OpenAI-compatible endpoint',
	hosts: [],
	baseUrl: '',
	context: 8_192,
	atOnce: 2
};

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\]|host\.docker\.internal)$/u;
/** Names and addresses that only one's own network has. */
const OWN =
	/^(?:[^.:]+|.+\.(?:local|lan|internal|intranet|home\.arpa)|10\..+|192\.168\..+|172\.(?:1[6-9]|2\d|3[01])\..+|169\.254\..+|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\..+|\[f[cde].+)$/u;

/**
 * The profile of an address. Servers on this machine are free whatever they are. The port that tells a local server is
 * used by others too: on a public host its dialect is likely, that it costs nothing is not.
 */
export function profileOf(baseUrl: string): ModelProfile {
	const { host, hostname } = new URL(baseUrl);
	const found = PROFILES.find((one) =>
		one.hosts.some((pattern) => pattern.test(one.local ? host : hostname))
	);
	const here = LOOPBACK.test(hostname);
	if (found?.local === true && !here && !OWN.test(hostname)) return { ...found, local: false };
	if (found) return found;
	return here ? { ...ANY, local: true, atOnce: 1 } : ANY;
}

/** The profile of a model at an address: some of a provider's models want it otherwise. */
export function profileFor(baseUrl: string, model: string): ModelProfile {
	const profile = profileOf(baseUrl);
	const over = profile.models?.find(({ named }) => named.test(model))?.over;
	return { ...profile, ...over };
}

/** True for subscriptions whose tokens cost nothing each. */
export function isTokenPlan(baseUrl: string): boolean {
	return /^token-plan\./u.test(new URL(baseUrl).hostname) || /\/coding\//u.test(baseUrl);
}
