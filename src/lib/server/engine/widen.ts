/**
 * The model's part in deciding what to look for: further items of the rubric after the scout, queries for what is open,
 * and what a round left missing. Each is a vote: code dedupes, bounds and keeps it to the question's subject (law 6).
 */
import type { Budget } from '../../research/effort.ts';
import type { FactDraft } from '../../research/facts.ts';
import type { RunView } from '../../research/fold.ts';
import type { Gap } from '../../research/run.ts';
import { contentTokens } from '../../research/words.ts';
import { ask } from './model.ts';
import { likeness } from './quality.ts';
import { queriesPrompt } from './prompts/queries.ts';
import { orderFault } from './check/orders.ts';
import { reflectPrompt } from './prompts/reflect.ts';
import { rubricPrompt } from './prompts/rubric.ts';
import type { Asking } from './search-step.ts';
import type { Run, Tools } from './tools.ts';
import { readersWords } from './understand.ts';

const ALIKE = 0.6; // from which two items ask the same
const QUERIES = 4; // a round
const NEW_GAPS = 2; // a round's reflection may open

interface Hands {
	readonly run: Run;
	readonly tools: Tools;
}

/** Further items for the rubric with a gap each, looked into from the first round on. */
export async function widenedRubric(
	hands: Hands,
	budget: Budget
): Promise<(view: RunView) => readonly FactDraft[]> {
	const view = hands.run.view();
	const items = view.rubric ?? [];
	if (budget.extraItems === 0 || hands.tools.models('large').length === 0) return () => [];
	const answer = await ask(hands, rubricPrompt, {
		key: 'rubric',
		input: {
			question: view.question?.text ?? '',
			asked: items.map((item) => item.text),
			seen: view.sources.map((source) => source.title),
			most: budget.extraItems,
			language: view.question?.language ?? 'en'
		},
		budget
	});
	if (!answer) return () => [];
	return (now) => {
		const texts = fresh(answer.value, {
			view: now,
			known: (now.rubric ?? []).map((item) => item.text)
		});
		if (texts.length === 0) return [];
		const added = texts.map((text, at) => ({ id: `r${items.length + at + 1}`, text, weight: 0.5 }));
		const gaps = added.map((item, at): FactDraft => ({
			type: 'gap.opened',
			gap: gapOf(now, {
				at,
				rubricId: item.id,
				question: item.text,
				round: 1,
				reason: 'a further point'
			})
		}));
		return [{ type: 'rubric.made', items: [...items, ...added], by: answer.by }, ...gaps];
	};
}

/** Queries a model writes for the gaps that are open, as askings for the round. */
export async function writtenQueries(
	hands: Hands,
	{ round, budget }: { round: number; budget: Budget }
): Promise<Asking[]> {
	const view = hands.run.view();
	const open = view.gaps.filter((gap) => gap.status === 'open').slice(0, 6);
	const left = budget.searches - view.usage.searches;
	if (open.length === 0 || left <= 0 || hands.tools.models('small').length === 0) return [];
	const answer = await ask(hands, queriesPrompt, {
		key: `queries ${round}`,
		input: {
			question: view.question?.text ?? '',
			gaps: open.map((gap) => ({
				id: gap.id,
				question: gap.question,
				found: claimsFor(view, gap.id).slice(0, 2)
			})),
			sent: view.queries.map((query) => query.text),
			languages: languagesOf(view),
			most: Math.min(QUERIES, left),
			left: budgetLine(view, budget)
		},
		budget
	});
	if (!answer) return [];
	return answer.value.map(({ gapId, text, language }) => ({
		text,
		language,
		gapId,
		why: `written for ${gapId} by ${answer.by}`
	}));
}

/** What a round left missing, as new gaps for the next one; a vote that opens at most two and never closes any. */
export async function reflected(
	hands: Hands,
	{ round, budget }: { round: number; budget: Budget }
): Promise<(view: RunView) => readonly FactDraft[]> {
	const view = hands.run.view();
	const items = view.rubric ?? [];
	const room = items.length + 2 * budget.extraItems - view.gaps.length;
	const last = round >= budget.rounds;
	if (budget.extraItems === 0 || last || room <= 0 || hands.tools.models('medium').length === 0) {
		return () => [];
	}
	const answer = await ask(hands, reflectPrompt, {
		key: `reflect ${round}`,
		input: {
			question: view.question?.text ?? '',
			items: items.map(({ id, text }) => ({ id, text, claims: claimsOfItem(view, id) })),
			left: budgetLine(view, budget)
		},
		budget
	});
	if (!answer) return () => [];
	return (now) => {
		const lacking = answer.value.filter((one) => one.status !== 'answered' && one.missing !== '');
		const known = now.gaps.map((gap) => gap.question);
		const texts = fresh(
			lacking.map((one) => one.missing),
			{ view: now, known }
		).slice(0, Math.min(NEW_GAPS, room));
		return texts.map((question, at): FactDraft => {
			const rubricId = lacking.find((one) => one.missing === question)?.id ?? items[0]?.id ?? 'r1';
			const reason = `still missing after round ${round}`;
			return {
				type: 'gap.opened',
				gap: gapOf(now, { at, rubricId, question, round: round + 1, reason })
			};
		});
	};
}

/** The remaining budget as one line of a prompt. */
export function budgetLine(view: RunView, budget: Budget): string {
	const tokens = budget.tokens - view.usage.inputTokens - view.usage.outputTokens;
	const { searches, pages } = view.usage;
	const money =
		budget.usd === null ? '' : `, $${Math.max(0, budget.usd - (view.usage.usd ?? 0)).toFixed(2)}`;
	return `Budget left: ${Math.max(0, budget.searches - searches)} searches, ${Math.max(0, budget.pages - pages)} pages, ${Math.max(0, tokens)} tokens${money}.`;
}

/** A point that names an address asks us to go somewhere: that is not its to say (law 3). */
const ADDRESS = /https?:|www\.|\b[\w-]+\.(?:com|net|org|test|io|cn|info)\b|@/iu;

/** Texts that ask something new about the question's own subject and order nothing; a page cannot move the subject. */
export function fresh(
	texts: readonly string[],
	{ view, known }: { view: RunView; known: readonly string[] }
): string[] {
	const names = view.brief?.entities ?? [];
	// Where the question names something, a further point must name it too.
	const subject = new Set(
		contentTokens(names.length > 0 ? names.join(' ') : (view.question?.text ?? ''))
	);
	const taken = known.map((text) => new Set(contentTokens(text)));
	const asks = texts.filter((text) => orderFault(text, readersWords(view)) === null);
	return asks.filter((text) => {
		const words = new Set(contentTokens(text));
		const near = [...words].some((word) => subject.has(word));
		const twin = taken.some((other) => likeness(words, other) >= ALIKE);
		if (!near || twin || words.size < 2 || ADDRESS.test(text)) return false;
		taken.push(words);
		return true;
	});
}

function gapOf(
	view: RunView,
	{ at, ...rest }: { at: number } & Pick<Gap, 'rubricId' | 'question' | 'round' | 'reason'>
): Gap {
	return { id: `g${view.gaps.length + at + 1}`, status: 'open', leads: [], ...rest };
}

function claimsFor(view: RunView, gapId: string): string[] {
	return view.evidence.filter((one) => one.gapId === gapId).map((one) => one.claim);
}

function claimsOfItem(view: RunView, rubricId: string): string[] {
	return view.evidence
		.filter((one) => one.rubricIds.includes(rubricId))
		.sort((a, b) => b.score - a.score)
		.map((one) => one.claim);
}

/** The brief's languages, and those in which the best sources are written. */
function languagesOf(view: RunView): string[] {
	const cited = new Set(view.evidence.map((one) => one.sourceId));
	const seen = view.sources
		.filter((source) => cited.has(source.id))
		.map((source) => source.language);
	const all = [...(view.brief?.languages ?? ['en']), ...seen].filter((tag) =>
		/^[a-z]{2,3}$/u.test(tag)
	);
	return [...new Set(all)].slice(0, 3);
}
