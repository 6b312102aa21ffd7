/**
 * Sentences as candidates for evidence: found in the library's best passages, made to stand on their own, scored by how
 * much of the question they cover, by meaning, by the kind of answer they hold and by whose page they stand on.
 */
import type { RunView } from '../../research/fold.ts';
import type { Lead } from '../../research/neighbours.ts';
import type { Gap, Passage, Source } from '../../research/run.ts';
import { priorOf } from '../../research/source-class.ts';
import { isBanned, isPinned } from '../../research/steered.ts';
import { sentenceSpans, type Span } from '../../research/sentences.ts';
import { contentTokens, isCjk, tokens } from '../../research/words.ts';
import { withNeighbours, type Placed } from './beside.ts';
import { talksToMachine } from './check/orders.ts';
import { dateIn, quantitiesIn } from './quantities.ts';
import { leadInOf } from './leadin.ts';
import { ANSWERS, dangles, faultOf, titleNames, wordSet } from './quality.ts';
import { cuesOf } from './relations.ts';
import type { Tools } from './tools.ts';
import { entitiesOf, readersWords, shapeOf } from './understand.ts';

export interface Candidate {
	readonly source: Source;
	readonly passage: Passage;
	readonly start: number; // in the source's text
	readonly end: number;
	readonly quote: string;
	readonly words: ReadonlySet<string>;
	readonly subject: boolean; // stands on a page about a name in the question
	readonly lead: string; // what announces the list or table it is part of; "" where nothing does
	readonly score: number;
}

interface Draft extends Omit<Candidate, 'score'> {
	readonly passageScore: number;
	readonly opening: boolean; // among the first sentences of its page
	readonly about: ReadonlySet<string>; // words of the title and the headings over it, and of what announces it
}

export interface Weighing {
	readonly runId: string;
	readonly view: RunView;
	readonly gap: Gap;
	readonly embed: number; // passages embedded while waiting; 0 = by words alone
	readonly compare: number; // sentences whose meaning is compared
	readonly signal: AbortSignal;
}

const PASSAGES = 40;
const FEWEST = 24; // candidates that are kept by words whatever is compared
const MAX_QUOTE = { latin: 480, cjk: 220 }; // characters of a quote with what it leans on

/** Candidates for a gap, best first. */
export async function weigh(tools: Tools, weighing: Weighing): Promise<Candidate[]> {
	const view = usable(weighing.view);
	const { gap } = weighing;
	const names = entitiesOf(gap.question);
	const found = await passagesFor(tools, { ...weighing, view }, names);
	const looking = { gap, names, question: readersWords(view) };
	const first = measured(await withNeighbours(tools, found, { unanswered: false }), looking);
	const answered = (first[0]?.rough ?? 0) >= ANSWERS;
	// Half an answer may have its other half beside it.
	const all = answered
		? first
		: measured(await withNeighbours(tools, found, { unanswered: true }), looking);
	const roughly = all.slice(0, Math.max(weighing.compare, FEWEST));
	if (roughly.length === 0) return [];
	if (weighing.embed === 0) {
		return roughly.map(({ draft, rough }) => finish(draft, liked(view, draft, rough)));
	}
	const close = await tools.library.closeness(
		gap.question,
		roughly.slice(0, weighing.compare).map(({ draft }) => draft.quote),
		{ language: view.question?.language ?? 'en', signal: weighing.signal }
	);
	return roughly
		.map(({ draft, rough }, at) =>
			finish(draft, liked(view, draft, close ? 0.72 * rough + 0.28 * (close[at] ?? 0.3) : rough))
		)
		.sort((a, b) => b.score - a.score || a.start - b.start);
}

interface Rough {
	readonly draft: Draft;
	readonly rough: number;
}

/** The sentences of passages by words alone, best first. */
function measured(
	passages: readonly Placed[],
	{ gap, ...looking }: { gap: Gap; names: readonly string[]; question: string }
): Rough[] {
	const drafts = dropRepeats(passages.flatMap((one) => draftsIn(one, looking)));
	const asked = contentTokens(gap.question);
	if (drafts.length === 0 || asked.length === 0) return [];
	const measure = measureFor(gap, { asked, drafts });
	return drafts
		.map((draft) => ({ draft, rough: measure(draft) }))
		.sort((a, b) => b.rough - a.rough);
}

/** The view without the sources that the reader wants left out. */
function usable(view: RunView): RunView {
	return { ...view, sources: view.sources.filter((source) => !isBanned(view, source)) };
}

const PINNED = 0.12; // what the reader's preference is worth beside words and meaning

function liked(view: RunView, { source }: Draft, score: number): number {
	return isPinned(view, source) ? Math.min(1, score + PINNED) : score;
}

function finish(draft: Draft, score: number): Candidate {
	const { passageScore: _passage, opening: _opening, about: _about, ...candidate } = draft;
	return { ...candidate, score: score + priorOf(draft.source.kind) };
}

/** The library's best passages, and the openings of pages that are about a name in the question. */
async function passagesFor(
	tools: Tools,
	{ runId, view, gap, embed, signal }: Weighing,
	names: readonly string[]
): Promise<Placed[]> {
	const found = await tools.library.find(gap.question, {
		runId,
		sources: view.sources,
		language: view.question?.language ?? 'en',
		limit: PASSAGES,
		perSource: 9,
		embed,
		signal
	});
	const placed = new Map<string, Placed>(
		found.map((one) => [one.passage.id, { ...one, leads: [] }])
	);
	for (const source of view.sources) {
		if (!isAbout(source, names)) continue;
		const snapshot = await tools.library.snapshot(source.textHash);
		for (const passage of snapshot.passages.slice(0, 3)) {
			const id = `${source.id}.${passage.id}`;
			if (!placed.has(id))
				placed.set(id, { source, passage: { ...passage, id }, score: 0.3, leads: [] });
		}
	}
	return [...placed.values()];
}

/** True when a source's title is one of the names. */
export function isAbout(source: Source, names: readonly string[]): boolean {
	return names.some((name) => titleNames(source.title, name));
}

function draftsIn(
	{ source, passage, score, leads }: Placed,
	{ names, question }: { names: readonly string[]; question: string }
): Draft[] {
	const spans = sentenceSpans(passage.text, source.language);
	const about = new Set([...tokens(source.title), ...passage.headings.flatMap(tokens)]);
	const subject = isAbout(source, names);
	return spans.flatMap((_, at) => {
		const found = standing(passage.text, { spans, at, question });
		if (!found) return [];
		const span = withoutLeadIn(passage.text, found, { question, title: source.title });
		const quote = passage.text.slice(span.start, span.end);
		const start = passage.start + span.start;
		const lead = leadOver(leads, start);
		return [
			{
				source,
				passage,
				start,
				end: start + quote.length,
				quote,
				words: wordSet(quote),
				subject,
				passageScore: score,
				opening: passage.start + span.start < 900 && at < 3,
				about: lead === '' ? about : new Set([...about, ...tokens(lead)]),
				lead
			}
		];
	});
}

/** What announces the list or table that an offset stands in; "" where there is none, or where it is an order. */
function leadOver(leads: readonly Lead[], offset: number): string {
	const lead = leads.findLast(({ start, end }) => start <= offset && offset < end);
	return lead && !talksToMachine(lead.text) ? lead.text : '';
}

/** A quote begins behind the agency's line or a sign of a list, where the rest can stand. */
function withoutLeadIn(
	text: string,
	span: Span,
	{ question, title }: { question: string; title: string }
): Span {
	const start = span.start + leadInOf(text.slice(span.start, span.end), title);
	const stands = faultOf(text.slice(start, span.end), { question, isParagraph: true }) === null;
	return stands ? { ...span, start } : span;
}

/**
 * The span of a sentence that reads on its own: itself, or itself with the one or two sentences it leans on. Null when
 * it cannot stand.
 */
function standing(
	text: string,
	{ spans, at, question }: { spans: readonly Span[]; at: number; question: string }
): Span | null {
	const own = spans[at];
	if (!own || talksToMachine(lineOf(text, own))) return null;
	const standing = { question, isParagraph: isLine(text, own) };
	if (faultOf(text.slice(own.start, own.end), standing) !== null) return null;
	const most = isCjk(text) ? MAX_QUOTE.cjk : MAX_QUOTE.latin;
	let first = at;
	while (dangles(sentenceAt(text, spans, first))) {
		first -= 1;
		const before = spans[first];
		const gapText = before ? text.slice(before.end, spans[first + 1]?.start ?? before.end) : '\n';
		if (!before || at - first > 2 || gapText.includes('\n') || own.end - before.start > most)
			return null;
		if (faultOf(text.slice(before.start, before.end), { question }) !== null) return null;
	}
	return { start: spans[first]?.start ?? own.start, end: own.end };
}

/** The line, a block of its page, that a sentence stands in. */
function lineOf(text: string, { start, end }: Span): string {
	const close = text.indexOf('\n', end);
	return text.slice(text.lastIndexOf('\n', start) + 1, close < 0 ? text.length : close);
}

/** True when the sentence is a paragraph of its own: many pages end those without a full stop. */
function isLine(text: string, { start, end }: Span): boolean {
	return ['', '\n'].includes(text.charAt(end)) && ['', '\n'].includes(text.charAt(start - 1));
}

function sentenceAt(text: string, spans: readonly Span[], at: number): string {
	const span = spans[at];
	return span ? text.slice(span.start, span.end) : '';
}

const SHARED = 2; // pages of a site that may say the same in the same words

/**
 * Of the same sentence twice in a page one stays, and one of what more pages of a site share: that is the site's
 * furniture, or what a house says of itself everywhere and nowhere else. The page whose passage is nearest keeps it.
 */
function dropRepeats(drafts: readonly Draft[]): Draft[] {
	const alike = Map.groupBy(drafts, ({ source, quote }) => `${source.site}\n${quote}`);
	const stay = new Set([...alike.values()].flatMap(withoutCopies));
	return drafts.filter((draft) => stay.has(draft));
}

function withoutCopies(alike: readonly Draft[]): Draft[] {
	const pages = firsts(alike, ({ source }) => source.textHash);
	if (pages.length <= SHARED) return firsts(alike, ({ source }) => source.id);
	return [pages.reduce((best, one) => (one.passageScore > best.passageScore ? one : best))];
}

/** The first draft of each key. */
function firsts(drafts: readonly Draft[], keyOf: (draft: Draft) => string): Draft[] {
	return [...Map.groupBy(drafts, keyOf).values()].flatMap(([first]) => first ?? []);
}

/** The lexical measure of a draft, about 0..1. */
function measureFor(
	gap: Gap,
	{ asked, drafts }: { asked: readonly string[]; drafts: readonly Draft[] }
): (draft: Draft) => number {
	const question = gap.question;
	const idf = rarity(drafts);
	const wanted = new Set(asked);
	const total = [...wanted].reduce((sum, word) => sum + idf(word), 0) || 1;
	const cues = cuesOf(question);
	const answers = answerTest(question, wanted);
	const offName = nameTest(question);
	const followed = gap.round > 0; // a name that was followed: its own page says most about it
	return (draft) => {
		let covered = 0;
		for (const word of wanted) {
			if (draft.words.has(word)) covered += idf(word);
			else if (draft.about.has(word)) covered += 0.7 * idf(word);
		}
		const cue = [...cues].some((word) => !wanted.has(word) && draft.words.has(word));
		const score =
			0.55 * (covered / total) +
			0.15 * draft.passageScore +
			0.1 * Number(answers(draft.quote)) +
			0.08 * Number(cue) +
			0.08 * Number(draft.subject) +
			0.04 * Number(draft.opening);
		if (offName(draft)) return followed ? 0 : 0.6 * score;
		return followed && draft.subject ? score + 0.12 : score;
	};
}

/** True for drafts that neither name what the question names nor stand on a page about it. */
function nameTest(question: string): (draft: Draft) => boolean {
	const names = entitiesOf(question)
		.map((name) => tokens(name.replace(/\s*[(（][^)）]*[)）]/gu, '')))
		.filter((words) => words.length > 0);
	return ({ words, about }) =>
		names.length > 0 &&
		names.every(
			(name) => name.filter((word) => words.has(word) || about.has(word)).length < 0.8 * name.length
		);
}

function rarity(drafts: readonly Draft[]): (word: string) => number {
	const counts = new Map<string, number>();
	for (const draft of drafts) {
		for (const word of draft.words) counts.set(word, (counts.get(word) ?? 0) + 1);
	}
	const n = drafts.length;
	return (word) => {
		const having = counts.get(word) ?? 0;
		return Math.log(1 + (n - having + 0.5) / (having + 0.5));
	};
}

/** Does a sentence hold the kind of thing the question asks for? */
export function answerTest(
	question: string,
	wanted: ReadonlySet<string>
): (quote: string) => boolean {
	switch (shapeOf(question)) {
		case 'when':
			return (quote) => dateIn(quote, '2000') !== null;
		case 'how-many':
			return (quote) => quantitiesIn(quote).length > 0;
		case 'where':
			return (quote) =>
				/\b(?:in|at|from|near|of)\s+(?:the\s+)?\p{Lu}/u.test(quote) ||
				/[在于至往].{1,12}[省市县区国州岛]/u.test(quote);
		case 'who':
			return (quote) => namesIn(quote).some((name) => !wanted.has(name));
		default:
			return () => false;
	}
}

function namesIn(quote: string): string[] {
	return [...quote.matchAll(/(?<=\p{L}[ ,]\s?)\p{Lu}[\p{L}'’-]+/gu)].flatMap((match) =>
		tokens(match[0])
	);
}
