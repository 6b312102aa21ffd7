/**
 * What changed between two versions of a report, sentence by sentence. Sections are matched by id, sentences by their
 * words, then by likeness. Pure.
 */
import type { Report, ReportSection, ReportSentence, ReportSource } from './report.ts';
import { contentTokens, plainKey } from './words.ts';

export const CHANGES = ['added', 'removed', 'changed'] as const;
export type Change = (typeof CHANGES)[number];

export interface SentenceChange {
	readonly change: Change;
	readonly before: string | null;
	readonly after: string | null;
	/** Why it counts as changed when its words are the same: other quotes, another verdict. */
	readonly note: '' | 'other sources' | 'another verdict';
}
export interface SectionChange {
	readonly id: string;
	readonly heading: string;
	readonly change: Change;
	readonly sentences: readonly SentenceChange[];
}
export interface ReportDiff {
	readonly sections: readonly SectionChange[];
	readonly same: number; // sentences that stayed as they were
	readonly sources: {
		readonly added: readonly ReportSource[]; // cited now and not before
		readonly removed: readonly ReportSource[];
	};
}

const ALIKE = 0.5; // share of words from which a sentence counts as the other one changed

/** The difference of two reports of one run. */
export function diffReports(before: Report, after: Report): ReportDiff {
	const olds = new Map(told(before).map((section) => [section.id, section]));
	const news = new Map(told(after).map((section) => [section.id, section]));
	let same = 0;
	const sections: SectionChange[] = [];
	for (const [id, section] of news) {
		const old = olds.get(id);
		const { changes, kept } = sentencesOf(old?.sentences ?? [], section.sentences);
		same += kept;
		const renamed = old !== undefined && old.heading !== section.heading;
		if (changes.length === 0 && !renamed) continue;
		const change = old === undefined ? 'added' : 'changed';
		sections.push({ id, heading: section.heading, change, sentences: changes });
	}
	for (const [id, section] of olds) {
		if (news.has(id)) continue;
		const { changes } = sentencesOf(section.sentences, []);
		sections.push({ id, heading: section.heading, change: 'removed', sentences: changes });
	}
	return { sections, same, sources: sourcesOf(before, after) };
}

function told(report: Report): ReportSection[] {
	return report.sections.filter((section) => section.sentences.length > 0);
}

function sentencesOf(
	before: readonly ReportSentence[],
	after: readonly ReportSentence[]
): { changes: SentenceChange[]; kept: number } {
	const left = [...before];
	const take = (wanted: (one: ReportSentence) => boolean) => {
		const at = left.findIndex(wanted);
		return at < 0 ? undefined : left.splice(at, 1)[0];
	};
	// The same words first, wherever they stand: what is left is then matched by place or likeness.
	const twins = new Map(
		after.map((one) => [one, take((old) => plainKey(old.text) === plainKey(one.text))])
	);
	const changes: SentenceChange[] = [];
	let kept = 0;
	for (const one of after) {
		const twin = twins.get(one);
		if (twin) {
			const note = noteOn(twin, one);
			if (note === '') kept += 1;
			else changes.push({ change: 'changed', before: twin.text, after: one.text, note });
			continue;
		}
		const old = take((other) => likeness(other.text, one.text) >= ALIKE);
		changes.push({
			change: old ? 'changed' : 'added',
			before: old?.text ?? null,
			after: one.text,
			note: ''
		});
	}
	for (const old of left)
		changes.push({ change: 'removed', before: old.text, after: null, note: '' });
	return { changes, kept };
}

function noteOn(before: ReportSentence, after: ReportSentence): SentenceChange['note'] {
	const quotes = (one: ReportSentence) =>
		one.citations
			.map(({ sourceId, start, end }) => `${sourceId} ${start} ${end}`)
			.sort()
			.join();
	if (quotes(before) !== quotes(after)) return 'other sources';
	return before.verdict === after.verdict ? '' : 'another verdict';
}

function likeness(a: string, b: string): number {
	const [inA, inB] = [new Set(contentTokens(a)), new Set(contentTokens(b))];
	const shared = [...inA].filter((word) => inB.has(word)).length;
	return shared / Math.max(1, Math.max(inA.size, inB.size));
}

function sourcesOf(before: Report, after: Report): ReportDiff['sources'] {
	const cited = (report: Report) => report.sources.filter((source) => source.n !== null);
	const ids = (report: Report) => new Set(cited(report).map((source) => source.id));
	const [old, now] = [ids(before), ids(after)];
	return {
		added: cited(after).filter((source) => !old.has(source.id)),
		removed: cited(before).filter((source) => !now.has(source.id))
	};
}
