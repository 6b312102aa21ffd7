/**
 * The report as people and programs get it. Citation numbers are given here, by first use, and nowhere else; links can
 * only be addresses of the run's own sources. Pure; works on unfinished runs too.
 */
import { isPrivate } from './documents.ts';
import type { RunView } from './fold.ts';
import { coverageOf, type Covered } from './coverage.ts';
import { papersOf, workOfSource } from './papers.ts';
import type { Check, Conflict, Section, Sentence, Source, Verdict, Work } from './run.ts';
import { ageInDays, classOfKind, type SourceClass } from './source-class.ts';
import { voicesOf, type Echo, type Echoed, type Voices } from './voices.ts';

export interface Citation {
	readonly n: number;
	readonly evidenceId: string;
	readonly sourceId: string;
	readonly passageId: string;
	readonly quote: string;
	readonly start: number; // UTF-16 offsets into the source's canonical text
	readonly end: number;
	readonly locator?: string; // documents: "page 12", "Sheet1!B7:D9", "chapter 3"
}
export interface ReportSentence {
	readonly id: string;
	readonly text: string;
	readonly kind: Sentence['kind'];
	readonly label: string | null;
	readonly verdict: Verdict | null;
	readonly checks: readonly Check[];
	readonly citations: readonly Citation[];
	readonly independent: number; // voices among the citations: copies of a story and pages of one site count once
}
export interface ReportSection {
	readonly id: string;
	readonly kind: Section['kind'];
	readonly heading: string;
	readonly sentences: readonly ReportSentence[];
}
export interface ReportSource {
	readonly id: string;
	readonly n: number | null; // null: read but not cited
	readonly url: string;
	readonly title: string;
	readonly site: string;
	readonly author: string | null;
	readonly publishedAt: string | null;
	readonly readAt: string; // ISO
	readonly textHash: string;
	readonly language: string;
	readonly kind: string;
	readonly class: SourceClass; // shown, and a tie-break in ranking; nothing is hidden by it
	readonly ageDays: number | null; // from its date to the day the run is about
	readonly truncated: boolean;
	readonly sameStoryAs: string | null; // id of the source that was read first with this story
	readonly sameStoryWhy: Echoed | null;
	readonly updatedAt: string | null;
	readonly licence: string | null; // as its page names it
	readonly work?: Work; // where a scholarly engine said more of this paper
}
export interface Report {
	readonly title: string;
	readonly answer?: string;
	readonly sections: readonly ReportSection[];
	readonly sources: readonly ReportSource[];
	readonly notes: readonly string[];
	readonly rubric: readonly Covered[];
	readonly conflicts: readonly Conflict[];
}

/** The report of a view: sections in reading order, sources numbered by first use, cited ones first. */
export function reportOf(view: RunView): Report {
	const numbers = new Map<string, number>();
	const voices = voicesOf(view.sources);
	const rendering = { numbers, voices };
	const sections = inOrder(view).map((section) => renderSection(view, { section, rendering }));
	const answer = sections
		.find((section) => section.kind === 'answer')
		?.sentences.map((sentence) => sentence.text)
		.join(' ');
	return {
		title: view.title ?? view.question?.text ?? '',
		...(answer !== undefined && answer !== '' && { answer }),
		sections,
		sources: renderSources(view, rendering),
		notes: view.notes,
		rubric: coverageOf(view, { sections, voices }),
		conflicts: view.conflicts
	};
}

function inOrder(view: RunView): Section[] {
	const order = view.order ?? (view.outline ?? []).map((section) => section.id);
	const place = (id: string) => {
		const at = order.indexOf(id);
		return at < 0 ? (id === 'b0' ? -1 : order.length) : at;
	};
	const shown = view.order
		? view.sections.filter((section) => order.includes(section.id))
		: view.sections;
	return [...shown].sort((a, b) => place(a.id) - place(b.id));
}

interface Rendering {
	readonly numbers: Map<string, number>;
	readonly voices: Voices;
}

function renderSection(
	view: RunView,
	{ section, rendering }: { section: Section; rendering: Rendering }
): ReportSection {
	const { id, kind, heading } = section;
	const sentences = section.sentences
		.filter((sentence) => sentence.verdict !== 'unsupported') // never shown as fact
		.map((sentence) => renderSentence(view, { sentence, rendering }));
	return { id, kind, heading, sentences };
}

function renderSentence(
	view: RunView,
	{ sentence, rendering: { numbers, voices } }: { sentence: Sentence; rendering: Rendering }
): ReportSentence {
	const { id, text, kind, label, verdict, checks } = sentence;
	const citations = sentence.evidenceIds.flatMap((evidenceId) => {
		const evidence = view.evidence.find((one) => one.id === evidenceId);
		// An id that resolves to nothing is dropped; the check of the sentence has recorded it.
		if (!evidence || !view.sources.some((source) => source.id === evidence.sourceId)) return [];
		const { sourceId, passageId, quote, start, end, locator } = evidence;
		const n = numbers.get(sourceId) ?? numbers.size + 1;
		numbers.set(sourceId, n);
		const place = locator === undefined ? {} : { locator };
		return [{ n, evidenceId, sourceId, passageId, quote, start, end, ...place }];
	});
	const cited = new Set(citations.map(({ evidenceId }) => evidenceId));
	const independent = voices.first(view.evidence.filter((one) => cited.has(one.id))).length;
	return { id, text, kind, label, verdict, checks, citations, independent };
}

function renderSources(view: RunView, { numbers, voices }: Rendering): ReportSource[] {
	const papers = papersOf(view.queries);
	return view.sources
		.map((source) =>
			renderSource(source, {
				work: workOfSource(source, papers),
				n: numbers.get(source.id) ?? null,
				echo: voices.echoes.get(source.id) ?? null,
				asOf: view.brief?.asOf ?? null
			})
		)
		.sort(
			(a, b) =>
				(a.n ?? Infinity) - (b.n ?? Infinity) || Number(a.id.slice(1)) - Number(b.id.slice(1))
		);
}

interface Standing {
	readonly n: number | null;
	readonly echo: Echo | null;
	readonly asOf: string | null;
	readonly work: Work | undefined;
}

function renderSource(source: Source, { n, echo, asOf, work }: Standing): ReportSource {
	const { id, url, title, site, author, publishedAt, textHash, language, kind, truncated } = source;
	const readAt = new Date(source.readAt).toISOString();
	return {
		id,
		n,
		url,
		title,
		site,
		author,
		publishedAt,
		readAt,
		textHash,
		language,
		kind,
		class: classOfKind(kind),
		ageDays: ageInDays(publishedAt, asOf),
		truncated,
		updatedAt: source.updatedAt,
		licence: source.licence ?? null,
		sameStoryAs: echo?.of ?? null,
		sameStoryWhy: echo?.why ?? null,
		...(work && { work })
	};
}

/** The report as Markdown. Page text is escaped whole: it can bring no link, image, HTML or heading of its own. */
export function markdownOf(report: Report): string {
	const out = [`# ${escaped(report.title)}`, ''];
	for (const section of report.sections) {
		if (section.sentences.length === 0) continue;
		out.push(`## ${escaped(section.heading)}`, '', ...sectionLines(section), '');
	}
	const cited = report.sources.filter((source) => source.n !== null);
	if (cited.length > 0) out.push('## Sources', '', ...cited.map(sourceLine), '');
	if (report.notes.length > 0)
		out.push('## Notes', '', ...report.notes.map((note) => `- ${escaped(note)}`), '');
	return out.join('\n');
}

function sectionLines(section: ReportSection): string[] {
	if (section.kind === 'timeline' || section.kind === 'numbers') {
		const cell = (text: string) => escaped(text).replaceAll('|', '\\|');
		const rows = section.sentences.map(
			(sentence) => `| ${cell(sentence.label ?? '')} | ${cell(sentence.text)}${marks(sentence)} |`
		);
		return ['| | |', '| --- | --- |', ...rows];
	}
	return section.sentences.map((sentence) => {
		const label = sentence.label ? `**${escaped(sentence.label)}**: ` : '';
		return `- ${label}${escaped(sentence.text)}${marks(sentence)}${verdictMark(sentence)}`;
	});
}

function marks(sentence: ReportSentence): string {
	const places = new Map<number, Set<string>>();
	for (const { n, locator } of sentence.citations) {
		const known = places.get(n) ?? new Set();
		if (locator !== undefined) known.add(escaped(locator));
		places.set(n, known);
	}
	return [...places].map(([n, at]) => ` \\[${[n, ...at].join(', ')}\\]`).join('');
}

function verdictMark({ verdict }: ReportSentence): string {
	return verdict === 'disputed' || verdict === 'partly' ? ` *(${verdict})*` : '';
}

function sourceLine(source: ReportSource): string {
	const parts = [
		source.site,
		source.author,
		source.work?.venue,
		source.work?.doi && `doi:${source.work.doi}`,
		source.publishedAt?.slice(0, 10),
		`read ${source.readAt.slice(0, 10)}`
	];
	const known = parts.filter((part): part is string => typeof part === 'string' && part !== '');
	if (isPrivate(source.url))
		return `${source.n ?? 0}. ${escaped(source.title)}. Private document, ${known.map(escaped).join(', ')}.`;
	const retracted = source.work?.retracted === true ? '**RETRACTED.** ' : '';
	const address = source.url.replace(/[()<>\s\\]/gu, (sign) =>
		encodeURIComponent(sign).replace('(', '%28').replace(')', '%29')
	);
	return `${source.n ?? 0}. [${escaped(source.title)}](${address}). ${retracted}${known.map(escaped).join(', ')}.`;
}

/** Text that Markdown takes literally, on one line. */
function escaped(text: string): string {
	return text
		.replace(/\s+/gu, ' ')
		.replace(/[\\`*_{}[\]<>#+!|~$&]/gu, '\\$&')
		.replace(/^(\d+)([.)])/u, '$1\\$2')
		.replace(/^([-=])/u, '\\$1')
		.replace(/(https?|ftp|mailto):/giu, '$1\\:')
		.replace(/www\./giu, 'www\\.');
}
