/** One answer put together from the chunks of a stream or from a whole reply, whatever dialect it is in. */
import { z } from 'zod';
import { withoutThinking } from '../../../research/thinking.ts';
import { estimateTokens } from '../../../research/tokens.ts';
import type { TokenUsage } from '../../ports.ts';

/** What is no part of the answer may come in any form: it is left out, and the text beside it kept. */
const loose = <T extends z.ZodType>(schema: T) => schema.nullish().catch(null);
const Thought = z.looseObject({ text: loose(z.string()) });
const Content = z.looseObject({
	type: loose(z.string()),
	text: loose(z.string()),
	thinking: loose(z.union([z.string(), z.array(Thought)])) // Mistral
});
const Part = z.looseObject({
	content: loose(z.union([z.string(), z.array(Content)])),
	reasoning_content: loose(z.string()),
	reasoning: loose(z.string()),
	refusal: loose(z.string()) // OpenAI, instead of an answer
});
const Count = loose(z.number().nonnegative());
const Usage = z.looseObject({
	prompt_tokens: Count,
	completion_tokens: Count,
	total_tokens: Count,
	prompt_tokens_details: loose(
		z.looseObject({
			cached_tokens: Count,
			cache_write_tokens: Count, // OpenRouter
			cache_creation_input_tokens: Count // Qwen
		})
	),
	completion_tokens_details: loose(z.looseObject({ reasoning_tokens: Count })),
	prompt_cache_hit_tokens: Count, // DeepSeek
	cached_tokens: Count, // Moonshot, Z.ai
	cache_creation_input_tokens: Count,
	cost: Count // OpenRouter
});
const Chunk = z.looseObject({
	model: loose(z.string()),
	error: z.unknown().optional(),
	choices: loose(
		z.array(
			z.looseObject({
				delta: loose(Part),
				message: loose(Part),
				finish_reason: loose(z.string()),
				usage: loose(Usage) // Moonshot
			})
		)
	),
	usage: loose(Usage),
	x_groq: loose(z.looseObject({ usage: loose(Usage) }))
});

export class AnswerStream {
	#text = '';
	#reasoning = '';
	#usage: z.infer<typeof Usage> | null = null;
	chunks = 0;
	finish: string | null = null;
	served: string | null = null;
	/** What the model said instead of an answer it will not give. */
	refusal = '';
	/** The error object a server put into a chunk or a reply with status 200. */
	error: unknown = null;
	/** Whether anything came in the form of an answer, be it an empty one. */
	answered = false;

	/** Takes a chunk or a whole reply; gives the new text in it. What is neither is ignored. */
	take(raw: unknown): string {
		const parsed = Chunk.safeParse(raw);
		if (!parsed.success) return '';
		const { model, error, choices, usage, x_groq: groq } = parsed.data;
		this.chunks += 1;
		if (error !== undefined && error !== null) this.error = error;
		this.served ??= model === '' ? null : (model ?? null);
		if (choices) this.answered = true;
		const [choice] = choices ?? [];
		this.#usage = usage ?? choice?.usage ?? groq?.usage ?? this.#usage;
		if (!choice) return '';
		this.finish = choice.finish_reason ?? this.finish;
		const part = choice.delta ?? choice.message;
		this.#reasoning += reasoningOf(part);
		this.refusal += part?.refusal ?? '';
		const text = textOf(part);
		this.#text += text;
		return text;
	}

	/** Whether the model has begun to think or to write. */
	get begun(): boolean {
		return this.#text !== '' || this.#reasoning !== '';
	}
	/** The answer without the reasoning some servers leave in it. */
	get text(): string {
		return withoutThinking(this.#text).trim();
	}
	get reasoned(): boolean {
		return this.#reasoning !== '' || /<\/?think>/iu.test(this.#text);
	}
	get cost(): number | null {
		return this.#usage?.cost ?? null;
	}

	/** Tokens as counted by the server, or guessed from the texts and marked so. */
	usage(prompt: string): TokenUsage {
		const usage = this.#usage;
		const input = usage?.prompt_tokens ?? null;
		const details = usage?.prompt_tokens_details;
		const output = written(usage);
		const reasoning =
			usage?.completion_tokens_details?.reasoning_tokens ??
			(this.#reasoning === '' ? 0 : estimateTokens(this.#reasoning));
		const cached = Math.max(
			details?.cached_tokens ?? 0,
			usage?.prompt_cache_hit_tokens ?? 0,
			usage?.cached_tokens ?? 0
		);
		const kept = Math.max(
			details?.cache_write_tokens ?? 0,
			details?.cache_creation_input_tokens ?? 0,
			usage?.cache_creation_input_tokens ?? 0
		);
		const hit = Math.min(cached, input ?? 0);
		const cacheWrites = Math.round(Math.min(kept, (input ?? 0) - hit));
		return {
			input: Math.round(input ?? estimateTokens(prompt)),
			cached: Math.round(hit),
			...(cacheWrites > 0 && { cacheWrites }),
			output: Math.round(output ?? estimateTokens(this.#text + this.#reasoning)),
			reasoning: Math.round(reasoning),
			estimated: input === null || output === null
		};
	}
}

/**
 * Tokens the model wrote, reasoning included. Some servers (Gemini, xAI) leave reasoning out of `completion_tokens` and
 * bill it all the same: their total, or a count of reasoning above that of the answer, gives it away.
 */
function written(usage: z.infer<typeof Usage> | null): number | null {
	const completion = usage?.completion_tokens ?? null;
	if (!usage || completion === null) return null;
	const reasoning = usage.completion_tokens_details?.reasoning_tokens ?? 0;
	const told = (usage.total_tokens ?? 0) - (usage.prompt_tokens ?? Infinity);
	return Math.max(completion, told, reasoning > completion ? completion + reasoning : 0);
}

function reasoningOf(part: z.infer<typeof Part> | null | undefined): string {
	const plain = [part?.reasoning_content, part?.reasoning].find((text) => text);
	if (plain) return plain;
	const parts = Array.isArray(part?.content) ? part.content : [];
	return parts
		.map(({ thinking }) =>
			typeof thinking === 'string' ? thinking : (thinking ?? []).map(({ text }) => text).join('')
		)
		.join('');
}

function textOf(part: z.infer<typeof Part> | null | undefined): string {
	const content = part?.content ?? '';
	if (typeof content === 'string') return content;
	return content.map((one) => (one.type === 'thinking' ? '' : (one.text ?? ''))).join('');
}
