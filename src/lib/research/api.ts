/** The JSON API's shapes: what is taken, what is given. The OpenAPI document is made from the same schemas. */
import { z } from 'zod';
import type { RunView } from './fold.ts';
import { isSite } from './scope.ts';
import { SOURCE_CLASSES } from './source-class.ts';
import { planOf } from './plan.ts';
import { reportOf, type Report } from './report.ts';
import {
	Brief,
	Check,
	Conflict,
	Effort,
	EFFORTS,
	Gap,
	Limits,
	OutlineSection,
	Problem,
	RubricItem,
	Scope,
	SECTION_KINDS,
	Sentence,
	Status,
	STATUSES,
	Verdict,
	Work
} from './run.ts';
import { Extension, PlanSection, PlanSections, Said } from './steer.ts';
import { CHANGES } from './versions.ts';

export const MAX_QUESTION = 4_000; // characters
const MOST_PLACES = 100;

const Place = z.string().min(1).max(2_000).refine(isSite, 'must be a host, or an address at one');
/** Body of POST /runs. Unknown fields are refused by name. */
export const AskBody = z.strictObject({
	question: z.string().trim().min(1, 'must not be empty').max(MAX_QUESTION),
	effort: Effort.default('standard'),
	language: z
		.string()
		.regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]+)*$/u, 'must be a language tag such as "en" or "zh"')
		.transform((tag) => tag.split('-')[0] ?? tag)
		.optional(),
	budget: Limits.optional(),
	waitOffPeak: z.boolean().optional(), // begin only in the models' cheaper hours; absent: as the settings say
	sources: z
		.strictObject({
			allow: z.array(Place).max(MOST_PLACES).optional(),
			deny: z.array(Place).max(MOST_PLACES).optional(),
			urls: z
				.array(z.url({ protocol: /^https?$/u }))
				.max(MOST_PLACES)
				.optional(),
			collections: z.array(z.string().min(1).max(64)).max(MOST_PLACES).optional(),
			web: z.boolean().optional(),
			engines: z.array(z.string().min(1).max(64)).max(MOST_PLACES).optional() // these and no other
		})
		.refine(({ web, collections }) => web !== false || (collections?.length ?? 0) > 0, {
			message: 'name a collection, or leave web on',
			path: ['web']
		})
		.optional(),
	approvePlan: z.boolean().optional() // wait for POST /approve after the first pages
});
export type AskBody = z.infer<typeof AskBody>;

/** Fields of the design that this version refuses by name, so that nobody believes they were heeded. */
export const NOT_YET: Readonly<Record<string, string>> = {
	expert: 'Experts are not part of this version.',
	webhook: 'Webhooks are not part of this version; follow the events instead.'
};

/** Body of POST /runs/{id}/approve; may be absent: the plan as it stands. */
export const ApproveBody = z.strictObject({ sections: PlanSections.optional() });

const NAMING: ReadonlySet<string> = new Set(['ban', 'unban', 'pin', 'unpin']);

/** As it is sent: what names no page or site would open a version that changes nothing, or break off. */
const Sent = Said.superRefine(({ kind, text }, { addIssue }) => {
	const wrong = (message: string) => addIssue({ code: 'custom', path: ['text'], message });
	if (kind === 'url' && !z.url({ protocol: /^https?$/u }).safeParse(text).success)
		wrong('must be an http or https address');
	if (NAMING.has(kind) && !isSite(text)) wrong('must be a source ("s7"), a host or an address');
});

/** What may be sent while a run works or after it. */
export const SteerBody = z.discriminatedUnion('kind', [Sent, Extension]);
export type SteerBody = z.infer<typeof SteerBody>;

const VersionNumber = z.coerce.number().int().positive();
export const VersionQuery = z.strictObject({ version: VersionNumber.optional() });
export const DiffQuery = z.strictObject({
	from: VersionNumber.optional(), // the one before `to` by default
	to: VersionNumber.optional() // the newest by default
});

export function scopeOf(sources: AskBody['sources']): Scope {
	const {
		allow = [],
		deny = [],
		urls = [],
		collections = [],
		web = true,
		engines = []
	} = sources ?? {};
	return {
		allow,
		deny,
		urls,
		...(collections.length > 0 && { collections, web }),
		...(engines.length > 0 && { engines: [...new Set(engines)] })
	};
}

export const ListQuery = z.strictObject({
	cursor: z.string().max(64).optional(),
	limit: z.coerce.number().int().min(1).max(100).default(20),
	q: z.string().max(200).optional(),
	status: z.enum(STATUSES).optional()
});

/** Body of POST /runs/{id}/share; may be absent. */
export const ShareBody = z.strictObject({
	expiresInDays: z.number().positive().max(3_650).optional(),
	privateQuotes: z.boolean().optional() // share what the report quotes of private documents too
});

const Moment = z.iso.datetime();
const Citation = z.object({
	n: z.number().int().positive(),
	evidenceId: z.string(),
	sourceId: z.string(),
	passageId: z.string(),
	quote: z.string(),
	start: z.number().int(),
	end: z.number().int(),
	locator: z.string().optional()
});
export const ReportOut = z.object({
	title: z.string(),
	answer: z.string().optional(),
	sections: z.array(
		z.object({
			id: z.string(),
			kind: z.enum(SECTION_KINDS),
			heading: z.string(),
			sentences: z.array(
				z.object({
					id: z.string(),
					text: z.string(),
					kind: Sentence.shape.kind,
					label: z.string().nullable(),
					verdict: Verdict.nullable(),
					checks: z.array(Check),
					citations: z.array(Citation),
					independent: z.number().int().nonnegative() // copies of a story and pages of one site count once
				})
			)
		})
	),
	sources: z.array(
		z.object({
			id: z.string(),
			n: z.number().int().positive().nullable(),
			url: z.string(),
			title: z.string(),
			site: z.string(),
			author: z.string().nullable(),
			publishedAt: z.string().nullable(),
			readAt: Moment,
			textHash: z.string(),
			language: z.string(),
			kind: z.string(),
			class: z.enum(SOURCE_CLASSES),
			ageDays: z.number().int().nonnegative().nullable(), // from its date to the day the run is about
			truncated: z.boolean(),
			updatedAt: z.string().nullable(),
			licence: z.string().nullable(), // as its page names it: "CC BY 4.0"
			sameStoryAs: z.string().nullable(), // id of the source that was read first with this story
			sameStoryWhy: z
				.enum(['same text', 'near copy', 'same agency report', 'mirror', 'same paper'])
				.nullable(),
			work: Work.optional() // of a paper: what scholarly engines said; retracted true where any of them did
		})
	),
	notes: z.array(z.string()),
	rubric: z.array(
		z.object({
			id: z.string(),
			text: z.string(),
			status: z.enum(['answered', 'open', 'not-found']),
			independent: z.number().int().nonnegative(),
			sourceIds: z.array(z.string())
		})
	),
	conflicts: z.array(Conflict)
});

export const RunOut = z.object({
	id: z.string(),
	status: Status,
	question: z
		.object({
			text: z.string(),
			effort: z.enum(EFFORTS),
			language: z.string(),
			limits: Limits,
			scope: Scope,
			approvePlan: z.boolean().optional(),
			waitOffPeak: z.boolean().optional()
		})
		.nullable(),
	version: z.number().int(), // in work, or the newest
	versions: z.array(z.object({ number: z.number().int(), seq: z.number().int(), at: Moment })),
	waitsFor: z.string().nullable(), // why it is paused
	plan: z.array(PlanSection.extend({ id: z.string(), found: z.number().int() })),
	pinned: z.array(z.string()),
	banned: z.array(z.string()),
	brief: Brief.nullable(),
	rubric: z.array(RubricItem).nullable(),
	outline: z.array(OutlineSection).nullable(),
	gaps: z.array(Gap),
	report: ReportOut,
	sources: ReportOut.shape.sources,
	skipped: z.array(z.object({ url: z.string(), reason: z.string(), message: z.string() })),
	queries: z.array(
		z.object({
			id: z.string(),
			text: z.string(),
			why: z.string(),
			round: z.number().int(),
			hits: z.number().int().nullable()
		})
	),
	conflicts: z.array(Conflict),
	usage: z.object({
		searches: z.number().int(),
		pages: z.number().int(),
		bytes: z.number().int(),
		inputTokens: z.number().int(),
		cachedTokens: z.number().int(),
		outputTokens: z.number().int(),
		usd: z.number().nullable(), // of calls whose price is known
		unpriced: z.number().int() // calls whose price is not
	}),
	timings: z.object({
		startedAt: Moment.nullable(),
		restsUntil: Moment.nullable(), // it goes on by itself then
		firstSectionAt: Moment.nullable(),
		endedAt: Moment.nullable(),
		steps: z.array(z.object({ step: z.string(), ms: z.number() }))
	}),
	error: Problem.nullable()
});
export type RunOut = z.infer<typeof RunOut>;

const SentenceDiff = z.object({
	change: z.enum(CHANGES),
	before: z.string().nullable(),
	after: z.string().nullable(),
	note: z.enum(['', 'other sources', 'another verdict'])
});
export const DiffOut = z.object({
	from: z.number().int(),
	to: z.number().int(),
	sections: z.array(
		z.object({
			id: z.string(),
			heading: z.string(),
			change: z.enum(CHANGES),
			sentences: z.array(SentenceDiff)
		})
	),
	same: z.number().int(), // sentences that stayed as they were
	sources: z.object({ added: ReportOut.shape.sources, removed: ReportOut.shape.sources })
});

export const ErrorOut = z.object({
	error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() })
});

/** A view as the API gives it. */
export function runOut(view: RunView): RunOut {
	const report: Report = reportOf(view);
	const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
	const { startedAt, firstSectionAt, endedAt, steps } = view.timings;
	const out = {
		id: view.id,
		status: view.status,
		question: view.question,
		version: view.version.number,
		versions: view.versions.map((one) => ({ ...one, at: iso(one.at) })),
		waitsFor: view.pausedFor,
		plan: planOf(view),
		pinned: view.pinned,
		banned: [...view.banned, ...(view.question?.scope.deny ?? [])],
		brief: view.brief,
		rubric: view.rubric,
		outline: view.outline,
		gaps: view.gaps,
		report,
		sources: report.sources,
		skipped: view.skipped.map(({ url, reason, message }) => ({ url, reason, message })),
		queries: view.queries.map(({ id, text, why, round, hits }) => ({
			id,
			text,
			why,
			round,
			hits: hits?.length ?? null
		})),
		conflicts: view.conflicts,
		usage: view.usage,
		timings: {
			startedAt: iso(startedAt),
			restsUntil: iso(view.rest?.until ?? null),
			firstSectionAt: iso(firstSectionAt),
			endedAt: iso(endedAt),
			steps
		},
		error: view.problem
	};
	return out as unknown as RunOut; // readonly lists against zod's mutable ones: the shapes are held equal by a test
}
