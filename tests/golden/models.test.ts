/** A whole run with a model that answers by script: every step taken, the ledger right, nothing finished asked twice. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fact } from '../../src/lib/research/facts.ts';
import { canUpgrade, isOver, type RunView } from '../../src/lib/research/fold.ts';
import type { Steer } from '../../src/lib/research/steer.ts';
import { reportOf } from '../../src/lib/research/report.ts';
import { findingSections } from '../../src/lib/server/engine/write.ts';
import { createModel } from '../../src/lib/server/providers/model/client.ts';
import type { ScriptedModel } from '../fixtures/scripted-model.ts';
import { openBench, type Bench } from './bench.ts';
import { openWritten, QUESTION, type Written } from './written-bench.ts';

let written: Written;
let bench: Bench;
let server: ScriptedModel;
beforeAll(async () => {
	written = await openWritten({ apiKey: 'secret-key-0123456789' });
	({ bench, server } = written);
});
afterAll(() => written.close());

const promptsOf = (view: RunView) => new Set(view.calls.map((call) => call.prompt.split('@')[0]));
const told = (view: RunView) =>
	reportOf(view).sections.map((section) => [
		section.heading,
		section.sentences.map((one) => [one.text, one.verdict])
	]);

describe('a whole run with a model', () => {
	it('takes every step, and its ledger adds up to what the server counted', async () => {
		const before = { ...server.totals };
		const id = await bench.start({ text: QUESTION, effort: 'deep' });
		await bench.work(id);
		const view = await bench.view(id);
		expect(view.status).toBe('done');
		expect([...promptsOf(view)].sort()).toEqual([
			'answer',
			'audit',
			'brief',
			'evidence',
			'judge',
			'outline',
			'queries',
			'reflect',
			'rewrite',
			'rubric',
			'section'
		]);
		expect(view.calls.filter((call) => call.outcome !== 'ok')).toEqual([]);
		expect(view.usage.inputTokens).toBe(server.totals.input - before.input);
		expect(view.usage.outputTokens).toBe(server.totals.output - before.output);
		expect(view.usage.cachedTokens).toBe(server.totals.cached - before.cached);
		expect(view.usage.cachedTokens).toBeGreaterThan(0);
		expect(view.calls.every((call) => call.served === 'scripted-1')).toBe(true);
		expect(view.usage.usd).toBe(0); // a server on this machine
		const sentences = reportOf(view)
			.sections.filter((one) => one.kind === 'findings' || one.kind === 'answer')
			.flatMap((one) => one.sentences);
		const claims = sentences.filter((one) => one.kind === 'claim');
		expect(claims.length).toBeGreaterThan(sentences.length / 2);
		for (const one of claims) {
			expect(['verified', 'partly', 'disputed']).toContain(one.verdict);
			expect(one.citations.length).toBeGreaterThan(0);
			expect(one.checks.some((check) => check.name === 'V2 numbers')).toBe(true);
		}
	}, 60_000);

	it('says a quote in a shorter form that code made and the model chose, and can make it again', async () => {
		server.script(({ prompt, user }) => {
			if (prompt === 'section') return { text: '{"sentences": []}' };

			const born = /^(\d+)\..*\(born 21 July 1962\)/mu.exec(user)?.[1];
			return prompt === 'evidence' && born ? { text: `{"lines": [${born}]}` } : {};
		});
		const id = await bench.start({ text: 'When was Tomas Reyl born?', effort: 'quick' });
		await bench.work(id);
		server.script(() => ({}));
		const view = await bench.view(id);
		expect(promptsOf(view)).toContain('choose');
		const sentences = reportOf(view).sections.flatMap((one) => one.sentences);
		const chosen = sentences.filter(({ checks }) =>
			checks.some(({ name }) => name === 'V2 made anew')
		);
		expect(chosen.map(({ text }) => text)).toContain('Tomas Reyl was born on 21 July 1962.');
		for (const { kind, verdict, citations } of chosen) {
			expect([kind, verdict]).toEqual(['claim', 'verified']);
			expect(citations[0]?.quote).toContain('(born 21 July 1962)');
		}
	}, 60_000);

	it('at the cap of the month asks no model, gathers all the same, and says so', async () => {
		bench.cap("the month's limit for models is used up ($20.10 of $20.00 spent)");
		const asked = server.asked.length;
		const id = await bench.start({ text: QUESTION, effort: 'quick' });
		await bench.work(id);
		bench.cap(null);
		const view = await bench.view(id);
		expect(server.asked.length).toBe(asked);
		expect(view.status).toBe('done');
		expect(view.sources.length).toBeGreaterThan(2);
		expect(view.calls.every((call) => call.outcome === 'skipped')).toBe(true);
		expect(view.notes.join(' ')).toContain("the month's limit for models is used up");
		expect(reportOf(view).answer).toContain('1931');
	}, 60_000);

	it('never writes the key into a fact', async () => {
		const id = await bench.start({ text: QUESTION, effort: 'quick' });
		await bench.work(id);
		expect(JSON.stringify(await bench.journal.read(id, 0))).not.toContain('secret-key');
		expect(server.asked.at(-1)?.authorization).toContain('secret-key');
	}, 60_000);
});

describe('told to write now', () => {
	it('a model is not asked what else to look for: nobody would look, and it would stand there as not found', async () => {
		server.script(({ prompt }) =>
			prompt === 'reflect'
				? {
						text: '{"items": [{"id": "r1", "status": "partly", "missing": "Who painted the Tessel Bridge blue?"}]}'
					}
				: {}
		);
		const id = await bench.start({ text: QUESTION, effort: 'standard' });
		await bench.work(id, {
			live: (run) => {
				const fact = (one: Fact) => void (one.type === 'source.read' && run.obey('finish'));
				run.watch({ fact, delta: () => undefined });
			}
		});
		server.script(() => ({}));
		const view = await bench.view(id);
		expect(view.status).toBe('done');
		const asked = promptsOf(view);
		for (const prompt of ['rubric', 'reflect', 'queries']) expect(asked).not.toContain(prompt);
		expect(asked).toContain('section');
		expect(view.gaps.every(({ round }) => round === 0)).toBe(true);
	}, 60_000);
});

describe('a run with a model killed after every append', () => {
	it('gives the same report and asks nothing again that was answered', async () => {
		const whole = await bench.start({ text: QUESTION, effort: 'quick' });
		const appends = await bench.work(whole);
		const expected = told(await bench.view(whole));
		for (let k = 1; k < appends; k += 1) {
			const id = await bench.start({ text: QUESTION, effort: 'quick' });
			await bench.work(id, { dieAfter: k });
			const dead = await bench.view(id);
			expect(isOver(dead)).toBe(false);
			const since = server.asked.length;
			await bench.work(id);
			const view = await bench.view(id);
			expect(told(view), `killed after append ${k}`).toEqual(expected);
			const keys = view.calls.map((call) => call.key);
			expect(new Set(keys).size).toBe(keys.length);
			expect(server.asked.length - since).toBe(view.calls.length - dead.calls.length);
		}
	}, 240_000);
});

describe('when a model fails', () => {
	it.each(['401', '402', '404', 'html', 'not-json', 'empty', 'reset'] as const)(
		'%s: the report is made of quotes and says so',
		async (fault) => {
			server.script(() => ({ fault }));
			const id = await bench.start({ text: QUESTION, effort: 'quick' });
			await bench.work(id);
			server.script(() => ({}));
			const view = await bench.view(id);
			expect(view.status).toBe('done');
			const sentences = reportOf(view).sections.flatMap((one) => one.sentences);
			expect(sentences.some((one) => one.verdict === 'quoted')).toBe(true);
			expect(sentences.some((one) => one.kind === 'claim')).toBe(false);
			expect(view.calls.every((call) => call.outcome !== 'ok' && call.note !== '')).toBe(true);
			expect(view.notes.join(' ')).toContain('scripted');
		},
		60_000
	);

	it('an answer in a code fence is mended and used', async () => {
		server.script(() => ({ fault: 'fenced' }));
		const id = await bench.start({ text: QUESTION, effort: 'quick' });
		await bench.work(id);
		server.script(() => ({}));
		const view = await bench.view(id);
		expect(view.calls.some((call) => call.outcome === 'repaired')).toBe(true);
	}, 60_000);

	it('a sentence that its quote does not say is never shown', async () => {
		server.script((asked) =>
			asked.prompt === 'section'
				? {
						text: JSON.stringify({
							sentences: [
								{
									text: 'The Tessel Bridge opened in 1666 and cost 999 billion dollars.',
									cites: [1]
								}
							]
						})
					}
				: {}
		);
		const id = await bench.start({ text: QUESTION, effort: 'quick' });
		await bench.work(id);
		server.script(() => ({}));
		const view = await bench.view(id);
		const sentences = reportOf(view).sections.flatMap((one) =>
			one.sentences.map((each) => each.text)
		);
		expect(sentences.join(' ')).not.toContain('1666');
		expect(sentences.length).toBeGreaterThan(0);
	}, 60_000);

	it('a writer of whom many sentences fail is held to the letter for the others', async () => {
		const told = async (invented: readonly string[]) => {
			server.script(({ prompt, user }) => {
				if (prompt !== 'section') return {};
				const [, quote = ''] = /^1\. \[[^\]]*\] (.*)$/mu.exec(user) ?? [];
				const texts = [`${quote.replace(/\.$/u, '')}, the page says.`, ...invented];
				const sentences = texts.map((text) => ({ text, cites: [1] }));
				return { text: JSON.stringify({ sentences }) };
			});
			const id = await bench.start({ text: QUESTION, effort: 'quick' });
			await bench.work(id);
			server.script(() => ({}));
			const view = await bench.view(id);
			const texts = reportOf(view).sections.flatMap((one) => one.sentences.map(({ text }) => text));
			return { claims: view.claims, texts };
		};
		const trusted = await told([]);
		expect(trusted.texts.filter((text) => text.endsWith(', the page says.'))).not.toEqual([]);
		const invented = ['The Tessel Bridge opened in 1666.', 'The Tessel Bridge cost 999 dollars.'];
		const held = await told(invented);
		expect(held.claims.failed).toBeGreaterThanOrEqual(2);
		expect(held.texts.filter((text) => text.endsWith(', the page says.'))).toEqual([]);
		expect(held.texts.length).toBeGreaterThan(0);
	}, 60_000);
});

describe('a writer on the own machine', () => {
	it('is held to the letter while few of its sentences have been checked', async () => {
		const own = await openWritten({ local: true });
		try {
			own.server.script(({ prompt, user }) => {
				if (prompt !== 'section') return {};
				const [, quote = ''] = /^1\. \[[^\]]*\] (.*)$/mu.exec(user) ?? [];
				const text = `${quote.replace(/\.$/u, '')}, the page says.`;
				return { text: JSON.stringify({ sentences: [{ text, cites: [1] }] }) };
			});
			const id = await own.bench.start({ text: QUESTION, effort: 'quick' });
			await own.bench.work(id);
			const view = await own.bench.view(id);
			expect(view.claims.checked).toBeGreaterThan(0);
			const told = reportOf(view).sections.flatMap(({ sentences }) => sentences);
			const free = told.filter(({ text }) => text.endsWith(', the page says.'));
			expect(free.filter(({ verdict }) => verdict === 'verified')).toEqual([]);
			expect(told.length).toBeGreaterThan(0);
		} finally {
			await own.close();
		}
	}, 60_000);
	it('loses the best quote of no section that the rules chose', async () => {
		const own = await openWritten({ local: true });
		try {
			own.server.script(({ prompt, user }) => {
				if (prompt !== 'section') return {};
				const cites = [...user.matchAll(/^(\d+)\. \[/gmu)].map(([, n]) => Number(n));
				const text = 'The Tessel Bridge opened in 1666.';
				return { text: JSON.stringify({ sentences: [{ text, cites }] }) };
			});
			const id = await own.bench.start({ text: QUESTION, effort: 'quick' });
			await own.bench.work(id);
			const view = await own.bench.view(id);
			const cited = new Set(
				view.sections.flatMap(({ sentences }) => sentences.map((one) => one.evidenceIds[0]))
			);
			const score = (one: { evidenceIds: readonly string[] }) =>
				view.evidence.find(({ id: own }) => own === one.evidenceIds[0])?.score ?? 0;
			const best = findingSections(view).flatMap(({ sentences }) =>
				[...sentences].sort((a, b) => score(b) - score(a)).slice(0, 1)
			);
			expect(best.length).toBeGreaterThan(1);
			expect(best.filter((one) => !cited.has(one.evidenceIds[0]))).toEqual([]);
		} finally {
			await own.close();
		}
	}, 60_000);
});

describe('a model that refused', () => {
	it('is asked again by the next version: its key or its account may have changed', async () => {
		server.script(() => ({ fault: '401' }));
		const id = await bench.start({ text: QUESTION, effort: 'quick' });
		await bench.work(id);
		const first = await bench.view(id);
		expect(first.calls.length).toBeGreaterThan(0);
		expect(first.calls.every(({ outcome }) => outcome === 'failed')).toBe(true);
		expect(canUpgrade(first)).toBe(true);
		server.script(() => ({}));
		await bench.reopen(id);
		await bench.work(id);
		const second = await bench.view(id);
		expect(told(second).flat(2).join(' ')).toContain('the page says');
		expect(canUpgrade(second)).toBe(false);
	}, 60_000);
});

describe('steering', () => {
	const steered = async (steer: Steer) => {
		const id = await bench.start({ text: QUESTION, effort: 'standard' });
		await bench.steer(id, steer);
		await bench.work(id);
		return bench.view(id);
	};
	it('a further question gets its own section', async () => {
		const view = await steered({ kind: 'question', text: 'What did the Tessel Bridge cost?' });
		expect(view.gaps.find((gap) => gap.question.includes('cost'))?.status).toBe('answered');
		expect(reportOf(view).sections.some((section) => section.heading.includes('cost'))).toBe(true);
	}, 60_000);
	it('a page the user names is read', async () => {
		const url = 'https://atlas.test/bridges/tessel';
		const view = await steered({ kind: 'url', text: url });
		const tried = [
			...view.sources.map((one) => one.askedUrl),
			...view.skipped.map((one) => one.url)
		];
		expect(tried).toContain(url);
	}, 60_000);
	it('a banned site is neither read nor cited', async () => {
		const view = await steered({ kind: 'ban', text: 'atlas.test' });
		expect(
			reportOf(view).sources.filter((one) => one.n !== null && one.url.includes('atlas.test'))
		).toEqual([]);
		expect(view.evidence.length).toBeGreaterThan(0);
	}, 60_000);
	it('a wish for the writing is in what the writer is sent', async () => {
		await steered({ kind: 'instruction', text: 'Keep to the engineer' });
		const asked = server.asked.filter((one) => one.prompt === 'section').at(-1);
		expect(asked?.user).toContain('The reader asks: Keep to the engineer');
	}, 60_000);
});

describe('a report of quotes', () => {
	it('is written again with a model: the evidence stays, nothing is searched or read', async () => {
		const plain = await openBench();
		const id = await plain.start({ text: QUESTION, effort: 'standard' });
		await plain.work(id);
		const before = await plain.view(id);
		const since = plain.web.log().length;
		plain.equip(() => [
			createModel({ name: 'scripted', baseUrl: server.url, model: 'm', apiKey: '' })
		]);
		await plain.reopen(id);
		await plain.work(id);
		const view = await plain.view(id);
		expect(view.status).toBe('done');
		expect(view.evidence).toEqual(before.evidence);
		expect(plain.web.log().length).toBe(since);
		expect(view.calls.length).toBeGreaterThan(0);
		const sentences = reportOf(view).sections.flatMap((section) => section.sentences);
		expect(sentences.some((one) => one.kind === 'claim' && one.verdict === 'verified')).toBe(true);
		await plain.close();
	}, 60_000);
});
