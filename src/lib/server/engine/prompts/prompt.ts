/**
 * What a prompt is: one pure file a step, with its words, the schema of its answer and how to read one. A prompt never
 * asks for a URL, a citation number or a copied quote: it asks for ids that code resolves (DESIGN section 3, law 2).
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { estimateTokens } from '../../../research/tokens.ts';
import type { ModelRole } from '../../ports.ts';

export interface Prompt<I, O> {
	readonly id: string;
	readonly version: number;
	readonly role: ModelRole;
	/** Which share of the budget it may draw on. */
	readonly phase: Phase;
	readonly maxInput: number; // tokens, instructions included
	readonly maxOutput: number; // tokens
	readonly thinking: 'off' | 'low' | 'high';
	readonly temperature: number;
	/** The instructions: the same for every call, so that a provider's prompt cache holds them. */
	readonly system: string;
	/** JSON schema of the answer, within what every provider's strict mode takes. */
	readonly schema: Readonly<Record<string, unknown>>;
	/** An answer as it should be, for servers that enforce no schema. */
	readonly example: string;
	/** How to answer in lines, for models that write no JSON. */
	readonly lines: string;
	/** The volatile part. */
	user(input: I): string;
	/** The input with a little less, the least telling first; null when nothing can be left out any more. */
	shrink(input: I): I | null;
	/**
	 * Reads a parsed JSON answer by the input as it was shown. A string says what is wrong with it, in words for the model;
	 * a remark says for the record what is odd about an answer that will do.
	 */
	read(answer: unknown, input: I): { readonly value: O; readonly remark?: string } | string;
	/** Turns an answer in lines into what `read` takes. */
	fromLines(text: string): unknown;
}

export type Phase = 'plan' | 'gather' | 'polish' | 'write';

/** "evidence@1": what facts name a prompt by. */
export function nameOf(prompt: Pick<Prompt<never, unknown>, 'id' | 'version'>): string {
	return `${prompt.id}@${prompt.version}`;
}

/** SHA-256 over the words and the schema: a prompt that changed without a new version shows (law of regression). */
export function hashOf(
	prompt: Pick<Prompt<never, unknown>, 'system' | 'schema' | 'lines'>
): string {
	return createHash('sha256')
		.update(JSON.stringify([prompt.system, prompt.schema, prompt.lines]))
		.digest('hex');
}

/** The input as it is shown in about `room` tokens: what does not fit is left out, and nobody may answer by it. */
export function fitted<I>(
	{ user, shrink }: Pick<Prompt<I, unknown>, 'user' | 'shrink'>,
	{ input, room }: { input: I; room: number }
): I {
	let shown = input;
	while (estimateTokens(user(shown)) > room) {
		const less = shrink(shown);
		if (less === null) break;
		shown = less;
	}
	return shown;
}

/** An input with its question cut by a quarter; null when that has no more than `least` characters. */
export function withQuestionCut<I extends { readonly question: string }>(
	input: I,
	{ shown, least = 80 }: { shown: number; least?: number }
): I | null {
	const length = Math.min(shown, input.question.length);
	if (length <= least) return null;
	return { ...input, question: asData(input.question, Math.max(least, Math.floor(0.75 * length))) };
}

/** An input whose list of that name lacks its last item; null when it has no more than `least`. */
export function withoutLast<K extends string, I extends Listing<K>>(
	input: I,
	name: K,
	least: number
): I | null {
	return input[name].length > least ? { ...input, [name]: input[name].slice(0, -1) } : null;
}

/** The same without the first item of the list. */
export function withoutFirst<K extends string, I extends Listing<K>>(
	input: I,
	name: K,
	least: number
): I | null {
	return input[name].length > least ? { ...input, [name]: input[name].slice(1) } : null;
}

type Listing<K extends string> = Readonly<Record<K, readonly unknown[]>>;

/** A list with its longest text cut by a quarter; null when all have at most `least` characters. */
export function withLongestCut<T>(
	list: readonly T[],
	{ of, cut, least }: { of: (one: T) => string; cut: (one: T, text: string) => T; least: number }
): readonly T[] | null {
	const most = Math.max(0, ...list.map((one) => of(one).length));
	if (most <= least) return null;
	const place = list.findIndex((one) => of(one).length === most);
	const shorter = (text: string) => asData(text, Math.max(least, Math.floor(0.75 * most)));
	return list.map((one, at) => (at === place ? cut(one, shorter(of(one))) : one));
}

/** A closed object schema: every property required, nothing else allowed. */
export function objectSchema(properties: Record<string, unknown>): Record<string, unknown> {
	return {
		type: 'object',
		properties,
		required: Object.keys(properties),
		additionalProperties: false
	};
}

/** A list of which the items that do not fit are left out: one slip costs one item. Refused when none of several fits. */
export function listOf<T>(item: z.ZodType<T>) {
	return z.array(z.unknown()).transform((all, context): T[] => {
		const fit = all.flatMap((one) => {
			const read = item.safeParse(one);
			return read.success ? [read.data] : [];
		});
		if (fit.length === 0 && all.length > 0)
			context.addIssue({ code: 'custom', message: 'no item is as it must be' });
		return fit;
	});
}

/** One of some words, however a model spells it: "Not enough" is "not_enough". */
export function oneOf<T extends string>(words: readonly T[]) {
	const plain = (text: string) =>
		text
			.trim()
			.toLowerCase()
			.replace(/[\s-]+/gu, '_');
	return z.string().transform(plain).pipe(z.enum(words));
}

/** Text of a page or a user inside a prompt: on one line, without control characters or fence marks, cut to length. */
export function asData(text: string, most = 700): string {
	const plain = text
		.toWellFormed() // half a character makes some servers refuse the whole request
		.replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
		.replace(/[<>`]{2,}/gu, ' ')
		.replace(/\s+/gu, ' ')
		.trim();
	return plain.length > most
		? `${plain.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/u, '')}…`
		: plain;
}
