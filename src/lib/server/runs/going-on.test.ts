/** What opens a version of a run that is over: additions after it was stopped or failed, a model that writes it again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { FactDraft } from '../../research/facts.ts';
import { NOTHING_SPENT } from '../../research/fold.ts';
import type { ModelCall, Question, Section, Status } from '../../research/run.ts';
import type { Conduct, Tools } from '../engine/tools.ts';
import { openDatabase } from '../providers/journal/database.ts';
import { createSqliteJournal, type SqliteJournal } from '../providers/journal/sqlite.ts';
import { Runs } from './runs.ts';

const QUESTION: Question = {
	...{ text: 'Why?', effort: 'quick', language: 'en', limits: {} },
	scope: { allow: [], deny: [], urls: [] }
};
const FURTHER = { kind: 'question' as const, text: 'And then?' };
const section = (text: string): FactDraft => ({
	type: 'section.written',
	by: 'rules@1',
	section: {
		...{ id: 'b1', kind: 'findings', heading: text, revision: 1 },
		sentences: []
	} satisfies Section
});
const end: FactDraft = { type: 'run.finished', title: 'Why?', order: ['b1'], notes: [] };
const call = (prompt: string, outcome: ModelCall['outcome']): FactDraft => ({
	type: 'budget.spent',
	spending: { ...NOTHING_SPENT, step: prompt, ms: 1 },
	call: {
		...{ key: `${prompt} #1`, prompt, promptHash: 'h', role: 'large', requested: 'a/b' },
		...{ served: null, shape: 'schema', outcome, failure: null, note: '' },
		...{ contextHash: null, answerHash: null, inputTokens: 1, cachedTokens: 0 },
		...{ outputTokens: 0, reasoningTokens: 0, estimated: false, usd: null, ms: 1 }
	}
});

let folder: string;
let stores: SqliteJournal;
let close: () => void;
let clock = 1_000;
let gate = Promise.withResolvers<void>();
const errors: unknown[] = [];

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'going-on-'));
	const db = openDatabase(join(folder, 'a.db'));
	stores = createSqliteJournal(db, () => clock);
	close = () => db.close();
	gate = Promise.withResolvers();
	errors.length = 0;
});
afterEach(() => {
	close();
	rmSync(folder, { recursive: true, force: true });
});

/** The first version ends at once with these facts; later ones begin to write and then wait for the test. */
function runsWith(first: readonly FactDraft[] = []): Runs {
	const conduct: Conduct = async (run) => {
		await run.boundary();
		const { number } = run.view().version;
		await run.append(() => [...(number === 1 ? first : []), section(`version ${number}`)]);
		if (number > 1) {
			const told = new Promise((resolve) => run.signal.addEventListener('abort', resolve));
			await Promise.race([gate.promise, told]);
			await run.boundary();
		}
		await run.append(() => [end]);
	};
	const tools = { clock: { now: () => (clock += 1) } } as unknown as Tools;
	return new Runs({
		...{ ...stores, conduct, tools, atOnce: 2 },
		onError: (_id, error) => errors.push(error),
		forget: () => Promise.resolve()
	});
}
const until = (runs: Runs, id: string, wanted: Status) =>
	vi.waitFor(async () => expect((await runs.view(id))?.status).toBe(wanted));
const heading = async (runs: Runs, id: string) => (await runs.view(id))?.sections[0]?.heading;

it.each(['stopped', 'failed'] as const)(
	'a follow-up that is %s leaves the finished report, and the run goes on from it',
	async (how) => {
		const runs = runsWith();
		const id = await runs.start(QUESTION);
		await until(runs, id, 'done');
		expect(await runs.steer(id, FURTHER)).toBe(true);
		await vi.waitFor(async () => expect(await heading(runs, id)).toBe('version 2'));
		if (how === 'stopped') await runs.control(id, 'stop');
		else gate.reject(new Error('unexpected'));
		await until(runs, id, how);
		expect(await heading(runs, id)).toBe('version 1');
		gate = Promise.withResolvers();
		gate.resolve();
		expect(await runs.steer(id, { kind: 'question', text: 'And who?' })).toBe(true);
		await until(runs, id, 'done');
		const view = await runs.view(id);
		expect(view?.versions.map(({ number }) => number)).toEqual([1, 3]);
		expect(view?.steers.length).toBe(2);
		expect(await heading(runs, id)).toBe('version 3');
	}
);

it('a run that is stopped before it has a report takes nothing more', async () => {
	const runs = runsWith([{ type: 'run.paused', reason: 'asked' }]);
	const id = await runs.start(QUESTION);
	await runs.control(id, 'stop');
	await until(runs, id, 'stopped');
	expect(await runs.steer(id, FURTHER)).toBe(false);
});

it('what is added while it rests is seen at once, and ends with the run when that is stopped', async () => {
	const runs = runsWith();
	const id = await runs.start(QUESTION);
	await until(runs, id, 'done');
	await runs.steer(id, FURTHER);
	await vi.waitFor(async () => expect(await heading(runs, id)).toBe('version 2'));
	await runs.control(id, 'pause');
	gate.resolve();
	await until(runs, id, 'paused');
	await runs.steer(id, { kind: 'ban', text: 'example.org' });
	await vi.waitFor(async () =>
		expect((await runs.view(id))?.question?.scope.deny).toEqual(['example.org'])
	);
	await runs.control(id, 'stop');
	await until(runs, id, 'stopped');
	expect((await runs.view(id))?.question?.scope.deny).toEqual([]);
	expect(await stores.controls.unheard()).toEqual([]);
});

it('two clicks on "Write with a model" open one version', async () => {
	const runs = runsWith();
	const id = await runs.start(QUESTION);
	await until(runs, id, 'done');
	const taken = await Promise.all([runs.upgrade(id), runs.upgrade(id), runs.upgrade(id)]);
	expect(taken.sort()).toEqual([false, false, true]);
	gate.resolve();
	await until(runs, id, 'done');
	expect((await runs.view(id))?.versions.length).toBe(2);
	expect(errors).toEqual([]);
});

it.each([
	['none was asked', [], true],
	['it did not answer', [call('brief@1', 'ok'), call('section@1', 'failed')], true],
	['it wrote', [call('section@1', 'failed'), call('section@1', 'repaired')], false]
] as const)('a model may write the report when %s', async (_words, calls, may) => {
	const runs = runsWith(calls);
	const id = await runs.start(QUESTION);
	await until(runs, id, 'done');
	expect(await runs.upgrade(id)).toBe(may);
});
