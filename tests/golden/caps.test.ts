/** A cap ends gathering, never the report: each cap by itself, and what the notes say of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { markdownOf, reportOf } from '../../src/lib/research/report.ts';
import type { Limits } from '../../src/lib/research/run.ts';
import type { Model } from '../../src/lib/server/ports.ts';
import { createModel } from '../../src/lib/server/providers/model/client.ts';
import type { ScriptedModel } from '../fixtures/scripted-model.ts';
import type { Bench } from './bench.ts';
import { openWritten, type Written } from './written-bench.ts';

const CAPS: readonly { name: string; limits: Limits; says: RegExp }[] = [
	{ name: 'tokens', limits: { tokens: 1_500 }, says: /token/u },
	{ name: 'searches', limits: { searches: 1 }, says: /search budget/u },
	{ name: 'pages', limits: { pages: 2 }, says: /page budget/u },
	{ name: 'time', limits: { seconds: 0.05 }, says: /time/u },
	{ name: 'money', limits: { usd: 0.5 }, says: /money budget has no room/u }
];
const PRICE = { input: 100, cached: 10, output: 300 }; // USD a million tokens

describe('at a cap', () => {
	let written: Written;
	let bench: Bench;
	let server: ScriptedModel;
	beforeAll(async () => {
		written = await openWritten({ model: 'm', apiKey: 'sk', price: PRICE });
		({ bench, server } = written);
	});
	afterAll(() => written.close());

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

	it('of money what was asked stays under it, and what was not asked is named and counted', async () => {
		const text = 'Who designed the Tessel Bridge, and when did it open?';
		const usd = 0.5;
		const id = await bench.start({ text, limits: { usd } });
		await bench.work(id);
		const { usage, calls, notes, sources } = await bench.view(id);
		expect(usage.usd).toBeGreaterThan(0);
		expect(usage.usd).toBeLessThanOrEqual(usd);
		expect(usage.unpriced).toBe(0);
		const left = calls.filter((call) => call.outcome === 'skipped');
		expect(left.length).toBeGreaterThan(0);
		expect(left.every((call) => call.usd === null && /money budget/u.test(call.note))).toBe(true);
		expect(notes.join('\n')).toMatch(/scripted\/m.*money budget/u);
		// Reading pages costs nothing and goes on.
		expect(sources.length).toBeGreaterThan(3);
	}, 60_000);

	it('of money a model of unknown price is asked once, and then no more', async () => {
		const model = createModel({ name: 'scripted', baseUrl: server.url, model: 'm', apiKey: 'sk' });
		bench.equip(() => [
			{ ...model, shape: 'schema', atOnce: 4, costOf: () => null, complete: freeOfPrice(model) }
		]);
		const text = 'Who designed the Tessel Bridge, and when did it open?';
		const id = await bench.start({ text, limits: { usd: 1 } });
		await bench.work(id);
		const view = await bench.view(id);
		expect(view.status).toBe('done');
		expect(view.calls.filter((call) => call.outcome !== 'skipped')).toHaveLength(1);
		expect(view.notes.join('\n')).toContain('price of the model is not known');
	}, 60_000);
});

/** The same answers, with no word of what they cost. */
function freeOfPrice({ complete }: Model): Model['complete'] {
	return async (request) => ({ ...(await complete(request)), usd: null });
}
