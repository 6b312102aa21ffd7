/** `kill -9` on the server process in mid-run: started again, the run goes on, and nothing finished is done twice. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Fact } from '../../src/lib/research/facts.ts';
import type { RunOut } from '../../src/lib/research/api.ts';
import { startFixtureWeb, type FixtureWeb } from '../fixtures/web.ts';
import { endServers, newFolder, removeFolders, serve, type Server } from './harness.ts';

const QUESTION = 'Who designed the Tessel Bridge, and when did it open?';
/** After which facts the process is killed: a spread over a run; all of them with KILL_ALL=1. */
const POINTS = process.env['KILL_ALL']
	? Array.from({ length: 45 }, (_, at) => at + 1)
	: [1, 4, 9, 14, 22, 30];

let web: FixtureWeb;
beforeAll(async () => {
	web = await startFixtureWeb({ slowMs: 300 });
});
afterEach(endServers);
afterAll(async () => {
	await web.close();
	removeFolders();
});

/** Facts as they come, until `enough` says so or the stream ends. */
async function follow(
	server: Server,
	id: string,
	enough: (fact: Fact) => boolean
): Promise<Fact[]> {
	const facts: Fact[] = [];
	const response = await fetch(`${server.url}/api/v1/runs/${id}/events`);
	const decoder = new TextDecoder();
	let buffer = '';
	for await (const chunk of response.body ?? []) {
		buffer += decoder.decode(chunk, { stream: true });
		const blocks = buffer.split('\n\n');
		buffer = blocks.pop() ?? '';
		for (const block of blocks) {
			const data = /^data: (.*)$/mu.exec(block)?.[1];
			if (data === undefined || !/^id: /mu.test(block)) continue;
			const fact = JSON.parse(data) as Fact;
			facts.push(fact);
			if (enough(fact)) return facts; // leaving the loop ends the stream
		}
	}
	return facts;
}

it.each(POINTS)('killed after fact %i', async (point) => {
	const data = newFolder();
	const env = { SEARXNG_URL: web.url, SEARCH_ENGINES: 'searxng', FETCH_PROXY: web.url };
	const first = await serve(data, env);
	const asked = await fetch(`${first.url}/api/v1/runs`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ question: QUESTION })
	});
	const { id } = (await asked.json()) as { id: string };
	const before = await follow(first, id, (fact) => fact.seq >= point);
	first.child.kill('SIGKILL');
	await first.gone;

	const since = web.log().length;
	const second = await serve(data, env);
	const facts = await follow(second, id, (fact) => fact.type === 'run.finished');
	expect(facts.map((fact) => fact.seq)).toEqual(facts.map((_, at) => at + 1));
	const run = (await (await fetch(`${second.url}/api/v1/runs/${id}`)).json()) as RunOut;
	expect(run.status).toBe('done');
	expect(run.report.answer).toContain('Tessel Bridge');

	// What a fact said was done before the kill is not done again.
	const texts = new Map(
		before.flatMap((fact) => (fact.type === 'query.sent' ? [[fact.query.id, fact.query.text]] : []))
	);
	const done = before.flatMap((fact) => {
		if (fact.type === 'hits.found') return [texts.get(fact.queryId) ?? ''];
		if (fact.type === 'source.read') return [fact.source.askedUrl];
		return fact.type === 'source.skipped' ? [fact.skipped.url] : [];
	});
	const again = new Set(
		web
			.log()
			.slice(since)
			.map((entry) => entry.url)
	);
	expect(done.filter((one) => again.has(one))).toEqual([]);
	const read = facts.flatMap((fact) => (fact.type === 'source.read' ? [fact.source.askedUrl] : []));
	expect(new Set(read).size).toBe(read.length);
});
