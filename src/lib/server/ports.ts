/**
 * The seams to the outside. A port has one to four required methods and no optional ones; every provider of it runs
 * through the same contract suite in tests/contract. Failures are thrown as net/failure.ts's Failure.
 */
import type { Fact, FactDraft } from '../research/facts.ts';
import type {
	Block,
	Effort,
	EngineKind,
	EngineReply,
	Hit,
	Mark,
	ModelCall,
	Passage,
	Question,
	Status
} from '../research/run.ts';
import type { Steer } from '../research/steer.ts';
import type { PriceSetting, Scorecard, ShapeScore } from '../research/settings.ts';

/** One search engine. An empty list means the engine answered and found nothing. */
export interface Searcher {
	readonly name: string;
	/** Hits in the engine's own order, at most `limit`. Throws Failure. */
	search(query: string, options: SearchOptions): Promise<readonly Hit[]>;
}
export interface SearchOptions {
	readonly limit: number;
	readonly language: string; // BCP 47 primary tag
	readonly signal: AbortSignal;
}

/** Bytes of one page, decoded from its content coding and nothing more. */
export interface FetchedPage {
	readonly url: string; // final URL
	readonly status: number;
	readonly contentType: string; // the header as sent, "" when absent
	readonly bytes: Uint8Array;
	readonly truncated: boolean; // cut at the byte cap, or the connection broke after usable bytes
	readonly headers: Readonly<Record<string, string>>; // lower-case names: etag, last-modified, content-language, link
}
export interface Fetcher {
	readonly name: string;
	/** Fetches one page through the egress guard. Throws Failure, status >= 400 included. */
	fetch(url: string, options: FetchOptions): Promise<FetchedPage>;
}
/** A fetcher that draws pages with a browser; there may be none, and it says why. */
export interface DrawingFetcher extends Fetcher {
	/** Null when it can be used, else the reason in words. */
	unavailable(): string | null;
}
export interface FetchOptions {
	readonly signal: AbortSignal;
	/** What its site asks for: so long between the starts of two requests; a turn further off than the wait is refused. */
	readonly pace?: { readonly gapMs: number; readonly mostWaitMs: number };
	/** What is known of the page already: an unchanged one answers 304 without bytes. */
	readonly unless?: { readonly etag: string | null; readonly modified: string | null };
}

/** Turns texts into unit vectors (dot product = cosine). */
export interface Embedder {
	/** Name and checksum of the model: vectors of different ids are never mixed. */
	readonly id: string;
	readonly dimensions: number;
	/** What a cosine of this model (centred, 1 at most) counts beside words in 0..1; the library's own where it is absent. */
	readonly weight?: number | undefined;
	embed(
		texts: readonly string[],
		options: { kind: 'query' | 'passage'; signal: AbortSignal }
	): Promise<Float32Array[]>;
	close(): Promise<void>;
}

/** A sentence and the texts it is held against: the sentences of its quotes. */
export interface AlignPair {
	readonly sentence: string;
	readonly texts: readonly string[];
}
/** How near the pieces of a sentence come to those of the texts, by meaning in context. */
export interface Alignment {
	readonly rarity: readonly number[]; // of each piece of the sentence, 0 for the commonest
	readonly near: readonly (readonly number[])[]; // per text: cosine of each piece's nearest one there, centred
	readonly same: readonly (readonly boolean[])[]; // per text: does the piece stand there as it is
	readonly cosines: readonly number[]; // per text: of the sentence with the whole text, centred by language
}
/** Compares a sentence with its quotes piece by piece. Works across languages. */
export interface Aligner {
	/** Throws Failure where the model cannot run. */
	align(pair: AlignPair, options: { signal: AbortSignal }): Promise<Alignment>;
}

/** Vectors by text hash and model: derived, so that nothing is embedded twice. */
export interface VectorCache {
	get(model: string, keys: readonly string[]): ReadonlyMap<string, Float32Array>;
	put(model: string, vectors: ReadonlyMap<string, Float32Array>): void;
}

/** One row of the derived index. */
export interface IndexRow {
	readonly scope: string; // what is searched as one: a run's id, "collection:<id>"
	readonly sourceId: string; // unique within its scope
	readonly passageId: string; // s7.3
	readonly textHash: string;
	readonly language: string;
	readonly text: string; // title and heading path may be put before it for matching
	readonly vector: Float32Array | null;
}
export interface IndexMatch {
	readonly passageId: string;
	readonly sourceId: string;
	readonly score: number; // engine's own scale, higher is better
}
export interface IndexScope {
	readonly scopes: readonly string[];
	readonly limit: number;
	/** Only passages of these sources. */
	readonly sources?: readonly string[];
}
/** Words and vectors over passages: LanceDB. Derived; may be deleted at any time. */
export interface Index {
	add(rows: readonly IndexRow[]): Promise<void>;
	/** BM25 within scopes. */
	words(query: string, within: IndexScope): Promise<readonly IndexMatch[]>;
	/** Nearest vectors within scopes; rows without a vector are not found. */
	nearest(vector: Float32Array, within: IndexScope): Promise<readonly IndexMatch[]>;
	/** Fills in vectors of rows that were added without one, by passage id. */
	vectors(scope: string, vectors: ReadonlyMap<string, Float32Array>): Promise<void>;
	/** Number of rows of a scope. */
	count(scope: string): Promise<number>;
	/** Forgets a scope, or one source of it. */
	forget(scope: string, sourceId?: string): Promise<void>;
	close(): Promise<void>;
}

/** The kept copy of a page: what a source's textHash names. */
export interface Snapshot {
	readonly textHash: string; // SHA-256 of text, hex
	readonly text: string; // canonical: NFC, "\n" line ends, immutable
	readonly passages: readonly Passage[]; // ids are "1", "2" ...: s7's third passage is s7.3
	readonly links: readonly PageLink[];
	readonly marks?: readonly Mark[]; // documents: pages, slides, chapters, rows, in order
	readonly blocks?: readonly Block[]; // what its spans were on the page; copies kept before they were noted have none
	readonly extractor: string; // name@version
	readonly rawHash: string; // SHA-256 of the bytes as decoded from the content coding, hex
}
/** A link our own parser read on a page: part of the URL ledger. */
export interface PageLink {
	readonly url: string;
	readonly text: string;
	readonly start: number; // where its text stands in the canonical text, or -1
	readonly end: number;
}

/** Texts by hash, compressed; what the journal's facts point at. */
export interface SnapshotStore {
	/** Idempotent. */
	keep(snapshot: Snapshot): Promise<void>;
	/** Undefined when nothing is kept under that hash. */
	find(textHash: string): Promise<Snapshot | undefined>;
}

/** The append-only truth. Every append names its epoch and the seq it expects to follow. */
export interface Journal {
	/** Commits the drafts as the next facts and returns them. Throws Failure "refused" when epoch or seq is stale. */
	append(
		runId: string,
		drafts: readonly FactDraft[],
		expected: { epoch: number; seq: number; at: number; status: Status }
	): Promise<readonly Fact[]>;
	/** Facts with seq > after, in order. */
	read(runId: string, after: number): Promise<readonly Fact[]>;
}

export interface RunRow {
	readonly id: string;
	readonly question: Question;
	readonly title: string;
	readonly status: Status;
	readonly lastSeq: number;
	readonly createdAt: number;
	readonly updatedAt: number;
}
/** The runs there are. */
export interface RunShelf {
	create(row: { id: string; question: Question; at: number }): Promise<void>;
	find(id: string): Promise<RunRow | undefined>;
	/** Newest first. `before` is the id of the last row already seen. */
	list(filter: {
		limit: number;
		before?: string;
		text?: string;
		status?: Status;
	}): Promise<readonly RunRow[]>;
	/** Takes a run to work on: its epoch is raised, so that whoever held it can write no more. */
	claim(id: string): Promise<{ epoch: number }>;
	/** Deletes the run with its facts, shares and controls; gives the hashes of texts that no run uses any more. */
	remove(id: string): Promise<void>;
}

export const CONTROL_KINDS = ['pause', 'resume', 'finish', 'stop'] as const;
export type ControlKind = (typeof CONTROL_KINDS)[number];
/** What the user told a run, kept so that a restart does not forget it. */
export interface Controls {
	add(runId: string, kind: ControlKind, at: number): Promise<void>;
	/** Those given at or after a moment (milliseconds since the epoch), in the order given. */
	of(runId: string, since: number): Promise<readonly ControlKind[]>;
	steer(runId: string, steer: Steer, at: number): Promise<void>;
	/** In the order given. */
	steers(runId: string): Promise<readonly Steer[]>;
	/** Runs that are over to which something was added that is not among their facts yet. */
	unheard(): Promise<readonly string[]>;
}

export interface Share {
	readonly runId: string;
	readonly seq: number; // the version it shows: facts up to here
	readonly createdAt: number;
	readonly expiresAt: number | null;
	readonly withPrivate: boolean; // the owner shares what it quotes of private documents too
}
/** Share links; only the hash of a token is known here. */
export interface Shares {
	add(tokenHash: string, share: Share): Promise<void>;
	find(tokenHash: string): Promise<Share | undefined>;
	of(runId: string): Promise<readonly Share[]>;
	revoke(runId: string): Promise<void>;
}

/** Answers to repeated requests: one key, one run. */
export interface Idempotency {
	/** The run that this key made, with the hash of the body it came with. */
	find(key: string): Promise<{ runId: string; bodyHash: string } | undefined>;
	add(key: string, entry: { runId: string; bodyHash: string; at: number }): Promise<void>;
}

export interface FindOptions extends SearchOptions {
	/** Kinds to ask besides the general engines. */
	readonly kinds: readonly EngineKind[];
	/** Names of the only engines to ask; empty: as the settings and the kinds say. */
	readonly engines: readonly string[];
}
/** What the engine asks when it wants hits: all engines, fail-over and resting engines behind it. */
export interface Search {
	find(
		query: string,
		options: FindOptions
	): Promise<{ hits: readonly Hit[]; replies: readonly EngineReply[] }>;
}

/** How an answer is to be bound: by a JSON schema the server enforces, as one JSON object, or free text. */
export type AnswerShape =
	| {
			readonly kind: 'schema';
			readonly name: string;
			readonly schema: Readonly<Record<string, unknown>>;
	  }
	| { readonly kind: 'json' }
	| { readonly kind: 'text' };

export interface ModelRequest {
	readonly messages: readonly { readonly role: 'system' | 'user'; readonly content: string }[];
	readonly shape: AnswerShape;
	readonly maxTokens: number; // of the answer; reasoning has its own room beside it where the model is known to reason
	readonly temperature: number;
	readonly thinking: 'off' | 'low' | 'high';
	readonly signal: AbortSignal;
	/** Called with each piece of the answer as it comes. */
	readonly onText: (delta: string) => void;
}

/** Tokens as the server counted them; `estimated` when it did not say and we counted ourselves. */
export interface TokenUsage {
	readonly input: number; // cached ones included
	readonly cached: number;
	readonly cacheWrites?: number; // of the input, put into the provider's cache at a price of their own
	readonly output: number; // reasoning included
	readonly reasoning: number;
	readonly estimated: boolean;
}

export interface ModelReply {
	readonly text: string; // never empty
	readonly finish: 'stop' | 'length';
	readonly usage: TokenUsage;
	readonly served: string; // the model that answered, as the server names it
	readonly usd: number | null; // null: neither reported nor in the price table
	readonly price?: string; // where that comes from, in words
	readonly ms: number;
	readonly shape: AnswerShape['kind']; // what was really asked for: a server may refuse the first wish
}

/** One model behind one connection. One request, one answer: patience and fall-back belong to the caller. */
export interface Model {
	readonly id: string; // connection/model as asked, e.g. "deepseek/deepseek-flash"
	readonly context: number; // tokens, input and output together
	readonly atOnce: number; // calls that may be in flight side by side, at least 1
	readonly local: boolean; // on the user's own machine, where any model may stand
	/** The tightest shape that this connection is known to heed. */
	readonly shape: AnswerShape['kind'];
	/** Tokens that its reasoning may take beside those of the answer; 0 where it was not seen to reason. */
	reasoningRoom(thinking: ModelRequest['thinking']): number;
	/** USD of a call with so many tokens, none of them cached; null when the price is not known. */
	costOf(tokens: { readonly input: number; readonly output: number }): number | null;
	/**
	 * Throws Failure: auth, billing, limited, unavailable, missing, malformed, overflow, truncated, filtered, empty,
	 * cancelled; with its charge where the server had begun to answer.
	 */
	complete(request: ModelRequest): Promise<ModelReply>;
}

export const MODEL_ROLES = ['small', 'medium', 'large'] as const;
export type ModelRole = (typeof MODEL_ROLES)[number];

/** Texts sent to models and their answers, kept with the run they belong to. */
export interface Traces {
	/** Gives the SHA-256 (hex) it is kept under. Idempotent. */
	keep(runId: string, text: string): Promise<string>;
	/** Null when nothing is kept under that hash. */
	find(runId: string, hash: string): Promise<string | null>;
}

/** The key of a connection. "lost": kept, but not to be opened with today's secret. */
export type KeptKey =
	{ readonly state: 'none' | 'lost' } | { readonly state: 'set'; readonly secret: string };
/** A connection to a model as it is kept. */
export interface KeptConnection {
	readonly id: string;
	readonly name: string;
	readonly baseUrl: string;
	readonly model: string;
	readonly context: number | null; // tokens, where the user says it
	readonly price: PriceSetting | null;
	readonly key: KeptKey;
}
/** Connections that were set up. Keys are encrypted at rest, each bound to the address it was given for. */
export interface ConnectionShelf {
	/** In the order they were added. */
	list(): Promise<readonly KeptConnection[]>;
	/** Adds or replaces. A key as given; null forgets it; undefined keeps it, but only for the same address. */
	put(connection: Omit<KeptConnection, 'key'>, key: string | null | undefined): Promise<void>;
	remove(id: string): Promise<void>;
}
/** Other settings, as JSON by name. Never a secret. */
export interface SettingValues {
	/** Null when it is not set. */
	read(name: string): Promise<unknown>;
	/** Null unsets it. */
	write(name: string, value: unknown): Promise<void>;
}

/** Tokens that one run took, by role. */
export type RunSpending = readonly {
	readonly role: ModelRole;
	readonly input: number;
	readonly cached: number;
	readonly output: number;
}[];
/** Every call to a model over all runs, deleted ones too. */
export interface Ledger {
	/** By model, since a time in milliseconds. */
	spent(since: number): Promise<readonly { model: string; usd: number; unpriced: number }[]>;
	/** What a model's recent answers were worth, by the shape they were asked for in. */
	shapes(model: string, since: number): Promise<readonly ShapeScore[]>;
	/** One for each model that was ever asked in a run, the latest first. */
	scorecards(): Promise<readonly Scorecard[]>;
	/** What the last finished runs of an effort took, the latest first. */
	usual(effort: Effort): Promise<readonly RunSpending[]>;
}
/** Where a call made outside of any run is entered: it costs money too. */
export interface TestLedger {
	tested(call: ModelCall, at: number): Promise<void>;
}
