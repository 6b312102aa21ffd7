/** A run's facts as spans at a collector on loopback: complete, in the conventions' words, without any text of the run. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTelemetry } from '../../src/lib/server/house/telemetry.ts';
import type { Span } from '../../src/lib/server/house/spans.ts';
import { createCall } from '../../src/lib/server/net/call.ts';
import type { Journal } from '../../src/lib/server/ports.ts';
import { createModel } from '../../src/lib/server/providers/model/client.ts';
import { startScriptedModel, type ScriptedModel } from '../fixtures/scripted-model.ts';
import { openBench, type Bench } from './bench.ts';

const QUESTION = 'Who designed the Tessel Bridge, and when did it open?';
let bench: Bench;
let server: ScriptedModel;
let status = 200;
const bodies: string[] = [];
const collector = createServer((request, response) => {
	let body = '';
	request.on('data', (piece: Buffer) => (body += piece.toString()));
	request.on('end', () => {
		bodies.push(`${request.url ?? ''} ${body}`);
		response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
	});
});
const outside = createCall({ userAgent: 'Groundwork test' });
beforeAll(async () => {
	server = await startScriptedModel();
	const connection = { name: 'scripted', baseUrl: server.url, model: 'scripted', apiKey: '' };
	const model = createModel(connection);
	bench = await openBench(() => [model]);
	await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
	await Promise.all([bench.close(), server.close(), outside.close()]);
	await new Promise((resolve) => collector.close(resolve));
});

const endpoint = () => `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;

/** A journal that commits the drafts it is given. */
const plain: Journal = {
	read: () => Promise.resolve([]),
	append: (_id, drafts, { seq, at }) =>
		Promise.resolve(drafts.map((draft, place) => ({ ...draft, seq: seq + place + 1, at })))
};

async function tell(errors: unknown[] = []) {
	const id = await bench.start({ text: QUESTION, effort: 'quick' });
	await bench.work(id);
	const facts = await bench.journal.read(id, 0);
	const telemetry = openTelemetry({
		...{ endpoint: endpoint(), version: '1.2.3', call: outside.call },
		onError: (error) => errors.push(error)
	});
	const journal = telemetry.over(plain);
	for (const { seq, at, ...draft } of facts) {
		await journal.append(id, [draft], { epoch: 0, seq: seq - 1, at, status: 'running' });
	}
	await telemetry.close();
	return { id, facts };
}

it('sends run, steps, searches, pages and calls, one trace, no words of the run', async () => {
	const { id, facts } = await tell();
	expect(bodies.every((body) => body.startsWith('/v1/traces {'))).toBe(true);
	const spans = bodies.flatMap((body) => {
		const sent = JSON.parse(body.slice('/v1/traces '.length)) as {
			resourceSpans: { scopeSpans: { spans: Span[] }[] }[];
		};
		return sent.resourceSpans.flatMap((one) => one.scopeSpans.flatMap((scope) => scope.spans));
	});
	const count = (type: string) => facts.filter((fact) => fact.type === type).length;
	expect(spans.length).toBe(
		count('run.finished') +
			count('hits.found') +
			count('source.read') +
			count('source.skipped') +
			count('budget.spent')
	);
	expect(new Set(spans.map((span) => span.traceId)).size).toBe(1);
	expect(new Set(spans.map((span) => span.spanId)).size).toBe(spans.length);
	const [root] = spans.filter((span) => span.parentSpanId === undefined);
	expect(root?.name).toBe('invoke_agent groundwork');
	expect(spans.filter((span) => span.parentSpanId === root?.spanId).length).toBe(spans.length - 1);
	const chat = spans.find((span) => span.name === 'chat scripted');
	const said = Object.fromEntries(chat?.attributes.map(({ key, value }) => [key, value]) ?? []);
	expect(said).toMatchObject({
		'gen_ai.conversation.id': { stringValue: id },
		'gen_ai.operation.name': { stringValue: 'chat' },
		'gen_ai.provider.name': { stringValue: 'scripted' },
		'gen_ai.request.model': { stringValue: 'scripted' },
		'gen_ai.response.model': { stringValue: 'scripted-1' }
	});
	expect(Number(said['gen_ai.usage.input_tokens']?.['intValue'])).toBeGreaterThan(0);
	expect(bodies.join('')).not.toContain('Tessel');
}, 60_000);

it('a collector that refuses costs spans, is told once, and fails nothing', async () => {
	status = 503;
	const errors: unknown[] = [];
	await tell(errors);
	expect(errors.map(String)).toEqual(['Error: the collector answered 503']);
}, 60_000);

it('without an endpoint the journal is left as it is', () => {
	const off = openTelemetry({
		...{ endpoint: null, version: '1', call: outside.call },
		onError: () => undefined
	});
	expect(off.over(plain)).toBe(plain);
});
