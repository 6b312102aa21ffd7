/** An embeddings endpoint as servers really are: slow, narrow, out of order, and sometimes no endpoint at all. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
	openRemoteEmbedder,
	type RemoteEmbedder
} from '../../src/lib/server/providers/embed/openai.ts';

/** What the server does with the texts of a request; null: nothing ever. */
type Answer = (input: readonly string[]) => { status?: number; body: unknown } | null;
const vectorOf = (text: string) => [text.length, 1, 0];
const rows = (input: readonly string[]) =>
	input.map((text, index) => ({ index, object: 'embedding', embedding: vectorOf(text) }));
const good: Answer = (input) => ({ body: { data: rows(input) } });

let server: Server;
let baseUrl: string;
let answer: Answer = good;
const asked: string[][] = [];
beforeAll(async () => {
	server = createServer((request, response) => {
		const parts: Buffer[] = [];
		request.on('data', (part: Buffer) => parts.push(part));
		request.on('end', () => {
			const { input } = JSON.parse(Buffer.concat(parts).toString()) as { input: string[] };
			asked.push(input);
			const given = answer(input);
			if (!given) return;
			response.writeHead(given.status ?? 200, { 'content-type': 'application/json' });
			response.end(typeof given.body === 'string' ? given.body : JSON.stringify(given.body));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
beforeEach(() => {
	answer = good;
	asked.length = 0;
});
afterAll(() => {
	server.closeAllConnections();
	server.close();
});

const open = (change: Partial<RemoteEmbedder> = {}) =>
	openRemoteEmbedder({
		...{ baseUrl, model: 'm', apiKey: '', weight: undefined, timeoutMs: 5_000, retryMs: 1 },
		...change
	});
const how = { kind: 'passage', signal: AbortSignal.timeout(20_000) } as const;
const lengths = (vectors: readonly Float32Array[]) =>
	vectors.map(([first = 0, second = 1]) => Math.round(first / second));
const failing = (status: number, message: string) => ({ status, body: { error: { message } } });

describe('an embeddings endpoint', () => {
	it('gives unit vectors in the order of the texts, a few at a time', async () => {
		answer = (input) => ({ body: { data: rows(input).reverse() } });
		const { embed, dimensions, id } = await open();
		expect([dimensions, id]).toEqual([3, `m@${new URL(baseUrl).host}`]);
		const vectors = await embed(
			Array.from({ length: 40 }, (_, at) => 'x'.repeat(at + 1)),
			how
		);
		expect(lengths(vectors)).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
		expect(Math.hypot(...(vectors[7] ?? []))).toBeCloseTo(1);
		expect(asked.slice(1).map((input) => input.length)).toEqual([16, 16, 8]);
	});
	it('a text that is too long is cut, its neighbours are not', async () => {
		answer = (input) =>
			input.some((text) => text.length > 100)
				? failing(
						500,
						'input (601 tokens) is too large to process. increase the physical batch size'
					)
				: good(input);
		const { embed } = await open();
		expect(lengths(await embed(['x'.repeat(90), 'y'.repeat(380), 'z'], how))).toEqual([90, 95, 1]);
		answer = () => failing(400, "This model's maximum context length is 8 tokens");
		await expect(embed(['y'.repeat(380)], how)).rejects.toMatchObject({ kind: 'overflow' });
	});
	it('a batch that takes too long is halved for good; one text that does fails', async () => {
		answer = (input) => (input.length > 4 ? null : good(input));
		const { embed } = await open({ timeoutMs: 150 });
		expect(
			await embed(
				Array.from({ length: 10 }, () => 'x'),
				how
			)
		).toHaveLength(10);
		expect(asked.slice(1).map((input) => input.length)).toEqual([10, 5, 3, 3, 3, 1]);
		answer = () => null;
		await expect(embed(['x'], how)).rejects.toThrow('did not answer in time');
	});
	it('a text without a character does not spoil its batch', async () => {
		const { embed } = await open();
		expect(await embed(['', ' \n', 'x'], how)).toHaveLength(3);
		expect(asked.at(-1)).toEqual(['.', '.', 'x']);
	});
	it('is asked once more for what passes by itself', async () => {
		const { embed } = await open();
		let times = 0;
		answer = (input) => ((times += 1) === 1 ? failing(503, 'loading') : good(input));
		expect(await embed(['x'], how)).toHaveLength(1);
		answer = () => failing(503, 'loading');
		await expect(embed(['x'], how)).rejects.toMatchObject({ kind: 'unavailable' });
	});
	it.each([
		[401, 'auth'],
		[402, 'billing'],
		[404, 'missing'],
		[429, 'limited'],
		[400, 'malformed']
	] as const)('%d is told as %s', async (status, kind) => {
		answer = () => failing(status, 'no');
		await expect(open()).rejects.toMatchObject({
			kind,
			message: `the endpoint answered ${status}`
		});
	});
	it.each([
		['a page', '<html>'],
		['an error under 200', { error: { message: 'no' } }],
		['too few', { data: [] }],
		['nulls', { data: [{ index: 0, embedding: [null, null] }] }],
		['text', { data: [{ index: 0, embedding: 'AAAA' }] }]
	])('%s in place of vectors is refused', async (_, body) => {
		answer = () => ({ body });
		await expect(open()).rejects.toMatchObject({ kind: 'malformed' });
	});
	it('that is away, or given up by the caller, is told as such', async () => {
		await expect(open({ baseUrl: 'http://127.0.0.1:1/v1' })).rejects.toThrow('cannot be reached');
		const { embed } = await open();
		const given = { kind: 'query', signal: AbortSignal.abort() } as const;
		await expect(embed(['x'], given)).rejects.toMatchObject({ kind: 'cancelled' });
	});
});
