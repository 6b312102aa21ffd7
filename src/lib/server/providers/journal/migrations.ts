/**
 * The tables, step by step. Forward only: a step is never edited once released, the next one is added. Portable SQL:
 * JSON as text, times as integer milliseconds, text ids.
 */
export const MIGRATIONS: readonly string[] = [
	`
	CREATE TABLE runs (
		id TEXT PRIMARY KEY,
		question TEXT NOT NULL,
		title TEXT NOT NULL,
		status TEXT NOT NULL,
		epoch INTEGER NOT NULL,
		last_seq INTEGER NOT NULL,
		created_at INTEGER NOT NULL,
		updated_at INTEGER NOT NULL
	);
	CREATE INDEX runs_by_time ON runs (created_at DESC, id DESC);
	CREATE TABLE facts (
		run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
		seq INTEGER NOT NULL,
		at INTEGER NOT NULL,
		type TEXT NOT NULL,
		body TEXT NOT NULL,
		PRIMARY KEY (run_id, seq)
	);
	CREATE TABLE run_texts (
		run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
		text_hash TEXT NOT NULL,
		PRIMARY KEY (run_id, text_hash)
	);
	CREATE INDEX run_texts_by_hash ON run_texts (text_hash);
	CREATE TABLE snapshots (
		text_hash TEXT PRIMARY KEY,
		body BLOB NOT NULL,
		kept_at INTEGER NOT NULL
	);
	CREATE TABLE controls (
		id INTEGER PRIMARY KEY,
		run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
		kind TEXT NOT NULL,
		at INTEGER NOT NULL
	);
	CREATE INDEX controls_by_run ON controls (run_id, id);
	CREATE TABLE shares (
		token_hash TEXT PRIMARY KEY,
		run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
		seq INTEGER NOT NULL,
		created_at INTEGER NOT NULL,
		expires_at INTEGER
	);
	CREATE INDEX shares_by_run ON shares (run_id);
	CREATE TABLE idempotency (
		key TEXT PRIMARY KEY,
		run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
		body_hash TEXT NOT NULL,
		at INTEGER NOT NULL
	);
	`,
	`
	CREATE TABLE traces (
		run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
		hash TEXT NOT NULL,
		body BLOB NOT NULL,
		PRIMARY KEY (run_id, hash)
	);
	CREATE TABLE steers (
		id INTEGER PRIMARY KEY,
		run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
		body TEXT NOT NULL,
		at INTEGER NOT NULL
	);
	CREATE INDEX steers_by_run ON steers (run_id, id);
	`,
	`
	CREATE TABLE collections (
		id TEXT PRIMARY KEY,
		name TEXT NOT NULL,
		created_at INTEGER NOT NULL,
		updated_at INTEGER NOT NULL
	);
	CREATE TABLE crawls (
		id TEXT PRIMARY KEY,
		collection_id TEXT NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
		url TEXT NOT NULL,
		depth INTEGER NOT NULL,
		pages INTEGER NOT NULL,
		status TEXT NOT NULL,
		message TEXT NOT NULL,
		started_at INTEGER,
		ended_at INTEGER
	);
	CREATE INDEX crawls_by_collection ON crawls (collection_id);
	CREATE TABLE documents (
		seq INTEGER PRIMARY KEY AUTOINCREMENT,
		id TEXT NOT NULL UNIQUE,
		collection_id TEXT NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
		crawl_id TEXT REFERENCES crawls (id) ON DELETE SET NULL,
		origin TEXT NOT NULL,
		name TEXT NOT NULL,
		url TEXT,
		depth INTEGER NOT NULL,
		status TEXT NOT NULL,
		reason TEXT,
		message TEXT NOT NULL,
		raw_hash TEXT,
		bytes INTEGER NOT NULL,
		text_hash TEXT,
		title TEXT NOT NULL,
		author TEXT,
		published_at TEXT,
		updated_at TEXT,
		language TEXT NOT NULL,
		truncated INTEGER NOT NULL,
		text_length INTEGER NOT NULL,
		passage_count INTEGER NOT NULL,
		etag TEXT,
		modified TEXT,
		embedded TEXT,
		added_at INTEGER NOT NULL,
		read_at INTEGER,
		queued_at INTEGER NOT NULL,
		UNIQUE (collection_id, name)
	);
	CREATE INDEX documents_by_status ON documents (status, queued_at);
	CREATE INDEX documents_by_text ON documents (text_hash);
	CREATE INDEX documents_by_raw ON documents (raw_hash);
	CREATE INDEX documents_by_crawl ON documents (crawl_id);
	ALTER TABLE shares ADD COLUMN with_private INTEGER NOT NULL DEFAULT 0;
	`,
	`
	CREATE TABLE settings (
		name TEXT PRIMARY KEY,
		value TEXT NOT NULL,
		changed_at INTEGER NOT NULL
	);
	CREATE TABLE connections (
		id TEXT PRIMARY KEY,
		body TEXT NOT NULL,
		secret BLOB,
		created_at INTEGER NOT NULL,
		changed_at INTEGER NOT NULL
	);
	CREATE TABLE calls (
		run_id TEXT NOT NULL,
		key TEXT NOT NULL,
		at INTEGER NOT NULL,
		model TEXT NOT NULL,
		role TEXT NOT NULL,
		shape TEXT NOT NULL,
		outcome TEXT NOT NULL,
		input INTEGER NOT NULL,
		cached INTEGER NOT NULL,
		output INTEGER NOT NULL,
		usd REAL,
		ms REAL NOT NULL,
		PRIMARY KEY (run_id, key)
	);
	CREATE INDEX calls_by_time ON calls (at);
	CREATE INDEX calls_by_model ON calls (model, at);
	INSERT OR IGNORE INTO calls
		SELECT run_id, call ->> 'key', at, call ->> 'requested', call ->> 'role', call ->> 'shape', call ->> 'outcome',
			call ->> 'inputTokens', call ->> 'cachedTokens', call ->> 'outputTokens', call ->> 'usd', call ->> 'ms'
		FROM (SELECT run_id, at, body -> 'call' AS call FROM facts WHERE type = 'budget.spent')
		WHERE call IS NOT NULL;
	CREATE TABLE written (
		run_id TEXT NOT NULL,
		section TEXT NOT NULL,
		revision INTEGER NOT NULL,
		model TEXT NOT NULL,
		at INTEGER NOT NULL,
		claims TEXT NOT NULL,
		sentences INTEGER NOT NULL DEFAULT 0,
		anchored INTEGER NOT NULL DEFAULT 0,
		supported INTEGER NOT NULL DEFAULT 0,
		PRIMARY KEY (run_id, section, revision)
	);
	`,
	'ALTER TABLE documents ADD COLUMN licence TEXT'
];
