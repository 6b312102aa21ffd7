/** What a prompt makes of a model's answer: its form mended, its example's words left out, its items read one by one. Pure. */
import type { AnswerShape } from '../ports.ts';
import { parseAnswer } from './answer-format.ts';
import { withoutBorrowed } from './prompts/borrowed.ts';
import type { Prompt } from './prompts/prompt.ts';

const NO_JSON = 'it was not a JSON object.';

/** True for what is said of an answer that is not of the form asked for: a wording that is only a copy is no fault of its form. */
export function isOfForm(remark: string): boolean {
	return remark === NO_JSON || remark.startsWith('it must be {');
}

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
	let remark = shape === 'text' ? 'it had no line in the form asked for.' : NO_JSON;
	for (const { told, mended } of tellings(prompt, { text, shape })) {
		const read = prompt.read(withoutBorrowed(told, prompt.example), input);
		if (typeof read !== 'string') return { value: read, mended, remark: read.remark ?? '' };
		remark = read;
	}
	return { value: null, mended: false, remark };
}

interface Telling {
	readonly told: unknown;
	readonly mended: boolean;
}

/** What an answer may mean, likeliest first: in lines the brackets of "[1, 3] A sentence." are no JSON. */
function tellings<I, O>(
	prompt: Prompt<I, O>,
	{ text, shape }: { text: string; shape: AnswerShape['kind'] }
): Telling[] {
	const parsed = parseAnswer(text);
	const list = parsed && Array.isArray(parsed.value) ? listNameOf(prompt) : null;
	const json = parsed && {
		told: list === null ? parsed.value : { [list]: parsed.value },
		mended: parsed.mended || list !== null
	};
	if (shape !== 'text') return json ? [json] : [];
	const lines = prompt.fromLines(text);
	const inLines = lines === null ? [] : [{ told: lines, mended: false }];
	if (!json) return inLines;
	return parsed.mended ? [...inLines, json] : [json, ...inLines];
}

/** The one property of an answer that is nothing but a list: weak writers send the list alone. */
function listNameOf({ schema }: Pick<Prompt<never, unknown>, 'schema'>): string | null {
	const properties = Object.entries((schema['properties'] ?? {}) as Record<string, object>);
	const [[name, of] = ['', {}]] = properties;
	return properties.length === 1 && 'type' in of && of.type === 'array' ? name : null;
}
