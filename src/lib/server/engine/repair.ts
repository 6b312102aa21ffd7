/**
 * Sentences that failed their checks, mended by code: cited to better evidence, narrowed to what is said, or put back to
 * the quote itself. What cannot be mended is left out; the failed wording stays in the facts (section 6.2, step 7).
 */
import type { FactDraft } from '../../research/facts.ts';
import type { RunView } from '../../research/fold.ts';
import type { Evidence, Section, Sentence } from '../../research/run.ts';
import { plainKey } from '../../research/words.ts';
import { evidenceOf } from './compose.ts';
import type { Checker } from './verify.ts';

const TRIED = 8; // other quotes a failed sentence is held against
export const REPAIR = 'repair@1';

/** New revisions of the sections that hold failed sentences; their new sentences still have no verdict. */
export async function repairDrafts(view: RunView, checker: Checker): Promise<FactDraft[]> {
	const drafts: FactDraft[] = [];
	const findings = toldIn(view.sections.filter((section) => section.kind === 'findings'));
	for (const section of view.sections) {
		if (!section.sentences.some((one) => one.verdict === 'unsupported' && one.kind === 'claim'))
			continue;
		// The answer may say again what a section tells; a section may not repeat another.
		const told = section.kind === 'findings' ? findings : toldIn([section]);
		const sentences: Sentence[] = [];
		for (const sentence of section.sentences) {
			if (sentence.verdict !== 'unsupported' || sentence.kind !== 'claim') {
				sentences.push(sentence);
				continue;
			}
			const mended = await mend(view, { sentence, section, checker });
			const key = plainKey(mended?.text ?? '');
			if (!mended || (mended.text !== sentence.text && told.has(key))) continue;
			told.add(key);
			sentences.push(mended);
		}
		const revision = section.revision + 1;
		drafts.push({
			type: 'section.written',
			section: { ...section, revision, sentences },
			by: REPAIR
		});
	}
	return drafts;
}

function toldIn(sections: readonly Section[]): Set<string> {
	const sentences = sections.flatMap((section) => section.sentences);
	return new Set(
		sentences.filter((one) => one.verdict !== 'unsupported').map((one) => plainKey(one.text))
	);
}

interface Mending {
	readonly sentence: Sentence;
	readonly section: Section;
	readonly checker: Checker;
}

async function mend(
	view: RunView,
	{ sentence, section, checker }: Mending
): Promise<Sentence | null> {
	const fresh = { ...sentence, verdict: null, checks: [] };
	const stands = async (candidate: Sentence) =>
		(await checker.check(candidate)).verdict === 'verified';
	for (const evidenceIds of otherCitations(view, { sentence, section })) {
		const recited = { ...fresh, evidenceIds };
		if (await stands(recited)) return recited;
	}
	for (const text of narrower(sentence.text)) {
		const narrowed = { ...fresh, text };
		if (await stands(narrowed)) return narrowed;
	}
	const [lead, ...others] = sentence.evidenceIds;
	const quote = view.evidence.find((one) => one.id === lead);
	if (!quote || lead === undefined) return null;
	return {
		...fresh,
		text: quote.quote,
		kind: 'quote',
		evidenceIds: [lead, ...agreeing(view, { quote, others })]
	};
}

/** Citations beside a quote put back must say what it says: only those with the same words stay. */
function agreeing(
	view: RunView,
	{ quote, others }: { quote: Evidence; others: readonly string[] }
): string[] {
	return others.filter((id) => {
		const other = view.evidence.find((one) => one.id === id);
		return other !== undefined && plainKey(other.quote) === plainKey(quote.quote);
	});
}

function otherCitations(
	view: RunView,
	{ sentence, section }: { sentence: Sentence; section: Section }
): string[][] {
	const gapEvidence = section.kind === 'answer' ? view.evidence : evidenceOf(view, section);
	const others = gapEvidence
		.filter((one) => !sentence.evidenceIds.includes(one.id))
		.slice(0, TRIED)
		.map((one) => one.id);
	const [lead] = sentence.evidenceIds;
	return [
		...others.map((id) => [id]),
		...(lead === undefined ? [] : others.map((id) => [lead, id])),
		...others.slice(0, 3).map((id) => [...sentence.evidenceIds, id].slice(-4))
	];
}

/** What turns or bounds what stands before it: a sentence without it says more than with it. */
const BOUNDS =
	/^[\s,;，；]*(?:but because\b|(?:and |but |while )?(?:only\b|except\b|unless\b|if\b|provided\b|without\b|not\b|with the exception\b|apart from\b|excluding\b|assuming\b|subject to\b|但(?:仅|只|不|须|需|前提|未|尚|没|并)|除非|除[^，。]*外|前提是|只要|如果|不含|不包括|而不是|而非))/iu;
const DENIES = /\b(?:not|never|neither|nor|no)\b|n['’]t\b|[不没未非]/iu;

/** Whether a head says more without its tail: a condition is lost, or what a denial denies ("not … because"). */
function oversaysAt(text: string, at: number): boolean {
	const [head, tail] = [text.slice(0, at), text.slice(at)];
	return BOUNDS.test(tail) || (DENIES.test(head) && /^\s+because\b/iu.test(tail));
}

/** The sentence without its later clauses, longest first; none that says more than the whole does. Pure. */
export function narrower(text: string): string[] {
	const cuts = [
		...text.matchAll(
			/[;；，]|,\s+(?:and|but|while|which|who|where|making|with|except|unless|if|provided|without)\s|\s+(?:because|although|while|whereas)\s/gu
		)
	];
	const end = /[\u4e00-\u9fff]/u.test(text) ? '。' : '.';
	return cuts
		.filter(({ index }) => !cuts.some((cut) => index <= cut.index && oversaysAt(text, cut.index)))
		.map((match) => text.slice(0, match.index).replace(/[\s,;，；]+$/u, ''))
		.filter((head) => head.length >= (end === '。' ? 8 : 24))
		.reverse()
		.map((head) => `${head}${end}`)
		.slice(0, 3);
}
