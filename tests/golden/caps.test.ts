/** A cap ends gathering, never the report: each cap by itself, and what the notes say of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { markdownOf, reportOf } from '../../src/lib/research/report.ts';
import type { Limits } from '../../src/lib/research/run.ts';
import { createModel } from '../../src/lib/server/providers/model/client.ts';
import { startScriptedModel, type ScriptedModel } from '../fixtures/scripted-model.ts';
import { openBench, type Bench } from './bench.ts';

const CAPS: readonly { name: string; limits: Limits; says: RegExp }[] = [
	{ name: 'tokens', limits: { tokens: 1_500 }, says: /token/u },
	{ name: 'searches', limits: { searches: 1 }, says: /search budget/u },
	{ name: 'pages', limits: { pages: 2 }, says: /page budget/u },
	{ name: 'time', limits: { seconds: 0.05 }, says: /time/u }
];

describe('at a cap', () => {
	let bench: Bench;
	let server: ScriptedModel;
	beforeAll(async () => {
		server = await startScriptedModel();
		const model = createModel({ name: 'scripted', baseUrl: server.url, model: 'm', apiKey: 'sk' });
		bench = await openBench(() => [model]);
	});
	afterAll(async () => {
		await bench.close();
		await server.close();
	});

	it.each(CAPS)(
		'of $name a run ends done, with a report and a note in words',
		async ({ limits, says }) => {
			const text = 'Who designed the Tessel Bridge, and when did it open?';
			const id = await bench.start({ text, limits });
			await bench.work(id);
			const view = await bench.view(id);
			expect(view.status).toBe('done');
			expect(view.notes.join('\n')).toMatch(says);
			expect(reportOf(view).sections.length).toBeGreaterThan(0);
			expect(markdownOf(reportOf(view)).length).toBeGreaterThan(100);
		},
		60_000
	);
});
