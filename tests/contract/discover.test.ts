/** Local model servers: found where they answer, offered only, never asked when switched off. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
	createLookout,
	findLocal,
	LOCAL_PLACES
} from '../../src/lib/server/providers/model/discover.ts';
import { startScriptedModel, type ScriptedModel } from '../fixtures/scripted-model.ts';

let server: ScriptedModel;
beforeAll(async () => {
	server = await startScriptedModel();
});
afterAll(() => server.close());
const place = () => ({ provider: 'Ollama', name: 'ollama', baseUrl: server.url });

it('the usual ports are those of Ollama, llama.cpp, vLLM and LM Studio', () => {
	expect(LOCAL_PLACES.map(({ baseUrl }) => new URL(baseUrl).port).sort()).toEqual([
		'11434',
		'1234',
		'8000',
		'8080'
	]);
});
it('a server that lists models is found with them, without a key; a web page or nothing is not', async () => {
	const other = { ...place(), name: 'other', baseUrl: server.url.replace('/v1', '/page') };
	server.serve((path) =>
		path.startsWith('/page') ? { body: '<!doctype html><html></html>' } : undefined
	);
	expect(await findLocal([place(), other])).toEqual([{ ...place(), models: ['scripted'] }]);
	expect(server.read.every(({ authorization }) => authorization === 'Bearer none')).toBe(true);
	expect(server.asked).toEqual([]);
});
it('our own face is not offered to ourselves', async () => {
	server.serve(() => ({ body: { data: [{ id: 'groundwork-standard' }] } }));
	expect(await findLocal([place()])).toEqual([]);
	server.serve(() => undefined);
});
it('looking does not delay, is not repeated at once, and can be switched off', async () => {
	let on = true;
	let at = 0;
	const before = server.read.length;
	const lookout = createLookout({ places: [place()], on: () => on, now: () => at });
	expect(lookout.seen()).toEqual([]); // the start did not wait
	await lookout.settled();
	expect(lookout.seen()).toHaveLength(1);
	expect(server.read.length).toBe(before + 1);
	at = 60_000;
	expect(lookout.seen()).toHaveLength(1);
	await lookout.settled();
	expect(server.read.length).toBe(before + 2);
	on = false;
	at = 120_000;
	expect(lookout.seen()).toEqual([]);
	await lookout.settled();
	expect(server.read.length).toBe(before + 2);
});
