/** One fact as a row of the trace, and what stands under it. Pure. */
import { isPrivate } from './documents.ts';
import type { Fact } from './facts.ts';
import type { ModelCall } from './run.ts';
import { questionOf } from './tries.ts';

export interface TracePart {
	readonly kind: string; // "hit", "reply", "quote", "sentence", "check", "section"
	readonly text: string;
	readonly note: string;
	readonly outcome: string;
	readonly url: string | null;
}
/** A call to a model with its number from 1: its exact texts are at calls/{n}. */
export interface TraceCall extends ModelCall {
	readonly n: number;
}
export interface TraceRow {
	readonly seq: number; // of its fact
	readonly at: number; // milliseconds since the epoch
	readonly kind: string; // "query", "page", "skipped", "call", "gap", "section", "checks" …
	readonly text: string;
	readonly note: string;
	readonly outcome: string;
	readonly url: string | null; // an address of the run's own ledger
	readonly call: TraceCall | null;
	readonly parts: readonly TracePart[];
}

type Answers = ReadonlyMap<string, Extract<Fact, { type: 'hits.found' }>>;
type Told = Partial<Pick<TraceRow, 'note' | 'outcome' | 'url' | 'call'>>;

/** The row of a fact; `n` is the number of the call when it is one. */
export function rowOf(fact: Fact, n: number): Omit<TraceRow, 'parts'> {
	const row = (kind: string, text: string, told: Told = {}) => ({
		...{ seq: fact.seq, at: fact.at, kind, text, note: '', outcome: '', url: null, call: null },
		...told
	});
	switch (fact.type) {
		case 'run.started':
			return row('question', fact.question.text, { note: `effort ${fact.question.effort}` });
		case 'brief.made':
			return row('brief', fact.brief.deliverable, { note: `by ${fact.by}` });
		case 'rubric.made':
			return row('rubric', counted(fact.items.length, 'thing to answer', 'things to answer'), {
				note: `by ${fact.by}`
			});
		case 'outline.changed':
			return row('outline', fact.why, { note: `by ${fact.by}` });
		case 'query.sent':
			return row('query', fact.query.text, { note: `${fact.query.why}, ${fact.query.language}` });
		case 'hits.found':
			return row('hits', counted(fact.hits.length, 'hit'), { note: fact.queryId });
		case 'source.read':
			return row('page', fact.source.title, {
				note: `${fact.source.id}, ${fact.source.site}, for ${fact.source.via}`,
				outcome: fact.source.truncated ? 'read in part' : 'read',
				url: link(fact.source.url)
			});
		case 'source.skipped':
			return row('skipped', fact.skipped.url, {
				note: fact.skipped.message,
				outcome: fact.skipped.reason,
				url: link(fact.skipped.url)
			});
		case 'evidence.found':
			return row('evidence', counted(fact.evidence.length, 'quote'), { outcome: 'taken' });
		case 'evidence.rejected':
			return row('evidence', fact.quote, {
				note: `${fact.sourceId}: ${fact.reason}`,
				outcome: 'refused'
			});
		case 'gap.opened':
			return row('gap', fact.gap.question, { note: fact.gap.id, outcome: 'open' });
		case 'gap.closed':
			return row('gap', fact.gapId, { note: fact.reason, outcome: fact.status });
		case 'budget.spent':
			return row('call', fact.call ? questionOf(fact.call.key) : fact.spending.step, {
				note: fact.call?.note ?? '',
				outcome: fact.call?.outcome ?? '',
				call: fact.call ? { ...fact.call, n } : null
			});
		default:
			return lateRow(fact, row);
	}
}

type Late = Extract<
	Fact,
	{
		type:
			| 'section.written'
			| 'sentence.checked'
			| 'conflict.found'
			| 'plan.approved'
			| 'steer.added'
			| 'run.paused'
			| 'run.resumed'
			| 'run.finished'
			| 'run.stopped'
			| 'run.failed';
	}
>;

/** Rows of writing, checking, control and ending. Exhaustive between the two. */
function lateRow(
	fact: Late,
	row: (kind: string, text: string, told?: Told) => Omit<TraceRow, 'parts'>
): Omit<TraceRow, 'parts'> {
	switch (fact.type) {
		case 'section.written':
			return row('section', fact.section.heading, {
				note: `${fact.section.id}, revision ${fact.section.revision}, ${counted(fact.section.sentences.length, 'sentence')}, by ${fact.by}`,
				outcome: 'written'
			});
		case 'sentence.checked':
			return row('checks', `${fact.sectionId}, revision ${fact.revision}`, {
				note: verdictsOf(fact)
			});
		case 'conflict.found':
			return row('conflict', fact.conflict.about, {
				note: fact.conflict.sides.map((side) => side.value).join(' against ')
			});
		case 'plan.approved':
			return row('reader', 'The plan was approved.');
		case 'steer.added':
			return row('reader', 'text' in fact.steer ? fact.steer.text : '', { note: fact.steer.kind });
		case 'run.paused':
			return row('run', fact.reason, { outcome: 'paused' });
		case 'run.resumed':
			return row('run', '', { outcome: 'went on' });
		case 'run.finished':
			return row('run', fact.title, { note: fact.notes.join(' '), outcome: 'finished' });
		case 'run.stopped':
			return row('run', fact.reason, { outcome: 'stopped' });
		case 'run.failed':
			return row('run', fact.problem.message, { note: fact.problem.code, outcome: 'failed' });
	}
}

/** What stands under the row of a fact. */
export function partsOf(fact: Fact, answers: Answers): readonly TracePart[] {
	switch (fact.type) {
		case 'query.sent': {
			const answer = answers.get(fact.query.id);
			return answer ? answerParts(answer) : [];
		}
		case 'hits.found':
			return answerParts(fact);
		case 'rubric.made':
			return fact.items.map((item) => part('item', item.text, { note: item.id }));
		case 'outline.changed':
			return fact.sections.map((one) => part('section', one.heading, { note: one.id }));
		case 'evidence.found':
			return fact.evidence.map((one) =>
				part('quote', one.quote, { note: `${one.id}, ${one.sourceId}, for ${one.gapId}` })
			);
		case 'section.written':
			return fact.section.sentences.map((one) =>
				part('sentence', one.text, { note: [one.id, ...one.evidenceIds].join(' ') })
			);
		case 'sentence.checked':
			return fact.results.map((one) =>
				part('check', one.sentenceId, {
					outcome: one.verdict,
					note: one.checks
						.filter((check) => check.outcome !== 'pass')
						.map(({ name, outcome, note }) => `${name} ${said(outcome)}${note && `: ${note}`}`)
						.join('; ')
				})
			);
		default:
			return [];
	}
}

function answerParts({ hits, replies }: Extract<Fact, { type: 'hits.found' }>): TracePart[] {
	return [
		...replies.map((one) =>
			part('reply', one.engine, {
				outcome: one.outcome,
				note: `${counted(one.hits, 'hit')}, ${(one.ms / 1000).toFixed(1)} s${one.message === null ? '' : `: ${one.message}`}`
			})
		),
		...hits.map((hit) =>
			part('hit', hit.title, { note: `${hit.engine}, rank ${hit.rank}`, url: link(hit.url) })
		)
	];
}

function part(kind: string, text: string, told: Partial<TracePart> = {}): TracePart {
	return { kind, text, note: '', outcome: '', url: null, ...told };
}

/** A private document has no address on the web. */
function link(url: string): string | null {
	return isPrivate(url) || !/^https?:/u.test(url) ? null : url;
}

function verdictsOf({ results }: Extract<Fact, { type: 'sentence.checked' }>): string {
	const counts = Map.groupBy(results, (one) => one.verdict);
	return [...counts].map(([verdict, all]) => `${all.length} ${verdict}`).join(', ');
}

function said(outcome: 'pass' | 'fail' | 'not-run'): string {
	return outcome === 'not-run' ? 'not run' : outcome === 'fail' ? 'failed' : 'passed';
}

function counted(n: number, one: string, many = `${one}s`): string {
	return `${n} ${n === 1 ? one : many}`;
}
