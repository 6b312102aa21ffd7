/** Two runs held side by side: the first fact that differs, and whether a reader gets the same report. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { Fact } from '../../../research/facts.ts';
import type { RunView } from '../../../research/fold.ts';
import { reportOf } from '../../../research/report.ts';

/** Where two reports part, in words; "" when sections, sentences, verdicts, citations and notes are the same. */
export function reportDifference(before: RunView, after: RunView): string {
	const [was, is] = [reportOf(before), reportOf(after)];
	if (before.status !== after.status) return `it ended ${after.status}, not ${before.status}`;
	const heads = (report: typeof was) => report.sections.map(({ id, heading }) => [id, heading]);
	if (!isDeepStrictEqual(heads(was), heads(is))) return 'the sections are not the same';
	for (const [place, section] of was.sections.entries()) {
		const other = is.sections[place]?.sentences ?? [];
		if (section.sentences.length !== other.length)
			return `section ${section.id} has ${other.length} sentences, not ${section.sentences.length}`;
		for (const [at, sentence] of section.sentences.entries()) {
			const part = PARTS.find((name) => !isDeepStrictEqual(sentence[name], other[at]?.[name]));
			if (part) return `sentence ${sentence.id} differs in its ${part}`;
		}
	}
	if (!isDeepStrictEqual(was.conflicts, is.conflicts)) return 'the conflicts are not the same';
	if (!isDeepStrictEqual(was.notes, is.notes)) return 'the notes are not the same';
	return '';
}

const PARTS = ['text', 'kind', 'label', 'verdict', 'citations', 'checks'] as const;

/** "fact 41: the record has query.sent, now it is gap.opened"; times and durations do not count. */
export function firstDifference(was: readonly Fact[], is: readonly Fact[]): string | null {
	for (let at = 0; at < Math.max(was.length, is.length); at += 1) {
		const [before, after] = [was[at], is[at]];
		if (!isDeepStrictEqual(timeless(before), timeless(after)))
			return `fact ${at + 1}: the record has ${nameOf(before)}, now it is ${nameOf(after)}`;
	}
	return null;
}

const TIMES: ReadonlySet<string> = new Set(['at', 'ms', 'readAt']);

function timeless(fact: Fact | undefined): unknown {
	return fact === undefined
		? undefined
		: JSON.parse(JSON.stringify(fact, (key, value: unknown) => (TIMES.has(key) ? 0 : value)));
}

function nameOf(fact: Fact | undefined): string {
	if (!fact) return 'nothing';
	if (fact.type !== 'budget.spent') return fact.type;
	const { call, spending } = fact;
	return call
		? `the call "${call.key}" (${call.prompt}, ${call.outcome}, prompt ${call.promptHash.slice(0, 8)}, context ${call.contextHash?.slice(0, 8) ?? 'none'})`
		: `the mark of step "${spending.step}"`;
}
