/**
 * What is said once is not said again. What the answer says, word for word or of the same quote in nearly the same words,
 * findings leave out: as with the rules' own report, where the question has one or two parts. With more, every section
 * answers its part in full, unless all of them together say nothing else. Pure.
 */
import type { FactDraft } from '../../research/facts.ts';
import type { Section, Sentence } from '../../research/run.ts';
import type { RunView } from '../../research/view.ts';
import { plainKey } from '../../research/words.ts';
import { sameStatement } from './evidence.ts';
import { wordSet } from './quality.ts';
import { RULES } from './understand.ts';

const FEW = 2; // parts of a question

/** New revisions of the findings that repeat the answer; what stays in them keeps its verdicts. */
export function withoutRepeats(view: RunView): FactDraft[] {
	const findings = view.sections.filter((section) => section.kind === 'findings');
	const answer = view.sections.find((section) => section.kind === 'answer');
	const said = new Set(answer?.sentences.map(({ text }) => plainKey(text)));
	const again = (one: Sentence) =>
		said.has(plainKey(one.text)) ||
		(answer?.sentences ?? []).some(
			(told) =>
				told.kind !== 'framing' &&
				told.evidenceIds[0] === one.evidenceIds[0] &&
				sameStatement(wordSet(told.text), wordSet(one.text))
		);
	const few = view.gaps.filter((gap) => gap.round === 0).length <= FEW;
	if (!few && tellsMore(findings, said)) return [];
	return findings.flatMap((section): FactDraft[] => {
		const sentences = section.sentences.filter((one) => !again(one));
		if (sentences.length === section.sentences.length) return [];
		const revised = { ...section, revision: section.revision + 1, sentences };
		return [{ type: 'section.written', section: revised, by: RULES }];
	});
}

/** Of quotes that make one statement the first, cited to every source of the others too. */
export function withoutTwins(sentences: readonly Sentence[]): Sentence[] {
	const kept: Sentence[] = [];
	for (const one of sentences) {
		const twin = one.kind === 'quote' ? kept.findIndex((known) => isTwin(known, one)) : -1;
		const known = kept[twin];
		if (!known) kept.push(one);
		else
			kept[twin] = {
				...known,
				evidenceIds: [...new Set([...known.evidenceIds, ...one.evidenceIds])]
			};
	}
	return kept;
}

const isTwin = (known: Sentence, one: Sentence) =>
	known.kind === 'quote' && sameStatement(wordSet(known.text), wordSet(one.text));

/** True when findings say anything that is not said already; `said` holds plain keys. */
export function tellsMore(
	findings: readonly Pick<Section, 'sentences'>[],
	said: ReadonlySet<string>
): boolean {
	return findings.some(({ sentences }) => sentences.some(({ text }) => !said.has(plainKey(text))));
}
