/**
 * The view: what a list of facts means. Browser, API, share link, exports, resume and tests all use this one function,
 * so there is one truth. Pure: `fold` never changes the view it is given.
 */
import { isPrivate } from './documents.ts';
import type { Fact } from './facts.ts';
import type { Gap, Section } from './run.ts';
import { leftOf, spentBy } from './budget.ts';
import { frozenOf, givenUp } from './frozen.ts';
import { steered } from './steered.ts';
import { emptyView, isOver, unheard, type RunView, type Timings } from './view.ts';
import { isCjk } from './words.ts';

export {
	canGoOn,
	canUpgrade,
	emptyView,
	instructionsOf,
	isOver,
	NOTHING_SPENT,
	steersNow,
	stepsNow,
	unheard
} from './view.ts';
export type {
	Asked,
	Rejected,
	RunView,
	Spent,
	StepTime,
	Timings,
	Usage,
	Version,
	VersionNow
} from './view.ts';

/** Who changed an outline, when it was the reader. */
export const BY_READER = 'reader';
/** The steps that take up what the reader added. */
const PLANNED = /^plan [1-9]/u;
const GATHERED = /^(?:plan [1-9]|round \d|reflect \d)/u;

/** The view after one more fact. Throws when a fact is out of order: a gap would make every later view wrong. */
export function fold(view: RunView, fact: Fact): RunView {
	if (fact.seq !== view.seq + 1) {
		throw new Error(`fact ${fact.seq} cannot follow ${view.seq} in run ${view.id}`);
	}
	const after = change(view, fact);
	const opening = fact.type === 'run.resumed' || fact.type === 'steer.added';
	const version =
		after.version.opening && !opening ? { ...after.version, opening: false } : after.version;
	return { ...after, version, seq: fact.seq };
}

/** The view of a whole list of facts. */
export function foldAll(id: string, facts: Iterable<Fact>): RunView {
	let view = emptyView(id);
	for (const fact of facts) view = fold(view, fact);
	return view;
}

function change(view: RunView, fact: Fact): RunView {
	switch (fact.type) {
		case 'run.started':
			return {
				...view,
				status: 'running',
				question: fact.question,
				timings: { ...view.timings, startedAt: fact.at }
			};
		case 'brief.made':
			return { ...view, brief: fact.brief };
		case 'rubric.made':
			return { ...view, rubric: fact.items };
		case 'outline.changed':
			return {
				...view,
				outline: fact.sections,
				plan: fact.by === BY_READER || fact.holds === true ? fact.sections : view.plan
			};
		case 'query.sent':
			return {
				...view,
				queries: [...view.queries, { ...fact.query, hits: null, replies: [] }],
				usage: { ...view.usage, searches: view.usage.searches + 1 }
			};
		case 'hits.found':
			return {
				...view,
				queries: view.queries.map((query) =>
					query.id === fact.queryId ? { ...query, hits: fact.hits, replies: fact.replies } : query
				)
			};
		case 'source.read':
			return {
				...view,
				sources: [...view.sources, fact.source],
				usage: pageUsed(view.usage, fact.source.url)
			};
		case 'source.skipped':
			return {
				...view,
				skipped: [...view.skipped, fact.skipped],
				usage: pageUsed(view.usage, fact.skipped.url)
			};
		case 'evidence.found':
			return { ...view, evidence: [...view.evidence, ...fact.evidence] };
		case 'evidence.rejected':
			return {
				...view,
				rejected: [
					...view.rejected,
					{ quote: fact.quote, sourceId: fact.sourceId, reason: fact.reason }
				]
			};
		case 'gap.opened':
			return { ...view, gaps: placeGap(view.gaps, fact.gap) };
		case 'gap.closed':
			return {
				...view,
				gaps: view.gaps.map((gap) =>
					gap.id === fact.gapId ? { ...gap, status: fact.status, reason: fact.reason } : gap
				)
			};
		default:
			return changeOutcome(view, fact);
	}
}

/** A document of the user's own is no page of the web: reading it takes nothing from the budget. */
function pageUsed(usage: RunView['usage'], url: string): RunView['usage'] {
	return isPrivate(url) ? usage : { ...usage, pages: usage.pages + 1 };
}

type Gathering =
	| 'run.started'
	| 'brief.made'
	| 'rubric.made'
	| 'outline.changed'
	| 'query.sent'
	| 'hits.found'
	| 'source.read'
	| 'source.skipped'
	| 'evidence.found'
	| 'evidence.rejected'
	| 'gap.opened'
	| 'gap.closed';

/** Facts of writing, checking, control and ending; those of gathering are `change`'s. Exhaustive between the two. */
function changeOutcome(view: RunView, fact: Exclude<Fact, { type: Gathering }>): RunView {
	switch (fact.type) {
		case 'section.written':
			return {
				...view,
				sections: placeSection(view.sections, fact.section),
				timings: { ...view.timings, firstSectionAt: view.timings.firstSectionAt ?? fact.at }
			};
		case 'sentence.checked':
			return {
				...view,
				sections: view.sections.map((section) => checked(section, fact)),
				claims: counted(view, fact)
			};
		case 'conflict.found':
			return { ...view, conflicts: [...view.conflicts, fact.conflict] };
		case 'budget.spent':
			return spend(view, fact);
		case 'plan.approved':
			return { ...view, approved: true };
		case 'steer.added':
			return opened(steered(view, fact.steer));
		case 'run.paused':
			return {
				...view,
				status: 'paused',
				pausedFor: fact.reason,
				rest: fact.until === undefined ? null : { until: fact.until, why: fact.reason },
				timings: { ...view.timings, restingSince: fact.at }
			};
		case 'run.resumed':
			return {
				...(isOver(view) ? reopened(view, fact.at) : view),
				status: 'running',
				problem: null,
				pausedFor: null,
				rest: null,
				timings: resumed(view.timings, fact.at)
			};
		case 'run.finished':
			return {
				...ended(view, fact.at),
				status: 'done',
				title: fact.title,
				order: fact.order,
				notes: fact.notes,
				frozen: null,
				versions: [...view.versions, { number: view.version.number, seq: fact.seq, at: fact.at }]
			};
		case 'run.stopped':
			return stopped(ended(givenUp(view), fact.at), fact.reason);
		case 'run.failed':
			return { ...ended(givenUp(view), fact.at), status: 'failed', problem: fact.problem };
		default:
			return unknownFact(fact);
	}
}

function unknownFact(fact: never): never {
	throw new Error(`unknown fact ${JSON.stringify(fact)}`);
}

/** A gap with a known id is asked again. */
function placeGap(gaps: readonly Gap[], gap: Gap): readonly Gap[] {
	const at = gaps.findIndex((known) => known.id === gap.id);
	return at < 0 ? [...gaps, gap] : gaps.with(at, gap);
}

/** What of the reader's additions a step of gathering took into account. */
function hearing(view: RunView, step: string): RunView['version'] {
	const { version, steers } = view;
	if (!GATHERED.test(step)) return version;
	const heard = PLANNED.test(step) ? steers.length : version.heard;
	return { ...version, heard, gathered: steers.length };
}

/** A version that something opened is about that, not about the whole report. */
function opened(view: RunView): RunView {
	const { version } = view;
	if (!version.opening) return view;
	return {
		...view,
		version: { ...version, whole: false, heard: view.steers.length, gathered: view.steers.length }
	};
}

/**
 * A run that is over goes on: the next version starts from the frozen report and what was spent for it. Numbers of
 * versions that were given up are not used again.
 */
function reopened(view: RunView, at: number): RunView {
	const order = view.order ?? [];
	const first = view.steers.findIndex((one) => unheard(view).includes(one));
	// What was said of a version that was given up went with it.
	const late = first < 0 || view.status !== 'done' ? 0 : view.steers.length - first;
	const rounds = [...view.queries, ...view.sources, ...view.skipped, ...view.gaps].map(
		(one) => one.round
	);
	return {
		...view,
		sections: view.sections.filter((section) => order.includes(section.id)),
		outline: (view.outline ?? []).filter((section) => order.includes(section.id)),
		order: null,
		frozen: frozenOf(view),
		version: {
			number: view.version.number + 1,
			openedAt: at,
			round: Math.max(0, ...rounds) + 1,
			steps: view.timings.steps.length,
			// What came too late for the version before is what opens this one.
			steers: late > 0 ? view.steers.length - late : view.steers.length,
			heard: view.steers.length,
			gathered: view.steers.length,
			opening: true,
			whole: late === 0,
			spent: spentBy(view, at),
			left: leftOf(view, at)
		}
	};
}

function placeSection(sections: readonly Section[], section: Section): readonly Section[] {
	const at = sections.findIndex((known) => known.id === section.id);
	return at < 0 ? [...sections, section] : sections.with(at, section);
}

function checked(section: Section, fact: Extract<Fact, { type: 'sentence.checked' }>): Section {
	if (section.id !== fact.sectionId || section.revision !== fact.revision) return section;
	const results = new Map(fact.results.map((result) => [result.sentenceId, result]));
	return {
		...section,
		sentences: section.sentences.map((sentence) => {
			const result = results.get(sentence.id);
			return result ? { ...sentence, verdict: result.verdict, checks: result.checks } : sentence;
		})
	};
}

/**
 * How a writer's own sentences fared, those that were mended or left out since included. One that code could not tell
 * counts half, unless it is in another script than its quotes, where code can hardly ever tell.
 */
function counted(
	{ sections, claims, evidence }: RunView,
	fact: Extract<Fact, { type: 'sentence.checked' }>
): RunView['claims'] {
	const section = sections.find(
		({ id, revision }) => id === fact.sectionId && revision === fact.revision
	);
	const ours = (section?.sentences ?? []).filter(({ kind }) => kind === 'claim');
	const failed = { unsupported: 1, partly: 0.5 } as const;
	const tally = { ...claims };
	for (const { sentenceId, verdict, checks } of fact.results) {
		const sentence = ours.find(({ id }) => id === sentenceId);
		// What code made and can make again says nothing of the writer.
		if (!sentence || checks.some(({ name }) => name === 'V2 made anew')) continue;
		tally.checked += 1;
		const quote = evidence.find(({ id }) => id === sentence.evidenceIds[0])?.quote ?? '';
		const told = verdict === 'unsupported' || isCjk(quote) === isCjk(sentence.text);
		if (told && (verdict === 'unsupported' || verdict === 'partly'))
			tally.failed += failed[verdict];
	}
	return tally;
}

function spend(view: RunView, fact: Extract<Fact, { type: 'budget.spent' }>): RunView {
	const { step, ms, usd, ...spent } = fact.spending;
	const usage = view.usage;
	const used = spent.inputTokens + spent.outputTokens > 0; // a call that failed before any token cost nothing known
	const unpriced = fact.call && fact.call.usd === null && used ? 1 : 0;
	return {
		...view,
		usage: {
			searches: usage.searches + spent.searches,
			pages: usage.pages + spent.pages,
			bytes: usage.bytes + spent.bytes,
			inputTokens: usage.inputTokens + spent.inputTokens,
			cachedTokens: usage.cachedTokens + spent.cachedTokens,
			outputTokens: usage.outputTokens + spent.outputTokens,
			usd: usd === null ? usage.usd : (usage.usd ?? 0) + usd,
			unpriced: usage.unpriced + unpriced
		},
		calls: fact.call ? [...view.calls, fact.call] : view.calls,
		version: fact.call ? view.version : hearing(view, step),
		timings: fact.call
			? view.timings
			: { ...view.timings, steps: [...view.timings.steps, { step, ms }] }
	};
}

function stopped(view: RunView, reason: string): RunView {
	return { ...view, status: 'stopped', notes: [...new Set([...view.notes, reason])] };
}

function ended(view: RunView, at: number): RunView {
	return { ...view, rest: null, timings: { ...view.timings, endedAt: at, restingSince: at } };
}

function resumed(timings: Timings, at: number): Timings {
	const rested = timings.restingSince === null ? 0 : Math.max(0, at - timings.restingSince);
	return { ...timings, endedAt: null, restingSince: null, restedMs: timings.restedMs + rested };
}
