/** What needs no writer: a timeline, a table of numbers, conflicts, and the list of what was not found. */
import type { RunView } from '../../research/fold.ts';
import type { Conflict, Sentence } from '../../research/run.ts';
import { dateIn } from './quantities.ts';
import { statementsOf, type Statement } from './statements.ts';
import { framing, quoteSentence, type SectionDraft } from './write.ts';
import { wordingFor } from './wording.ts';

const FEWEST_ROWS = 3;

/** Tables in reading order; those with too few rows to be worth one are left out. */
export function tableSections(view: RunView, most: number): SectionDraft[] {
	const dropped = new Set(view.gaps.filter((gap) => gap.status === 'dropped').map((gap) => gap.id));
	const statements = statementsOf(
		view,
		view.evidence.filter((one) => one.stance === 'supports' && !dropped.has(one.gapId))
	);
	return [
		...conflictSection(view),
		...timeline(view, { statements, most }),
		...numbers(view, { statements, most }),
		...missing(view)
	];
}

interface Rows {
	readonly statements: readonly Statement[];
	readonly most: number;
}

function timeline(view: RunView, { statements, most }: Rows): SectionDraft[] {
	const rows = statements
		.flatMap((statement) => {
			const year =
				view.sources
					.find((source) => source.id === statement.lead.sourceId)
					?.publishedAt?.slice(0, 4) ?? null;
			const dated = dateIn(statement.lead.quote, year);
			return dated ? [{ statement, dated }] : [];
		})
		.slice(0, most)
		.sort((a, b) => (a.dated.iso < b.dated.iso ? -1 : a.dated.iso > b.dated.iso ? 1 : 0));
	if (new Set(rows.map(({ dated }) => dated.iso)).size < FEWEST_ROWS) return [];
	const sentences = rows.map(({ statement, dated }, at) =>
		quoteSentence(statement, `bt.${at + 1}`, dated.text)
	);
	return [
		{ id: 'bt', kind: 'timeline', heading: wordingFor(languageOf(view)).timeline, sentences }
	];
}

function numbers(view: RunView, { statements, most }: Rows): SectionDraft[] {
	const rows = statements.filter(({ lead }) => lead.quantities.length > 0).slice(0, most);
	if (rows.length < FEWEST_ROWS) return [];
	const sentences = rows.map((statement, at) => {
		const label = statement.lead.quantities
			.slice(0, 3)
			.map((quantity) => quantity.text)
			.join(' · ');
		return quoteSentence(statement, `bn.${at + 1}`, label);
	});
	return [{ id: 'bn', kind: 'numbers', heading: wordingFor(languageOf(view)).numbers, sentences }];
}

function conflictSection(view: RunView): SectionDraft[] {
	if (view.conflicts.length === 0) return [];
	const words = wordingFor(languageOf(view));
	const sentences: Sentence[] = [];
	for (const conflict of view.conflicts) {
		sentences.push(framing(`bc.${sentences.length + 1}`, words.disagree(conflict.about)));
		for (const side of conflict.sides)
			sentences.push(...sideSentence(view, side, `bc.${sentences.length + 1}`));
	}
	return [{ id: 'bc', kind: 'conflicts', heading: words.conflicts, sentences }];
}

/** The value, and when it was true or told. */
function labelOf({ value, date }: Conflict['sides'][number]): string {
	return date === null || value.includes(date) ? value : `${value} · ${date}`;
}

function sideSentence(view: RunView, side: Conflict['sides'][number], id: string): Sentence[] {
	const voices = side.evidenceIds.flatMap(
		(evidenceId) => view.evidence.find((one) => one.id === evidenceId) ?? []
	);
	const [lead] = voices;
	return lead
		? [
				quoteSentence(
					{ lead, voices, independent: side.voices, worth: lead.score },
					id,
					labelOf(side)
				)
			]
		: [];
}

/** One line per item that nothing answered: said, never hidden. */
function missing(view: RunView): SectionDraft[] {
	const words = wordingFor(languageOf(view));
	const lost = view.gaps.filter((gap) => gap.status === 'not-found' && gap.round === 0);
	if (lost.length === 0) return [];
	const sentences = lost.map((gap, at) =>
		framing(`bm.${at + 1}`, words.notFound(gap.question, view.queries.length, view.sources.length))
	);
	return [{ id: 'bm', kind: 'missing', heading: words.missing, sentences }];
}

function languageOf(view: RunView): string {
	return view.question?.language ?? 'en';
}
