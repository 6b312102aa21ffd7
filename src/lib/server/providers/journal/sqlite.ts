/** The journal and what stands beside it, on SQLite. Statements are synchronous and short; one process writes. */
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { parseFact, type Fact, type FactDraft } from '../../../research/facts.ts';
import { Question, Status } from '../../../research/run.ts';
import { Steer } from '../../../research/steer.ts';
import { Failure } from '../../net/failure.ts';
import type {
	ControlKind,
	Controls,
	Idempotency,
	Journal,
	Ledger,
	RunRow,
	RunShelf,
	Share,
	Shares,
	TestLedger
} from '../../ports.ts';
import { CONTROL_KINDS } from '../../ports.ts';
import { createLedger } from './ledger.ts';

type Row = Record<string, SQLOutputValue>;
const PROVIDER = 'journal';
const ORPHAN_AGE = 60_000; // milliseconds a copy may wait for the fact that names it

export interface SqliteJournal {
	readonly journal: Journal;
	readonly shelf: RunShelf;
	readonly controls: Controls;
	readonly shares: Shares;
	readonly idempotency: Idempotency;
	readonly ledger: Ledger & TestLedger;
}

export function createSqliteJournal(db: DatabaseSync, now: () => number): SqliteJournal {
	const ledger = createLedger(db);
	return {
		ledger,
		journal: createJournal(db, ledger.note),
		shelf: createShelf(db, now),
		controls: createControls(db),
		shares: createShares(db),
		idempotency: createIdempotency(db)
	};
}

/** Runs `work` in one transaction; an error leaves nothing of it behind. */
export function together<T>(db: DatabaseSync, work: () => T): T {
	db.exec('BEGIN IMMEDIATE');
	try {
		const result = work();
		db.exec('COMMIT');
		return result;
	} catch (error) {
		db.exec('ROLLBACK');
		throw error;
	}
}

function createJournal(db: DatabaseSync, note: (runId: string, fact: Fact) => void): Journal {
	const state = db.prepare('SELECT epoch, last_seq FROM runs WHERE id = ?');
	const insert = db.prepare(
		'INSERT INTO facts (run_id, seq, at, type, body) VALUES (?, ?, ?, ?, ?)'
	);
	const text = db.prepare(
		'INSERT INTO run_texts (run_id, text_hash) VALUES (?, ?) ON CONFLICT DO NOTHING'
	);
	const advance = db.prepare(
		'UPDATE runs SET last_seq = ?, updated_at = ?, status = ? WHERE id = ?'
	);
	const read = db.prepare(
		'SELECT seq, at, type, body FROM facts WHERE run_id = ? AND seq > ? ORDER BY seq'
	);
	return {
		append: (runId, drafts, expected) =>
			settle(() =>
				together(db, () => {
					const row = state.get(runId);
					if (!row || row['epoch'] !== expected.epoch || row['last_seq'] !== expected.seq) {
						const message = `run ${runId} was taken over or has moved on; nothing was written`;
						throw new Failure('refused', message, { provider: PROVIDER });
					}
					const facts = drafts.map((draft, at) => ({
						...draft,
						seq: expected.seq + at + 1,
						at: expected.at
					}));
					for (const fact of facts) {
						insert.run(runId, fact.seq, fact.at, fact.type, bodyOf(fact));
						note(runId, fact);
						if (fact.type === 'source.read') text.run(runId, fact.source.textHash);
					}
					advance.run(expected.seq + facts.length, expected.at, expected.status, runId);
					return facts;
				})
			),
		read: (runId, after) => settle(() => read.all(runId, after).map(factOf))
	};
}

/** Synchronous work as the port's promise: a throw becomes a rejection. */
export function settle<T>(work: () => T): Promise<T> {
	return new Promise((resolve) => {
		resolve(work());
	});
}

function bodyOf(fact: FactDraft & { seq: number; at: number }): string {
	const { seq: _seq, at: _at, type: _type, ...body } = fact;
	return JSON.stringify(body);
}

function factOf(row: Row): Fact {
	const body: unknown = JSON.parse(String(row['body']));
	return parseFact({ ...(body as object), type: row['type'], seq: row['seq'], at: row['at'] });
}

function createShelf(db: DatabaseSync, now: () => number): RunShelf {
	const insert = db.prepare(
		"INSERT INTO runs (id, question, title, status, epoch, last_seq, created_at, updated_at) VALUES (?, ?, ?, 'queued', 0, 0, ?, ?)"
	);
	const find = db.prepare('SELECT * FROM runs WHERE id = ?');
	const raise = db.prepare('UPDATE runs SET epoch = epoch + 1 WHERE id = ? RETURNING epoch');
	const orphans = db.prepare(
		'DELETE FROM snapshots WHERE kept_at < ? AND text_hash IN (SELECT text_hash FROM run_texts WHERE run_id = ? AND text_hash NOT IN (SELECT text_hash FROM run_texts WHERE run_id <> ?) AND text_hash NOT IN (SELECT text_hash FROM documents WHERE text_hash IS NOT NULL))'
	);
	const remove = db.prepare('DELETE FROM runs WHERE id = ?');
	return {
		create: ({ id, question, at }) =>
			settle(() => void insert.run(id, JSON.stringify(question), question.text, at, at)),
		find: (id) => settle(() => rowOf(find.get(id))),
		list: (filter) => settle(() => listRows(db, filter)),
		claim: (id) =>
			settle(() => {
				const row = raise.get(id);
				if (!row) throw new Failure('missing', `there is no run ${id}`, { provider: PROVIDER });
				return { epoch: Number(row['epoch']) };
			}),
		remove: (id) =>
			settle(() =>
				together(db, () => {
					orphans.run(now() - ORPHAN_AGE, id, id);
					remove.run(id);
				})
			)
	};
}

function listRows(
	db: DatabaseSync,
	{ limit, before, text, status }: Parameters<RunShelf['list']>[0]
): RunRow[] {
	const where: string[] = [];
	const values: (string | number)[] = [];
	if (before !== undefined) {
		where.push('(created_at, id) < (SELECT created_at, id FROM runs WHERE id = ?)');
		values.push(before);
	}
	if (status !== undefined) {
		where.push('status = ?');
		values.push(status);
	}
	if (text !== undefined && text !== '') {
		where.push("lower(title) LIKE ? ESCAPE '\\'");
		values.push(`%${text.toLowerCase().replace(/[\\%_]/gu, '\\$&')}%`);
	}
	const clause = where.length > 0 ? `WHERE ${where.join(' AND ')}` : '';
	const sql = `SELECT * FROM runs ${clause} ORDER BY created_at DESC, id DESC LIMIT ?`;
	return db
		.prepare(sql)
		.all(...values, limit)
		.flatMap((row) => rowOf(row) ?? []);
}

function rowOf(row: Row | undefined): RunRow | undefined {
	if (!row) return undefined;
	return {
		id: String(row['id']),
		question: Question.parse(JSON.parse(String(row['question']))),
		title: String(row['title']),
		status: Status.parse(row['status']),
		lastSeq: Number(row['last_seq']),
		createdAt: Number(row['created_at']),
		updatedAt: Number(row['updated_at'])
	};
}

function createControls(db: DatabaseSync): Controls {
	const insert = db.prepare('INSERT INTO controls (run_id, kind, at) VALUES (?, ?, ?)');
	const read = db.prepare('SELECT kind FROM controls WHERE run_id = ? AND at >= ? ORDER BY id');
	const insertSteer = db.prepare('INSERT INTO steers (run_id, body, at) VALUES (?, ?, ?)');
	const readSteers = db.prepare('SELECT body FROM steers WHERE run_id = ? ORDER BY id');
	const unheard = db.prepare(
		"SELECT run_id FROM steers JOIN runs ON runs.id = run_id WHERE status IN ('done', 'stopped', 'failed') GROUP BY run_id HAVING count(*) > (SELECT count(*) FROM facts WHERE facts.run_id = steers.run_id AND type = 'steer.added')"
	);
	const isKind = (kind: unknown): kind is ControlKind =>
		CONTROL_KINDS.some((known) => known === kind);
	return {
		add: (runId, kind, at) => settle(() => void insert.run(runId, kind, at)),
		of: (runId, since) =>
			settle(() => read.all(runId, since).flatMap(({ kind }) => (isKind(kind) ? [kind] : []))),
		steer: (runId, steer, at) =>
			settle(() => void insertSteer.run(runId, JSON.stringify(steer), at)),
		steers: (runId) =>
			settle(() => readSteers.all(runId).map(({ body }) => Steer.parse(JSON.parse(String(body))))),
		unheard: () => settle(() => unheard.all().map((row) => String(row['run_id'])))
	};
}

function createShares(db: DatabaseSync): Shares {
	const insert = db.prepare(
		'INSERT INTO shares (token_hash, run_id, seq, created_at, expires_at, with_private) VALUES (?, ?, ?, ?, ?, ?)'
	);
	const find = db.prepare('SELECT * FROM shares WHERE token_hash = ?');
	const ofRun = db.prepare('SELECT * FROM shares WHERE run_id = ? ORDER BY created_at');
	const revoke = db.prepare('DELETE FROM shares WHERE run_id = ?');
	return {
		add: (tokenHash, { runId, seq, createdAt, expiresAt, withPrivate }) =>
			settle(
				() => void insert.run(tokenHash, runId, seq, createdAt, expiresAt, withPrivate ? 1 : 0)
			),
		find: (tokenHash) => settle(() => shareOf(find.get(tokenHash))),
		of: (runId) => settle(() => ofRun.all(runId).flatMap((row) => shareOf(row) ?? [])),
		revoke: (runId) => settle(() => void revoke.run(runId))
	};
}

function shareOf(row: Row | undefined): Share | undefined {
	if (!row) return undefined;
	const expires = row['expires_at'];
	return {
		runId: String(row['run_id']),
		seq: Number(row['seq']),
		createdAt: Number(row['created_at']),
		expiresAt: expires === null ? null : Number(expires),
		withPrivate: row['with_private'] === 1
	};
}

function createIdempotency(db: DatabaseSync): Idempotency {
	const find = db.prepare('SELECT run_id, body_hash FROM idempotency WHERE key = ?');
	const insert = db.prepare(
		'INSERT INTO idempotency (key, run_id, body_hash, at) VALUES (?, ?, ?, ?)'
	);
	return {
		find: (key) =>
			settle(() => {
				const row = find.get(key);
				return row
					? { runId: String(row['run_id']), bodyHash: String(row['body_hash']) }
					: undefined;
			}),
		add: (key, { runId, bodyHash, at }) => settle(() => void insert.run(key, runId, bodyHash, at))
	};
}
