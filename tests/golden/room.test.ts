/** A model that holds little is asked what it can hold; too long a question is asked again shorter; both can be replayed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { estimateTokens } from '../../src/lib/research/tokens.ts';
import type { Model } from '../../src/lib/server/ports.ts';
import type { ScriptedModel } from '../fixtures/scripted-model.ts';
import type { Bench } from './bench.ts';
import { openWritten, QUESTION, replayed, type Written } from './written-bench.ts';

let written: Written;
let bench: Bench;
let server: ScriptedModel;
let model: Model;
beforeAll(async () => {
	written = await openWritten();
	({ bench, server, model } = written);
});
afterAll(() => written.close());

const again = (id: string) => replayed(bench, { id });

describe('a model that holds little', () => {
	const CONTEXT = 1_400;
	// `learnt` changes the shape while it runs: the getter has to stay one.
	const small = (): Model => Object.create(model, { context: { value: CONTEXT } }) as Model;

	it('is sent what it can hold, and the run can be done again', async () => {
		bench.equip(() => [small()]);
		const before = server.asked.length;
		const id = await bench.start({ text: QUESTION, effort: 'standard' });
		await bench.work(id);
		const view = await bench.view(id);
		expect(view.calls.some((call) => call.prompt.startsWith('section@'))).toBe(true);
		for (const { prompt, system, user, body } of server.asked.slice(before)) {
			const most = CONTEXT - Number(body['max_tokens']) + 200;
			expect([prompt, estimateTokens(system + user) <= most]).toEqual([prompt, true]);
		}
		expect(await again(id)).toMatchObject({ same: true, difference: '', firstFact: null });
	}, 60_000);

	it('that holds less than anybody knew is asked once more with half, never the same again', async () => {
		bench.equip(() => [model]);
		const refused: string[] = [];
		server.script(({ prompt, user }) => {
			if (estimateTokens(user) <= 260) return {};
			refused.push(`${prompt} ${user}`);
			return { fault: 'overflow' };
		});
		const id = await bench.start({ text: QUESTION, effort: 'quick' });
		await bench.work(id);
		server.script(() => ({}));
		expect(new Set(refused).size).toBe(refused.length);
		const view = await bench.view(id);
		const ends = (key: string, outcome: string) =>
			view.calls.some((call) => call.key === key && call.outcome === outcome);
		const evidence = view.calls.filter(({ key }) => /^evidence .* #1$/u.test(key));
		const long = evidence.filter(({ failure }) => failure === 'overflow');
		expect(long.length).toBeGreaterThan(0);
		for (const { key } of long) {
			const tries = [2, 3].map((n) => key.replace(/#1$/u, `#${n}`));
			expect([key, tries.some((one) => ends(one, 'ok'))]).toEqual([key, true]);
		}
		expect(await again(id)).toMatchObject({ same: true, firstFact: null });
	}, 60_000);
});
