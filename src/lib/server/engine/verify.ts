/**
 * Verification by code. V0: the quote stands in the kept copy at its offsets, inside its passage, and the copy is the
 * one whose hash the source names. V1: the citation names evidence and a source of this run. A sentence that fails is
 * never shown as fact. V2 and V3 compare rewritten words with quotes; on verbatim text they are not run, and say so.
 */
import { createHash } from 'node:crypto';
import type { FactDraft } from '../../research/facts.ts';
import type { RunView } from '../../research/fold.ts';
import { neighboursIn } from '../../research/neighbours.ts';
import type { Check, Evidence, Passage, Section, Sentence, Verdict } from '../../research/run.ts';
import { sentenceSpans, type Span } from '../../research/sentences.ts';
import { isCjk } from '../../research/words.ts';
import type { Alignment, Snapshot } from '../ports.ts';
import { orderFault, orderIn } from './check/orders.ts';
import { strayWording } from './check/close.ts';
import { textsFor } from './check/soft.ts';
import { checkSupport, type Ground } from './check/support.ts';
import { checkTogether } from './check/together.ts';
import { derivedComparison } from './derive.ts';
import { faultOf } from './quality.ts';
import { shorterForms } from './shorter.ts';
import type { Tools } from './tools.ts';
import { readersWords } from './understand.ts';

export interface Checked {
	readonly sentenceId: string;
	readonly verdict: Verdict;
	readonly checks: Check[];
}

/** Checks sentences against a view; each kept copy is fetched and hashed once. */
export interface Checker {
	check(sentence: Sentence): Promise<{ verdict: Verdict; checks: Check[] }>;
	/** The same for a view that has gone on; what was fetched stays. */
	on(view: RunView): Checker;
}

/** The check of a sentence that is made by code from its quotes: it can be made again. */
const ANEW = 'V2 made anew';
/** A writer with at least this share of failed sentences is held to the letter for the others. */
const SHAKY = { from: 3, share: 0.2 };
/** Sentences after which a model on the user's own machine, which may be of any size, is believed like any other. */
const PROVEN = 10;

type Told = Pick<RunView, 'claims' | 'calls'>;

/** True when so many of the writer's sentences failed that code believes the others only where it can follow them. */
export function isShaky({ claims }: Pick<Told, 'claims'>): boolean {
	return claims.checked >= SHAKY.from && claims.failed >= SHAKY.share * claims.checked;
}

/** True while a writer on the user's own machine has not yet shown, in this run, that its sentences hold. */
export function isUnproven({ claims, calls }: Told): boolean {
	const writes = calls.some(({ local, prompt }) => local === true && WRITES.test(prompt));
	return writes && claims.checked < PROVEN;
}
const WRITES = /^(?:section|answer)@/u;

/** True for a writer whose sentences need not be held to the letter. */
export function isBelieved(told: Told): boolean {
	return !isShaky(told) && !isUnproven(told);
}

export function createChecker(view: RunView, tools: Tools): Checker {
	return checkerOn(view, new Copies(tools));
}

function checkerOn(view: RunView, copies: Copies): Checker {
	return {
		check: (sentence) => checkSentence(view, { sentence, copies }),
		on: (later) => checkerOn(later, copies)
	};
}

/** `sentence.checked` for every section that has a sentence without a verdict; sentences with one keep it. */
export async function checkDrafts(view: RunView, checker: Checker): Promise<FactDraft[]> {
	const drafts: FactDraft[] = [];
	for (const section of view.sections) {
		const unchecked = section.sentences.filter((sentence) => sentence.verdict === null);
		if (unchecked.length === 0) continue;
		const results: Checked[] = [];
		for (const sentence of unchecked) {
			results.push({ sentenceId: sentence.id, ...(await checker.check(sentence)) });
		}
		const { id, revision } = section;
		drafts.push({ type: 'sentence.checked', sectionId: id, revision, results });
	}
	return drafts;
}

/** The checks of one sentence and the verdict they give. Never asks a model. */
async function checkSentence(
	view: RunView,
	{ sentence, copies }: { sentence: Sentence; copies: Copies }
): Promise<{ verdict: Verdict; checks: Check[] }> {
	if (sentence.kind === 'framing') {
		return { verdict: 'framing', checks: [notRun('V0 anchor', 'no factual content')] };
	}
	const known = citedBy(sentence, view);
	const checks = [
		await anchorCheck(view, { sentence, known, copies }),
		citationCheck(view, { cited: sentence.evidenceIds, known }),
		...(await meaningChecks(view, { sentence, known, copies }))
	];
	const disputed = view.conflicts.some((conflict) =>
		conflict.sides.some((side) => side.evidenceIds.includes(sentence.evidenceIds[0] ?? ''))
	);
	return { verdict: verdictOf(sentence, { checks, disputed }), checks };
}

/** What a sentence's words are held to: nothing when they are the quote's, the same conclusion made anew, or its quotes. */
async function meaningChecks(
	view: RunView,
	{ sentence, known, copies }: { sentence: Sentence; known: readonly Evidence[]; copies: Copies }
): Promise<Check[]> {
	const question = readersWords(view);
	if (sentence.kind === 'quote') {
		return [
			statementCheck(sentence.text, question),
			notRun('V2 numbers, names, polarity', 'verbatim quote: nothing was reworded'),
			notRun('V3 lexical support', 'verbatim quote: nothing was reworded')
		];
	}
	if (sentence.kind === 'derived') {
		const again = derivedComparison({ ...view, evidence: [...known] });
		return again?.text === sentence.text
			? [{ name: ANEW, outcome: 'pass', note: 'follows from the dates in its quotes' }]
			: [{ name: ANEW, outcome: 'fail', note: 'does not follow from its quotes' }];
	}
	const [lead] = known;
	if (lead && shorterForms(lead.quote).includes(sentence.text)) {
		return [
			wholeCheck(sentence.text, question),
			{ name: ANEW, outcome: 'pass', note: 'a shorter form of its quote, made by code' }
		];
	}
	const grounds = await groundsOf(view, { evidence: known, copies });
	return [
		wholeCheck(sentence.text, question),
		...(await supportChecks(sentence.text, { grounds, tools: copies.tools })),
		...(isHeld(view, sentence) ? [letterCheck(sentence.text, known)] : [])
	];
}

/** The first sentences of an unproven writer are held to the letter once all of them are counted (`letterDrafts`). */
function isHeld(view: RunView, { id }: Sentence): boolean {
	const counted = view.claims.checked > 0 || id.startsWith('b0.');
	return isShaky(view) || (counted && isUnproven(view));
}

function citedBy({ evidenceIds }: Sentence, { evidence }: RunView): Evidence[] {
	return evidenceIds.flatMap((id) => evidence.find((one) => one.id === id) ?? []);
}

function letterCheck(text: string, known: readonly Evidence[]): Check {
	const quotes = known.map(({ quote }) => quote);
	const strays = [...quotes, quotes.join('\n')].map((quote) => strayWording(text, quote));
	const held = strays.includes(null);
	return {
		name: 'V2 to the letter',
		outcome: held ? 'pass' : 'fail',
		note: held ? '' : `this writer is not yet believed further: ${strays[0] ?? 'no quote'}`
	};
}

/** Sentences that passed before their writer turned out to be shaky, held to the letter now; `among`: those that may change. */
export function letterDrafts(view: RunView, among: ReadonlySet<string> | null): FactDraft[] {
	if (isBelieved(view)) return [];
	return view.sections.flatMap(({ id, revision, sentences }): FactDraft[] => {
		const open = sentences.filter(
			(one) =>
				one.kind === 'claim' &&
				one.verdict === 'verified' &&
				!one.checks.some(({ name }) => name === ANEW) &&
				(among === null || among.has(one.id))
		);
		const results = open.map((sentence): Checked => {
			const checks = [...sentence.checks, letterCheck(sentence.text, citedBy(sentence, view))];
			return {
				sentenceId: sentence.id,
				checks,
				verdict: verdictOf(sentence, { checks, disputed: false })
			};
		});
		return results.length === 0
			? []
			: [{ type: 'sentence.checked', sectionId: id, revision, results }];
	});
}

/** A model's sentence is held to what a quote was held to when it was picked. */
function wholeCheck(text: string, question: string): Check {
	return outcomeOf('V1 whole sentence', faultOf(text, { question, isParagraph: true }));
}

/** A quote may have been picked by older rules, or for a question that asked for steps. */
function statementCheck(quote: string, question: string): Check {
	const faults = sentenceSpans(quote, isCjk(quote) ? 'zh' : 'en').flatMap(
		({ start, end }) => orderFault(quote.slice(start, end), question) ?? []
	);
	return outcomeOf('V1 statement', faults[0] ?? null);
}

function outcomeOf(name: string, fault: string | null): Check {
	return { name, outcome: fault === null ? 'pass' : 'fail', note: fault ?? '' };
}

async function supportChecks(
	text: string,
	{ grounds, tools }: { grounds: readonly Ground[]; tools: Tools }
): Promise<Check[]> {
	const together = checkTogether(text, grounds);
	const support = checkSupport(text, grounds, await alignmentOf(text, { grounds, tools }));
	return grounds.length > 1 ? [...support, together] : support;
}

/** Null where no model compares meanings, or where it failed: words alone are compared then, and V3 says so. */
async function alignmentOf(
	text: string,
	{ grounds, tools }: { grounds: readonly Ground[]; tools: Tools }
): Promise<Alignment | null> {
	if (!tools.aligner || grounds.length === 0) return null;
	const same = grounds.filter(({ quote }) => isCjk(quote) === isCjk(text));
	if (same.length === 0) return null;
	const { signal } = new AbortController(); // a sentence takes some ten milliseconds
	return tools.aligner
		.align({ sentence: text, texts: textsFor(text, same) }, { signal })
		.catch(() => null);
}

/** The verdict that checks add up to: one failure is enough; one that could not tell makes it half (harness note, 6.5). */
export function verdictOf(
	{ kind }: Pick<Sentence, 'kind'>,
	{ checks, disputed }: { checks: readonly Check[]; disputed: boolean }
): Verdict {
	if (checks.some((check) => check.outcome === 'fail')) return 'unsupported';
	if (disputed) return 'disputed';
	if (kind === 'quote') return 'quoted';
	if (kind === 'derived') return 'derived';
	return checks.every((check) => check.outcome === 'pass') ? 'verified' : 'partly';
}

/** What a reworded sentence is held against: its quotes with a neighbouring sentence on either side, and their pages' names. */
async function groundsOf(
	view: RunView,
	{ evidence, copies }: { evidence: readonly Evidence[]; copies: Copies }
): Promise<Ground[]> {
	const grounds: Ground[] = [];
	for (const one of evidence) {
		const source = view.sources.find(({ id }) => id === one.sourceId);
		const copy = source ? await copies.of(source.textHash) : null;
		if (!source || !copy) continue;
		const { title, site, author, publishedAt } = source;
		const around = surroundings(copy.snapshot, { evidence: one, language: source.language });
		grounds.push({ quote: one.quote, around, title, site, author, publishedAt });
	}
	return grounds;
}

function surroundings(
	copy: Snapshot,
	{ evidence: { start, end, passageId }, language }: { evidence: Evidence; language: string }
): string {
	const { text, passages } = copy;
	const number = passageId.slice(passageId.indexOf('.') + 1);
	const passage = passages.find((one) => one.id === number);
	if (!passage) return text.slice(start, end);
	const spans = spansIn(passage, language);
	const inside = spans.flatMap((span, at) => (span.start < end && start < span.end ? [at] : []));
	const near = neighboursIn(copy, number);
	// Passages are cut by length: at an edge the sentence beside the quote stands in the next one.
	const beside = [
		spans[(inside[0] ?? 0) - 1] ?? (near.before && spansIn(near.before.passage, language).at(-1)),
		spans[(inside.at(-1) ?? -2) + 1] ?? (near.after && spansIn(near.after.passage, language)[0])
	];
	const [before = '', after = ''] = beside.map((span) => {
		const words = span ? text.slice(span.start, span.end) : '';
		return orderIn(words) === null ? words : ''; // an order bears nothing out, as a neighbour neither
	});
	const first = spans[inside[0] ?? -1];
	const last = spans[inside.at(-1) ?? -1];
	const own = text.slice(Math.min(first?.start ?? start, start), Math.max(last?.end ?? end, end));
	return [before, own, after].filter((piece) => piece !== '').join(' ');
}

function spansIn({ text, start }: Passage, language: string): Span[] {
	return sentenceSpans(text, language).map((span) => ({
		start: start + span.start,
		end: start + span.end
	}));
}

async function anchorCheck(
	view: RunView,
	{ sentence, known, copies }: { sentence: Sentence; known: readonly Evidence[]; copies: Copies }
): Promise<Check> {
	const name = 'V0 anchor';
	const [lead] = known;
	if (!lead) return { name, outcome: 'fail', note: 'nothing to anchor it to' };
	if (sentence.kind === 'quote' && lead.quote !== sentence.text) {
		return { name, outcome: 'fail', note: 'the sentence is not its quote' };
	}
	for (const evidence of known) {
		const source = view.sources.find((one) => one.id === evidence.sourceId);
		const copy = source ? await copies.of(source.textHash) : null;
		if (!copy)
			return { name, outcome: 'fail', note: `the kept copy of ${evidence.sourceId} is gone` };
		if (!copy.intact)
			return { name, outcome: 'fail', note: `the kept copy of ${evidence.sourceId} was changed` };
		if (!anchored(evidence, copy.snapshot)) {
			return {
				name,
				outcome: 'fail',
				note: `${evidence.id} is not at its place in ${evidence.sourceId}`
			};
		}
	}
	return {
		name,
		outcome: 'pass',
		note: `${known.length} ${known.length === 1 ? 'quote' : 'quotes'} at their offsets`
	};
}

function anchored(
	{ start, end, quote, passageId }: Evidence,
	{ text, passages }: Snapshot
): boolean {
	const number = passageId.slice(passageId.indexOf('.') + 1);
	const passage = passages.find((one) => one.id === number);
	const inside = passage !== undefined && passage.start <= start && end <= passage.end;
	return inside && quote !== '' && text.slice(start, end) === quote;
}

function citationCheck(
	view: RunView,
	{ cited, known }: { cited: readonly unknown[]; known: readonly Evidence[] }
): Check {
	const name = 'V1 citation';
	if (cited.length === 0) return { name, outcome: 'fail', note: 'no citation' };
	if (known.length < cited.length)
		return { name, outcome: 'fail', note: 'cites evidence that does not exist' };
	const sources = new Set(view.sources.map((source) => source.id));
	const lost = known.find((one) => !sources.has(one.sourceId));
	return lost
		? { name, outcome: 'fail', note: `${lost.id} names a source that was not read` }
		: { name, outcome: 'pass', note: `${known.length} of ${cited.length} resolved` };
}

function notRun(name: string, note: string): Check {
	return { name, outcome: 'not-run', note };
}

/** Kept copies, each fetched and hashed once. */
class Copies {
	readonly tools: Tools;
	readonly #known = new Map<string, Promise<{ snapshot: Snapshot; intact: boolean } | null>>();

	constructor(tools: Tools) {
		this.tools = tools;
	}

	of(textHash: string): Promise<{ snapshot: Snapshot; intact: boolean } | null> {
		const known = this.#known.get(textHash) ?? this.#load(textHash);
		this.#known.set(textHash, known);
		return known;
	}

	async #load(textHash: string): Promise<{ snapshot: Snapshot; intact: boolean } | null> {
		try {
			const snapshot = await this.tools.library.snapshot(textHash);
			const hash = createHash('sha256').update(snapshot.text, 'utf8').digest('hex');
			return { snapshot, intact: hash === textHash };
		} catch {
			return null; // gone: the check says so
		}
	}
}

/** Sections without the sentences that failed; null for those that lose nothing. */
export function withoutUnsupported(section: Section): Section | null {
	const kept = section.sentences.filter((sentence) => sentence.verdict !== 'unsupported');
	if (kept.length === section.sentences.length) return null;
	return { ...section, revision: section.revision + 1, sentences: kept };
}
