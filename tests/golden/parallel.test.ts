/** Calls to a model side by side: in order in the record, within every cap together, and none made twice. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Fact } from '../../src/lib/research/facts.ts';
import { foldAll, type RunView } from '../../src/lib/research/fold.ts';
import type { Effort, Limits } from '../../src/lib/research/run.ts';
import { reportOf } from '../../src/lib/research/report.ts';
import { noMeans } from '../../src/lib/server/library/centre.ts';
import { createLibrary } from '../../src/lib/server/library/library.ts';
import { replay } from '../../src/lib/server/house/replay/replay.ts';
import type { LiveRun } from '../../src/lib/server/runs/live-run.ts';
import { type ModelAsked, type ScriptedModel } from '../fixtures/scripted-model.ts';
import { chanceOf } from '../fixtures/seeded.ts';
import { memoryIndex, type Bench } from './bench.ts';
import { openWritten, type Written } from './written-bench.ts';

const QUESTION =
	'Who designed the Tessel Bridge? When did it open? What did its construction cost? How long is its main span? How many workers died?';
const AT_ONCE = 4;
const PRICE = { input: 100, cached: 100, output: 100 }; // USD a million tokens
let written: Written;
let bench: Bench;
let server: ScriptedModel;
beforeAll(async () => {
	written = await openWritten({ model: 'm', atOnce: AT_ONCE, price: PRICE });
	({ bench, server } = written);
});
afterAll(() => written.close());
beforeEach(() => shuffled(1));

/** Answers come in another order for another seed. */
function shuffled(seed: number): void {
	const chance = chanceOf(seed);
	server.script(({ user }) => ({ delayMs: 2 + Math.floor(20 * chance(user)) }));
}

async function worked(limits: Limits = {}, effort: Effort = 'standard') {
	const id = await bench.start({ text: QUESTION, effort, limits });
	await bench.work(id);
	return { id, facts: await bench.journal.read(id, 0) };
}

const isCall = (fact: Fact) => fact.type === 'budget.spent' && fact.call !== undefined;
/** Facts without times; calls stand in the order in which they ended and are looked at by themselves. */
function steady(facts: readonly Fact[]): unknown {
	const others = facts.filter((fact) => !isCall(fact)).map(({ seq: _seq, ...fact }) => fact);
	const text = JSON.stringify(others, (key, value: unknown) =>
		['at', 'ms', 'readAt'].includes(key) ? 0 : value
	);
	return JSON.parse(text);
}
const callsOf = (view: RunView) =>
	view.calls.map(({ key, contextHash, outcome }) => `${key} ${contextHash} ${outcome}`).sort();
const textOf = ({ system, user }: ModelAsked) => `${system}\n${user}`;

describe('calls side by side', () => {
	it('leave the same facts in whatever order the answers come', async () => {
		const first = await worked();
		expect(server.peak).toBeGreaterThan(1);
		expect(server.peak).toBeLessThanOrEqual(AT_ONCE);
		shuffled(2);
		const second = await worked();
		const views = [first, second].map(({ id, facts }) => foldAll(id, facts));
		expect(views.map((view) => view.status)).toEqual(['done', 'done']);
		const sections = views[0]?.calls.filter((call) => call.prompt.startsWith('section')) ?? [];
		expect(sections.length).toBeGreaterThan(2);
		expect(steady(second.facts)).toEqual(steady(first.facts));
		const [one, other] = views.map(callsOf);
		expect(other).toEqual(one);
	}, 60_000);

	it('a recorded run is done again in the order of its record', async () => {
		const { id, facts } = await worked();
		const { snapshots, traces } = bench;
		const cache = { get: () => new Map<string, Float32Array>(), put: () => undefined };
		const library = createLibrary({
			...{ index: memoryIndex(), snapshots, cache, embedder: null, means: noMeans }
		});
		const done = await replay({ id, facts, snapshots, traces, library });
		expect(done).toMatchObject({ same: true, difference: '', firstFact: null });
	}, 60_000);

	it.each([3_000, 9_000, 14_000, 20_000, 30_000])(
		'never go beyond %i tokens or their price together',
		async (tokens) => {
			const usd = (tokens * PRICE.input) / 1e6;
			for (const limits of [{ tokens }, { usd }]) {
				const { id, facts } = await worked(limits);
				const view = foldAll(id, facts);
				expect(view.status).toBe('done');
				expect(view.usage.inputTokens + view.usage.outputTokens).toBeLessThanOrEqual(tokens);
				expect(view.usage.usd).toBeLessThanOrEqual(usd);
				expect(reportOf(view).sections.length).toBeGreaterThan(0);
			}
		},
		60_000
	);

	it('killed after every other append, repeat no finished call and end in the same report', async () => {
		const whole = await worked({}, 'quick');
		const report = reportOf(foldAll(whole.id, whole.facts)).sections;
		let beside = 0; // deaths that left a finished call without the step it was made for
		for (let dieAfter = 1; ; dieAfter += 2) {
			shuffled(dieAfter);
			const id = await bench.start({ text: QUESTION, effort: 'quick' });
			await bench.work(id, { dieAfter });
			const before = await bench.view(id);
			if (before.status === 'done') break;
			const last = (await bench.journal.read(id, 0)).at(-1);
			if (last && isCall(last)) beside += 1;
			const finished = before.calls.map((call) => call.key);
			const asked = server.asked.length;
			await bench.work(id);
			const view = await bench.view(id);
			expect(reportOf(view).sections, `killed after append ${dieAfter}`).toEqual(report);
			const keys = view.calls.map((call) => call.key);
			expect(new Set(keys).size).toBe(keys.length);
			expect(keys.slice(0, finished.length)).toEqual(finished);
			expect(server.asked.length - asked).toBe(keys.length - finished.length);
		}
		expect(beside).toBeGreaterThan(5);
	}, 300_000);
});

describe('calls in flight', () => {
	/** Works on a run and does something to it at its first question for a section. */
	async function interrupted(act: (run: LiveRun) => void) {
		const id = await bench.start({ text: QUESTION, effort: 'standard' });
		let live: LiveRun | null = null;
		let acted = false;
		server.script(({ prompt }) => {
			if (prompt === 'section' && !acted && live) {
				acted = true;
				act(live);
			}
			return { delayMs: 10 };
		});
		const ended = bench.work(id, { live: (run) => (live = run) });
		return { id, ended };
	}

	it('are cut off by stop, and nothing is written after it', async () => {
		const { id, ended } = await interrupted((run) => run.obey('stop'));
		await expect(ended).rejects.toMatchObject({ kind: 'cancelled' });
		const facts = await bench.journal.read(id, 0);
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(await bench.journal.read(id, 0)).toEqual(facts);
		expect(foldAll(id, facts).calls.every((call) => call.outcome === 'ok')).toBe(true);
	}, 60_000);

	it('end and are written down in a pause, and nothing is asked until it is over', async () => {
		let asked = -1;
		const { id, ended } = await interrupted((run) => {
			run.obey('pause');
			run.watch({
				fact: (fact) => {
					if (fact.type !== 'run.paused') return;
					asked = server.asked.length;
					setTimeout(() => {
						expect(server.asked.length).toBe(asked);
						run.obey('resume');
					}, 50);
				},
				delta: () => undefined
			});
		});
		await ended;
		const view = await bench.view(id);
		expect(asked).toBeGreaterThan(0);
		expect(view.status).toBe('done');
		const facts = await bench.journal.read(id, 0);
		expect(facts.filter((fact) => fact.type === 'run.paused')).toHaveLength(1);
		expect(facts.filter((fact) => fact.type === 'run.resumed')).toHaveLength(1);
		const sent = server.asked.map(textOf);
		expect(view.calls.every((call) => call.outcome === 'ok')).toBe(true);
		expect(sent.length).toBeGreaterThan(asked);
	}, 60_000);
});
