/**
 * What the answer says word for word, findings do not say again: as with the rules' own report, where the question has
 * one or two parts. With more, every section answers its part in full, unless all of them together say nothing else. Pure.
 */
import type { FactDraft } from '../../research/facts.ts';
import type { Section } from '../../research/run.ts';
import type { RunView } from '../../research/view.ts';
import { plainKey } from '../../research/words.ts';
import { RULES } from './understand.ts';

const FEW = 2; // parts of a question

/** New revisions of the findings that repeat the answer; what stays in them keeps its verdicts. */
export function withoutRepeats(view: RunView): FactDraft[] {
	const findings = view.sections.filter((section) => section.kind === 'findings');
	const answer = view.sections.find((section) => section.kind === 'answer');
	const said = new Set(answer?.sentences.map(({ text }) => plainKey(text)));
	const few = view.gaps.filter((gap) => gap.round === 0).length <= FEW;
	if (!few && tellsMore(findings, said)) return [];
	return findings.flatMap((section): FactDraft[] => {
		const sentences = section.sentences.filter(({ text }) => !said.has(plainKey(text)));
		if (sentences.length === section.sentences.length) return [];
		const revised = { ...section, revision: section.revision + 1, sentences };
		return [{ type: 'section.written', section: revised, by: RULES }];
	});
}

/** True when findings say anything that is not said already; `said` holds plain keys. */
export function tellsMore(
	findings: readonly Pick<Section, 'sentences'>[],
	said: ReadonlySet<string>
): boolean {
	return findings.some(({ sentences }) => sentences.some(({ text }) => !said.has(plainKey(text))));
}
