/** What a round of reading gave: evidence for every gap, gaps closed, sections written or revised. One set of facts. */
import type { Budget } from '../../research/effort.ts';
import type { FactDraft } from '../../research/facts.ts';
import type { RunView } from '../../research/fold.ts';
import type { Gap } from '../../research/run.ts';
import { voicesOf } from '../../research/voices.ts';
import { choose, evidenceDrafts, type Choice } from './evidence.ts';
import { imagine } from './imagine.ts';
import { gapsInPlay, sectionsNow } from './play.ts';
import { picked } from './pick.ts';
import { ANSWERS } from './quality.ts';
import { together } from './step.ts';
import type { Run, Tools } from './tools.ts';
import { RULES } from './understand.ts';
import { weigh, type Candidate } from './weigh.ts';
import { findingSections, writing } from './write.ts';

/** Looks at everything read so far and gives the maker of the round's facts. */
export async function digest(
	{ run, tools }: { run: Run; tools: Tools },
	{ budget, round }: { budget: Budget; round: number }
): Promise<(view: RunView) => readonly FactDraft[]> {
	const view = run.view();
	const weighed: { gap: Gap; candidates: Candidate[] }[] = [];
	const effort = effortPerGap(view, budget);
	for (const gap of gapsInPlay(view)) {
		const embed = round === gap.round ? effort.embed : Math.ceil(effort.embed / 2);
		const { compare } = effort;
		const weighing = { runId: run.id, view, gap, embed, compare, signal: run.signal };
		const candidates = await weigh(tools, weighing);
		weighed.push({ gap, candidates });
	}
	const most = shareOf(view, budget);
	const pickings = weighed.map(({ gap, candidates }) => {
		const choice: Choice = { gap, candidates: inCompany(candidates, weighed), most };
		return { ...choice, chosen: choose(choice), round, budget };
	});
	const choices = await together([...pickings.entries()], async ([place, picking]) => {
		const asked = place < budget.askedGaps;
		const kept = asked ? await picked({ run, tools }, picking) : picking.chosen;
		return { gap: picking.gap, candidates: picking.candidates, most, kept };
	});
	return (now) => {
		const found = evidenceDrafts(now, choices);
		const seen = imagine(now, found);
		const closing = seen.gaps.flatMap((gap) => closingOf(seen, gap));
		const closed = imagine(seen, closing);
		const sections = sectionsNow(closed);
		const why = round === 0 ? 'first pages read' : `round ${round}`;
		return [...found, ...closing, ...writing(closed, { sections, by: RULES, why })];
	};
}

const COMPANY = 0.15; // weight of the company a sentence keeps

/**
 * Parts of one question lean on each other ("what does it close?"): a page that answers many of them is likelier the
 * page meant than one that happens to share a word with one part.
 */
function inCompany(
	candidates: readonly Candidate[],
	weighed: readonly { gap: Gap; candidates: readonly Candidate[] }[]
): Candidate[] {
	const parts = weighed.filter(({ gap }) => gap.round === 0);
	if (parts.length < 3) return [...candidates];
	const strength = new Map<string, number>();
	for (const part of parts) {
		const best = new Map<string, number>();
		for (const { source, score } of part.candidates) {
			best.set(source.id, Math.max(best.get(source.id) ?? 0, score));
		}
		for (const [id, score] of best) strength.set(id, (strength.get(id) ?? 0) + score);
	}
	const most = Math.max(...strength.values(), 1e-9);
	return candidates
		.map((candidate) => {
			const company = (strength.get(candidate.source.id) ?? 0) / most;
			return { ...candidate, score: candidate.score * (1 - COMPANY) + COMPANY * company };
		})
		.sort((a, b) => b.score - a.score || a.start - b.start);
}

const COMPARED = 96; // sentences compared by meaning in one digest, all gaps together

/** What comparing meanings may cost one gap: a digest takes about as long for twelve gaps as for two. */
function effortPerGap(view: RunView, budget: Budget): { embed: number; compare: number } {
	const gaps = Math.max(1, gapsInPlay(view).length);
	return {
		embed: Math.max(3, Math.min(budget.embed, Math.round((budget.embed * 2) / gaps))),
		compare: Math.max(8, Math.min(40, Math.round(COMPARED / gaps)))
	};
}

/**
 * A first answer by words alone, before anything is compared by meaning: the one best sentence of each gap that has none,
 * so that the reader has something true on the screen within a second or two.
 */
export async function glance({
	run,
	tools
}: {
	run: Run;
	tools: Tools;
}): Promise<(view: RunView) => readonly FactDraft[]> {
	const view = run.view();
	const choices: (Choice & { kept: Candidate[] })[] = [];
	const answered = new Set(view.evidence.map(({ gapId }) => gapId));
	for (const gap of view.gaps.filter(({ id }) => !answered.has(id))) {
		const weighing = { runId: run.id, view, gap, embed: 0, compare: 0, signal: run.signal };
		const candidates = await weigh(tools, weighing);
		const kept = candidates.filter(({ score }) => score >= ANSWERS).slice(0, 1);
		choices.push({ gap, candidates, most: 1, kept });
	}
	return (now) => {
		const found = evidenceDrafts(now, choices);
		if (found.length === 0) return [];
		const seen = imagine(now, found);
		const sections = findingSections(seen).slice(0, 1); // the answer; the outline stays as it is
		return [
			...found,
			...sections.map((section): FactDraft => ({
				type: 'section.written',
				section: { ...section, revision: revisionOf(seen, section.id) + 1 },
				by: RULES
			}))
		];
	};
}

function revisionOf(view: RunView, sectionId: string): number {
	return view.sections.find(({ id }) => id === sectionId)?.revision ?? 0;
}

/** Sentences a gap may keep: fewer each when there are many gaps, so that a report stays readable. */
function shareOf(view: RunView, budget: Budget): number {
	const gaps = Math.max(1, gapsInPlay(view).length);
	return Math.max(2, Math.min(budget.perSection, Math.ceil((budget.perSection * 4) / gaps)));
}

function closingOf(view: RunView, gap: Gap): FactDraft[] {
	if (gap.status !== 'open') return [];
	const evidence = view.evidence.filter((one) => one.gapId === gap.id);
	const strong = evidence.filter((one) => one.score >= ANSWERS);
	if (strong.length === 0) return [];
	const voices = voicesOf(view.sources).count(strong.map((one) => one.sourceId));
	const reason = `${strong.length} ${strong.length === 1 ? 'sentence' : 'sentences'} from ${voices} ${voices === 1 ? 'source' : 'independent sources'}`;
	return [{ type: 'gap.closed', gapId: gap.id, status: 'answered', reason }];
}
