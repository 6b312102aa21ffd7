/** One answer put together from the chunks of a stream or from a whole reply, whatever dialect it is in. */
import { z } from 'zod';
import { estimateTokens } from '../../../research/tokens.ts';
import type { TokenUsage } from '../../ports.ts';

const Text = z
	.union([
		z.string(),
		z.array(z.looseObject({ type: z.string().optional(), text: z.string().optional() }))
	])
	.nullish();
const Part = z.looseObject({
	content: Text,
	reasoning_content: z.string().nullish(),
	reasoning: z.string().nullish()
});
const Count = z.number().nonnegative().nullish();
const Usage = z.looseObject({
	prompt_tokens: Count,
	completion_tokens: Count,
	prompt_tokens_details: z.looseObject({ cached_tokens: Count }).nullish(),
	completion_tokens_details: z.looseObject({ reasoning_tokens: Count }).nullish(),
	prompt_cache_hit_tokens: Count, // DeepSeek
	cached_tokens: Count, // Moonshot, Z.ai
	cost: Count // OpenRouter
});
const Chunk = z.looseObject({
	model: z.string().nullish(),
	error: z.unknown().optional(),
	choices: z
		.array(
			z.looseObject({
				delta: Part.nullish(),
				message: Part.nullish(),
				finish_reason: z.string().nullish(),
				usage: Usage.nullish()
			})
		)
		.nullish(),
	usage: Usage.nullish()
});

export class AnswerStream {
	#text = '';
	#reasoning = '';
	#usage: z.infer<typeof Usage> | null = null;
	chunks = 0;
	finish: string | null = null;
	served: string | null = null;
	/** The error object a server put into a chunk or a reply with status 200. */
	error: unknown = null;

	/** Takes a chunk or a whole reply; gives the new text in it. What is neither is ignored. */
	take(raw: unknown): string {
		const parsed = Chunk.safeParse(raw);
		if (!parsed.success) return '';
		const { model, error, choices, usage } = parsed.data;
		this.chunks += 1;
		if (error !== undefined && error !== null) this.error = error;
		this.served ??= model ?? null;
		const [choice] = choices ?? [];
		this.#usage = usage ?? choice?.usage ?? this.#usage;
		if (!choice) return '';
		this.finish = choice.finish_reason ?? this.finish;
		const part = choice.delta ?? choice.message;
		this.#reasoning += part?.reasoning_content ?? part?.reasoning ?? '';
		const text = textOf(part?.content);
		this.#text += text;
		return text;
	}

	/** The answer without the reasoning some servers leave in it. */
	get text(): string {
		return this.#text.replace(/<think>[\s\S]*?(?:<\/think>|$)/giu, '').trim();
	}
	get reasoned(): boolean {
		return this.#reasoning !== '' || /<think>/iu.test(this.#text);
	}
	get cost(): number | null {
		return this.#usage?.cost ?? null;
	}

	/** Tokens as counted by the server, or guessed from the texts and marked so. */
	usage(prompt: string): TokenUsage {
		const usage = this.#usage;
		const input = usage?.prompt_tokens ?? null;
		const output = usage?.completion_tokens ?? null;
		const reasoning =
			usage?.completion_tokens_details?.reasoning_tokens ??
			(this.#reasoning === '' ? 0 : estimateTokens(this.#reasoning));
		const cached =
			usage?.prompt_tokens_details?.cached_tokens ??
			usage?.prompt_cache_hit_tokens ??
			usage?.cached_tokens ??
			0;
		return {
			input: Math.round(input ?? estimateTokens(prompt)),
			cached: Math.round(Math.min(cached, input ?? 0)),
			output: Math.round(output ?? estimateTokens(this.#text + this.#reasoning)),
			reasoning: Math.round(reasoning),
			estimated: input === null || output === null
		};
	}
}

function textOf(content: z.infer<typeof Text>): string {
	if (typeof content === 'string') return content;
	return (content ?? [])
		.map((part) => (part.type === 'thinking' ? '' : (part.text ?? '')))
		.join('');
}
