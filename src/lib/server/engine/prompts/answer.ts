/** The answer at the top, from sentences that passed their checks and nothing else. */
import { asData, objectSchema, withoutFirst, withoutLast, type Prompt } from './prompt.ts';
import { readSentences, sectionPrompt, sentencesFromLines, type Written } from './section.ts';

export interface AnswerInput {
	readonly question: string;
	readonly sentences: readonly string[]; // verified, best first
	readonly language: string;
	readonly most: number;
	readonly instructions: readonly string[];
}

/** Sentences with the places of the verified sentences they rest on. */
export const answerPrompt: Prompt<AnswerInput, readonly Written[]> = {
	id: 'answer',
	version: 1,
	role: 'large',
	phase: 'write',
	maxInput: 4_000,
	maxOutput: 400,
	thinking: 'low',
	temperature: 0,
	system: `You write the short answer that stands at the top of a research report, from its numbered, checked sentences. Rules:
- Answer the question directly in the first sentence, then what the reader must know with it. If the sentences do not answer it, say what they do tell.
- Say only what the sentences say. Keep numbers, units, dates and names exactly. Keep their certainty. Where they disagree, say so.
- After each of your sentences give the numbers of the sentences it rests on.
- Write no addresses, no citation marks and no headings.`,
	schema: objectSchema({ ...(sectionPrompt.schema['properties'] as Record<string, unknown>) }),
	example: sectionPrompt.example,
	lines: sectionPrompt.lines,
	user: ({ question, sentences, language, most, instructions }) => {
		const head = [
			`Question: ${asData(question, 1200)}`,
			...instructions.map((one) => `The reader asks: ${asData(one, 300)}`),
			'Checked sentences:'
		].join('\n');
		const tail = `\nAnswer in ${most === 1 ? 'one sentence' : `at most ${most} sentences`} in the language "${language}".`;
		const shown = sentences.map((sentence, at) => `${at + 1}. ${asData(sentence, 520)}`);
		return `${head}\n${shown.join('\n')}${tail}`;
	},
	shrink: (input) =>
		withoutLast(input, 'sentences', 4) ??
		withoutFirst(input, 'instructions', 2) ??
		withoutLast(input, 'sentences', 1),
	read: (answer, { sentences, most }) => readSentences(answer, { known: sentences.length, most }),
	fromLines: sentencesFromLines
};
