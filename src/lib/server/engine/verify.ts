/**
 * Verification by code. V0: the quote stands in the kept copy at its offsets, inside its passage, and the copy is the
 * one whose hash the source names. V1: the citation names evidence and a source of this run. A sentence that fails is
 * never shown as fact. V2 and V3 compare rewritten words with quotes; on verbatim text they are not run, and say so.
 */
import { createHash } from 'node:crypto';
import type { FactDraft } from '../../research/facts.ts';
import type { RunView } from '../../research/fold.ts';
import type { Check, Evidence, Section, Sentence, Verdict } from '../../research/run.ts';
import type { Snapshot } from '../ports.ts';
import type { Tools } from './tools.ts';

export interface Checked {
	readonly sentenceId: string;
	readonly verdict: Verdict;
	readonly checks: Check[];
}

/** `sentence.checked` for every section that has a sentence without a verdict. */
export async function checkDrafts(view: RunView, tools: Tools): Promise<FactDraft[]> {
	const copies = new Copies(tools);
	const drafts: FactDraft[] = [];
	for (const section of view.sections) {
		if (section.sentences.every((sentence) => sentence.verdict !== null)) continue;
		const results = await checkSection(view, { section, copies });
		drafts.push({
			type: 'sentence.checked',
			sectionId: section.id,
			revision: section.revision,
			results
		});
	}
	return drafts;
}

async function checkSection(
	view: RunView,
	{ section, copies }: { section: Section; copies: Copies }
): Promise<Checked[]> {
	const results: Checked[] = [];
	for (const sentence of section.sentences) {
		const { verdict, checks } = await checkSentence(view, { sentence, copies });
		results.push({ sentenceId: sentence.id, verdict, checks });
	}
	return results;
}

async function checkSentence(
	view: RunView,
	{ sentence, copies }: { sentence: Sentence; copies: Copies }
): Promise<{ verdict: Verdict; checks: Check[] }> {
	if (sentence.kind === 'framing') {
		return { verdict: 'framing', checks: [notRun('V0 anchor', 'no factual content')] };
	}
	const cited = sentence.evidenceIds.map((id) => view.evidence.find((one) => one.id === id));
	const known = cited.filter((one) => one !== undefined);
	const checks = [
		await anchorCheck(view, { sentence, known, copies }),
		citationCheck(view, { cited, known }),
		notRun('V2 numbers, names, polarity', 'verbatim quote: nothing was reworded'),
		notRun('V3 lexical support', 'verbatim quote: nothing was reworded')
	];
	if (checks.some((check) => check.outcome === 'fail')) return { verdict: 'unsupported', checks };
	const disputed = view.conflicts.some((conflict) =>
		conflict.sides.some((side) => side.evidenceIds.includes(sentence.evidenceIds[0] ?? ''))
	);
	return { verdict: disputed ? 'disputed' : 'quoted', checks };
}

async function anchorCheck(
	view: RunView,
	{ sentence, known, copies }: { sentence: Sentence; known: readonly Evidence[]; copies: Copies }
): Promise<Check> {
	const name = 'V0 anchor';
	const [lead] = known;
	if (!lead || lead.quote !== sentence.text) {
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
	readonly #tools: Tools;
	readonly #known = new Map<string, Promise<{ snapshot: Snapshot; intact: boolean } | null>>();

	constructor(tools: Tools) {
		this.#tools = tools;
	}

	of(textHash: string): Promise<{ snapshot: Snapshot; intact: boolean } | null> {
		const known = this.#known.get(textHash) ?? this.#load(textHash);
		this.#known.set(textHash, known);
		return known;
	}

	async #load(textHash: string): Promise<{ snapshot: Snapshot; intact: boolean } | null> {
		try {
			const snapshot = await this.#tools.library.snapshot(textHash);
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
