/** In which forms a model is asked, one after another: told by its kind of connection and by what came of it in this run. */
import type { ModelCall } from '../../research/run.ts';
import { questionOf } from '../../research/tries.ts';
import type { AnswerShape, Model } from '../ports.ts';
import { isOfForm } from './read-answer.ts';

type Shape = AnswerShape['kind'];

const TAUGHT = 2; // questions that were answered in lines only, after which a model is asked in lines at once

/**
 * The form that the connection takes, the same with the complaint, then lines. A model whose server takes a form that it
 * does not heed would be asked everything three times: one that was never understood in JSON is asked in lines.
 */
export function formsOf(
	{ id, shape }: Pick<Model, 'id' | 'shape'>,
	{ calls, prompt }: { calls: readonly ModelCall[]; prompt: string }
): Shape[] {
	const own = calls.filter((call) => call.requested === id);
	const alike = own.filter((call) => call.prompt === prompt);
	const inLines = shape === 'text' || wantsLines(own) || wantsLines(alike);
	return inLines ? ['text', 'text'] : [shape, shape, 'text'];
}

function wantsLines(calls: readonly ModelCall[]): boolean {
	const understood = calls.filter(({ outcome }) => outcome === 'ok' || outcome === 'repaired');
	if (understood.some(({ shape }) => shape !== 'text')) return false;
	const refused = new Set(
		calls
			.filter(({ outcome, shape, note }) => {
				return outcome === 'invalid' && shape !== 'text' && isOfForm(note);
			})
			.map(({ key }) => questionOf(key))
	);
	return understood.filter(({ key }) => refused.has(questionOf(key))).length >= TAUGHT;
}
