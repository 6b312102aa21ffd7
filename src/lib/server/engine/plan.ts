/** What to ask next: the scout's queries from the question, later rounds' from what is still missing. */
import type { FactDraft } from '../../research/facts.ts';
import { imagine } from './imagine.ts';
import { BY_READER, steersNow, type RunView } from '../../research/fold.ts';
import type { Budget } from '../../research/effort.ts';
import { contentTokens, isCjk } from '../../research/words.ts';
import { hopGaps, hopsOf, type Hop } from './hops.ts';
import { sending, type Asking } from './search-step.ts';
import type { Tools } from './tools.ts';
import { facetOf } from './understand.ts';

const HOPS_A_ROUND = 6;
/** Why a gap counts as answered although nothing strong bears on it. */
export const WEAK = 'weak evidence only';

/** Gaps for the rubric: one per item, open. */
export function openingGaps(view: RunView): FactDraft[] {
	return (view.rubric ?? []).map((item, at) => ({
		type: 'gap.opened',
		gap: {
			id: `g${at + 1}`,
			rubricId: item.id,
			question: item.text,
			status: 'open',
			reason: 'asked',
			round: 0,
			leads: []
		}
	}));
}

/** The scout's queries: the question as asked, its names, its parts. */
export function scoutQueries(view: RunView, budget: Budget): FactDraft[] {
	const brief = view.brief;
	const question = view.question;
	if (!brief || !question) return [];
	const language = brief.language;
	const ask = (text: string, why: string, gapId: string | null = null): Asking => ({
		text,
		language,
		gapId,
		why
	});
	const names = brief.entities.slice(0, 4).map((name) => ask(name, 'a name in the question'));
	const parts =
		brief.parts.length > 1
			? brief.parts.map((part, at) => ask(part, 'a part of the question', `g${at + 1}`))
			: [];
	const abroad = (brief.phrasings ?? []).map(({ language: tongue, text }) => ({
		...ask(text, 'the question in another language'),
		language: tongue
	}));
	const room = Math.min(budget.searches, budget.rounds > 1 ? 8 : 4);
	return sending(view, {
		askings: [ask(question.text, 'the question as asked'), ...abroad, ...names, ...parts],
		round: 0,
		room
	});
}

/** The facts that open a round: gaps for names to follow, queries for what is still missing. Empty: nothing to do. */
export async function roundPlan(
	view: RunView,
	tools: Tools,
	{ round, budget, written }: { round: number; budget: Budget; written: readonly Asking[] }
): Promise<FactDraft[]> {
	const wished = [...reopenedGaps(view, round), ...wishedGaps(view, round)];
	const seen = imagine(view, wished);
	// Names lead on from the first question only; a follow-up keeps to what it asks.
	const follow = view.version.number === 1;
	const hops = follow ? (await hopsOf(view, tools, round)).slice(0, HOPS_A_ROUND) : [];
	const gaps = hopGaps(seen, { hops, round });
	const room = Math.max(
		0,
		Math.min(budget.searches - view.usage.searches, budget.rounds > 1 ? 6 : 2)
	);
	const askings = [...hopQueries(view, { hops, gaps }), ...written, ...gapQueries(seen)];
	return [
		...wished,
		...gaps.map((gap): FactDraft => ({ type: 'gap.opened', gap })),
		...sending(view, { askings, round, room })
	];
}

/** Questions the user added that have no gap yet. One that was dropped is looked into when it is asked anew. */
export function wishesOf(view: RunView): string[] {
	const texts = (steers: typeof view.steers) =>
		new Set(steers.flatMap((one) => (one.kind === 'question' ? [one.text] : [])));
	const now = texts(steersNow(view));
	const known = view.gaps
		.filter(({ status, question }) => status !== 'dropped' || !now.has(question))
		.map((gap) => gap.question);
	return [...texts(view.steers)].filter((text) => !known.includes(text));
}

function wishedGaps(view: RunView, round: number): FactDraft[] {
	const wishes = wishesOf(view);
	if (wishes.length === 0) return [];
	const known = view.rubric ?? [];
	// Ids of items that were dropped stay taken.
	const ids = [...known.map(({ id }) => id), ...view.gaps.map(({ rubricId }) => rubricId)];
	const last = Math.max(0, ...ids.map((id) => Number(id.slice(1)) || 0));
	const items = wishes.map((text, at) => ({ id: `r${last + at + 1}`, text, weight: 1 }));
	const gaps = items.map((item, at): FactDraft => ({
		type: 'gap.opened',
		gap: {
			id: `g${view.gaps.length + at + 1}`,
			rubricId: item.id,
			question: item.text,
			status: 'open',
			reason: view.version.number === 1 ? 'asked while it ran' : 'asked afterwards',
			round,
			leads: []
		}
	}));
	return [{ type: 'rubric.made', items: [...known, ...items], by: BY_READER }, ...gaps];
}

/** More budget for a finished report: what it did not find is asked again; where it found all, everything is. */
function reopenedGaps(view: RunView, round: number): FactDraft[] {
	const more = steersNow(view).some((one) => one.kind === 'extend');
	if (!more || view.version.number === 1 || round !== view.version.round) return [];
	const live = view.gaps.filter((gap) => gap.status !== 'dropped');
	const weak = live.filter((gap) => gap.status === 'not-found' || gap.reason === WEAK);
	return (weak.length > 0 ? weak : live).map((gap) => ({
		type: 'gap.opened',
		gap: { ...gap, status: 'open', reason: 'asked again with more budget', again: round }
	}));
}

function hopQueries(
	view: RunView,
	{ hops, gaps }: { hops: readonly Hop[]; gaps: readonly { id: string }[] }
): Asking[] {
	const language = view.brief?.language ?? 'en';
	return hops.flatMap((hop, at) =>
		hop.lead
			? []
			: [
					{
						text: `${hop.name} ${hop.facet}`,
						language,
						gapId: gaps[at]?.id ?? null,
						why: 'a name found on a page'
					}
				]
	);
}

/** For each item without an answer: its own words with the names of the question, then with words the pages use. */
function gapQueries(view: RunView): Asking[] {
	const brief = view.brief;
	if (!brief) return [];
	return view.gaps
		.filter((gap) => gap.status === 'open')
		.flatMap((gap) => {
			const base = { language: brief.language, gapId: gap.id };
			const lacking = brief.entities.slice(0, 2).filter((name) => !gap.question.includes(name));
			const named = [...lacking, gap.question].join(' ');
			const terms = pageTerms(view, gap.question);
			return [
				{ ...base, text: gap.question, why: 'still open' },
				{ ...base, text: named, why: 'still open, with the names of the question' },
				...(terms.length > 0
					? [
							{
								...base,
								text: `${facetOf(brief)} ${terms.join(' ')}`,
								why: 'words found on the first pages'
							}
						]
					: [])
			];
		});
}

/** Words that the best evidence has and the question has not: pseudo-relevance feedback. */
function pageTerms(view: RunView, question: string): string[] {
	const asked = new Set(contentTokens(question));
	const counts = new Map<string, { word: string; count: number }>();
	for (const evidence of [...view.evidence].sort((a, b) => b.score - a.score).slice(0, 8)) {
		const words = isCjk(evidence.quote)
			? contentTokens(evidence.quote)
			: evidence.quote.split(/[^\p{L}\p{N}'-]+/u);
		const seen = new Set<string>();
		for (const word of words) {
			const [token] = contentTokens(word);
			if (
				token === undefined ||
				asked.has(token) ||
				seen.has(token) ||
				(!isCjk(token) && token.length < 4)
			)
				continue;
			seen.add(token);
			counts.set(token, {
				word: counts.get(token)?.word ?? word,
				count: (counts.get(token)?.count ?? 0) + 1
			});
		}
	}
	return [...counts.values()]
		.filter(({ count }) => count > 1)
		.sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1))
		.slice(0, 4)
		.map(({ word }) => word);
}
