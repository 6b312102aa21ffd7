/** The OpenAPI 3.1 document of /api/v1, made from the schemas that the routes themselves check with. */
import { z } from 'zod';
import {
	ApproveBody,
	AskBody,
	DiffOut,
	ErrorOut,
	ListQuery,
	ReportOut,
	RunOut,
	ShareBody,
	SteerBody
} from './api.ts';
import { FactDraft } from './facts.ts';
import { markdownPath } from './kept-api.ts';
import { collectionPaths, collectionSchemas } from './openapi-collections.ts';
import { ModelCall, Status } from './run.ts';
import { CompareOut, TraceOut, tracePaths } from './trace-api.ts';
import { SETTINGS_SCHEMAS, settingsPaths } from './openapi-settings.ts';
import { gives, jsonOf, path, refused, schemaOf, takes } from './openapi-words.ts';

const Created = z.object({ id: z.string(), status: Status, url: z.url(), events: z.url() });
const Row = z.object({
	id: z.string(),
	title: z.string(),
	status: Status,
	createdAt: z.iso.datetime(),
	updatedAt: z.iso.datetime()
});
const List = z.object({ runs: z.array(Row), next: z.string().nullable() });
const Controlled = z.object({ id: z.string(), status: Status });
const Shared = z.object({ url: z.url(), token: z.string() });
const Calls = z.object({ calls: z.array(ModelCall) });
const Call = z.object({
	call: ModelCall,
	context: z.string().nullable(),
	answer: z.string().nullable()
});
const Health = z.object({
	status: z.enum(['ok', 'degraded']),
	version: z.string(),
	checks: z.looseObject({})
});

const runId = path('id');
const sourceId = path('sourceId');
const versionParam = {
	name: 'version',
	in: 'query',
	description: 'A finished version, frozen; without it, the run as it stands.',
	schema: { type: 'integer', minimum: 1 }
};
const gone = { '404': refused('There is no such run.') };
const text = (type: string) => ({ [type]: { schema: { type: 'string' } } });

const control = (what: string) => ({
	post: {
		summary: what,
		parameters: [runId],
		responses: { '202': gives('Taken.', 'Controlled'), ...gone, '409': refused('The run is over.') }
	}
});

function runPaths() {
	return {
		'/api/v1/runs': {
			post: {
				summary: 'Ask a question',
				description:
					'Unknown fields are refused by name. The run goes on whether or not anyone follows it.',
				parameters: [
					{ name: 'Idempotency-Key', in: 'header', schema: { type: 'string', maxLength: 200 } }
				],
				requestBody: takes('Ask'),
				responses: {
					'200': gives('The run this Idempotency-Key made before.', 'Created'),
					'201': gives('The run is queued.', 'Created'),
					'400': refused('The body is not JSON.'),
					'409': refused('The Idempotency-Key came with another body before.'),
					'413': refused('The body is too large.'),
					'422': refused('A field is wrong, unknown or not supported by this version.')
				}
			},
			get: {
				summary: 'Runs, newest first',
				parameters: Object.entries(schemaOf(ListQuery, 'input').properties ?? {}).map(
					([name, schema]) => ({
						name,
						in: 'query',
						schema
					})
				),
				responses: {
					'200': gives('A page of runs; `next` is the cursor of the one after.', 'List'),
					'422': refused('A parameter is wrong.')
				}
			}
		},
		'/api/v1/runs/{id}': {
			get: {
				summary: 'The view of a run',
				parameters: [runId, versionParam],
				responses: { '200': gives('The run as it stands.', 'Run'), ...gone }
			},
			delete: {
				summary: 'Delete a run with its kept copies and share links',
				parameters: [runId],
				responses: { '204': { description: 'Gone.' }, ...gone }
			}
		},
		'/api/v1/runs/{id}/events': {
			get: {
				summary: 'Facts as server-sent events',
				description:
					"`id` is the fact's seq, `event` its type, `data` the fact (schema Fact). `section.delta` events are not stored and have no id. `end` is the last event. Replays after Last-Event-ID or `after`.",
				parameters: [
					runId,
					{ name: 'after', in: 'query', schema: { type: 'integer', minimum: 0 } },
					{ name: 'Last-Event-ID', in: 'header', schema: { type: 'integer' } }
				],
				responses: {
					'200': { description: 'The stream.', content: text('text/event-stream') },
					...gone
				}
			}
		},
		'/api/v1/runs/{id}/pause': control('Pause at the next step'),
		'/api/v1/runs/{id}/resume': control('Go on after a pause'),
		'/api/v1/runs/{id}/finish': control('Write now, from what has been read'),
		'/api/v1/runs/{id}/stop': control('Stop at once; everything is kept')
	};
}

function steeringPaths() {
	return {
		'/api/v1/runs/{id}/steer': {
			post: {
				summary:
					'Add a question, a page, a wish for the writing or more budget; ban or pin a source or a site',
				description:
					'Taken over at the next step of a run at work; a run that is over and has a finished report goes on with its next version, in which only what this touches is written again. `ban`, `unban`, `pin`, `unpin` take the id of a source ("s7") or a host name. What stands on a banned source is no evidence.',
				parameters: [runId],
				requestBody: takes('Steer'),
				responses: {
					'202': gives('Taken.', 'Controlled'),
					...gone,
					'409': refused('The run ended without a report.'),
					'422': refused('A field is wrong or unknown.')
				}
			}
		},
		'/api/v1/runs/{id}/approve': {
			post: {
				summary: 'Approve the plan that a run waits with, as it stands or changed',
				description:
					'`sections` in the order of the report: a section of the plan by its id, a new one without. A section left out is dropped.',
				parameters: [runId],
				requestBody: { required: false, content: jsonOf('Approve') },
				responses: {
					'202': gives('Taken.', 'Controlled'),
					...gone,
					'409': refused('The run does not wait for its plan.'),
					'422': refused('A field is wrong or unknown.')
				}
			}
		},
		'/api/v1/runs/{id}/diff': {
			get: {
				summary: 'What changed between two finished versions',
				parameters: [
					runId,
					{ name: 'from', in: 'query', schema: { type: 'integer', minimum: 1 } },
					{ name: 'to', in: 'query', schema: { type: 'integer', minimum: 1 } }
				],
				responses: { '200': gives('The difference.', 'Diff'), ...gone }
			}
		},
		'/api/v1/runs/{id}/upgrade': {
			post: {
				summary: 'Write a finished extractive report again with a model; its evidence stays',
				parameters: [runId],
				responses: {
					'202': gives('Taken.', 'Controlled'),
					...gone,
					'409': refused('No model is set up, there is no finished report, or a model wrote it.')
				}
			}
		}
	};
}

function productPaths() {
	return {
		'/api/v1/runs/{id}/report.md': {
			get: {
				summary: 'The report as Markdown',
				parameters: [runId, versionParam],
				responses: { '200': { description: 'Markdown.', content: text('text/markdown') }, ...gone }
			}
		},
		'/api/v1/runs/{id}/report.json': {
			get: {
				summary: 'The report as JSON',
				parameters: [runId, versionParam],
				responses: { '200': gives('The report.', 'Report'), ...gone }
			}
		},
		'/api/v1/runs/{id}/sources/{sourceId}/text': {
			get: {
				summary: 'The canonical text of a kept copy',
				description: 'Offsets of citations are UTF-16 code units into exactly this text.',
				parameters: [runId, sourceId],
				responses: { '200': { description: 'The text.', content: text('text/plain') }, ...gone }
			}
		},
		'/api/v1/runs/{id}/sources/{sourceId}/text.md': markdownPath([runId, sourceId], gone),
		'/api/v1/runs/{id}/calls': {
			get: {
				summary: 'Every call to a model: prompt, model, tokens, cost, time, outcome',
				parameters: [runId],
				responses: { '200': gives('The calls in order.', 'Calls'), ...gone }
			}
		},
		'/api/v1/runs/{id}/calls/{n}': {
			get: {
				summary: 'One call with exactly what was sent and what came back',
				parameters: [
					runId,
					{ name: 'n', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } }
				],
				responses: { '200': gives('The call.', 'Call'), ...gone }
			}
		},
		'/api/v1/runs/{id}/share': {
			post: {
				summary: 'Make a share link to the run as it is now',
				parameters: [runId],
				requestBody: { required: false, content: jsonOf('Share') },
				responses: { '201': gives('The link; its token is shown this once.', 'Shared'), ...gone }
			},
			delete: {
				summary: 'Revoke every share link of the run',
				parameters: [runId],
				responses: { '204': { description: 'Revoked.' }, ...gone }
			}
		},
		'/api/v1/health': {
			get: {
				summary: 'How the server stands',
				security: [],
				responses: { '200': gives('Checks are shown to signed-in callers.', 'Health') }
			}
		},
		'/api/v1/openapi.json': {
			get: {
				summary: 'This document',
				security: [],
				responses: { '200': { description: 'OpenAPI 3.1.', content: { 'application/json': {} } } }
			}
		}
	};
}

/** The whole document. */
export function openApi({ version, origin }: { version: string; origin: string }) {
	return {
		openapi: '3.1.0',
		info: {
			title: 'Groundwork',
			version,
			description:
				'Deep research with checked quotes. Times are ISO 8601; offsets are UTF-16 code units.'
		},
		servers: [{ url: origin }],
		security: [{}, { token: [] }],
		paths: {
			...runPaths(),
			...steeringPaths(),
			...productPaths(),
			...tracePaths,
			...collectionPaths,
			...settingsPaths()
		},
		components: {
			securitySchemes: {
				token: {
					type: 'http',
					scheme: 'bearer',
					description: 'API_TOKEN of the settings; needed where a password is set.'
				}
			},
			schemas: {
				Ask: schemaOf(AskBody, 'input'),
				Approve: schemaOf(ApproveBody, 'input'),
				Diff: schemaOf(DiffOut),
				Share: schemaOf(ShareBody, 'input'),
				Steer: schemaOf(SteerBody, 'input'),
				Created: schemaOf(Created),
				List: schemaOf(List),
				Run: schemaOf(RunOut),
				Report: schemaOf(ReportOut),
				Fact: schemaOf(FactDraft),
				Trace: schemaOf(TraceOut),
				Comparison: schemaOf(CompareOut),
				Calls: schemaOf(Calls),
				Call: schemaOf(Call),
				Controlled: schemaOf(Controlled),
				Shared: schemaOf(Shared),
				...Object.fromEntries(
					Object.entries(SETTINGS_SCHEMAS).map(([name, [schema, io]]) => [
						name,
						schemaOf(schema, io)
					])
				),
				Health: schemaOf(Health),
				Error: schemaOf(ErrorOut),
				...collectionSchemas
			}
		}
	};
}
