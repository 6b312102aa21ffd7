/** Runs that wait for cheaper hours: said in the facts, no place taken, over a restart, and the user's word counts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Question, Status } from '../../research/run.ts';
import type { Conduct, Tools } from '../engine/tools.ts';
import { openDatabase } from '../providers/journal/database.ts';
import { createSqliteJournal, type SqliteJournal } from '../providers/journal/sqlite.ts';
import { Runs } from './runs.ts';

const QUESTION: Question = {
	text: 'Why?',
	effort: 'quick',
	language: 'en',
	limits: {},
	scope: { allow: [], deny: [], urls: [] }
};
const LATER: Question = { ...QUESTION, waitOffPeak: true };
const WHY = "waits for DeepSeek's off-peak hours";
const FAR = 60_000;

let folder: string;
let stores: SqliteJournal;
let close: () => void;
const now = 1_000;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'rest-'));
	const db = openDatabase(join(folder, 'a.db'));
	stores = createSqliteJournal(db, () => now);
	close = () => db.close();
});
afterEach(() => {
	close();
	rmSync(folder, { recursive: true, force: true });
});

const finish: Conduct = async (run) => {
	await run.append(() => [{ type: 'run.finished', title: 'Why?', order: [], notes: [] }]);
};
function open(hour: () => number | null, conduct = finish): Runs {
	return new Runs({
		...stores,
		conduct,
		tools: { clock: { now: () => now } } as unknown as Tools,
		atOnce: 1,
		restOf: (question) => {
			const until = question.waitOffPeak === true ? hour() : null;
			return until === null ? null : { until, why: WHY };
		},
		onError: (_id, error) => {
			throw error;
		},
		forget: () => Promise.resolve()
	});
}
const until = (runs: Runs, id: string, wanted: Status) =>
	vi.waitFor(async () => expect((await runs.view(id))?.status).toBe(wanted));

it('says until when it waits, lets others work meanwhile, and begins at the hour', async () => {
	const runs = open(() => now + 150);
	const late = await runs.start(LATER);
	await until(runs, late, 'paused');
	expect((await runs.view(late))?.rest).toEqual({ until: now + 150, why: WHY });
	const other = await runs.start(QUESTION); // the only place is free
	await until(runs, other, 'done');
	await until(runs, late, 'done');
	const facts = await stores.journal.read(late, 0);
	expect(facts.map(({ type }) => type)).toEqual([
		'run.started',
		'run.paused',
		'run.resumed',
		'run.finished'
	]);
	expect((await runs.view(late))?.rest).toBeNull();
	await runs.close();
});

it('comes back in line: runs that waited together do not all work at once', async () => {
	let working = 0;
	let most = 0;
	const runs = open(
		() => now + 30,
		async (run, tools) => {
			working += 1;
			most = Math.max(most, working);
			await new Promise((resolve) => setTimeout(resolve, 15));
			working -= 1;
			await finish(run, tools);
		}
	);
	const ids = await Promise.all([runs.start(LATER), runs.start(LATER), runs.start(LATER)]);
	for (const id of ids) await until(runs, id, 'done');
	expect(most).toBe(1);
	await runs.close();
});

it('begins at once when told to, and ends at once when stopped', async () => {
	const runs = open(() => now + FAR);
	const [first, second] = [await runs.start(LATER), await runs.start(LATER)];
	await until(runs, first, 'paused');
	await until(runs, second, 'paused');
	await runs.control(first, 'resume');
	await until(runs, first, 'done');
	await runs.control(second, 'stop');
	await until(runs, second, 'stopped');
	await runs.close();
});

it('goes on waiting after a restart, and begins when the hour passed meanwhile', async () => {
	const first = open(() => now + FAR);
	const id = await first.start(LATER);
	await until(first, id, 'paused');
	await first.close();
	const second = open(() => now + FAR);
	await second.resumeAll();
	await vi.waitFor(() => expect(second.load().working).toBe(1));
	expect((await second.view(id))?.rest?.until).toBe(now + FAR);
	await second.close();
	const facts = await stores.journal.read(id, 0);
	expect(facts.map(({ type }) => type)).toEqual(['run.started', 'run.paused']);
	const third = open(() => null);
	await third.resumeAll();
	await until(third, id, 'done');
	expect((await stores.journal.read(id, 0)).map(({ type }) => type)).toEqual([
		'run.started',
		'run.paused',
		'run.resumed',
		'run.finished'
	]);
	await third.close();
});
