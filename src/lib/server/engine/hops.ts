/**
 * The second hop: names that the first pages give and that the question can only be answered through. A name is followed
 * when it stands near a word for the relation asked ("directed by …"); links our parser read are followed directly,
 * other names become queries.
 */
import { isPrivate } from '../../research/documents.ts';
import type { RunView } from '../../research/fold.ts';
import type { Gap, Lead, Source } from '../../research/run.ts';
import { sentenceSpans } from '../../research/sentences.ts';
import { plainKey, tokens } from '../../research/words.ts';
import type { PageLink, Snapshot } from '../ports.ts';
import { titleNames } from './quality.ts';
import { farFacetOf, hopCuesOf } from './relations.ts';
import type { Tools } from './tools.ts';
import { facetOf } from './understand.ts';
import { isAbout } from './weigh.ts';

const OPENING = 2_500; // characters of a page in which the name is looked for
const PER_PAGE = 3;
const NEARLY = 0.65; // of the best name of a page
const NEAR = 9; // words between a cue and the name

export interface Hop {
	readonly rubricId: string;
	readonly name: string;
	readonly facet: string; // what is asked of the name
	readonly lead: Lead | null;
}

/** Names to follow, from the pages of earlier rounds that are about a name of the question. */
export async function hopsOf(view: RunView, tools: Tools, round: number): Promise<Hop[]> {
	const brief = view.brief;
	if (!brief || brief.entities.length === 0) return [];
	const facet = facetOf(brief);
	const cues = hopCuesOf(facet);
	if (cues.size === 0) return [];
	const followed = new Set(view.gaps.map((gap) => plainKey(gap.question.split(':')[0] ?? '')));
	const hops: Hop[] = [];
	for (const source of view.sources) {
		if (source.round >= round || !isAbout(source, brief.entities)) continue;
		const snapshot = await tools.library.snapshot(source.textHash);
		for (const { link, score } of namesNear(snapshot, { source, cues })) {
			const key = plainKey(link.text);
			const known = followed.has(key) || isQuestioned(brief.entities, link.text);
			if (score <= 0 || known || !isName(link.text)) continue;
			followed.add(key);
			hops.push(hopOf(view, { source, link, facet: farFacetOf(facet) }));
		}
	}
	return hops;
}

function hopOf(
	view: RunView,
	{ source, link, facet }: { source: Source; link: PageLink; facet: string }
): Hop {
	const item = view.rubric?.find((one) => titleNames(source.title, one.text.split(':')[0] ?? ''));
	return {
		rubricId: item?.id ?? view.rubric?.[0]?.id ?? 'r1',
		name: link.text,
		facet,
		// What a document of the user's links to is not fetched; its names are looked for among the documents.
		lead:
			link.url === '' || isPrivate(source.url)
				? null
				: { url: link.url, title: link.text, sourceId: source.id }
	};
}

/** A name begins with a capital or is written in a script without capitals; "expanding it" is neither. */
function isName(text: string): boolean {
	return /^["“'‘(]?[\p{Lu}\p{Lo}\p{N}]/u.test(text) && text.length < 80;
}

function isQuestioned(entities: readonly string[], name: string): boolean {
	return entities.some((entity) => titleNames(name, entity));
}

interface Scored {
	readonly link: PageLink;
	readonly score: number;
}

/** Links and plain names in the opening of a page, nearest to a cue first. */
function namesNear(
	snapshot: Snapshot,
	{ source, cues }: { source: Source; cues: ReadonlySet<string> }
): Scored[] {
	const opening = snapshot.text.slice(0, OPENING);
	const scored: Scored[] = [];
	for (const span of sentenceSpans(opening, source.language)) {
		const text = opening.slice(span.start, span.end);
		const linked = snapshot.links.filter(
			(link) => link.start >= span.start && link.end <= span.end
		);
		const plain = plainNames(text).filter(
			(name) =>
				!linked.some((link) => link.text.includes(name.text) || name.text.includes(link.text))
		);
		for (const link of [
			...linked,
			...plain.map((name) => ({ ...name, start: name.start + span.start }))
		]) {
			const near = nearness(text, { at: link.start - span.start, length: link.text.length, cues });
			const isLink = link.url !== '';
			scored.push({ link, score: near * (isLink ? 1 : 0.7) * (span.start < 700 ? 1 : 0.6) });
		}
	}
	const best = new Map<string, Scored>();
	for (const one of scored) {
		const key = plainKey(one.link.text);
		if (key.length > 2 && one.score > (best.get(key)?.score ?? 0)) best.set(key, one);
	}
	const ranked = [...best.values()].sort((a, b) => b.score - a.score);
	const top = ranked[0]?.score ?? 0;
	return ranked.filter(({ score }) => score >= NEARLY * top).slice(0, PER_PAGE);
}

function plainNames(sentence: string): PageLink[] {
	const pattern =
		/(?<!\p{L})\p{Lu}[\p{L}'’.-]+(?: (?:(?:of|de|da|von|van|bin|ibn|the) )?(?:\p{Lu}[\p{L}'’.-]+|[IVX]+\b))+/gu;
	return [...sentence.matchAll(pattern)]
		.filter((match) => match.index > 0)
		.map((match) => {
			const text = match[0].replace(/(?:['’]s?|[.,]+)$/u, '');
			return { url: '', text, start: match.index, end: match.index + text.length };
		});
}

/** 1 beside a cue, less further away, 0 when no cue is near. Words before the name count more than words after it. */
function nearness(
	sentence: string,
	{ at, length, cues }: { at: number; length: number; cues: ReadonlySet<string> }
): number {
	const before = tokens(sentence.slice(0, at)).reverse().slice(0, NEAR);
	const after = tokens(sentence.slice(at + length)).slice(0, NEAR);
	const distance = (words: readonly string[]) => words.findIndex((word) => cues.has(word));
	const [back, forth] = [distance(before), distance(after)];
	const closeBack = back < 0 ? 0 : 1 / (1 + back / 3);
	const closeForth = forth < 0 ? 0 : 0.6 / (1 + forth / 3);
	return Math.max(closeBack, closeForth);
}

/** The gaps that hops open, ids from the view. */
export function hopGaps(
	view: RunView,
	{ hops, round }: { hops: readonly Hop[]; round: number }
): Gap[] {
	return hops.map((hop, at) => ({
		id: `g${view.gaps.length + at + 1}`,
		rubricId: hop.rubricId,
		question: hop.facet === '' ? hop.name : `${hop.name}: ${hop.facet}`,
		status: 'open',
		reason: hop.lead ? `named in ${hop.lead.sourceId}` : 'named in a page that was read',
		round,
		leads: hop.lead ? [hop.lead] : []
	}));
}
