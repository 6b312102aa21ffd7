/** A model that is only understood in lines, and a server that takes no form: written with, killed and replayed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunView } from '../../src/lib/research/fold.ts';
import { createModel } from '../../src/lib/server/providers/model/client.ts';
import type { ModelAsked, ScriptedModel, ScriptedReply } from '../fixtures/scripted-model.ts';
import type { Bench } from './bench.ts';
import { openWritten, QUESTION, replayed, toldIn, type Written } from './written-bench.ts';

let written: Written;
let bench: Bench;
let server: ScriptedModel;
beforeAll(async () => {
	written = await openWritten();
	({ bench, server } = written);
});
afterAll(() => written.close());

const fresh = () =>
	createModel({ name: 'scripted', baseUrl: server.url, model: 'm', apiKey: '', local: false });

const again = (id: string) => replayed(bench, { id });

/** Talks when it is asked for JSON; in lines it does what it is asked. */
function inLines({ system, user }: ModelAsked): ScriptedReply {
	if (system.includes('one JSON object')) return { fault: 'not-json' };
	const quotes = [...user.matchAll(/^(\d+)\. (?:\[[^\]]*\] )?(.*)$/gmu)].slice(0, 3);
	if (system.includes('LINES: ')) return { text: 'LINES: 1, 3' };
	if (system.includes('square brackets')) {
		const lines = quotes.map(
			([, n, text = '']) => `[${n}] ${text.replace(/\.$/u, '')}, the page says.`
		);
		return { text: lines.join('\n') };
	}
	return { text: 'none' };
}

const jsonTries = (view: RunView) => view.calls.filter(({ shape }) => shape !== 'text').length;

describe('a model that is only understood in lines', () => {
	it('writes in lines, and is not asked for JSON for ever; killed anywhere it ends the same', async () => {
		server.script(inLines);
		const model = fresh();
		bench.equip(() => [model]);
		const whole = await bench.start({ text: QUESTION, effort: 'quick' });
		const appends = await bench.work(whole);
		const view = await bench.view(whole);
		const section = view.calls.findLast(({ prompt }) => prompt.startsWith('section@'));
		expect(section).toMatchObject({ shape: 'text', outcome: 'ok' });
		expect(view.calls.at(-1)?.shape).toBe('text');
		expect(jsonTries(view)).toBeLessThan(view.calls.length / 2);
		expect(await again(whole)).toMatchObject({ same: true, difference: '', firstFact: null });
		for (let k = 3; k < appends; k += 2) {
			const id = await bench.start({ text: QUESTION, effort: 'quick' });
			await bench.work(id, { dieAfter: k });
			await bench.work(id);
			const { calls, ...end } = await bench.view(id);
			expect([k, toldIn({ ...end, calls })]).toEqual([k, toldIn(view)]);
			expect([k, calls.map(({ key }) => key)]).toEqual([k, view.calls.map(({ key }) => key)]);
		}
	}, 120_000);
});

describe('a server that takes no form', () => {
	it('is learnt in the run, which can be done again', async () => {
		server.script(({ body, system }) => {
			if (body['response_format'] !== undefined) return { fault: 'refused-format' };
			return system.includes('one JSON object') ? { fault: 'not-json' } : { text: 'LINES: 1' };
		});
		const model = fresh();
		bench.equip(() => [model]);
		const id = await bench.start({ text: QUESTION, effort: 'quick' });
		await bench.work(id);
		const { calls } = await bench.view(id);
		expect(calls[0]).toMatchObject({ shape: 'text', asked: 'schema', outcome: 'invalid' });
		expect(calls.at(-1)).not.toHaveProperty('asked');
		expect(await again(id)).toMatchObject({ same: true, difference: '', firstFact: null });
	}, 60_000);
});
