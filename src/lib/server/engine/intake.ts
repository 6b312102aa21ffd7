/** Before anything is searched: the question understood by rules, its brief by a model where one is, the first plan. */
import { budgetNow } from '../../research/budget.ts';
import type { FactDraft } from '../../research/facts.ts';
import type { RunView } from '../../research/fold.ts';
import { sectionOf } from '../../research/plan.ts';
import type { Brief, Question } from '../../research/run.ts';
import { ask } from './model.ts';
import { openingGaps, scoutQueries } from './plan.ts';
import { briefPrompt, type BriefMade } from './prompts/brief.ts';
import { step } from './step.ts';
import type { Run, Tools } from './tools.ts';
import { RULES, rubricOf, understand } from './understand.ts';

interface Hands {
	readonly run: Run;
	readonly tools: Tools;
}

/** Brief, rubric, opening gaps and the scout's queries. */
export async function prepare(hands: Hands, question: Question): Promise<void> {
	const today = new Date(hands.tools.clock.now()).toISOString().slice(0, 10);
	await step(hands, 'understand', () => {
		const brief = understand(question, today);
		return Promise.resolve(() => [
			{ type: 'brief.made', brief, by: RULES },
			{ type: 'rubric.made', items: rubricOf(brief), by: RULES }
		]);
	});
	// The quickest effort does not wait for a model before it searches.
	const budget = budgetNow(hands.run.view());
	if (budget.extraItems > 0 && hands.tools.models('small').length > 0)
		await step(hands, 'brief', () => briefed(hands, question));
	await step(hands, 'plan 0', () => Promise.resolve(firstPlan));
}

/** The brief with what a model made of the question; the rules' own where it gave nothing of use. */
async function briefed(
	hands: Hands,
	question: Question
): Promise<(view: RunView) => readonly FactDraft[]> {
	const view = hands.run.view();
	const answer = await ask(hands, briefPrompt, {
		key: 'brief',
		input: {
			question: question.text,
			today: view.brief?.asOf ?? '',
			language: question.language
		},
		budget: budgetNow(view)
	});
	if (!answer) return () => [];
	return ({ brief }) =>
		brief ? [{ type: 'brief.made', brief: withMade(brief, answer.value), by: answer.by }] : [];
}

/** Pure: the rules' parts, names and shape stay; a model adds what rules cannot know. */
export function withMade(brief: Brief, made: BriefMade): Brief {
	const spoken = made.phrasings.map((one) => one.language);
	return {
		...brief,
		...(made.deliverable !== '' && { deliverable: made.deliverable }),
		assumptions: [...made.assumptions],
		asOf: made.asOf ?? brief.asOf,
		languages: [...new Set([...brief.languages, ...spoken])].slice(0, 3),
		...(made.phrasings.length > 0 && { phrasings: [...made.phrasings] })
	};
}

function firstPlan(view: RunView): FactDraft[] {
	const gaps = openingGaps(view);
	const sections = gaps.flatMap((draft) =>
		draft.type === 'gap.opened'
			? [
					{
						id: sectionOf(draft.gap),
						heading: draft.gap.question.split(': ')[0] ?? draft.gap.question,
						question: draft.gap.question,
						rubricIds: [draft.gap.rubricId]
					}
				]
			: []
	);
	return [
		...gaps,
		{ type: 'outline.changed', sections, why: 'the parts of the question', by: RULES },
		...scoutQueries(view, budgetNow(view))
	];
}
