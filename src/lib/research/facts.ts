/**
 * The facts: everything that can happen in a run, named noun.happened. A fact is committed to the journal before the
 * next step starts; `fold` (fold.ts) is the only reader. Adding a kind here makes the compiler point at fold.
 */
import { z } from 'zod';
import {
	Brief,
	Check,
	Conflict,
	EngineReply,
	Evidence,
	Gap,
	Hit,
	ModelCall,
	OutlineOp,
	OutlineSection,
	Problem,
	Query,
	Question,
	RubricItem,
	Section,
	Skipped,
	Source,
	Spending,
	Verdict
} from './run.ts';
import { Steer } from './steer.ts';

const draft = <T extends string, S extends z.core.$ZodLooseShape>(type: T, shape: S) =>
	z.object({ type: z.literal(type), ...shape });

/** A fact before the journal gave it its number and time. */
export const FactDraft = z.discriminatedUnion('type', [
	draft('run.started', { question: Question }),
	draft('brief.made', { brief: Brief, by: z.string() }), // by: "rules@1" or prompt id@version + model
	draft('rubric.made', { items: z.array(RubricItem), by: z.string() }),
	draft('outline.changed', {
		sections: z.array(OutlineSection),
		why: z.string(),
		by: z.string(),
		ops: z.array(OutlineOp).optional(), // the operations that code applied
		holds: z.boolean().optional() // order and headings stay so while gathering goes on
	}),
	draft('query.sent', { query: Query }),
	draft('hits.found', {
		queryId: z.string(),
		hits: z.array(Hit),
		replies: z.array(EngineReply)
	}),
	draft('source.read', { source: Source }),
	draft('source.skipped', { skipped: Skipped }),
	draft('evidence.found', { evidence: z.array(Evidence) }),
	draft('evidence.rejected', { quote: z.string(), sourceId: z.string(), reason: z.string() }),
	draft('gap.opened', { gap: Gap }), // a known id: asked again
	draft('gap.closed', {
		gapId: z.string(),
		status: z.enum(['answered', 'not-found', 'dropped']),
		reason: z.string()
	}),
	draft('section.written', { section: Section, by: z.string() }),
	draft('sentence.checked', {
		sectionId: z.string(),
		revision: z.number().int().positive(),
		results: z.array(z.object({ sentenceId: z.string(), verdict: Verdict, checks: z.array(Check) }))
	}),
	draft('conflict.found', { conflict: Conflict }),
	// What a step or a call to a model spent. With a call it is no step's mark: a step may make many calls.
	draft('budget.spent', { spending: Spending, call: ModelCall.optional() }),
	draft('plan.approved', {}),
	draft('steer.added', { steer: Steer }),
	// With `until` (milliseconds since the epoch) the run goes on by itself.
	draft('run.paused', { reason: z.string(), until: z.number().optional() }),
	draft('run.resumed', {}),
	draft('run.finished', {
		title: z.string(),
		order: z.array(z.string()), // section ids in reading order: the frozen report
		notes: z.array(z.string()) // what was skipped or capped, in words
	}),
	draft('run.stopped', { reason: z.string() }),
	draft('run.failed', { problem: Problem })
]);
export type FactDraft = z.infer<typeof FactDraft>;

/** A fact as the journal holds it: `seq` counts from 1 without gaps, `at` is milliseconds since the epoch. */
export type Fact = FactDraft & { readonly seq: number; readonly at: number };
export type FactType = FactDraft['type'];

/** Parses one stored fact. Throws a ZodError when it is not one. */
export function parseFact(raw: unknown): Fact {
	const numbered = z.looseObject({ seq: z.number().int().positive(), at: z.number() }).parse(raw);
	return { ...FactDraft.parse(raw), seq: numbered.seq, at: numbered.at };
}
