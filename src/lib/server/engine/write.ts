/** Sections of verbatim sentences from the evidence: the deterministic writer. Pure functions of the view. */
import type { FactDraft } from '../../research/facts.ts';
import type { RunView } from '../../research/fold.ts';
import type { Gap, OutlineSection, Section, Sentence } from '../../research/run.ts';
import { asPlanned, gapOfSection, headingIn } from '../../research/plan.ts';
import { plainKey } from '../../research/words.ts';
import { orderFault } from './check/orders.ts';
import { derivedComparison } from './derive.ts';
import { ANSWERS } from './quality.ts';
import { tellsMore } from './repeats.ts';
import { statementsOf, type Statement } from './statements.ts';
import { readersWords } from './understand.ts';
import { wordingFor } from './wording.ts';

export type SectionDraft = Omit<Section, 'revision'>;

const ANSWER_SENTENCES = 6;
const GROUP_FROM = 7; // statements from which a single finding section is split by the pages' own headings
const MAX_GROUPS = 5;

/** The answer and the findings, in reading order; `whole` sections tell again what the answer tells. */
export function findingSections(view: RunView, { whole = false } = {}): SectionDraft[] {
	const blocks = asPlanned(view, view.gaps).map((gap) => ({
		gap,
		statements: statementsOf(
			view,
			view.evidence.filter((one) => one.gapId === gap.id)
		)
	}));
	const told = blocks.filter(({ statements }) => statements.length > 0);
	const answer = answerSection(view, told);
	// With many parts each section answers its own part in full; with one or two, what the answer says is not said again.
	const parts = view.gaps.filter((gap) => gap.round === 0).length;
	const said = new Set(
		whole || parts > 2 ? [] : answer.sentences.map((sentence) => plainKey(sentence.text))
	);
	const findings = told.flatMap(({ gap, statements }) => {
		const fresh = statements.filter(({ lead }) => !said.has(plainKey(lead.quote)));
		for (const { lead } of fresh) said.add(plainKey(lead.quote));
		return blockSections(view, { gap, statements: fresh });
	});
	const keys = new Set(answer.sentences.map((sentence) => plainKey(sentence.text)));
	return whole || tellsMore(findings, keys) ? [answer, ...findings] : [answer];
}

interface Block {
	readonly gap: Gap;
	readonly statements: readonly Statement[];
}

/** The best-supported statement of each item, first the items as asked, then what was followed from them. */
export function answerSection(view: RunView, blocks: readonly Block[]): SectionDraft {
	const words = wordingFor(view.question?.language ?? 'en');
	const seen = new Set<string>();
	const best = blocks
		.flatMap(({ statements }) => statements.slice(0, 1))
		.filter(({ lead }) => {
			const key = plainKey(lead.quote);
			if (seen.has(key)) return false;
			seen.add(key);
			return true;
		});
	const strong = best.filter(({ lead }) => lead.score >= ANSWERS);
	const most = view.gaps.filter((gap) => gap.round === 0).length > 2 ? 3 : ANSWER_SENTENCES;
	const shown = (strong.length > 0 ? strong : best.slice(0, 1)).slice(0, most);
	const quotes = shown.map((statement, at) => quoteSentence(statement, `b0.${at + 1}`));
	const concluded = derived(view, `b0.${quotes.length + 1}`);
	const sentences =
		quotes.length > 0 ? [...concluded, ...quotes] : [framing('b0.1', words.nothing)];
	return { id: 'b0', kind: 'answer', heading: words.answer, sentences };
}

/** What follows from the quotes stands before them. */
function derived(view: RunView, id: string): Sentence[] {
	const concluded = derivedComparison(view);
	if (!concluded) return [];
	return [{ ...concluded, id, kind: 'derived', label: null, verdict: null, checks: [] }];
}

function blockSections(view: RunView, { gap, statements }: Block): SectionDraft[] {
	const id = `b${gap.id.slice(1)}`;
	const groups = statements.length >= GROUP_FROM ? byHeading(view, statements) : [];
	const grouped = new Set(groups.flatMap(({ members }) => members));
	const rest = statements.filter((statement) => !grouped.has(statement));
	const heading = headingIn(view, id) ?? headingOf(view, gap);
	const main = rest.length > 0 ? [findings(id, { heading, statements: rest })] : [];
	return [
		...main,
		...groups.map(({ title, members }, at) =>
			findings(`${id}${String.fromCharCode(97 + at)}`, { heading: title, statements: members })
		)
	];
}

/** A name looked into is its own heading; the only question of a run needs none of its own. */
function headingOf(view: RunView, gap: Gap): string {
	const named = gap.round > 0 || gap.question !== partOf(view, gap);
	if (named) return gap.question.split(':')[0] ?? gap.question;
	const parts = view.gaps.filter((one) => one.round === 0).length;
	return parts === 1 ? wordingFor(view.question?.language ?? 'en').findings : gap.question;
}

function partOf(view: RunView, gap: Gap): string | undefined {
	return view.brief?.parts.find((part) => part === gap.question);
}

function byHeading(
	view: RunView,
	statements: readonly Statement[]
): { title: string; members: Statement[] }[] {
	const titles = new Set(view.sources.map((source) => plainKey(source.title)));
	const groups = new Map<string, { title: string; members: Statement[] }>();
	for (const statement of statements) {
		const title = statement.lead.heading.trim();
		const key = plainKey(title);
		if (key.length < 3 || title.length > 80 || titles.has(key)) continue;
		if (orderFault(title, readersWords(view)) !== null) continue;
		const group = groups.get(key) ?? { title, members: [] };
		group.members.push(statement);
		groups.set(key, group);
	}
	return [...groups.values()].filter(({ members }) => members.length > 1).slice(0, MAX_GROUPS);
}

function findings(
	id: string,
	{ heading, statements }: { heading: string; statements: readonly Statement[] }
): SectionDraft {
	return {
		id,
		kind: 'findings',
		heading,
		sentences: inReadingOrder(statements).map((statement, at) =>
			quoteSentence(statement, `${id}.${at + 1}`)
		)
	};
}

/** Best first, but sentences of one page stand together and in the order of the page. */
function inReadingOrder(statements: readonly Statement[]): Statement[] {
	const pages = new Map<string, Statement[]>();
	for (const statement of statements) {
		const page = pages.get(statement.lead.sourceId) ?? [];
		page.push(statement);
		pages.set(statement.lead.sourceId, page);
	}
	return [...pages.values()].flatMap((page) => page.sort((a, b) => a.lead.start - b.lead.start));
}

/** A sentence that is its lead's quote, cited to every voice. */
export function quoteSentence(
	{ lead, voices }: Statement,
	id: string,
	label: string | null = null
): Sentence {
	const others = voices.filter((voice) => voice.id !== lead.id).map((voice) => voice.id);
	return {
		id,
		text: lead.quote,
		kind: 'quote',
		label,
		evidenceIds: [lead.id, ...others],
		verdict: null,
		checks: []
	};
}

/** A sentence of our own without factual content. */
export function framing(id: string, text: string): Sentence {
	return { id, text, kind: 'framing', label: null, evidenceIds: [], verdict: null, checks: [] };
}

interface Writing {
	readonly sections: readonly SectionDraft[];
	readonly by: string;
	readonly why: string;
	readonly force?: readonly string[]; // sections to write although their words are the same
}

/** `outline.changed` and `section.written` for what differs from the view. */
export function writing(view: RunView, { sections, by, why, force = [] }: Writing): FactDraft[] {
	const outline = outlineOf(view, sections);
	const changed = JSON.stringify(outline) !== JSON.stringify(view.outline);
	const drafts: FactDraft[] = changed
		? [{ type: 'outline.changed', sections: outline, why, by }]
		: [];
	for (const section of sections) {
		const known = view.sections.find((one) => one.id === section.id);
		if (known && contentKey(known) === contentKey(section) && !force.includes(section.id)) continue;
		drafts.push({
			type: 'section.written',
			section: { ...section, revision: (known?.revision ?? 0) + 1 },
			by
		});
	}
	return drafts;
}

function contentKey(section: SectionDraft): string {
	return JSON.stringify([
		section.heading,
		section.sentences.map((one) => [one.text, one.kind, one.label, one.evidenceIds])
	]);
}

function outlineOf(view: RunView, sections: readonly SectionDraft[]): OutlineSection[] {
	return sections.map((section) => {
		const gap = view.gaps.find((one) => one.id === gapOfSection(section.id));
		return {
			id: section.id,
			heading: section.heading,
			question: gap?.question ?? view.question?.text ?? '',
			rubricIds: gap ? [gap.rubricId] : (view.rubric ?? []).map((item) => item.id)
		};
	});
}
