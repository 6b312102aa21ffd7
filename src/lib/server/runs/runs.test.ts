import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Fact, FactDraft } from '../../research/facts.ts';
import { emptyView, foldAll } from '../../research/fold.ts';
import type { Question, Status } from '../../research/run.ts';
import type { Conduct, Run, Tools } from '../engine/tools.ts';
import { openDatabase } from '../providers/journal/database.ts';
import { createSqliteJournal, type SqliteJournal } from '../providers/journal/sqlite.ts';
import { Runs } from './runs.ts';
import { createSharing } from './shares.ts';

const QUESTION: Question = {
	text: 'Why?',
	effort: 'quick',
	language: 'en',
	limits: {},
	scope: { allow: [], deny: [], urls: [] }
};
const note = (step: string): FactDraft => ({
	type: 'budget.spent',
	spending: {
		step,
		ms: 1,
		searches: 0,
		pages: 0,
		bytes: 0,
		inputTokens: 0,
		cachedTokens: 0,
		outputTokens: 0,
		usd: null
	}
});
const end: FactDraft = { type: 'run.finished', title: 'Why?', order: [], notes: [] };

let folder: string;
let stores: SqliteJournal;
let close: () => void;
let clock = 1_000;
const errors: unknown[] = [];

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'runs-'));
	const db = openDatabase(join(folder, 'a.db'));
	stores = createSqliteJournal(db, () => clock);
	close = () => db.close();
	errors.length = 0;
});
afterEach(() => {
	close();
	rmSync(folder, { recursive: true, force: true });
});

function runsWith(conduct: Conduct, atOnce = 2): Runs {
	const tools = { clock: { now: () => (clock += 1) } } as unknown as Tools;
	return new Runs({
		...stores,
		conduct,
		tools,
		atOnce,
		onError: (_id, error) => errors.push(error),
		forget: () => Promise.resolve()
	});
}
const status = async (runs: Runs, id: string) => (await runs.view(id))?.status;
const until = (runs: Runs, id: string, wanted: Status) =>
	vi.waitFor(async () => expect(await status(runs, id)).toBe(wanted));

/** Works in steps at whose ends the test decides what happens next. */
function stepper(steps: number) {
	const gates = Array.from({ length: steps }, () => Promise.withResolvers<void>());
	const conduct: Conduct = async (run: Run) => {
		for (let at = run.view().timings.steps.length; at < steps; at += 1) {
			await run.boundary();
			await Promise.race([
				gates[at]?.promise,
				new Promise((resolve) => run.signal.addEventListener('abort', resolve)),
				new Promise((resolve) => run.enough.addEventListener('abort', resolve))
			]);
			await run.append(() => [note(`step ${at}`)]);
		}
		await run.append(() => [end]);
	};
	return {
		conduct,
		open: (at: number) => gates[at]?.resolve(),
		openAll: () => gates.forEach((gate) => gate.resolve())
	};
}

describe('a run', () => {
	it('is started, worked on and finished, whatever requests do', async () => {
		const { conduct, openAll } = stepper(2);
		const runs = runsWith(conduct);
		const id = await runs.start(QUESTION);
		openAll();
		await until(runs, id, 'done');
		const facts = await stores.journal.read(id, 0);
		expect(facts.map((fact) => fact.seq)).toEqual([1, 2, 3, 4]);
		expect(foldAll(id, facts)).toEqual(await runs.view(id));
	});

	it('that throws is failed with a problem in words, and others go on', async () => {
		const runs = runsWith(async (run) => {
			if (run.view().question?.text === 'bad') throw new Error('secret detail');
			await run.append(() => [end]);
		});
		const bad = await runs.start({ ...QUESTION, text: 'bad' });
		const good = await runs.start(QUESTION);
		await until(runs, bad, 'failed');
		await until(runs, good, 'done');
		expect(JSON.stringify((await runs.view(bad))?.problem)).not.toContain('secret detail');
		expect(errors.length).toBe(1);
	});

	it('pauses at a step, stays paused over a restart, and goes on', async () => {
		const first = stepper(2);
		const runs = runsWith(first.conduct);
		const id = await runs.start(QUESTION);
		await until(runs, id, 'running');
		await runs.control(id, 'pause');
		first.open(0);
		await until(runs, id, 'paused');
		await runs.close();
		const second = stepper(2);
		second.openAll();
		const again = runsWith(second.conduct);
		await again.resumeAll();
		await until(again, id, 'paused');
		await again.control(id, 'resume');
		await until(again, id, 'done');
		expect((await again.view(id))?.timings.steps.map((one) => one.step)).toEqual([
			'step 0',
			'step 1'
		]);
	});

	it('stops at once, also while it waits its turn', async () => {
		const { conduct } = stepper(1);
		const runs = runsWith(conduct, 1);
		const working = await runs.start(QUESTION);
		const waiting = await runs.start(QUESTION);
		expect(await status(runs, waiting)).toBe('queued');
		await runs.control(waiting, 'stop');
		await until(runs, waiting, 'stopped');
		await until(runs, working, 'running');
		await runs.control(working, 'stop');
		await until(runs, working, 'stopped');
		expect(await runs.control(working, 'finish')).toBe(false);
	});

	it('told to write now stops gathering and finishes', async () => {
		const { conduct } = stepper(1);
		const runs = runsWith(conduct);
		const id = await runs.start(QUESTION);
		await until(runs, id, 'running');
		await runs.control(id, 'finish');
		await until(runs, id, 'done');
	});

	it('cut by shutdown writes nothing about it and is taken up again', async () => {
		const first = stepper(3);
		const runs = runsWith(first.conduct);
		const id = await runs.start(QUESTION);
		first.open(0);
		await vi.waitFor(async () => expect((await runs.view(id))?.timings.steps.length).toBe(1));
		await runs.close();
		expect((await stores.shelf.find(id))?.status).toBe('running');
		const second = stepper(3);
		second.openAll();
		const again = runsWith(second.conduct);
		await again.resumeAll();
		await until(again, id, 'done');
		expect((await again.view(id))?.timings.steps.map((one) => one.step)).toEqual([
			'step 0',
			'step 1',
			'step 2'
		]);
	});

	it('is deleted with its facts, also in mid-work', async () => {
		const { conduct } = stepper(1);
		const runs = runsWith(conduct);
		const id = await runs.start(QUESTION);
		await until(runs, id, 'running');
		expect(await runs.remove(id)).toBe(true);
		expect(await runs.view(id)).toBeNull();
		expect(await runs.remove(id)).toBe(false);
	});
});

describe('watching', () => {
	it('gives every fact once and in order, from any point, while it grows and after', async () => {
		const { conduct, open, openAll } = stepper(6);
		const runs = runsWith(conduct);
		const id = await runs.start(QUESTION);
		open(0);
		await vi.waitFor(async () => expect((await runs.view(id))?.seq).toBeGreaterThan(1));
		const seen = [0, 1, 2].map(() => [] as number[]);
		const ends: Status[] = [];
		const watcher = (into: number[]) => ({
			fact: (fact: Fact) => into.push(fact.seq),
			delta: () => undefined,
			end: (how: Status) => ends.push(how)
		});
		await runs.watch(id, 0, watcher(seen[0] ?? []));
		await runs.watch(id, 2, watcher(seen[1] ?? []));
		openAll();
		await until(runs, id, 'done');
		await runs.watch(id, 0, watcher(seen[2] ?? []));
		await vi.waitFor(() => expect(ends.length).toBe(3));
		const all = (await stores.journal.read(id, 0)).map((fact) => fact.seq);
		expect(seen).toEqual([all, all.filter((seq) => seq > 2), all]);
	});
});

describe('the journal', () => {
	it('refuses a stale epoch and a stale place, and writes nothing then', async () => {
		await stores.shelf.create({ id: 'r', question: QUESTION, at: 1 });
		const { epoch } = await stores.shelf.claim('r');
		const newer = await stores.shelf.claim('r');
		const append = (expected: { epoch: number; seq: number }) =>
			stores.journal.append('r', [note('x')], { at: 1, status: 'running', ...expected });
		await expect(append({ epoch, seq: 0 })).rejects.toMatchObject({ kind: 'refused' });
		await expect(append({ epoch: newer.epoch, seq: 3 })).rejects.toMatchObject({ kind: 'refused' });
		expect(await stores.journal.read('r', 0)).toEqual([]);
		await append({ epoch: newer.epoch, seq: 0 });
		expect((await stores.journal.read('r', 0)).length).toBe(1);
	});
	it('lists newest first, by words, by status and page by page', async () => {
		for (const [at, text] of ['one apple', 'two pears', '100% apple', 'four'].entries()) {
			await stores.shelf.create({ id: `id${at}`, question: { ...QUESTION, text }, at: at + 1 });
		}
		const ids = async (filter: Parameters<typeof stores.shelf.list>[0]) =>
			(await stores.shelf.list(filter)).map((row) => row.id);
		expect(await ids({ limit: 2 })).toEqual(['id3', 'id2']);
		expect(await ids({ limit: 2, before: 'id2' })).toEqual(['id1', 'id0']);
		expect(await ids({ limit: 9, text: 'APPLE' })).toEqual(['id2', 'id0']);
		expect(await ids({ limit: 9, text: '0%' })).toEqual(['id2']);
		expect(await ids({ limit: 9, status: 'done' })).toEqual([]);
	});
	it('backs up before it migrates, and refuses a file from a newer version', () => {
		const file = join(folder, 'm.db');
		openDatabase(file, ['CREATE TABLE a (x)']).close();
		openDatabase(file, ['CREATE TABLE a (x)', 'CREATE TABLE b (y)']).close();
		const backup = openDatabase(`${file}.before-2`, ['CREATE TABLE a (x)']);
		expect(
			backup.prepare("SELECT count(*) n FROM sqlite_master WHERE name = 'b'").get()?.['n']
		).toBe(0);
		backup.close();
		expect(() => openDatabase(file, ['CREATE TABLE a (x)'])).toThrow(/newer Groundwork/u);
	});
});

describe('share links', () => {
	it('show the version they were made of, until they expire or are revoked', async () => {
		const sharing = createSharing({
			shares: stores.shares,
			journal: stores.journal,
			now: () => clock
		});
		await stores.shelf.create({ id: 'r', question: QUESTION, at: 1 });
		const { epoch } = await stores.shelf.claim('r');
		const add = (seq: number) =>
			stores.journal.append(
				'r',
				[seq === 0 ? { type: 'run.started', question: QUESTION } : note(`n${seq}`)],
				{ epoch, seq, at: 1, status: 'running' }
			);
		await add(0);
		const view = { ...emptyView('r'), seq: 1 };
		const { token } = await sharing.share(view, { expiresAt: null, withPrivate: false });
		const { token: brief } = await sharing.share(view, {
			expiresAt: clock + 10,
			withPrivate: false
		});
		await add(1);
		expect(token).toMatch(/^[\w-]{32}$/u);
		expect((await sharing.open(token))?.seq).toBe(1);
		expect(await sharing.open(brief)).not.toBeNull();
		clock += 11;
		expect(await sharing.open(brief)).toBeNull();
		expect(await sharing.open('x'.repeat(32))).toBeNull();
		await sharing.revoke('r');
		expect(await sharing.open(token)).toBeNull();
	});
});
