/** Recorded runs done again without a network: the same report, or the first fact that differs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fact } from '../../src/lib/research/facts.ts';
import { foldAll } from '../../src/lib/research/fold.ts';
import type { Question } from '../../src/lib/research/run.ts';
import { endOf } from '../../src/lib/server/engine/gathering.ts';
import { cannotReplay } from '../../src/lib/server/house/replay/replay.ts';
import type { Model } from '../../src/lib/server/ports.ts';
import type { LiveRun } from '../../src/lib/server/runs/live-run.ts';
import type { ScriptedModel } from '../fixtures/scripted-model.ts';
import type { Bench, WorkOptions } from './bench.ts';
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

async function recorded(question: Partial<Question> = {}, options: WorkOptions = {}) {
	const id = await bench.start({ text: QUESTION, effort: 'quick', ...question });
	await bench.work(id, options);
	return { id, facts: await bench.journal.read(id, 0) };
}

const again = (run: { id: string; facts: readonly Fact[] }) => replayed(bench, run);

describe('a recorded run done again', () => {
	it.each(['quick', 'deep'] as const)(
		'%s, with a model: every fact and the report are the same, and nothing is asked',
		async (effort) => {
			const run = await recorded({ effort });
			const asked = server.asked.length;
			const requests = bench.web.log().length;
			const done = await again(run);
			expect(done).toMatchObject({ same: true, difference: '', firstFact: null });
			expect(done.facts).toBe(run.facts.length);
			expect(done.changedPrompts).toEqual([]);
			expect(server.asked.length).toBe(asked);
			expect(bench.web.log().length).toBe(requests);
		},
		60_000
	);

	it('without a model: the same', async () => {
		bench.equip(() => []);
		const run = await recorded();
		bench.equip(() => [model]);
		expect(await again(run)).toMatchObject({ same: true, firstFact: null });
	}, 60_000);

	it('names the first fact that was recorded otherwise', async () => {
		const { id, facts } = await recorded();
		const place = facts.findLastIndex((fact) => fact.type === 'section.written');
		const changed = facts.map((fact, at) =>
			at === place && fact.type === 'section.written'
				? { ...fact, section: { ...fact.section, heading: 'Another' } }
				: fact
		);
		const done = await again({ id, facts: changed });
		expect(done.firstFact).toMatch(
			new RegExp(`^fact ${place + 1}: the record has section.written`)
		);
	}, 60_000);

	it('says which page the record lacks', async () => {
		const { id, facts } = await recorded();
		const lost = facts.findIndex((fact) => fact.type === 'source.read');
		const changed = facts.map((fact, at) =>
			at === lost && fact.type === 'source.read'
				? { ...fact, source: { ...fact.source, askedUrl: 'http://elsewhere.test/' } }
				: fact
		);
		const done = await again({ id, facts: changed });
		expect(done.same).toBe(false);
		expect(done.difference).toContain('was not read in the recorded run');
	}, 60_000);

	it('does what the reader added in the same places, version after version', async () => {
		const id = await bench.start({ text: QUESTION, effort: 'quick' });
		await bench.work(id);
		await bench.steer(id, { kind: 'ban', text: 's1' });
		await bench.work(id);
		const facts = await bench.journal.read(id, 0);
		expect(facts.some((fact) => fact.type === 'steer.added')).toBe(true);
		expect(await again({ id, facts })).toMatchObject({ same: true, firstFact: null });
	}, 60_000);

	it.each(['run.started', 'query.sent', 'hits.found', 'source.read', 'evidence.found'] as const)(
		'ended by "write now" at the first %s: the same',
		async (type) => {
			const live = (run: LiveRun) => {
				const fact = (one: Fact) => void (one.type === type && run.obey('finish'));
				run.watch({ fact, delta: () => undefined });
			};
			const run = await recorded({ effort: 'standard' }, { live });
			const view = foldAll(run.id, run.facts);
			expect(endOf(view)).toBe('asked');
			expect(view.notes.join(' ')).toContain('ended early on request');
			expect(await again(run)).toMatchObject({ same: true, difference: '', firstFact: null });
		},
		60_000
	);

	it.each([0.02, 0.05, 0.08, 0.12])(
		'ended by the time budget of %f s: the same',
		async (seconds) => {
			const run = await recorded({ effort: 'standard', limits: { seconds } });
			expect(endOf(foldAll(run.id, run.facts))).toBe('late');
			expect(await again(run)).toMatchObject({ same: true, difference: '', firstFact: null });
		},
		60_000
	);

	it('killed after gathering was ended, a run does not gather again, and is replayed', async () => {
		const id = await bench.start({ text: QUESTION, effort: 'standard' });
		const live = (run: LiveRun) => {
			const fact = (one: Fact) => {
				if (one.type === 'source.read') run.obey('finish');
				if (endOf(run.view()) !== null) run.end('shutdown');
			};
			run.watch({ fact, delta: () => undefined });
		};
		await bench.work(id, { live });
		const read = (await bench.view(id)).sources.length;
		await bench.work(id);
		const facts = await bench.journal.read(id, 0);
		const view = foldAll(id, facts);
		expect(view.sources.length).toBe(read);
		expect(view.status).toBe('done');
		expect(await again({ id, facts })).toMatchObject({ same: true, firstFact: null });
	}, 60_000);

	it('refuses what has no report', () => {
		expect(cannotReplay([])).toBe('the run is not over yet');
		const stopped = { type: 'run.stopped', reason: 'x', seq: 1, at: 1 } as const;
		expect(cannotReplay([stopped])).toContain('without a report');
	});
});
