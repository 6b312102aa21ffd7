/**
 * What a prompt is: one pure file a step, with its words, the schema of its answer and how to read one. A prompt never
 * asks for a URL, a citation number or a copied quote: it asks for ids that code resolves (DESIGN section 3, law 2).
 */
import { createHash } from 'node:crypto';
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
	/** The volatile part, at most about `room` tokens. */
	user(input: I, room: number): string;
	/** Reads a parsed JSON answer. A string says what is wrong with it, in words for the model. */
	read(answer: unknown, input: I): { readonly value: O } | string;
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

/** A closed object schema: every property required, nothing else allowed. */
export function objectSchema(properties: Record<string, unknown>): Record<string, unknown> {
	return {
		type: 'object',
		properties,
		required: Object.keys(properties),
		additionalProperties: false
	};
}

/** Text of a page or a user inside a prompt: on one line, without control characters or fence marks, cut to length. */
export function asData(text: string, most = 700): string {
	const plain = text
		.replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
		.replace(/[<>`]{2,}/gu, ' ')
		.replace(/\s+/gu, ' ')
		.trim();
	return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain;
}
