/**
 * The report mended after the reader banned, allowed again, pinned or named a source: only sentences that this touches
 * change. What stood on a banned source loses it, is put back to another source's quote, or goes; the next best evidence
 * takes its place. What a preferred source says is told where it is not told yet.
 */
import type { Budget } from '../../research/effort.ts';
import type { FactDraft } from '../../research/facts.ts';
import { stepsNow, type RunView } from '../../research/fold.ts';
import { asPlanned, gapOfSection } from '../../research/plan.ts';
import type { Evidence, Section, Sentence } from '../../research/run.ts';
import { isAt } from '../../research/scope.ts';
import { isBanned, isPinned, namesSource } from '../../research/steered.ts';
import { plainKey } from '../../research/words.ts';
import { choose, evidenceDrafts, sameStatement, type Choice } from './evidence.ts';
import { imagine } from './imagine.ts';
import { draftOf, inOutline, isInPlay } from './play.ts';
import { ANSWERS, wordSet } from './quality.ts';
import { statementsOf } from './statements.ts';
import { tableSections } from './tables.ts';
import type { Run, Tools } from './tools.ts';
import { RULES } from './understand.ts';
import { weigh, type Candidate } from './weigh.ts';
import {
	answerSection,
	findingSections,
	quoteSentence,
	writing,
	type SectionDraft
} from './write.ts';

const LEAST = 0.2; // score under which even a preferred source's sentence is not worth telling
const TOLD = 2; // sentences a preferred source gets in one section
const IN_ANSWER = 2; // sentences a later version adds to the answer

/** True when something the reader said is not in the report yet. */
export function wantsAmending(view: RunView): boolean {
	const known = new Set(view.evidence.map((one) => one.id));
	const dangling = shown(view).some((section) =>
		section.sentences.some((one) => one.evidenceIds.some((id) => !known.has(id)))
	);
	return dangling || favouredIn(view).size > 0;
}

/** The maker of the facts that mend the report. */
export async function amended(
	{ run, tools }: { run: Run; tools: Tools },
	budget: Budget
): Promise<(view: RunView) => readonly FactDraft[]> {
	const view = run.view();
	const favoured = favouredIn(view);
	const losses = lossesIn(view);
	const only = { ...view, sources: view.sources.filter((one) => favoured.has(one.id)) };
	const choices: (Choice & { kept: readonly Candidate[] })[] = [];
	for (const gap of asPlanned(view, view.gaps)) {
		const lost = losses.get(gap.id) ?? 0;
		if (lost === 0 && favoured.size === 0) continue;
		const weighing = { runId: run.id, gap, embed: 0, compare: 0, signal: run.signal };
		const candidates = lost > 0 ? await weigh(tools, { ...weighing, view }) : [];
		const choice: Choice = { gap, candidates, most: budget.perSection };
		// Weighed on their own: beside better pages they might not be seen at all.
		const theirs = favoured.size > 0 ? await weigh(tools, { ...weighing, view: only }) : [];
		const liked = theirs
			.filter(({ score }) => score >= LEAST)
			.slice(0, TOLD)
			.map((one) => ({ ...one, score: Math.max(one.score, ANSWERS) }));
		choices.push({ ...choice, kept: lost > 0 ? [...liked, ...choose(choice)] : liked });
	}
	return (now) => mendingDrafts(now, { choices, losses, favoured, budget });
}

interface Mending {
	readonly choices: readonly (Choice & { kept: readonly Candidate[] })[];
	readonly losses: ReadonlyMap<string, number>;
	readonly favoured: ReadonlySet<string>;
	readonly budget: Budget;
}

function mendingDrafts(
	now: RunView,
	{ choices, losses, favoured, budget }: Mending
): readonly FactDraft[] {
	const found = evidenceDrafts(now, choices);
	const more = imagine(now, found);
	const closing = closingDrafts(more, [...losses.keys()]);
	const seen = imagine(more, closing);
	const told = new Set(
		shown(seen)
			.filter((section) => section.kind === 'findings')
			.flatMap((section) => section.sentences.map((one) => plainKey(one.text)))
	);
	const mended = shown(seen)
		.filter((section) => section.kind === 'answer' || section.kind === 'findings')
		.map((section): SectionDraft => {
			const sentences = section.sentences.flatMap((one) => withoutLost(seen, one));
			if (section.kind === 'answer')
				return sentences.length > 0 ? { ...draftOf(section), sentences } : answerSection(seen, []);
			const adding = { section, sentences, told, favoured };
			const lost = section.sentences.length - sentences.length;
			return { ...draftOf(section), sentences: replaced(seen, { ...adding, lost }) };
		});
	const fresh = freshSections(seen, { mended, favoured });
	const sections = [...mended, ...fresh, ...tableSections(seen, budget.tableRows)];
	const force = mended.filter((one) => hasNewlyOpen(seen, one)).map((one) => one.id);
	return [
		...found,
		...closing,
		...writing(seen, { sections, by: RULES, why: 'sources as the reader wants them', force })
	];
}

/** Sources whose say the reader wants in: pinned, allowed again, or named as a page, since the report was last mended. */
function favouredIn(view: RunView): Set<string> {
	const marks = stepsNow(view).flatMap(({ step }) =>
		step.startsWith('amend ') ? [Number(step.slice(6))] : []
	);
	const since = Math.max(view.version.steers, 0, ...marks);
	const told = view.steers.slice(since);
	const { number, round } = view.version;
	const named = number > 1 && marks.length === 0;
	const wanted = view.sources.filter((source) => {
		if (isBanned(view, source)) return false;
		if (named && source.via === 'user' && source.round >= round) return true;
		// A page that was read before and not told of is named to be told of.
		if (named && told.some((one) => one.kind === 'url' && isAt(source, one.text))) return true;
		return told.some(
			(one) =>
				(one.kind === 'unban' || (one.kind === 'pin' && isPinned(view, source))) &&
				namesSource(one.text, source)
		);
	});
	return new Set(wanted.map((source) => source.id));
}

/** The answer and the sections of the outline. */
function shown(view: RunView): Section[] {
	const listed = inOutline(view);
	const answer = view.sections.find((section) => section.kind === 'answer');
	return answer && !listed.includes(answer) ? [answer, ...listed] : listed;
}

/** How many sentences of each gap's sections stand on nothing any more. */
function lossesIn(view: RunView): Map<string, number> {
	const losses = new Map<string, number>();
	for (const section of shown(view)) {
		if (section.kind !== 'findings') continue;
		const kept = section.sentences.flatMap((one) => withoutLost(view, one));
		const touched = kept.some((one, at) => one !== section.sentences[at]);
		if (kept.length === section.sentences.length && !touched) continue;
		const gapId = gapOfSection(section.id);
		const lost = section.sentences.length - kept.length;
		losses.set(gapId, (losses.get(gapId) ?? 0) + lost);
	}
	return losses;
}

/** The sentence on the evidence that is left; the very same object when nothing of it changed. */
function withoutLost(view: RunView, sentence: Sentence): Sentence[] {
	if (sentence.evidenceIds.length === 0) return [sentence];
	const left = sentence.evidenceIds.flatMap(
		(id) => view.evidence.find((one) => one.id === id) ?? []
	);
	const [lead] = left;
	if (!lead) return [];
	const open = { verdict: null, checks: [] };
	if (left.length === sentence.evidenceIds.length) {
		const disputed = view.conflicts.some((one) =>
			one.sides.some((side) => side.evidenceIds.includes(lead.id))
		);
		return [sentence.verdict === 'disputed' && !disputed ? { ...sentence, ...open } : sentence];
	}
	const evidenceIds = left.map((one) => one.id);
	const text = sentence.kind === 'quote' ? lead.quote : sentence.text;
	return [{ ...sentence, ...open, text, evidenceIds }];
}

interface Replacing {
	readonly section: Section;
	readonly sentences: readonly Sentence[];
	readonly told: Set<string>;
	readonly favoured: ReadonlySet<string>;
	readonly lost: number;
}

/** What is left of a section, with the next best evidence for what it lost and what preferred sources say. */
function replaced(view: RunView, { section, sentences, told, favoured, lost }: Replacing) {
	const gapId = gapOfSection(section.id);
	const own = view.evidence.filter((one) => one.gapId === gapId);
	const cited = new Set(shown(view).flatMap((one) => one.sentences.flatMap((s) => s.evidenceIds)));
	const out = [...sentences];
	let number = Math.max(0, ...section.sentences.map((one) => Number(one.id.split('.')[1])));
	const add = (sentence: Sentence) => {
		told.add(plainKey(sentence.text));
		out.push({ ...sentence, id: `${section.id}.${(number += 1)}` });
	};
	const liked = own
		.filter((one) => favoured.has(one.sourceId) && !cited.has(one.id))
		.slice(0, TOLD);
	for (const evidence of liked) {
		const twin = twinOf(view, { evidence, sentences: out });
		if (twin >= 0) {
			const known = out[twin] as Sentence;
			const evidenceIds = [...known.evidenceIds, evidence.id];
			out[twin] = { ...known, evidenceIds, verdict: null, checks: [] };
		} else if (!told.has(plainKey(evidence.quote))) {
			const { score: worth } = evidence;
			add(quoteSentence({ lead: evidence, voices: [evidence], independent: 1, worth }, ''));
		}
	}
	const pool = statementsOf(view, own).filter(
		({ lead, voices }) =>
			!told.has(plainKey(lead.quote)) && !voices.some((one) => cited.has(one.id))
	);
	const strong = pool.filter(({ lead }) => lead.score >= ANSWERS);
	const next = out.length === 0 && strong.length === 0 ? pool.slice(0, 1) : strong.slice(0, lost);
	for (const statement of next) add(quoteSentence(statement, ''));
	return out;
}

/** The sentence of a section that already says what the quote says; -1 when none does. */
function twinOf(
	view: RunView,
	{ evidence, sentences }: { evidence: Evidence; sentences: readonly Sentence[] }
): number {
	const words = wordSet(evidence.quote);
	return sentences.findIndex((sentence) =>
		sentence.evidenceIds.some((id) => {
			const known = view.evidence.find((one) => one.id === id);
			return known !== undefined && sameStatement(wordSet(known.quote), words);
		})
	);
}

/** Sections for gaps that had none until a preferred source spoke of them. */
function freshSections(
	view: RunView,
	{ mended, favoured }: { mended: readonly SectionDraft[]; favoured: ReadonlySet<string> }
): SectionDraft[] {
	const told = new Set(mended.map((one) => gapOfSection(one.id)));
	const cited = new Set(mended.flatMap((one) => one.sentences.flatMap((s) => s.evidenceIds)));
	const gaps = view.gaps.filter(
		(gap) =>
			gap.status !== 'dropped' &&
			!told.has(gap.id) &&
			view.evidence.some(
				(one) => one.gapId === gap.id && favoured.has(one.sourceId) && !cited.has(one.id)
			)
	);
	if (gaps.length === 0) return [];
	return findingSections({ ...view, gaps }, { whole: true }).slice(1);
}

/** Questions that nothing bears on any more are said to be open. */
function closingDrafts(view: RunView, gapIds: readonly string[]): FactDraft[] {
	return view.gaps
		.filter((gap) => gapIds.includes(gap.id) && gap.status === 'answered')
		.filter((gap) => !view.evidence.some((one) => one.gapId === gap.id))
		.map((gap) => ({
			type: 'gap.closed',
			gapId: gap.id,
			status: 'not-found',
			reason: 'what bore on it was left out by the reader'
		}));
}

/** True when a sentence lost its verdict although its words are the same. */
function hasNewlyOpen(view: RunView, draft: SectionDraft): boolean {
	const known = view.sections.find((section) => section.id === draft.id);
	return draft.sentences.some((one) => {
		const before = known?.sentences.find((other) => other.id === one.id);
		return before !== undefined && before.verdict !== null && one.verdict === null;
	});
}

/**
 * The answer with the first checked sentence of each section that the version in work wrote, or of any where it has
 * none left; null when it says them all. New sentences have no verdict yet.
 */
export function fullerAnswer(view: RunView): Section | null {
	const answer = view.sections.find((section) => section.kind === 'answer');
	if (!answer) return null;
	const facts = answer.sentences.filter((one) => one.kind !== 'framing');
	const findings = inOutline(view).filter((section) => section.kind === 'findings');
	const bare = facts.length === 0;
	const mine = bare
		? findings
		: findings.filter((one) => view.version.number > 1 && isInPlay(view, one));
	const said = new Set(facts.flatMap((one) => one.evidenceIds));
	const words = new Set(facts.map((one) => plainKey(one.text)));
	const spoken = new Set<string>();
	const fresh: Sentence[] = [];
	let number = Math.max(0, ...answer.sentences.map((one) => Number(one.id.split('.')[1])));
	for (const section of mine) {
		const gapId = gapOfSection(section.id);
		const first = section.sentences.find(
			(one) => PASSED.has(one.verdict ?? '') && !words.has(plainKey(one.text))
		);
		const known = section.sentences.some((one) => one.evidenceIds.some((id) => said.has(id)));
		if (!first || known || spoken.has(gapId) || fresh.length >= IN_ANSWER) continue;
		spoken.add(gapId);
		fresh.push({ ...first, id: `b0.${(number += 1)}`, label: null, verdict: null, checks: [] });
	}
	if (fresh.length === 0) return null;
	return { ...answer, revision: answer.revision + 1, sentences: [...facts, ...fresh] };
}

const PASSED: ReadonlySet<string> = new Set(['verified', 'quoted', 'disputed']);
