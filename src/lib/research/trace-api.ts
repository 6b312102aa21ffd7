/** The trace and the comparison of two runs as the API gives them, and their place in the OpenAPI document. */
import { z } from 'zod';
import { ModelCall } from './run.ts';

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
	}
};
