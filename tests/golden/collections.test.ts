/**
 * Runs over the user's own documents, beside the web and without it. The law held here: text of a private document never
 * becomes a query to the web nor an address that is fetched, whoever writes the queries; and a share link shows it only
 * when its owner says so.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPrivate } from '../../src/lib/research/documents.ts';
import type { RunView } from '../../src/lib/research/fold.ts';
import { reportOf } from '../../src/lib/research/report.ts';
import { consentedView, quotesPrivate, withheldView } from '../../src/lib/research/withhold.ts';
import { createModel } from '../../src/lib/server/providers/model/client.ts';
import { startScriptedModel, type ScriptedModel } from '../fixtures/scripted-model.ts';
import { openBench, type Bench } from './bench.ts';

const QUESTION = 'Where was the designer of the Tessel Bridge born, and when did it open?';
const CANARY = 'Zyxquorra';
const LEAK = /zyxquorra|canary\.test/iu;
/** The name of a secret stands where a second hop looks for names, as plain words and as a link. */
const MEMO = `<!doctype html><title>Tessel Bridge</title><article><h1>Tessel Bridge</h1>
<p>The Tessel Bridge was designed by <a href="http://canary.test/${CANARY}">${CANARY} Canaria</a>, who was the real
designer of the bridge according to the private papers of the family. The designer ${CANARY} Canaria was born in
${CANARY} Village. ${CANARY} designed the Tessel Bridge between 1924 and 1926 for the city.</p>
<p>The Tessel Bridge opened on 14 May 1931 after ${CANARY} Canaria had inspected every hanger of the Tessel Bridge.</p>
<p>The director of ${CANARY} is ${CANARY} Director, who was born in ${CANARY} Town in 1888.</p></article>`;

let bench: Bench;
let server: ScriptedModel;
let id: string;
beforeAll(async () => {
	server = await startScriptedModel();
	bench = await openBench();
	id = (await bench.collections.create('Family papers')).id;
	await give('memo.html', MEMO);
	await give(
		'shopping.txt',
		'The list for Sunday has two loaves of bread, a pound of butter and a dozen eggs on it.'
	);
	await bench.collections.idle();
});
afterAll(async () => {
	await bench.close();
	await server.close();
});

function give(name: string, text: string) {
	const chunks = (async function* () {
		yield await Promise.resolve(Buffer.from(text));
	})();
	return bench.collections.give(id, { name, chunks, origin: 'upload' });
}

async function research(web: boolean, text = QUESTION): Promise<RunView> {
	const scope = { allow: [], deny: [], urls: [], collections: [id], web };
	const run = await bench.start({ text, scope });
	await bench.work(run);
	return bench.view(run);
}

const own = (view: RunView) => view.sources.filter((source) => isPrivate(source.url));
const asked = (since: number) => bench.web.log().slice(since);

describe('a run over the web and a collection', () => {
	it('cites both in one report, and nothing of the collection reaches the web', async () => {
		const since = bench.web.log().length;
		const view = await research(true);
		expect(view.status).toBe('done');
		expect(own(view).map((source) => [source.title, source.site])).toEqual([
			['Tessel Bridge', 'Family papers']
		]);
		const { sections, sources } = reportOf(view);
		const cited = sources.filter((source) => source.n !== null);
		expect(cited.some((source) => isPrivate(source.url))).toBe(true);
		expect(cited.some((source) => !isPrivate(source.url))).toBe(true);
		expect(JSON.stringify(sections)).toContain(CANARY); // or nothing would have been tried
		expect(view.queries.length).toBeGreaterThan(1);
		expect(JSON.stringify(view.queries.map((query) => query.text))).not.toContain(CANARY);
		expect(JSON.stringify(asked(since))).not.toMatch(LEAK);
		expect(view.usage.pages).toBe(view.sources.length - own(view).length + view.skipped.length);
	});

	it('keeps to it when a model writes the queries: what is asked of it there holds nothing private', async () => {
		const model = createModel({
			...{ name: 'scripted', baseUrl: server.url, model: 'scripted', apiKey: 'k-0123456789' }
		});
		bench.equip(() => [model]);
		const since = bench.web.log().length;
		const view = await research(true);
		bench.equip(() => []);
		const outward = server.asked.filter(({ prompt }) =>
			['queries', 'reflect', 'rubric'].includes(prompt)
		);
		expect(outward.length).toBeGreaterThan(0);
		expect(JSON.stringify(outward.map(({ user, system }) => [user, system]))).not.toContain(CANARY);
		// A model that is set up sees quotes of documents as of any page.
		expect(JSON.stringify(server.asked.map(({ user }) => user))).toContain(CANARY);
		expect(view.calls.length).toBeGreaterThan(0);
		expect(JSON.stringify(asked(since))).not.toMatch(LEAK);
	});
});

describe('a run over collections alone', () => {
	it('asks the web nothing and fetches nothing', async () => {
		const since = bench.web.log().length;
		const view = await research(false);
		expect(view.status).toBe('done');
		expect(asked(since)).toEqual([]);
		expect(view.sources.length).toBe(1);
		expect(reportOf(view).answer).toContain('Tessel Bridge');
		expect(view.skipped).toEqual([]);
	});

	it('leaves out documents that have nothing to do with the question', async () => {
		const view = await research(false, 'How many eggs are on the list for Sunday?');
		expect(view.sources.map((source) => source.url.split('/').length)).toEqual([2]);
		expect(reportOf(view).answer).toContain('dozen eggs');
	});

	it('ends the same when it is killed after every append', async () => {
		const expected = reportOf(await research(false)).sections;
		const scope = { allow: [], deny: [], urls: [], collections: [id], web: false };
		for (let k = 1; k < 12; k += 1) {
			const run = await bench.start({ text: QUESTION, scope });
			await bench.work(run, { dieAfter: k });
			await bench.work(run);
			expect(reportOf(await bench.view(run)).sections, `killed after ${k}`).toEqual(expected);
		}
	});
});

describe('sharing', () => {
	it('withholds what rests on private documents and says so', async () => {
		const view = await research(true);
		expect(quotesPrivate(view)).toBe(true);
		const { view: shown, withheld } = withheldView(view);
		expect(JSON.stringify(shown)).not.toContain(CANARY);
		expect(JSON.stringify(shown)).not.toContain('collection:');
		expect(withheld.sentences).toBeGreaterThan(0);
		expect(shown.notes.join(' ')).toContain('private document');
		const rest = reportOf(shown).sections.flatMap((section) => section.sentences);
		expect(rest.length).toBeGreaterThan(0);
	});

	it('withholds a report made of private documents whole', async () => {
		const { view: shown } = withheldView(await research(false));
		expect(reportOf(shown).sections).toEqual([]);
		expect(JSON.stringify(shown)).not.toContain(CANARY);
	});

	it('shows with the owner’s word what is cited, and no other document', async () => {
		const view = await research(true, `${QUESTION} How many eggs are on the list for Sunday?`);
		const shown = consentedView(view);
		expect(JSON.stringify(reportOf(shown))).toContain(CANARY);
		const cited = reportOf(shown).sources.filter((source) => isPrivate(source.url));
		expect(cited.every((source) => source.n !== null)).toBe(true);
	});
});
