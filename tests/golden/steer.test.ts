/** What a reader does to a run: approves its plan and asks further; killed after every append it ends the same. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOver, type RunView } from '../../src/lib/research/fold.ts';
import { awaitsPlan, planOf } from '../../src/lib/research/plan.ts';
import { reportOf } from '../../src/lib/research/report.ts';
import type { Steer } from '../../src/lib/research/steer.ts';
import { openBench, type Bench } from './bench.ts';
import { factualIn, openWritten, QUESTION, toldIn, type Written } from './written-bench.ts';

const FURTHER: Steer = { kind: 'question', text: 'What did the Tessel Bridge cost?' };
let plain: Bench;
let written: Written;
beforeAll(async () => {
	written = await openWritten();
	plain = await openBench();
});
afterAll(() => Promise.all([written.close(), plain.close()]));

/** A section as it is read, to the byte: words, verdicts, checks, quotes. */
const bytes = (view: RunView, id: string) =>
	JSON.stringify(
		view.sections
			.find((section) => section.id === id)
			?.sentences.map(({ text, verdict, checks, evidenceIds }) => ({
				...{ text, verdict, checks },
				quotes: evidenceIds.map((one) => view.evidence.find(({ id: known }) => known === one))
			}))
	);

describe('a plan to approve', () => {
	const PLAN: Steer = {
		kind: 'plan',
		sections: [
			{ heading: 'The money', question: 'What did the Tessel Bridge cost?' },
			{ id: 'b1', heading: 'Designer and opening', question: QUESTION }
		]
	};
	const waiting = async (on: Bench) => {
		const id = await on.start({ text: QUESTION, effort: 'standard', approvePlan: true });
		await on.workUntil(id, awaitsPlan);
		return id;
	};

	it('is waited for after the scout, and the wait costs no time', async () => {
		const id = await waiting(plain);
		const view = await plain.view(id);
		expect(view.pausedFor).toBe('waiting for the plan');
		expect(planOf(view)).toEqual([expect.objectContaining({ id: 'b1', question: QUESTION })]);
		expect(view.sources.length).toBeGreaterThan(0);
		expect(view.queries.every((query) => query.round === 0)).toBe(true);
		expect(view.timings.restingSince).not.toBeNull();
	}, 60_000);

	it('as the reader changed it is what the report tells, in that order and with those headings', async () => {
		const id = await waiting(plain);
		await plain.steer(id, PLAN);
		await plain.work(id);
		const view = await plain.view(id);
		expect(view.status).toBe('done');
		expect(view.approved).toBe(true);
		const headings = reportOf(view)
			.sections.filter((section) => section.kind === 'findings')
			.map((section) => section.heading);
		expect(headings.slice(0, 2)).toEqual(['The money', 'Designer and opening']);
		expect(view.plan?.map((section) => section.id)).toEqual(['b2', 'b1']);
	}, 60_000);

	it('without a section leaves its question out of the report', async () => {
		const id = await waiting(plain);
		await plain.steer(id, {
			kind: 'plan',
			sections: [{ heading: '', question: 'What did the Tessel Bridge cost?' }]
		});
		await plain.work(id);
		const view = await plain.view(id);
		expect(view.gaps.find((gap) => gap.id === 'g1')?.status).toBe('dropped');
		expect(reportOf(view).sections.some((section) => section.id.startsWith('b1'))).toBe(false);
		expect(reportOf(view).answer).toContain('cost');
		expect(view.rubric?.map((item) => item.text)).toEqual(['What did the Tessel Bridge cost?']);
	}, 60_000);

	it('"write now" while it waits goes on without the plan being approved by hand', async () => {
		const id = await plain.start({ text: QUESTION, effort: 'standard', approvePlan: true });
		const enough = new AbortController();
		await plain.workUntil(id, awaitsPlan);
		enough.abort();
		await plain.work(id, { enough: enough.signal });
		expect((await plain.view(id)).status).toBe('done');
	}, 60_000);

	it('killed after every append ends the same', async () => {
		const whole = await waiting(plain);
		const before = (await plain.view(whole)).seq;
		await plain.steer(whole, PLAN);
		const appends = await plain.work(whole);
		const expected = toldIn(await plain.view(whole));
		expect(before).toBeGreaterThan(5);
		for (let k = 0; k < appends; k += 2) {
			const id = await waiting(plain);
			await plain.steer(id, PLAN);
			await plain.work(id, { dieAfter: k });
			expect(isOver(await plain.view(id))).toBe(false);
			await plain.work(id);
			expect(toldIn(await plain.view(id)), `killed after append ${k}`).toEqual(expected);
		}
	}, 240_000);
});

describe('a follow-up', () => {
	it.each(['by rules', 'with a model'])(
		'%s adds a section and changes no other',
		async (how) => {
			const on = how === 'by rules' ? plain : written.bench;
			const id = await on.start({ text: QUESTION, effort: 'standard' });
			await on.work(id);
			const first = await on.view(id);
			await on.steer(id, FURTHER);
			await on.work(id);
			const second = await on.view(id);
			expect(second.status).toBe('done');
			expect(second.versions.map(({ number, seq }) => [number, seq])).toEqual([
				[1, first.seq],
				[2, second.seq]
			]);
			const gap = second.gaps.find((one) => one.question === FURTHER.text);
			expect(gap?.status).toBe('answered');
			const added = second.sections.find((section) => section.id === `b${gap?.id.slice(1) ?? ''}`);
			expect(added?.sentences.map((one) => one.text).join(' ')).toMatch(/crowns/u);
			const frozen = first.sections.filter((section) => section.kind === 'findings');
			for (const { id: section } of frozen.filter((one) => first.order?.includes(one.id)))
				expect(bytes(second, section)).toBe(bytes(first, section));
			const [before, after] = [first, second].map(
				(view) => view.sections.find((section) => section.kind === 'answer')?.sentences ?? []
			);
			expect(after?.slice(0, before?.length)).toEqual(before);
			expect(
				factualIn(second).every((one) => one.citations.length > 0 && one.verdict !== null)
			).toBe(true);
			const keys = second.calls.map((call) => call.key);
			expect(new Set(keys).size).toBe(keys.length);
		},
		60_000
	);

	it('has a share of the budget of its own and is not cut by what the first version spent', async () => {
		const id = await plain.start({ text: QUESTION, limits: { searches: 3, pages: 4 } });
		await plain.work(id);
		const first = await plain.view(id);
		await plain.steer(id, FURTHER);
		await plain.work(id);
		const second = await plain.view(id);
		expect(second.usage.searches).toBeGreaterThan(first.usage.searches);
		expect(second.usage.searches).toBeLessThanOrEqual(first.usage.searches + 2);
		expect(second.usage.pages).toBeLessThanOrEqual(first.usage.pages + 2);
	}, 60_000);

	it.each(['by rules', 'with a model'])(
		'%s killed after every append ends the same',
		async (how) => {
			const on = how === 'by rules' ? plain : written.bench;
			const done = async () => {
				const id = await on.start({ text: QUESTION, effort: 'quick' });
				await on.work(id);
				await on.steer(id, FURTHER);
				return id;
			};
			const whole = await done();
			const appends = await on.work(whole);
			const expected = toldIn(await on.view(whole));
			for (let k = 1; k < appends; k += 1) {
				const id = await done();
				await on.work(id, { dieAfter: k });
				const dead = await on.view(id);
				expect(isOver(dead), `after append ${k}`).toBe(false);
				const since = written.server.asked.length;
				await on.work(id);
				const view = await on.view(id);
				expect(toldIn(view), `killed after append ${k}`).toEqual(expected);
				expect(view.versions.length).toBe(2);
				expect(written.server.asked.length - since).toBe(view.calls.length - dead.calls.length);
			}
		},
		240_000
	);

	it('given up at any moment leaves the report as it was, and what is asked next is told', async () => {
		const on = plain;
		const OUT: Steer = { kind: 'ban', text: 'atlas.test' };
		const told = (view: RunView) => {
			const { sections, sources, rubric, conflicts } = reportOf(view);
			return { sections, rubric, conflicts, cited: sources.filter(({ n }) => n !== null) };
		};
		const begun = async () => {
			const id = await on.start({ text: QUESTION, effort: 'quick' });
			await on.work(id);
			const first = told(await on.view(id));
			await on.steer(id, FURTHER);
			await on.steer(id, OUT);
			return { id, first };
		};
		const appends = await on.work((await begun()).id);
		for (let k = 1; k < appends; k += 3) {
			const { id, first } = await begun();
			await on.work(id, { dieAfter: k });
			await on.giveUp(id);
			const stopped = await on.view(id);
			expect(stopped.status).toBe('stopped');
			expect(told(stopped), `given up after append ${k}`).toEqual(first);
			expect(stopped.question?.scope.deny).toEqual([]);
			await on.steer(id, FURTHER);
			await on.work(id);
			const view = await on.view(id);
			expect(view.versions.map(({ number }) => number)).toEqual([1, 3]);
			const gap = view.gaps.find(
				(one) => one.question === FURTHER.text && one.status !== 'dropped'
			);
			const added = view.sections.find(({ id: own }) => own === `b${gap?.id.slice(1) ?? ''}`);
			expect(added?.sentences.map((one) => one.text).join(' ')).toMatch(/crowns/u);
			expect(new Set(view.gaps.map((one) => one.id)).size).toBe(view.gaps.length);
			expect(factualIn(view).every((one) => one.citations.length > 0)).toBe(true);
		}
	}, 240_000);

	it('that comes while the report is written opens the next version by itself', async () => {
		const id = await written.bench.start({ text: QUESTION, effort: 'quick' });
		let asked = false;
		written.server.script((one) => {
			if (one.prompt === 'section' && !asked) {
				asked = true;
				void written.bench.steer(id, FURTHER);
			}
			return {};
		});
		await written.bench.work(id);
		written.server.script(() => ({}));
		const view = await written.bench.view(id);
		expect(view.status).toBe('done');
		expect(view.versions.length).toBe(2);
		expect(view.gaps.find((gap) => gap.question === FURTHER.text)?.status).toBe('answered');
	}, 60_000);
});
