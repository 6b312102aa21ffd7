/**
 * What a later version may change: the gaps it opened and the sections that tell of them. Everything else of the frozen
 * report stays as it is, to the byte. In the first version everything is in play. Pure.
 */
import { steersNow, type RunView } from '../../research/fold.ts';
import { gapOfSection } from '../../research/plan.ts';
import type { Gap, Section } from '../../research/run.ts';
import { answerSection, findingSections, type SectionDraft } from './write.ts';

/** Gaps that the version in work looks into. */
export function gapsInPlay(view: RunView): Gap[] {
	const live = view.gaps.filter((gap) => gap.status !== 'dropped');
	const { number, round } = view.version;
	return number === 1 ? live : live.filter((gap) => (gap.again ?? gap.round) >= round);
}

/** True when the version in work may write a section of findings again. */
export function isInPlay(view: RunView, section: Pick<Section, 'id' | 'kind'>): boolean {
	if (view.version.number === 1) return true;
	const gapId = gapOfSection(section.id);
	return section.kind === 'findings' && gapsInPlay(view).some((gap) => gap.id === gapId);
}

/** True when the reader asked for more than the frozen report tells. */
export function wantsMore(view: RunView): boolean {
	return steersNow(view).some(
		({ kind }) => kind === 'question' || kind === 'url' || kind === 'extend'
	);
}

/** True when a model is to write a section of findings in the version in work. */
export function isToWrite(view: RunView, section: Pick<Section, 'id' | 'kind'>): boolean {
	const wished = steersNow(view).some(({ kind }) => kind === 'instruction');
	return view.version.whole || wished || isInPlay(view, section);
}

/** Sentences without a verdict: all that may still change where the rest of the report stays. */
export function openSentences(view: RunView): ReadonlySet<string> {
	const sentences = view.sections.flatMap((section) => section.sentences);
	return new Set(sentences.filter((one) => one.verdict === null).map((one) => one.id));
}

/** The answer and the findings in reading order: those in play from the evidence, the others as they stand. */
export function sectionsNow(view: RunView): SectionDraft[] {
	if (view.version.number === 1) return findingSections(view);
	const fresh = findingSections({ ...view, gaps: gapsInPlay(view) }, { whole: true }).slice(1);
	const answer = view.sections.find((section) => section.kind === 'answer');
	const standing = inOutline(view).filter((section) => section.kind === 'findings');
	const placed = new Set<string>();
	const kept = standing.flatMap((section): SectionDraft[] => {
		const gapId = gapOfSection(section.id);
		const own = fresh.filter((one) => gapOfSection(one.id) === gapId);
		if (!isInPlay(view, section) || own.length === 0) return [draftOf(section)];
		if (placed.has(gapId)) return [];
		placed.add(gapId);
		return own;
	});
	const added = fresh.filter((one) => !placed.has(gapOfSection(one.id)));
	return [answer ? draftOf(answer) : answerSection(view, []), ...kept, ...added];
}

/** The sections in the order of the outline. */
export function inOutline(view: RunView): Section[] {
	return (view.outline ?? []).flatMap(
		({ id }) => view.sections.find((section) => section.id === id) ?? []
	);
}

export function draftOf({ id, kind, heading, sentences }: Section): SectionDraft {
	return { id, kind, heading, sentences };
}
