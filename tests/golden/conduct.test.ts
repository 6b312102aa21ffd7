/** A whole run on real parts, and the same run killed after every append: one report, nothing finished done twice. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fact } from '../../src/lib/research/facts.ts';
import { foldAll, isOver, type RunView } from '../../src/lib/research/fold.ts';
import { reportOf, type Report } from '../../src/lib/research/report.ts';
import { isCancelled } from '../../src/lib/server/net/failure.ts';
import { openBench, type Bench } from './bench.ts';

const QUESTION = 'Who designed the Tessel Bridge, and when did it open?';
let bench: Bench;
beforeAll(async () => {
	bench = await openBench();
});
afterAll(() => bench.close());

/** The report without the moments at which its pages were read. */
function timeless(report: Report): unknown {
	return { ...report, sources: report.sources.map((source) => ({ ...source, readAt: '' })) };
}
const told = (view: RunView) => timeless(reportOf(view));

function pagesAsked(since: number): string[] {
	return bench.web
		.log()
		.slice(since)
		.filter((entry) => entry.via === 'proxy' && !entry.url.endsWith('/robots.txt'))
		.map((entry) => entry.url);
}

describe('a whole run', () => {
	it('goes from the question to a checked, cited report', async () => {
		const id = await bench.start({ text: QUESTION });
		await bench.work(id);
		const view = await bench.view(id);
		expect(view.status).toBe('done');
		expect(view.skipped.filter((one) => one.reason === 'unreadable')).toEqual([]);
		const report = reportOf(view);
		const sentences = report.sections.flatMap((section) => section.sentences);
		expect(report.answer).toContain('Tessel Bridge');
		expect(sentences.length).toBeGreaterThan(2);
		for (const sentence of sentences.filter((one) => one.kind !== 'framing')) {
			expect(sentence.citations.length).toBeGreaterThan(0);
			expect(['quoted', 'disputed']).toContain(sentence.verdict);
			expect(sentence.checks.filter((check) => check.outcome === 'not-run').length).toBe(2);
		}
		const addresses = new Set(bench.web.log().map((entry) => entry.url));
		expect(report.sources.every((source) => addresses.has(source.url))).toBe(true);
		expect(sentences.map((sentence) => sentence.text)).toMatchSnapshot();
	});

	it('reports a disagreement once, with a reprint as no voice of its own', async () => {
		const id = await bench.start({
			text: 'How much did the construction of the Tessel Bridge cost?'
		});
		await bench.work(id);
		const view = await bench.view(id);
		const siteOf = (sourceId: string) => view.sources.find((one) => one.id === sourceId)?.site;
		const sides = view.conflicts.flatMap((conflict) => conflict.sides);
		const told = sides.map(({ value, date, sourceIds }) => [value, date, sourceIds.map(siteOf)]);
		expect(told).toContainEqual(['3.4 million', '2022-06-02', ['Atlas Encyclopedia']]);
		const dear = sides.find(({ value }) => value === '4.1 million');
		expect(dear).toMatchObject({ date: '2009', voices: 1 });
		const reprint = reportOf(view).sources.find((one) => one.site === 'Ostmarch Courier');
		expect(reprint?.sameStoryWhy).toBe('near copy');
		const [item] = reportOf(view).rubric;
		expect(item).toMatchObject({ status: 'answered', independent: 2 });
	});

	it('gives the reader a first sentence while pages of the first round are still to come', async () => {
		const id = await bench.start({ text: 'What is the Norvale tidal plant?', effort: 'standard' });
		await bench.work(id);
		const facts = await bench.journal.read(id, 0);
		const written = facts.findIndex((fact) => fact.type === 'section.written');
		const readOf = (list: readonly Fact[]) =>
			list.filter((fact) => fact.type === 'source.read' && fact.source.round === 0);
		expect(readOf(facts.slice(0, written)).length).toBe(4);
		expect(readOf(facts.slice(written)).length).toBeGreaterThan(0);
		const view = foldAll(id, facts.slice(0, written + 1));
		expect(view.sections.flatMap(({ sentences }) => sentences).length).toBeGreaterThan(0);
	});

	it('says every source that was left out, and why', async () => {
		const id = await bench.start({ text: 'What is the Norvale tidal plant?', effort: 'standard' });
		await bench.work(id);
		const view = await bench.view(id);
		expect(view.skipped.every((one) => one.reason !== '' && one.message !== '')).toBe(true);
		const looked = new Set([
			...view.sources.map((one) => one.askedUrl),
			...view.skipped.map((one) => one.url)
		]);
		expect(looked.size).toBe(view.sources.length + view.skipped.length);
	});
});

describe('a run killed after every append', () => {
	it('gives the same report and repeats nothing that was finished', async () => {
		const whole = await bench.start({ text: QUESTION });
		const appends = await bench.work(whole);
		const expected = told(await bench.view(whole));
		expect(appends).toBeGreaterThan(10);
		for (let k = 1; k < appends; k += 1) {
			const id = await bench.start({ text: QUESTION });
			await bench.work(id, { dieAfter: k });
			const dead = await bench.view(id);
			expect(isOver(dead)).toBe(false);
			const since = bench.web.log().length;
			await bench.work(id);
			const view = await bench.view(id);
			expect(told(view), `killed after append ${k}`).toEqual(expected);
			const finished = new Set([
				...dead.sources.map((one) => one.askedUrl),
				...dead.skipped.map((one) => one.url)
			]);
			expect(pagesAsked(since).filter((url) => finished.has(url))).toEqual([]);
			const answered = new Set(
				dead.queries.filter((query) => query.hits !== null).map((query) => query.text)
			);
			const searched = bench.web
				.log()
				.slice(since)
				.filter((entry) => entry.via === 'search');
			expect(searched.filter((entry) => answered.has(entry.url))).toEqual([]);
		}
	}, 120_000);
});

describe('endings', () => {
	it('"write now" at the start still gives a finished report that says so', async () => {
		const id = await bench.start({ text: QUESTION });
		const enough = new AbortController();
		enough.abort();
		await bench.work(id, { enough: enough.signal });
		const view = await bench.view(id);
		expect(view.status).toBe('done');
		expect(view.notes.join(' ')).toContain('ended early on request');
		expect(reportOf(view).sections[0]?.sentences[0]?.kind).toBe('framing');
	});

	it('stop ends with a cancelled failure and leaves no fact after it', async () => {
		const id = await bench.start({ text: QUESTION });
		const stop = new AbortController();
		const work = bench.work(id, { stop: stop.signal });
		setImmediate(() => stop.abort());
		await expect(work).rejects.toSatisfy(isCancelled);
		const before = (await bench.view(id)).seq;
		await new Promise((resolve) => setImmediate(resolve));
		expect((await bench.view(id)).seq).toBe(before);
	});

	it('a cap on pages and searches gives a report that names the caps', async () => {
		const id = await bench.start({ text: QUESTION, limits: { pages: 2, searches: 1 } });
		await bench.work(id);
		const view = await bench.view(id);
		expect(view.status).toBe('done');
		expect(view.usage.pages).toBeLessThanOrEqual(2);
		expect(view.usage.searches).toBeLessThanOrEqual(1);
		expect(view.notes.join(' ')).toMatch(/page budget[\s\S]*search budget/u);
	});

	it('a broken search engine gives an honest report and a note, not an error', async () => {
		bench.web.search('broken');
		const id = await bench.start({ text: 'When was the Tessel Bridge painted?' });
		await bench.work(id);
		bench.web.search('ok');
		const view = await bench.view(id);
		expect(view.status).toBe('done');
		expect(view.gaps.every((gap) => gap.status === 'not-found')).toBe(true);
		expect(view.notes.join(' ')).toContain('searxng failed');
		expect(reportOf(view).sections.map((section) => section.kind)).toEqual(['answer', 'missing']);
	});

	it('keeps to the hosts it was allowed', async () => {
		const id = await bench.start({
			text: QUESTION,
			scope: { allow: ['atlas.test'], deny: [], urls: [] }
		});
		await bench.work(id);
		const view = await bench.view(id);
		expect(
			view.sources.every((source) => new URL(source.url).hostname.endsWith('atlas.test'))
		).toBe(true);
	});
});
