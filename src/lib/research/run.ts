/**
 * The nouns of the language (DESIGN section 3) as schemas. Types are inferred from them, so that what the journal
 * holds, what the API says and what the interface shows cannot drift apart. Browser code imports only the types.
 */
import { z } from 'zod';

export const EFFORTS = ['quick', 'standard', 'deep', 'expert'] as const;
export const STATUSES = ['queued', 'running', 'paused', 'done', 'stopped', 'failed'] as const;
export const VERDICTS = [
	'verified',
	'partly',
	'disputed',
	'derived',
	'quoted',
	'framing',
	'unsupported'
] as const;

export const Effort = z.enum(EFFORTS);
export type Effort = z.infer<typeof Effort>;
export const Status = z.enum(STATUSES);
export type Status = z.infer<typeof Status>;
export const Verdict = z.enum(VERDICTS);
export type Verdict = z.infer<typeof Verdict>;

const Moment = z.number().int().nonnegative(); // milliseconds since the epoch
const Round = z.number().int().nonnegative(); // 0 is the scout
const Offset = z.number().int().nonnegative(); // UTF-16 code units into a source's canonical text

/** What a run may spend. Absent means "as the effort says". */
export const Limits = z.strictObject({
	usd: z.number().positive().optional(),
	tokens: z.number().int().positive().optional(),
	searches: z.number().int().positive().optional(),
	pages: z.number().int().positive().optional(),
	seconds: z.number().positive().optional()
});
export type Limits = z.infer<typeof Limits>;

/** What an engine searches. All but the general ones are asked when the question is of their kind. */
export const ENGINE_KINDS = ['general', 'scholarly', 'code', 'news'] as const;
export type EngineKind = (typeof ENGINE_KINDS)[number];

/**
 * Which sources a run may use: host names to allow or deny, URLs the user gave to be read first, own collections, and
 * the names of the engines to ask (absent or empty: as the settings and the question say).
 */
export const Scope = z.strictObject({
	allow: z.array(z.string()).default([]),
	deny: z.array(z.string()).default([]),
	urls: z.array(z.string()).default([]),
	collections: z.array(z.string()).optional(), // ids of the user's own, searched too
	web: z.boolean().optional(), // false: nothing but the collections
	engines: z.array(z.string()).optional()
});
export type Scope = z.infer<typeof Scope>;

/** What was asked. */
export const Question = z.object({
	text: z.string(),
	effort: Effort,
	language: z.string(), // BCP 47 primary tag of the answer: "en", "zh"
	limits: Limits,
	scope: Scope,
	approvePlan: z.boolean().optional(), // wait for the reader after the scout
	waitOffPeak: z.boolean().optional() // do not begin before the models' cheaper hours
});
export type Question = z.infer<typeof Question>;

/** The question understood. */
export const Brief = z.object({
	deliverable: z.string(),
	assumptions: z.array(z.string()),
	asOf: z.string(), // ISO date
	language: z.string(),
	languages: z.array(z.string()), // languages to search in
	shape: z.string(), // the kind of question: "who", "when", "compare", "how-many", "overview" ...
	terms: z.array(z.string()), // content terms of the question
	entities: z.array(z.string()), // names the question mentions
	parts: z.array(z.string()), // the separate questions in it; at least one
	phrasings: z.array(z.object({ language: z.string(), text: z.string() })).optional() // as queries in other languages
});
export type Brief = z.infer<typeof Brief>;

export const RubricItem = z.object({
	id: z.string(), // r1
	text: z.string(),
	weight: z.number().min(0).max(1)
});
export type RubricItem = z.infer<typeof RubricItem>;

/** One section of the living outline. */
export const OutlineSection = z.object({
	id: z.string(), // b1
	heading: z.string(),
	question: z.string(),
	rubricIds: z.array(z.string())
});
export type OutlineSection = z.infer<typeof OutlineSection>;

/** One change of the outline, by ids of sections; `heading` is the question of a section that is added. */
export const OutlineOp = z.object({
	op: z.enum(['add', 'retitle', 'first', 'last', 'drop', 'merge']),
	section: z.string(),
	heading: z.string(),
	into: z.string()
});
export type OutlineOp = z.infer<typeof OutlineOp>;

/** A page to read next: a link our own parser read on a page of this run. */
export const Lead = z.object({ url: z.string(), title: z.string(), sourceId: z.string() });
export type Lead = z.infer<typeof Lead>;

export const Gap = z.object({
	id: z.string(), // g1
	rubricId: z.string(),
	question: z.string(), // what is not known yet
	status: z.enum(['open', 'answered', 'not-found', 'dropped']), // dropped: taken out of the plan by the reader
	reason: z.string(),
	round: Round,
	leads: z.array(Lead), // pages to read for it
	again: Round.optional() // asked again from this round on
});
export type Gap = z.infer<typeof Gap>;

export const Query = z.object({
	id: z.string(), // q1
	text: z.string(),
	language: z.string(),
	gapId: z.string().nullable(),
	why: z.string(), // "the question as asked", "name found in s3" ...
	round: Round
});
export type Query = z.infer<typeof Query>;

/** What a scholarly engine knows about a paper. Null: that engine did not say. */
export const Work = z.object({
	doi: z.string().nullable(), // bare and lower case: 10.1000/xyz
	venue: z.string().nullable(), // journal, conference or archive
	authors: z.array(z.string()), // as written, in order, at most 20
	citations: z.number().int().nonnegative().nullable(),
	retracted: z.boolean().nullable(),
	pdfUrl: z.string().nullable(), // an open-access copy, as the engine returned it
	licence: z.string().nullable() // of that copy
});
export type Work = z.infer<typeof Work>;

export const Hit = z.object({
	url: z.string(), // canonical
	title: z.string(),
	snippet: z.string(),
	engine: z.string(),
	rank: z.number().int().positive(), // within its answer, from 1
	publishedAt: z.string().nullable(),
	work: Work.optional() // where a scholarly engine said more
});
export type Hit = z.infer<typeof Hit>;

/** How one engine answered one query: never a silent nothing. */
export const EngineReply = z.object({
	engine: z.string(),
	outcome: z.enum(['ok', 'empty', 'failed', 'resting']),
	hits: z.number().int().nonnegative(),
	ms: z.number().nonnegative(),
	message: z.string().nullable()
});
export type EngineReply = z.infer<typeof EngineReply>;

export const Source = z.object({
	id: z.string(), // s7
	url: z.string(), // final URL after redirects
	askedUrl: z.string(), // the URL that was asked for
	title: z.string(),
	site: z.string(),
	author: z.string().nullable(),
	publishedAt: z.string().nullable(), // ISO date or date-time, as precise as the page says
	updatedAt: z.string().nullable(),
	readAt: Moment,
	language: z.string(),
	kind: z.string(), // a class of source-class.ts; runs made before that list hold other words
	textHash: z.string(), // SHA-256 (hex) of the canonical text; the key of the kept copy
	textLength: Offset,
	passageCount: z.number().int().nonnegative(),
	truncated: z.boolean(),
	via: z.string(), // why it was read: a query id, "user", or a gap id for a lead
	round: Round,
	// Whose story it is (voices.ts); absent in runs made before it was noted.
	sketch: z.string().optional(), // MinHash of the text (sketch.ts); "" when it is too short for one
	domain: z.string().optional(), // registrable domain
	agency: z.string().nullable().optional(), // the news agency whose report the page says it carries
	work: Work.optional(), // from the hit it was read for
	licence: z.string().optional(), // as its page names it: "CC BY 4.0"
	canonical: z.string().optional(), // another address on its own site that the page calls its own; data only
	fullText: z.string().optional() // where the page of a paper says that its full text stands
});
export type Source = z.infer<typeof Source>;

export const Skipped = z.object({
	url: z.string(),
	reason: z.string(), // a SkipReason of web/page.ts
	message: z.string(), // for people
	via: z.string(),
	round: Round,
	at: Moment,
	fullText: z.string().optional() // where the page of a paper says that its full text stands
});
export type Skipped = z.infer<typeof Skipped>;

/**
 * A place in a document from an offset of its canonical text on: "page 12", "chapter 3"; for a row of a sheet the label
 * is the sheet's name and `cell` says where the row begins.
 */
export const Mark = z.object({
	start: Offset,
	label: z.string(),
	cell: z.object({ row: z.number().int(), column: z.number().int() }).optional() // row from 1, column from 0
});
export type Mark = z.infer<typeof Mark>;

export const BLOCK_KINDS = [
	'heading',
	'item',
	'quote',
	'code',
	'caption',
	'term', // of a list of terms; what is said of it follows
	'definition',
	'table',
	'row',
	'cell',
	'inline-code', // this and the next stand inside a line
	'maths'
] as const;

/** What a span of a canonical text was on its page. Blocks nest by their places; what none covers is plain lines. */
export const Block = z.object({
	kind: z.enum(BLOCK_KINDS),
	start: Offset,
	end: Offset,
	level: z.number().int().min(1).max(6).optional(), // heading
	number: z.number().int().nonnegative().optional(), // item of a numbered list
	language: z.string().max(20).optional(), // code
	blanks: z.array(z.object({ at: Offset, lines: z.number().int().positive() })).optional(), // code: empty lines before the line that begins at `at`
	column: z.number().int().nonnegative().optional(), // cell, from 0
	head: z.boolean().optional(), // cell that heads its row or column
	display: z.boolean().optional() // maths that stands by itself
});
export type Block = z.infer<typeof Block>;

/** A span of a source's canonical text: `text.slice(start, end) === passage.text`. */
export const Passage = z.object({
	id: z.string(), // s7.3 within a run; "3" before the source has an id
	start: Offset,
	end: Offset,
	text: z.string(),
	headings: z.array(z.string()), // heading path
	marks: z.array(Mark).optional() // documents: the places that hold inside it
});
export type Passage = z.infer<typeof Passage>;

/** A number with its unit as written in a quote. */
export const Quantity = z.object({
	text: z.string(), // as written
	value: z.number(),
	unit: z.string() // "", "%", "USD", "km" ...
});
export type Quantity = z.infer<typeof Quantity>;

/** A quote inside a passage that bears on a gap. `text.slice(start, end) === quote`. */
export const Evidence = z.object({
	id: z.string(), // e12
	sourceId: z.string(),
	passageId: z.string(),
	start: Offset,
	end: Offset,
	quote: z.string(),
	heading: z.string(), // the innermost heading over it on its page, "" when there is none
	locator: z.string().optional(), // documents: "page 12", "Sheet1!B7:D9", "chapter 3"
	claim: z.string(), // what it says, on its own; the quote itself where nothing was rewritten
	gapId: z.string(), // what it was looked for
	rubricIds: z.array(z.string()),
	stance: z.enum(['supports', 'contradicts', 'context']),
	score: z.number(), // relevance as the engine saw it, higher is better
	date: z.string().nullable(), // the date the quote speaks of, ISO, as precise as it is written
	quantities: z.array(Quantity)
});
export type Evidence = z.infer<typeof Evidence>;

export const Check = z.object({
	name: z.string(), // "V0 anchor", "V1 citation", "V2 numbers" ...
	outcome: z.enum(['pass', 'fail', 'not-run']),
	note: z.string()
});
export type Check = z.infer<typeof Check>;

/** The unit of the report. */
export const Sentence = z.object({
	id: z.string(), // b2.4
	text: z.string(),
	kind: z.enum(['quote', 'claim', 'derived', 'framing']),
	label: z.string().nullable(), // the date of a timeline row, the value of a numbers row, else null
	evidenceIds: z.array(z.string()),
	verdict: Verdict.nullable(), // null until checked
	checks: z.array(Check)
});
export type Sentence = z.infer<typeof Sentence>;

export const SECTION_KINDS = [
	'answer',
	'findings',
	'timeline',
	'numbers',
	'conflicts',
	'missing'
] as const;

export const Section = z.object({
	id: z.string(), // b2; the answer is b0
	kind: z.enum(SECTION_KINDS),
	heading: z.string(),
	revision: z.number().int().positive(),
	sentences: z.array(Sentence)
});
export type Section = z.infer<typeof Section>;

const Side = z.object({
	value: z.string(), // as the first quote writes it
	evidenceIds: z.array(z.string()),
	sourceIds: z.array(z.string()).default([]),
	date: z.string().nullable().default(null), // the period the quote names, else when its source appeared
	voices: z.number().int().nonnegative().default(1) // independent of each other
});
/** Two or more accepted pieces of evidence that disagree on one thing. */
export const Conflict = z.object({
	id: z.string(), // c1
	about: z.string(),
	sides: z.array(Side).min(2)
});
export type Conflict = z.infer<typeof Conflict>;

/** What one step spent. Unknown money is null, never zero. */
export const Spending = z.object({
	step: z.string(),
	ms: z.number().nonnegative(),
	searches: z.number().int().nonnegative(),
	pages: z.number().int().nonnegative(),
	bytes: z.number().int().nonnegative(),
	inputTokens: z.number().int().nonnegative(),
	cachedTokens: z.number().int().nonnegative(),
	outputTokens: z.number().int().nonnegative(),
	usd: z.number().nonnegative().nullable()
});
export type Spending = z.infer<typeof Spending>;

export const CALL_OUTCOMES = [
	'ok', // a valid answer at the first try of its shape
	'repaired', // valid after code mended its form
	'invalid', // answered, but not with what was asked for
	'failed', // no answer
	'skipped' // not sent: no budget or no time left for it
] as const;

/** One request to a model: what was asked of whom, what it cost and how it ended. The texts are kept by hash. */
export const ModelCall = z.object({
	key: z.string(), // what it was for and which try: "compose b2 #1"; unique within a run
	prompt: z.string(), // id@version
	promptHash: z.string(), // of its words and schema
	role: z.enum(['small', 'medium', 'large']),
	requested: z.string(), // connection/model
	atOnce: z.number().int().positive().optional(), // calls it takes side by side; absent: one
	local: z.literal(true).optional(), // asked on the user's own machine
	context: z.number().int().positive().optional(), // tokens the model holds, where that left the question less room
	served: z.string().nullable(), // as the server named it
	shape: z.enum(['schema', 'json', 'text']),
	asked: z.enum(['schema', 'json', 'text']).optional(), // the form the question was put in, where its server took a looser one
	outcome: z.enum(CALL_OUTCOMES),
	failure: z.string().nullable(), // the kind of failure when there was no answer
	waitMs: z.number().nonnegative().optional(), // the server asked for so long a wait before the next
	note: z.string(), // what went wrong, in words; "" when nothing did
	contextHash: z.string().nullable(),
	answerHash: z.string().nullable(),
	inputTokens: z.number().int().nonnegative(), // cached ones included
	cachedTokens: z.number().int().nonnegative(),
	outputTokens: z.number().int().nonnegative(), // reasoning included
	reasoningTokens: z.number().int().nonnegative(),
	estimated: z.boolean(), // the server did not count; we did
	usd: z.number().nonnegative().nullable(), // null: unknown
	price: z.string().optional(), // by what it was reckoned, in words: reported, set, free, the table and its day
	ms: z.number().nonnegative()
});
export type ModelCall = z.infer<typeof ModelCall>;

export const Problem = z.object({
	code: z.string(),
	message: z.string(),
	hint: z.string().nullable()
});
export type Problem = z.infer<typeof Problem>;
