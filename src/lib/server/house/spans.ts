/**
 * Facts as OpenTelemetry spans: run, steps, searches, pages, calls to models. Pure. Carries sizes, names, times and
 * outcomes; never a question, a query, a prompt, an answer or an address beyond its host.
 */
import { createHash } from 'node:crypto';
import { isPrivate } from '../../research/documents.ts';
import type { Fact } from '../../research/facts.ts';
import type { ModelCall } from '../../research/run.ts';

type Value = string | number | boolean | null | undefined;
interface Timed {
	readonly name: string;
	readonly start: number; // milliseconds since the epoch
	readonly end: number;
	readonly client?: boolean; // a request to another service
	readonly error?: string; // the kind of failure
	readonly attributes: Readonly<Record<string, Value>>;
}
/** A span as OTLP/HTTP writes it in JSON: ids in hex, 64-bit numbers as strings. */
export interface Span {
	readonly traceId: string;
	readonly spanId: string;
	readonly parentSpanId?: string;
	readonly name: string;
	readonly kind: 1 | 3;
	readonly startTimeUnixNano: string;
	readonly endTimeUnixNano: string;
	readonly attributes: readonly { key: string; value: Record<string, unknown> }[];
	readonly status: { readonly code: 0 | 2 };
}

const hex = (text: string, bytes: number) =>
	createHash('sha256')
		.update(text)
		.digest('hex')
		.slice(0, 2 * bytes);

/** The span a fact closes; null when it closes none. `began`: when the work on the run was first seen. */
export function spanOf(runId: string, fact: Fact, began: number): Span | null {
	const timed = timedOf(runId, fact, began);
	if (!timed) return null;
	const root = hex(`${runId} root ${began}`, 8);
	const whole = ENDS.has(fact.type);
	const { name, start, end, client = false, error, attributes } = timed;
	return {
		traceId: hex(`${runId} ${began}`, 16),
		spanId: whole ? root : hex(`${runId} ${fact.seq}`, 8),
		...(!whole && { parentSpanId: root }),
		name,
		kind: client ? 3 : 1,
		startTimeUnixNano: nano(Math.min(start, end)),
		endTimeUnixNano: nano(end),
		attributes: written({ 'gen_ai.conversation.id': runId, ...attributes, 'error.type': error }),
		status: { code: error === undefined ? 0 : 2 }
	};
}

const ENDS: ReadonlySet<Fact['type']> = new Set(['run.finished', 'run.stopped', 'run.failed']);

function timedOf(runId: string, fact: Fact, began: number): Timed | null {
	const { at: end } = fact;
	switch (fact.type) {
		case 'run.finished':
		case 'run.stopped':
		case 'run.failed':
			return {
				name: 'invoke_agent groundwork',
				...{ start: began, end },
				...(fact.type === 'run.failed' && { error: fact.problem.code }),
				attributes: {
					'gen_ai.operation.name': 'invoke_agent',
					'gen_ai.agent.name': 'groundwork',
					'groundwork.outcome': fact.type,
					'groundwork.run.id': runId
				}
			};
		case 'hits.found': {
			const took = Math.max(0, ...fact.replies.map((reply) => reply.ms));
			return {
				...{ name: 'search', start: end - took, end, client: true },
				attributes: {
					'groundwork.hits': fact.hits.length,
					'groundwork.engines': fact.replies
						.map(({ engine, outcome }) => `${engine}:${outcome}`)
						.join(' ')
				}
			};
		}
		case 'source.read':
			return pageOf(end, { url: fact.source.url, outcome: 'read' });
		case 'source.skipped':
			return pageOf(end, { url: fact.skipped.url, outcome: fact.skipped.reason });
		case 'budget.spent':
			if (fact.call) return fact.call.outcome === 'skipped' ? null : callOf(fact.call, end);
			return {
				...{ name: `step ${fact.spending.step}`, start: end - fact.spending.ms, end },
				attributes: {}
			};
		default:
			return null;
	}
}

/** How long a page took is in no fact: the span marks when it was there. */
function pageOf(end: number, { url, outcome }: { url: string; outcome: string }): Timed {
	const host = isPrivate(url) || !URL.canParse(url) ? undefined : new URL(url).hostname;
	return {
		...{ name: 'page', start: end, end, client: true },
		attributes: { 'server.address': host, 'groundwork.outcome': outcome }
	};
}

/** A call by the semantic conventions for generative AI (client spans). */
function callOf(call: ModelCall, end: number): Timed {
	const slash = call.requested.indexOf('/');
	const model = call.requested.slice(slash + 1);
	return {
		...{ name: `chat ${model}`, start: end - call.ms, end, client: true },
		...(call.failure !== null && { error: call.failure }),
		attributes: {
			'gen_ai.operation.name': 'chat',
			'gen_ai.provider.name': call.requested.slice(0, Math.max(0, slash)),
			'gen_ai.request.model': model,
			'gen_ai.response.model': call.served,
			'gen_ai.output.type': call.shape === 'text' ? 'text' : 'json',
			'gen_ai.usage.input_tokens': call.inputTokens,
			'gen_ai.usage.output_tokens': call.outputTokens,
			'gen_ai.usage.cache_read.input_tokens': call.cachedTokens,
			'groundwork.prompt': call.prompt,
			'groundwork.outcome': call.outcome,
			'groundwork.usd': call.usd
		}
	};
}

function written(attributes: Readonly<Record<string, Value>>): Span['attributes'] {
	return Object.entries(attributes).flatMap(([key, value]): Span['attributes'] => {
		if (value === null || value === undefined) return [];
		if (typeof value === 'string') return [{ key, value: { stringValue: value } }];
		if (typeof value === 'boolean') return [{ key, value: { boolValue: value } }];
		const whole = Number.isInteger(value) && key !== 'groundwork.usd';
		return [{ key, value: whole ? { intValue: String(value) } : { doubleValue: value } }];
	});
}

const nano = (ms: number) => `${Math.round(ms)}000000`;
