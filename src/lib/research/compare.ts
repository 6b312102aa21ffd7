/**
 * Two runs side by side: what each was asked, on which models, its figures, and where their sources and sentences differ.
 * Sources are matched by address and sections by heading, as ids mean nothing across runs. Pure.
 */
import { spentBy } from './budget.ts';
import { figuresOf, type Figures } from './figures.ts';
import type { RunView } from './fold.ts';
import { reportOf, type Report, type ReportSource } from './report.ts';
import { diffReports, type ReportDiff } from './versions.ts';
import { plainKey } from './words.ts';

export interface ComparedRun {
	readonly id: string;
	readonly question: string;
	readonly title: string;
	readonly effort: string;
	readonly status: RunView['status'];
	readonly version: number;
	readonly models: readonly string[]; // that were called, as asked for; empty: quotes alone
	readonly figures: Figures;
	readonly searches: number;
	readonly pages: number;
	readonly usd: number | null; // of calls whose price is known
	readonly unpriced: number; // calls whose price is not
	readonly seconds: number; // active, to a tenth
}
export interface Comparison {
	readonly a: ComparedRun;
	readonly b: ComparedRun;
	readonly sections: ReportDiff['sections']; // before: in a; after: in b
	readonly same: number; // sentences in both, with the same quotes and verdict
	readonly sources: {
		readonly both: number; // cited by both
		readonly onlyA: readonly ReportSource[];
		readonly onlyB: readonly ReportSource[];
	};
}

/** Compares two runs as they stand; `now` is for one that is still at work. */
export function compareRuns(a: RunView, b: RunView, now: number): Comparison {
	const [inA, inB] = [reportOf(a), reportOf(b)];
	const diff = diffReports(acrossRuns(inA), acrossRuns(inB));
	const own = (report: Report, found: readonly ReportSource[]) => {
		const urls = new Set(found.map((source) => source.url));
		return report.sources.filter((source) => source.n !== null && urls.has(source.url));
	};
	const onlyA = own(inA, diff.sources.removed);
	const cited = inA.sources.filter((source) => source.n !== null).length;
	return {
		a: sideOf(a, inA, now),
		b: sideOf(b, inB, now),
		sections: diff.sections,
		same: diff.same,
		sources: { both: cited - onlyA.length, onlyA, onlyB: own(inB, diff.sources.added) }
	};
}

function sideOf(view: RunView, report: Report, now: number): ComparedRun {
	const sent = view.calls.filter((call) => call.outcome !== 'skipped');
	return {
		id: view.id,
		question: view.question?.text ?? '',
		title: report.title,
		effort: view.question?.effort ?? '',
		status: view.status,
		version: view.version.number,
		models: [...new Set(sent.map((call) => call.requested))].sort(),
		figures: figuresOf(report, view.calls),
		searches: view.usage.searches,
		pages: view.usage.pages,
		usd: view.usage.usd,
		unpriced: view.usage.unpriced,
		seconds: Math.round(spentBy(view, now).seconds * 10) / 10
	};
}

/** The report with ids that mean the same in every run: addresses for sources, headings for sections. */
function acrossRuns(report: Report): Report {
	const urls = new Map(report.sources.map((source) => [source.id, source.url]));
	const seen = new Map<string, number>();
	const keyOf = ({ kind, heading }: Report['sections'][number]) => {
		const key = kind === 'findings' ? plainKey(heading) || heading : kind;
		const nth = (seen.get(key) ?? 0) + 1;
		seen.set(key, nth);
		return nth === 1 ? key : `${key} ${nth}`;
	};
	return {
		...report,
		sources: report.sources.map((source) => ({ ...source, id: source.url })),
		sections: report.sections.map((section) => ({
			...section,
			id: keyOf(section),
			sentences: section.sentences.map((sentence) => ({
				...sentence,
				citations: sentence.citations.map((one) => ({
					...one,
					sourceId: urls.get(one.sourceId) ?? one.sourceId
				}))
			}))
		}))
	};
}
