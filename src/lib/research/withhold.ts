/**
 * What others may see of a run that used private documents. Two readers have no right to their text: whoever opens a
 * share link without the owner's word for it, and the web, to which queries are sent (law: text of private collections
 * never becomes a web query). Pure.
 */
import { isPrivate } from './documents.ts';
import type { RunView } from './fold.ts';
import type { Section, Sentence, Source } from './run.ts';
import { searchesWeb } from './scope.ts';

/** Sources of the run that are private documents. */
export function privateSources(view: Pick<RunView, 'sources'>): readonly Source[] {
	return view.sources.filter((source) => isPrivate(source.url));
}

/** True when the report quotes a private document. */
export function quotesPrivate(view: Pick<RunView, 'sources' | 'evidence' | 'sections'>): boolean {
	const own = privateEvidence(view);
	return view.sections.some((section) =>
		section.sentences.some((sentence) => sentence.evidenceIds.some((id) => own.has(id)))
	);
}

function privateEvidence(view: Pick<RunView, 'sources' | 'evidence'>): ReadonlySet<string> {
	const ids = new Set(privateSources(view).map((source) => source.id));
	return new Set(view.evidence.filter((one) => ids.has(one.sourceId)).map((one) => one.id));
}

/**
 * The view as it may be known outside: nothing that was read in a private document is in it, nor what was made of it.
 * What decides about queries to the web is shown this view and no other.
 */
export function outwardView(view: RunView): RunView {
	const own = new Set(privateSources(view).map((source) => source.id));
	if (own.size === 0) return withoutPrivateHits(view);
	const evidence = view.evidence.filter((one) => !own.has(one.sourceId));
	const told = new Set(evidence.map((one) => one.id));
	return {
		...withoutPrivateHits(view),
		sources: view.sources.filter((source) => !own.has(source.id)),
		evidence,
		rejected: view.rejected.filter((one) => !own.has(one.sourceId)),
		sections: [],
		conflicts: view.conflicts.filter((conflict) =>
			conflict.sides.every((side) => side.evidenceIds.every((id) => told.has(id)))
		)
	};
}

function withoutPrivateHits(view: RunView): RunView {
	return {
		...view,
		setAside: [], // of sources that the reader left out
		frozen: null, // the report before it, with all that was quoted
		queries: view.queries.map((query) => ({
			...query,
			hits: query.hits?.filter((hit) => !isPrivate(hit.url)) ?? null
		})),
		skipped: view.skipped.filter((one) => !isPrivate(one.url))
	};
}

export interface Withheld {
	readonly sentences: number;
	readonly sources: number;
}

/** The view that a share link shows without the owner's word for private documents, and how much is missing in it. */
export function withheldView(view: RunView): { view: RunView; withheld: Withheld } {
	const own = privateEvidence(view);
	const outward = { ...outwardView(view), calls: [] };
	if (privateSources(view).length === 0)
		return { view: outward, withheld: { sentences: 0, sources: 0 } };
	let sentences = 0;
	const rested = new Set<string>();
	const masked = new Set<string>();
	const sections = view.sections.map((section): Section => {
		const kept = section.sentences.flatMap((sentence) => {
			const shown = shownOf(sentence, { view, own });
			if (shown) return shown;
			sentences += 1;
			for (const id of sentence.evidenceIds) if (own.has(id)) rested.add(id);
			return [];
		});
		const whole = kept.length === section.sentences.length;
		// A heading that a model wrote may say what the documents say.
		const mask = !whole && view.calls.length > 0;
		if (mask) masked.add(section.id);
		return { ...section, heading: mask ? '…' : section.heading, sentences: kept };
	});
	const sources = new Set(
		view.evidence.filter((one) => rested.has(one.id)).map((one) => one.sourceId)
	).size;
	// Where only private documents were searched, everything was made of them.
	const shown = searchesWeb(view.question?.scope)
		? { ...outward, sections, ...maskedOutline(view, masked) }
		: {
				...outward,
				sections: [],
				outline: null,
				plan: null,
				rubric: null,
				gaps: [],
				queries: [],
				skipped: [],
				conflicts: []
			};
	// Documents that were read and are not missed in it need no word.
	if (sentences === 0 && searchesWeb(view.question?.scope))
		return { view: shown, withheld: { sentences, sources } };
	return {
		view: {
			...shown,
			notes: [...view.notes, noteOf({ sentences, sources })],
			withheld: { sentences, sources }
		},
		withheld: { sentences, sources }
	};
}

/** The outline without what a model wrote over sections that are not shown whole. */
function maskedOutline(
	{ outline, plan }: RunView,
	masked: ReadonlySet<string>
): Pick<RunView, 'outline' | 'plan'> {
	if (masked.size === 0) return { outline, plan };
	const shown = outline?.map((one) =>
		masked.has(one.id) ? { ...one, heading: '…', question: '' } : one
	);
	return { outline: shown ?? null, plan: null };
}

/** The view that a share link shows with the owner's word: of private documents those that are cited, and no more. */
export function consentedView(view: RunView): RunView {
	const cited = new Set(
		view.sections.flatMap((section) => section.sentences.flatMap((one) => one.evidenceIds))
	);
	const evidence = view.evidence.filter((one) => cited.has(one.id));
	const quoted = new Set(evidence.map((one) => one.sourceId));
	const shown = (source: Source) => !isPrivate(source.url) || quoted.has(source.id);
	const hidden = new Set(view.sources.filter((source) => !shown(source)).map((one) => one.id));
	return {
		...withoutPrivateHits(view),
		sources: view.sources.filter(shown),
		evidence: view.evidence.filter((one) => !hidden.has(one.sourceId)),
		rejected: view.rejected.filter((one) => !hidden.has(one.sourceId))
	};
}

/** The sentence as others may read it: whole, without private voices beside a public quote, or not at all. */
function shownOf(
	sentence: Sentence,
	{ view, own }: { view: RunView; own: ReadonlySet<string> }
): Sentence | null {
	if (!sentence.evidenceIds.some((id) => own.has(id))) return sentence;
	const rest = sentence.evidenceIds.filter((id) => !own.has(id));
	const quoted = view.evidence.some(
		(one) => rest.includes(one.id) && one.quote.trim() === sentence.text.trim()
	);
	return sentence.kind === 'quote' && quoted
		? { ...sentence, evidenceIds: rest, checks: [] }
		: null;
}

export function noteOf({ sentences, sources }: Withheld): string {
	const what = sentences === 1 ? '1 sentence rests' : `${sentences} sentences rest`;
	const where = sources === 1 ? 'a private document' : `${sources} private documents`;
	return `${what} on ${where} and ${sentences === 1 ? 'is' : 'are'} not shown here.`;
}
