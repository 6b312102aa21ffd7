/** The question understood: what is wanted, what is taken for granted, as of when, and in which languages to look. */
import { z } from 'zod';
import { listOf, asData, objectSchema, withQuestionCut, type Prompt } from './prompt.ts';

export interface BriefInput {
	readonly question: string;
	readonly today: string; // ISO date
	readonly language: string; // of the answer
}
export interface BriefMade {
	readonly deliverable: string; // "" when it is none
	readonly assumptions: readonly string[];
	readonly asOf: string | null; // ISO date; null: today
	readonly phrasings: readonly { readonly language: string; readonly text: string }[];
}

const ASSUMPTIONS = 3;
const PHRASINGS = 2;
const Answer = z.object({
	deliverable: z.string().catch(''),
	assumptions: listOf(z.string()).catch([]),
	as_of: z.string().catch(''),
	queries: listOf(z.object({ language: z.string(), query: z.string() })).catch([])
});

export const briefPrompt: Prompt<BriefInput, BriefMade> = {
	id: 'brief',
	version: 1,
	role: 'small',
	phase: 'plan',
	maxInput: 1_400,
	maxOutput: 320,
	thinking: 'off',
	temperature: 0,
	system: `You prepare a research question for a search. Say in one short phrase what the reader wants in the end ("deliverable"), what the question leaves open and you take for granted ("assumptions", at most 3, none if it is clear), and the date as of which it must be answered ("as_of", YYYY-MM-DD, "" for today).
If the best sources are likely written in another language than the question, give the question as a web search query in that language ("queries", at most 2, 3 to 10 words, with its two-letter language code); else none. Do not answer the question.`,
	schema: objectSchema({
		deliverable: { type: 'string' },
		assumptions: { type: 'array', items: { type: 'string' } },
		as_of: { type: 'string' },
		queries: {
			type: 'array',
			items: objectSchema({ language: { type: 'string' }, query: { type: 'string' } })
		}
	}),
	example:
		'{"deliverable": "the year and the cost", "assumptions": ["The road bridge is meant, not the railway bridge."], "as_of": "", "queries": [{"language": "de", "query": "Beispielbrücke Baukosten Eröffnung"}]}',
	lines:
		'Answer in lines: "want | …", "assume | …" (none to three), "as of | YYYY-MM-DD" if not today, "query | de | …" (none to two).',
	user: ({ question, today, language }) =>
		[
			`Question: ${asData(question, 2_000)}`,
			`Today is ${today}. The answer will be in the language "${language}".`
		].join('\n\n'),
	shrink: (input) => withQuestionCut(input, { shown: 2_000, least: 200 }),
	read: (answer, { question, today, language }) => {
		const parsed = Answer.safeParse(answer);
		if (!parsed.success)
			return 'it must be {"deliverable", "assumptions", "as_of", "queries": [{"language", "query"}]}.';
		const { deliverable, assumptions, as_of, queries } = parsed.data;
		const phrasings = queries.flatMap(({ language: tag, query }) => {
			// An address or an operator in a query is not ours to send (law 3).
			const text = asData(query, 160)
				.replace(/\b(?:https?|site|inurl|file):\S*/giu, ' ')
				.replace(/["“”]/gu, ' ')
				.replace(/\s+/gu, ' ')
				.trim();
			const other = /^[a-z]{2}$/u.test(tag) && tag !== language;
			return other && text.length >= 3 ? [{ language: tag, text }] : [];
		});
		return {
			value: {
				deliverable: plain(deliverable, 120),
				assumptions: assumptions
					.map((one) => plain(one, 200))
					.filter((one) => one.length >= 8)
					.slice(0, ASSUMPTIONS),
				asOf: dateIn(as_of, { question, today }),
				phrasings: phrasings.slice(0, PHRASINGS)
			}
		};
	},
	fromLines: (text) => {
		const rows = [...text.matchAll(/^\W*(want|assume|as of|query)\s*\|\s*(.+)$/gimu)].map(
			([, name = '', rest = '']) => ({ name: name.toLowerCase(), rest: rest.trim() })
		);
		if (rows.length === 0) return null;
		const of = (name: string) => rows.filter((row) => row.name === name).map((row) => row.rest);
		return {
			deliverable: of('want')[0] ?? '',
			assumptions: of('assume'),
			as_of: of('as of')[0] ?? '',
			queries: of('query').map((row) => {
				const [language = '', query = ''] = row.split('|').map((piece) => piece.trim());
				return { language, query };
			})
		};
	}
};

/** Words for people; an address in them is not ours to show. */
function plain(text: string, most: number): string {
	const one = asData(text, most);
	return /https?:|www\./iu.test(one) ? '' : one;
}

/** A real day that is not to come, in a year that the question itself names: a model may not move the question in time. */
function dateIn(
	text: string,
	{ question, today }: { question: string; today: string }
): string | null {
	const [date] = /^\d{4}-\d{2}-\d{2}$/u.exec(text.trim()) ?? [];
	if (date === undefined || date > today) return null;
	const real = new Date(`${date}T00:00:00Z`);
	if (Number.isNaN(real.getTime()) || real.toISOString().slice(0, 10) !== date) return null;
	return question.includes(date.slice(0, 4)) ? date : null;
}
