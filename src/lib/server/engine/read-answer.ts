/** What a prompt makes of a model's answer: its form mended, its example's words left out, its items read one by one. Pure. */
import type { AnswerShape } from '../ports.ts';
import { parseAnswer } from './answer-format.ts';
import { withoutBorrowed } from './prompts/borrowed.ts';
import type { Prompt } from './prompts/prompt.ts';

interface Reading<O> {
	readonly value: { readonly value: O } | null;
	readonly mended: boolean;
	/** What is wrong with the answer, in words for the model, or odd about one that will do; "" for nothing. */
	readonly remark: string;
}

/** An answer as the prompt reads it, whichever shape it came in: a model asked for lines may still send JSON. */
export function readAnswer<I, O>(
	prompt: Prompt<I, O>,
	{ text, shape, input }: { text: string; shape: AnswerShape['kind']; input: I }
): Reading<O> {
	const parsed = parseAnswer(text);
	const told = parsed?.value ?? (shape === 'text' ? prompt.fromLines(text) : null);
	if (told === null) {
		const remark =
			shape === 'text' ? 'it had no line in the form asked for.' : 'it was not a JSON object.';
		return { value: null, mended: false, remark };
	}
	const read = prompt.read(withoutBorrowed(told, prompt.example), input);
	if (typeof read === 'string') return { value: null, mended: false, remark: read };
	return { value: read, mended: parsed?.mended ?? false, remark: read.remark ?? '' };
}
