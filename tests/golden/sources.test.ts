/** Sources banned, allowed again and preferred, and more budget: only what stands on them changes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunView } from '../../src/lib/research/fold.ts';
import { reportOf } from '../../src/lib/research/report.ts';
import type { Steer } from '../../src/lib/research/steer.ts';
import { openBench, type Bench } from './bench.ts';
import { factualIn, openWritten, QUESTION, toldIn, type Written } from './written-bench.ts';

let plain: Bench;
let written: Written;
beforeAll(async () => {
	written = await openWritten();
	plain = await openBench();
});
afterAll(() => Promise.all([written.close(), plain.close()]));

describe('sources as the reader wants them', () => {
	const done = async (on: Bench) => {
		const id = await on.start({ text: QUESTION, effort: 'standard' });
		await on.work(id);
		return id;
	};
	/** A cited source beside which each finding section and the answer have others. */
	const citedIn = (view: RunView) =>
		reportOf(view)
			.sections.filter((section) => section.kind === 'findings')
			.flatMap((section) => section.sentences.flatMap((one) => one.citations))
			.map((one) => one.sourceId);
	const steered = async (on: Bench, id: string, steer: Steer) => {
		await on.steer(id, steer);
		await on.work(id);
		return on.view(id);
	};

	it.each(['by rules', 'with a model'])(
		'%s a source left out afterwards changes only what stood on it',
		async (how) => {
			const on = how === 'by rules' ? plain : written.bench;
			const id = await done(on);
			const first = await on.view(id);
			const out = citedIn(first).at(-1) ?? '';
			const looked = on.web.log().length;
			const second = await steered(on, id, { kind: 'ban', text: out });
			expect(second.status).toBe('done');
			expect(second.versions.length).toBe(2);
			expect(on.web.log().length).toBe(looked); // nothing is searched or read for it
			expect(reportOf(second).sources.find((one) => one.id === out)?.n).toBeNull();
			const touched = (ids: readonly string[]) =>
				ids.some((one) => first.evidence.find(({ id: known }) => known === one)?.sourceId === out);
			let kept = 0;
			for (const section of first.sections.filter((one) => first.order?.includes(one.id))) {
				if (section.kind !== 'findings' && section.kind !== 'answer') continue;
				const now = second.sections.find((one) => one.id === section.id);
				for (const sentence of section.sentences) {
					const disputed = sentence.verdict === 'disputed'; // by the source that is gone, perhaps
					if (touched(sentence.evidenceIds) || disputed) continue;
					kept += 1;
					expect(now?.sentences.find((one) => one.id === sentence.id)).toEqual(sentence);
				}
				if (!section.sentences.some((one) => touched(one.evidenceIds)))
					expect(now?.heading).toBe(section.heading);
			}
			expect(kept).toBeGreaterThan(0);
			const all = factualIn(second);
			expect(all.every((one) => one.citations.length > 0 && one.verdict !== null)).toBe(true);
			expect(all.flatMap((one) => one.citations).some((one) => one.sourceId === out)).toBe(false);
		},
		60_000
	);

	it('a site left out and allowed again gives its evidence back', async () => {
		const id = await done(plain);
		const first = await plain.view(id);
		const second = await steered(plain, id, { kind: 'ban', text: 'atlas.test' });
		expect(second.setAside.length).toBeGreaterThan(0);
		expect(second.evidence.some((one) => second.setAside.includes(one))).toBe(false);
		const third = await steered(plain, id, { kind: 'unban', text: 'atlas.test' });
		expect(third.setAside).toEqual([]);
		const ids = third.evidence.map((one) => one.id);
		expect(new Set(ids).size).toBe(ids.length);
		expect(first.evidence.every((one) => ids.includes(one.id))).toBe(true);
		const hosts = reportOf(third).sources.filter((one) => one.n !== null);
		expect(hosts.some((one) => one.url.includes('atlas.test'))).toBe(true);
	}, 60_000);

	it('everything left out gives an honest report of nothing', async () => {
		const id = await done(plain);
		let view = await plain.view(id);
		for (const source of view.sources) await plain.steer(id, { kind: 'ban', text: source.id });
		await plain.work(id);
		view = await plain.view(id);
		expect(view.status).toBe('done');
		expect(factualIn(view)).toEqual([]);
		expect(view.gaps.every((gap) => gap.status === 'not-found')).toBe(true);
		expect(reportOf(view).sections.map((one) => one.kind)).toEqual(['answer', 'missing']);
	}, 60_000);

	it.each(['by rules', 'with a model'])(
		'%s a preferred source that was read and not cited is cited, the rest stays',
		async (how) => {
			const on = how === 'by rules' ? plain : written.bench;
			const id = await done(on);
			const first = await on.view(id);
			const cited = new Set(reportOf(first).sources.flatMap((one) => (one.n ? [one.id] : [])));
			const wanted = first.sources.find((one) => !cited.has(one.id) && /tessel/iu.test(one.title));
			if (!wanted) throw new Error('the fixture web has no such page');
			const second = await steered(on, id, { kind: 'pin', text: wanted.id });
			expect(second.status).toBe('done');
			expect(reportOf(second).sources.find((one) => one.id === wanted.id)?.n).not.toBeNull();
			const before = first.sections
				.filter((one) => one.kind === 'findings' && first.order?.includes(one.id))
				.flatMap((one) => one.sentences);
			const after = second.sections.flatMap((one) => one.sentences);
			const same = before.filter(
				(one) => JSON.stringify(one) === JSON.stringify(after.find(({ id: now }) => now === one.id))
			);
			const widened = before.filter((one) => !same.includes(one));
			// Where the page says what a sentence says already, it is one more voice for that sentence.
			for (const one of widened) {
				const now = after.find(({ id: known }) => known === one.id);
				expect(now?.text).toBe(one.text);
				expect(now?.evidenceIds.slice(0, one.evidenceIds.length)).toEqual(one.evidenceIds);
			}
			expect(factualIn(second).every((one) => one.citations.length > 0)).toBe(true);
		},
		60_000
	);

	it('a page named that was read before and not told of is told of', async () => {
		const id = await done(plain);
		const first = await plain.view(id);
		const cited = new Set(reportOf(first).sources.flatMap((one) => (one.n ? [one.id] : [])));
		const page = first.sources.find((one) => !cited.has(one.id) && /tessel/iu.test(one.title));
		const second = await steered(plain, id, { kind: 'url', text: page?.askedUrl ?? '' });
		expect(reportOf(second).sources.find((one) => one.id === page?.id)?.n).not.toBeNull();
		expect(factualIn(second).every((one) => one.citations.length > 0)).toBe(true);
	}, 60_000);

	it('a page named that is not there is said in the notes, with the reason', async () => {
		const id = await done(plain);
		const url = 'http://atlas.test/no-such-page';
		const second = await steered(plain, id, { kind: 'url', text: url });
		expect(second.status).toBe('done');
		expect(second.notes).toContain(
			`The page you named, ${url}, could not be read: not there any more.`
		);
	}, 60_000);

	it('a ban that comes while the report is written leaves no sentence on the banned source', async () => {
		const id = await written.bench.start({ text: QUESTION, effort: 'quick' });
		let out = '';
		written.server.script((one) => {
			if (one.prompt === 'section' && out === '') {
				out = 's1';
				void written.bench.steer(id, { kind: 'ban', text: out });
			}
			return {};
		});
		await written.bench.work(id);
		written.server.script(() => ({}));
		const view = await written.bench.view(id);
		expect(view.status).toBe('done');
		expect(view.versions.length).toBe(1);
		expect(factualIn(view).every((one) => one.citations.length > 0)).toBe(true);
		expect(
			factualIn(view)
				.flatMap((one) => one.citations)
				.some((one) => one.sourceId === out)
		).toBe(false);
	}, 60_000);

	it('killed after every append while a ban is carried out ends the same', async () => {
		const banned = async () => {
			const id = await plain.start({ text: QUESTION, effort: 'quick' });
			await plain.work(id);
			await plain.steer(id, { kind: 'ban', text: 's1' });
			return id;
		};
		const whole = await banned();
		const appends = await plain.work(whole);
		const expected = toldIn(await plain.view(whole));
		for (let k = 1; k < appends; k += 1) {
			const id = await banned();
			await plain.work(id, { dieAfter: k });
			await plain.work(id);
			expect(toldIn(await plain.view(id)), `killed after append ${k}`).toEqual(expected);
		}
	}, 120_000);
});

describe('more budget', () => {
	it('for a run that ended at a cap asks again what was not found', async () => {
		const id = await plain.start({ text: QUESTION, limits: { pages: 1, searches: 1 } });
		await plain.work(id);
		const first = await plain.view(id);
		expect(first.notes.join(' ')).toMatch(/page budget/u);
		await plain.steer(id, { kind: 'extend', limits: { pages: 6, searches: 4 } });
		await plain.work(id);
		const second = await plain.view(id);
		expect(second.status).toBe('done');
		expect(second.versions.length).toBe(2);
		expect(second.usage.pages).toBeGreaterThan(first.usage.pages);
		expect(second.usage.pages).toBeLessThanOrEqual(7);
		expect(second.usage.searches).toBeLessThanOrEqual(5);
		expect(second.sources.length).toBeGreaterThan(first.sources.length);
	}, 60_000);

	it('while it runs raises the caps of the rounds that follow', async () => {
		const limits = { pages: 2, searches: 1 };
		const id = await plain.start({ text: QUESTION, effort: 'standard', limits });
		await plain.steer(id, { kind: 'extend', limits: { pages: 5, searches: 5 } });
		await plain.work(id);
		const view = await plain.view(id);
		expect(view.versions.length).toBe(1);
		expect(view.usage.pages).toBeGreaterThan(2);
		expect(view.usage.pages).toBeLessThanOrEqual(7);
		expect(view.usage.searches).toBeLessThanOrEqual(6);
	}, 60_000);
});
