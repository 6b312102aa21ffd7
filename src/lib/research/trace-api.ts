/** The trace and the comparison of two runs as the API gives them, and their place in the OpenAPI document. */
import { z } from 'zod';
import { DiffOut, ReportOut } from './api.ts';
import { ModelCall, Status } from './run.ts';

const Totals = z.object({
	calls: z.number().int(),
	inputTokens: z.number().int(),
	cachedTokens: z.number().int(),
	outputTokens: z.number().int(),
	reasoningTokens: z.number().int(),
	usd: z.number().nullable(),
	unpriced: z.number().int()
});
const Part = z.object({
	kind: z.string(),
	text: z.string(),
	note: z.string(),
	outcome: z.string(),
	url: z.string().nullable()
});
const Row = Part.extend({
	seq: z.number().int(),
	at: z.number(), // milliseconds since the epoch
	call: ModelCall.extend({ n: z.number().int() }).nullable(), // its texts: /calls/{n}
	parts: z.array(Part)
});
const Step = z.object({
	name: z.string(),
	ms: z.number().nullable(),
	rows: z.array(Row),
	totals: Totals
});
export const TraceOut = z.object({
	id: z.string(),
	question: z.string(),
	versions: z.array(
		z.object({
			number: z.number().int(),
			finishedAt: z.number().nullable(),
			steps: z.array(Step),
			totals: Totals
		})
	),
	totals: Totals
});

const Count = z.number().int();
const Compared = z.object({
	id: z.string(),
	question: z.string(),
	title: z.string(),
	effort: z.string(),
	status: Status,
	version: Count,
	models: z.array(z.string()),
	figures: z.object({
		sections: Count,
		sentences: Count,
		verdicts: z.record(z.string(), Count),
		written: Count,
		quoted: Count,
		cited: Count,
		sourcesRead: Count,
		sourcesCited: Count,
		calls: Count,
		asked: Count,
		fellBack: Count,
		inputTokens: Count,
		cachedTokens: Count,
		outputTokens: Count
	}),
	searches: Count,
	pages: Count,
	usd: z.number().nullable(), // of calls whose price is known
	unpriced: Count,
	seconds: z.number()
});
export const CompareOut = z.object({
	a: Compared,
	b: Compared,
	sections: DiffOut.shape.sections, // before: in a; after: in b
	same: Count,
	sources: z.object({
		both: Count,
		onlyA: ReportOut.shape.sources,
		onlyB: ReportOut.shape.sources
	})
});
const RunId = z.string().min(1, 'must be the id of a run').max(100);
export const CompareQuery = z.strictObject({ a: RunId, b: RunId });

const answers = (description: string, name: string) => ({
	description,
	content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } }
});

export const tracePaths = {
	'/api/v1/runs/{id}/trace': {
		get: {
			summary: 'The whole run as a tree',
			description:
				'Versions, steps, and in each the queries with engine replies and hits, pages read and skipped, calls to models, gaps, sections and checks in the order of their facts. `call.n` is the number at /calls/{n}.',
			parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
			responses: {
				'200': answers('The trace.', 'Trace'),
				'404': answers('There is no such run.', 'Error')
			}
		}
	},
	'/api/v1/compare': {
		get: {
			summary: 'Two runs side by side: figures, and the sources and sentences in which they differ',
			description:
				'Sources are matched by address, sections by heading. In `sections`, `before` is of run a and `after` of run b.',
			parameters: ['a', 'b'].map((name) => ({
				...{ name, in: 'query', required: true },
				...{ description: 'The id of a run.', schema: { type: 'string' } }
			})),
			responses: {
				'200': answers('The comparison.', 'Comparison'),
				'404': answers('There is no run with one of the ids; the message names it.', 'Error'),
				'422': answers('An id is missing.', 'Error')
			}
		}
	}
};
