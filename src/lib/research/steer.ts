/** What the reader adds to a run: taken over at a step boundary while it works; after its end it opens the next version. */
import { z } from 'zod';
import { Limits } from './run.ts';
import { MOST_SECTIONS } from './said.ts';

export const SAID_KINDS = [
	'instruction',
	'question',
	'url',
	'ban',
	'unban',
	'pin',
	'unpin'
] as const;

const Text = z.string().trim().min(1, 'must not be empty').max(2_000);

/**
 * A wish for the writing, a further question, a page to read; or a source (its id) or a site (its host name) to leave
 * out, to allow again, to prefer, to prefer no longer.
 */
export const Said = z.strictObject({ kind: z.enum(SAID_KINDS), text: Text });

/** Budget added to what the run has; each amount is on top. */
export const Extension = z.strictObject({
	kind: z.literal('extend'),
	limits: Limits.refine((limits) => Object.keys(limits).length > 0, 'must name an amount')
});

/** One section of a plan. Without an id it is new. */
export const PlanSection = z.strictObject({
	id: z.string().max(20).optional(), // b2
	heading: z.string().trim().max(200).default(''),
	question: Text
});
export type PlanSection = z.infer<typeof PlanSection>;
export const PlanSections = z
	.array(PlanSection)
	.min(1, 'a plan needs a section')
	.max(MOST_SECTIONS);

/** The plan, approved; with sections, as the reader changed it. */
const Approval = z.strictObject({ kind: z.literal('plan'), sections: PlanSections.nullable() });

export const Steer = z.discriminatedUnion('kind', [Said, Extension, Approval]);
export type Steer = z.infer<typeof Steer>;
export type SteerKind = Steer['kind'];
