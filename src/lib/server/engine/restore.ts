/**
 * What a writer left out is put back: no writer loses the quote that answers best or the only one of a source, and one that
 * is not believed yet loses none of the rules' best. Pure.
 */
import type { FactDraft } from '../../research/facts.ts';
import type { RunView } from '../../research/view.ts';
import type { Evidence, Section, Sentence } from '../../research/run.ts';
import { plainKey } from '../../research/words.ts';
import { ANSWERS } from './quality.ts';
import { withoutTwins } from './repeats.ts';
import { RULES } from './understand.ts';
import { isBelieved } from './verify.ts';

/** What of a sentence is not known before it is checked. */
export const UNCHECKED = { label: null, verdict: null, checks: [] };
const LEFT_OUT = 2; // quotes put back beside what a believed writer wrote
const NEARLY = 0.8; // of the best quote's score: answers nearly as well

/** The sentences of a section with the quotes of `known`, as the rules had it, that may not be lost. */
export function withLeftOut(
	sentences: readonly Sentence[],
	{ view, ...section }: { view: RunView; known: Section; evidence: readonly Evidence[] }
): Sentence[] {
	const answer = view.sections.find(({ kind }) => kind === 'answer')?.sentences ?? [];
	const told = answer.map(({ evidenceIds }) => evidenceIds[0]);
	return withoutTwins(
		isBelieved(view) ? withMissed(sentences, section) : withBest(sentences, { ...section, told })
	);
}

/**
 * Quotes that the rules cited here, for good reason, and the writer left out: a weak writer may lose neither a source that
 * answers the question nor the quote that answers it best. They are said in the writer's own words afterwards.
 */
function withMissed(
	sentences: readonly Sentence[],
	{ known, evidence }: { known: Section; evidence: readonly Evidence[] }
): Sentence[] {
	const missed = uncited(known, { cited: sentences, evidence });
	const [best] = leadsOf(known, evidence).sort((a, b) => b.lead.score - a.lead.score);
	const isFirst = ({ lead }: Missed) =>
		missed.find((one) => one.lead.sourceId === lead.sourceId)?.lead === lead;
	const kept = missed
		.filter((one) => one.lead.id === best?.lead.id || (one.isLostSource && isFirst(one)))
		.slice(0, LEFT_OUT);
	return [...sentences, ...asSentences(kept, { section: known, after: sentences.length })];
}

interface Known {
	readonly known: Section;
	readonly evidence: readonly Evidence[]; // that the section may use
	readonly told: readonly (string | undefined)[]; // evidence that leads the answer's sentences
}

/**
 * The rules' best quotes that lead none of the sentences of a writer who is not believed yet: it cites what it has not
 * read, and what it leaves out it has not weighed. What answers far less well than the best, be it told in the answer, may
 * go, but not the second best.
 */
function withBest(sentences: readonly Sentence[], { known, evidence, told }: Known): Sentence[] {
	const leads = new Set(sentences.map(({ evidenceIds }) => evidenceIds[0]));
	const quotes = leadsOf(known, evidence);
	const own = new Set(quotes.map(({ lead }) => lead));
	const answering = evidence.filter((one) => told.includes(one.id) && !own.has(one));
	const scores = [...own, ...answering].map(({ score }) => score).sort((a, b) => b - a);
	const least = Math.min(NEARLY * (scores[0] ?? 0), scores[1] ?? 0);
	const missed = quotes.filter(({ lead }) => lead.score >= least && !leads.has(lead.id));
	return [...sentences, ...asSentences(missed, { section: known, after: sentences.length })];
}

const asSentences = (
	quotes: readonly { readonly quote: Sentence }[],
	{ section, after }: { section: Section; after: number }
): Sentence[] =>
	quotes.map(({ quote }, at) => ({
		...quote,
		...UNCHECKED,
		id: `${section.id}.${after + at + 1}`
	}));

/** A quote with the evidence it is. */
interface Led {
	readonly quote: Sentence;
	readonly lead: Evidence;
}
interface Missed extends Led {
	readonly isLostSource: boolean; // nothing that was written cites its source
}

/** Quotes of a section that answer and that nothing of `cited` cites, in order. */
function uncited(
	section: Section,
	{ cited, evidence }: { cited: readonly Sentence[]; evidence: readonly Evidence[] }
): Missed[] {
	const ids = new Set(cited.flatMap((sentence) => sentence.evidenceIds));
	const used = new Set(evidence.filter((one) => ids.has(one.id)).map((one) => one.sourceId));
	return leadsOf(section, evidence)
		.filter(({ lead }) => lead.score >= ANSWERS && !ids.has(lead.id))
		.map((one) => ({ ...one, isLostSource: !used.has(one.lead.sourceId) }));
}

/** The quotes of a section with the evidence they are. */
function leadsOf({ sentences }: Section, evidence: readonly Evidence[]): Led[] {
	return sentences.flatMap((quote) => {
		const lead = evidence.find((one) => one.id === quote.evidenceIds[0]);
		return quote.kind === 'quote' && lead ? [{ quote, lead }] : [];
	});
}

/** What code concluded stands first, and a quote that answers stays unless the report cites it: no writer may lose either. */
export function withKept(
	sentences: readonly Sentence[],
	{ view, known }: { view: RunView; known: Section }
): Sentence[] {
	const concluded = known.sentences.filter((one) => one.kind === 'derived');
	const quotes = leadsOf(known, view.evidence);
	const { own, kept } = isBelieved(view)
		? { own: sentences, kept: uncitedIn(view, { sentences, known }) }
		: besideRules(sentences, { quotes, evidence: view.evidence });
	return withoutTwins(withoutNested([...concluded, ...own, ...kept])).map((one, at) => ({
		...{ ...one, ...UNCHECKED, label: one.label },
		id: `${known.id}.${at + 1}`
	}));
}

/**
 * The answer with those quotes of the rules' own answer that nothing of the report cites any more, whatever became of the
 * sentences that once cited them. No facts where none is lost.
 */
export function lostAnswers(view: RunView, rules: Pick<Section, 'sentences'>): FactDraft[] {
	const answer = view.sections.find((section) => section.kind === 'answer');
	if (!answer) return [];
	const known = { ...answer, sentences: rules.sentences };
	const lost = uncitedIn(view, { sentences: answer.sentences, known });
	if (lost.length === 0) return [];
	const sentences = [...answer.sentences, ...lost].map((one, at) => ({
		...one,
		id: `${answer.id}.${at + 1}`
	}));
	const section = { ...answer, revision: answer.revision + 1, sentences };
	return [{ type: 'section.written', section, by: RULES }];
}

/** Quotes of the rules' answer that nothing of the report cites. */
function uncitedIn(
	view: RunView,
	{ sentences, known }: { sentences: readonly Sentence[]; known: Section }
): Sentence[] {
	const findings = view.sections.filter((section) => section.kind === 'findings');
	const cited = [...sentences, ...findings.flatMap((section) => section.sentences)];
	return uncited(known, { cited, evidence: view.evidence }).map(({ quote }) => quote);
}

/**
 * What a writer who is not believed yet said itself of what answers nearly as well as the best of its question, and the
 * rules' quotes: what it only copied answers no better than those, and what it said of other quotes is no answer.
 */
function besideRules(
	sentences: readonly Sentence[],
	rules: {
		readonly quotes: readonly Led[];
		readonly evidence: readonly Evidence[];
	}
): { own: readonly Sentence[]; kept: readonly Sentence[] } {
	const chosen = new Set(rules.quotes.map(({ lead }) => lead.id));
	const worded = new Set(
		sentences.flatMap(({ kind, evidenceIds: [lead] }) => (kind === 'quote' ? [] : [lead]))
	);
	const own = sentences.filter(({ kind, evidenceIds: [lead = ''] }) =>
		kind === 'quote'
			? chosen.has(lead) && !worded.has(lead)
			: chosen.has(lead) || isNearBest(lead, rules.evidence)
	);
	const leads = new Set(own.map(({ evidenceIds: [lead] }) => lead));
	const kept = rules.quotes.filter(({ lead }) => !leads.has(lead.id)).map(({ quote }) => quote);
	return { own, kept };
}

function isNearBest(id: string, evidence: readonly Evidence[]): boolean {
	const found = evidence.find((one) => one.id === id);
	const rivals = evidence.filter((one) => one.gapId === found?.gapId);
	return found !== undefined && found.score >= NEARLY * Math.max(...rivals.map((one) => one.score));
}

/** Of two quotes of which one stands in the other, the longer. */
function withoutNested(sentences: readonly Sentence[]): Sentence[] {
	const keys = sentences.map(({ text }) => plainKey(text));
	return sentences.filter((_, at) => {
		const key = keys[at] ?? '';
		return !keys.some(
			(other, place) => other.includes(key) && (other.length > key.length || place < at)
		);
	});
}
