/**
 * The library: kept copies, and the best passages of a run for a question. Words and vectors come from the index as
 * candidates; what ranks them is our own fusion. Without an embedder, or when the index is in trouble, words go on alone
 * and `state()` says so.
 */
import { documentAt, isPrivate } from '../../research/documents.ts';
import type { Passage, Source } from '../../research/run.ts';
import { Failure, isCancelled } from '../net/failure.ts';
import type {
	Embedder,
	Index,
	IndexMatch,
	IndexRow,
	IndexScope,
	Snapshot,
	SnapshotStore,
	VectorCache
} from '../ports.ts';
import { createBeside } from './beside.ts';
import { askedOf, count, lexicalScores, type Counted } from './bm25.ts';
import { centred, dot, type Means } from './centre.ts';
import { rank } from './rank.ts';
import { matchedText, scopeOf } from './rows.ts';
import type { Found, FindOptions, Library } from './found.ts';
import { pick } from './pick.ts';
import { createTextVectors, type TextVectors } from './vectors.ts';

export interface LibraryParts {
	readonly index: Index;
	readonly snapshots: SnapshotStore;
	readonly embedder: Embedder | null;
	readonly cache: VectorCache;
	readonly means: Means;
}
export interface LibraryState {
	readonly embedder: string; // its id, or why there is none
	readonly index: 'ok' | 'failing';
	readonly message: string | null;
}
export interface OpenLibrary extends Library {
	forget(runId: string): Promise<void>;
	state(): LibraryState;
}

interface Entry {
	readonly source: Source;
	readonly passage: Passage;
	readonly text: string; // what is matched: title, headings, words
	readonly counted: Counted;
}
type Shelf = Map<string, Entry>;

const CANDIDATES = 60;
const MOST_MET = 10_000;
const RUNS_IN_MEMORY = 12;
const WRITTEN_AT_ONCE = 200; // rows: a write costs as much for one page as for six
const UNRELATED = 0.05; // centred cosine of a question and a sentence that have nothing to do with each other
const RELATED = 0.55;

export function createLibrary(parts: LibraryParts): OpenLibrary {
	return new ShelvedLibrary(parts);
}

class ShelvedLibrary implements OpenLibrary {
	readonly #parts: LibraryParts;
	readonly #vectors: TextVectors | null;
	readonly neighbours = createBeside((textHash) => this.snapshot(textHash));
	readonly #shelves = new Map<string, Shelf>();
	/** Rows of a run that are not in the index yet: they go in together, at the latest when the run is asked something. */
	readonly #waiting = new Map<string, IndexRow[]>();
	#adding: Promise<void> = Promise.resolve();
	readonly #met = new Set<string>();
	readonly #metVectors = new WeakSet<Float32Array>(); // the same text has the same vector object
	#indexTrouble: string | null = null;
	#embedTrouble: string | null = null;

	constructor(parts: LibraryParts) {
		this.#parts = parts;
		this.#vectors = parts.embedder ? createTextVectors(parts.embedder, parts.cache) : null;
	}

	keep(snapshot: Snapshot): Promise<void> {
		return this.#parts.snapshots.keep(snapshot);
	}

	shelve(runId: string, source: Source, snapshot: Snapshot): Promise<void> {
		const shelf = this.#shelfOf(runId);
		const first = snapshot.passages[0];
		if (!first || shelf.has(`${source.id}.${first.id}`)) return Promise.resolve();
		const rows = snapshot.passages.map((one) => {
			const passage = { ...one, id: `${source.id}.${one.id}` };
			const text = matchedText(source.title, one);
			shelf.set(passage.id, { source, passage, text, counted: count(text) });
			const { textHash, language } = source;
			return {
				scope: runId,
				sourceId: source.id,
				passageId: passage.id,
				textHash,
				language,
				text,
				vector: null
			};
		});
		// Documents of a collection stand in the index under their collection already.
		if (!isPrivate(source.url)) this.#hold(runId, rows);
		return Promise.resolve();
	}

	#hold(runId: string, rows: readonly IndexRow[]): void {
		const waiting = this.#waiting.get(runId) ?? [];
		waiting.push(...rows);
		this.#waiting.set(runId, waiting);
		if (waiting.length >= WRITTEN_AT_ONCE) this.#write(runId);
	}

	#write(runId: string): void {
		const rows = this.#waiting.get(runId);
		if (!rows) return;
		this.#waiting.delete(runId);
		this.#inLine((index) => index.add(rows));
	}

	/** Changes of the index stand in one line; what fails is told by `state`. */
	#inLine(work: (index: Index) => Promise<void>): void {
		this.#adding = this.#adding.then(() =>
			this.#tryIndex(() => work(this.#parts.index), undefined)
		);
	}

	#shelfOf(runId: string): Shelf {
		const known = this.#shelves.get(runId);
		if (known) return known;
		const oldest = this.#shelves.keys().next().value;
		if (this.#shelves.size >= RUNS_IN_MEMORY && oldest !== undefined) this.#clear(oldest);
		const shelf: Shelf = new Map();
		this.#shelves.set(runId, shelf);
		// A run that another process began is shelved anew; its old rows must not stand twice.
		this.#inLine((index) => index.forget(runId));
		return shelf;
	}

	/** Without its shelf nothing finds a run's rows any more: they would only make the index slow and large. */
	#clear(runId: string): void {
		this.#shelves.delete(runId);
		this.#waiting.delete(runId);
		this.#inLine((index) => index.forget(runId));
	}

	async find(query: string, options: FindOptions): Promise<readonly Found[]> {
		const shelf = this.#shelves.get(options.runId) ?? new Map<string, Entry>();
		const wanted = new Set(options.sources.map((source) => source.id));
		const entries = [...shelf.values()].filter((entry) => wanted.has(entry.source.id));
		if (entries.length === 0) return [];
		this.#write(options.runId);
		await this.#adding;
		const texts = entries.map((entry) => entry.counted);
		const words = lexicalScores(askedOf(query), texts);
		const asked = options.embed > 0 ? await this.#questionVector(query, options) : null;
		const candidates = await this.#candidates(query, {
			options,
			entries,
			words,
			vector: asked?.raw ?? null
		});
		const meaning = asked
			? await this.#meanings(candidates, { options, words, entries, asked: asked.centred })
			: new Map<Entry, number>();
		const wordOf = new Map(entries.map((entry, at) => [entry, words[at] ?? 0]));
		const signals = candidates.map((entry) => ({
			words: wordOf.get(entry) ?? 0,
			meaning: meaning.get(entry) ?? null,
			foreign: entry.source.language !== options.language,
			counted: entry.counted
		}));
		const scores = rank(query, signals, { texts, weight: this.#parts.embedder?.weight });
		const found = candidates
			.map(({ source, passage }, at) => {
				const { words: share = 0, meaning: near = null } = signals[at] ?? {};
				return { source, passage, score: scores[at] ?? 0, words: share, meaning: near };
			})
			.sort((a, b) => b.score - a.score || (a.passage.id < b.passage.id ? -1 : 1));
		return pick(found, options, (id) => shelf.get(id)?.counted);
	}

	/** A question counts once towards the mean of its language, however often it is looked up. */
	#meet(query: string, language: string, vector: Float32Array): void {
		if (this.#met.has(query)) return;
		if (this.#met.size > MOST_MET) this.#met.clear();
		this.#met.add(query);
		this.#parts.means.add('query', language, vector);
	}

	/** A passage counts once towards the mean of its language, also where its vector was kept from before. */
	#meetPassage({ source }: Entry, vector: Float32Array): void {
		if (this.#metVectors.has(vector)) return;
		this.#metVectors.add(vector);
		this.#parts.means.add('passage', source.language, vector);
	}

	/** Candidates of the index by words and by vectors; the shelf's own best by words when the index has none. */
	async #candidates(
		query: string,
		{
			options,
			entries,
			words,
			vector
		}: {
			options: FindOptions;
			entries: readonly Entry[];
			words: readonly number[];
			vector: Float32Array | null;
		}
	): Promise<Entry[]> {
		const limit = Math.max(CANDIDATES, options.limit);
		const own = { scopes: [options.runId], limit };
		const held = heldOf(options.sources);
		const ids = new Set<string>();
		for (const within of held.sources.length > 0 ? [own, { ...held, limit }] : [own]) {
			for (const { sourceId, passageId } of await this.#matches(query, { within, vector })) {
				const id = held.ids.get(sourceId);
				ids.add(id === undefined ? passageId : `${id}${passageId.slice(sourceId.length)}`);
			}
		}
		// What another language says cannot be found by words; it is a candidate as a whole.
		const foreign = (entry: Entry) =>
			this.#vectors !== null && entry.source.language !== options.language;
		const top = [...words].sort((a, b) => b - a)[Math.min(words.length, limit) - 1] ?? 0;
		return entries.filter(
			(entry, at) =>
				ids.has(entry.passage.id) ||
				foreign(entry) ||
				((words[at] ?? 0) > 0 && (words[at] ?? 0) >= top)
		);
	}

	async #matches(
		query: string,
		{ within, vector }: { within: IndexScope; vector: Float32Array | null }
	): Promise<readonly IndexMatch[]> {
		const { index } = this.#parts;
		const byWords = await this.#tryIndex(() => index.words(query, within), []);
		const byVector = vector ? await this.#tryIndex(() => index.nearest(vector, within), []) : [];
		return [...byWords, ...byVector];
	}

	async #questionVector(
		query: string,
		options: FindOptions
	): Promise<{ raw: Float32Array; centred: Float32Array } | null> {
		const [raw] =
			(await this.#embed([query], { kind: 'query', keep: false, signal: options.signal })) ?? [];
		if (!raw) return null;
		this.#meet(query, options.language, raw);
		return { raw, centred: centred(raw, this.#parts.means.of('query', options.language)) };
	}

	/** Cosines of the candidates that have a vector or get one within the caller's budget: likeliest first. */
	async #meanings(
		candidates: readonly Entry[],
		{
			options,
			words,
			entries,
			asked
		}: {
			options: FindOptions;
			words: readonly number[];
			entries: readonly Entry[];
			asked: Float32Array;
		}
	): Promise<Map<Entry, number>> {
		const wordOf = new Map(entries.map((entry, at) => [entry, words[at] ?? 0]));
		const known =
			this.#vectors?.known(
				candidates.map((entry) => entry.text),
				'passage'
			) ?? [];
		const vectors = new Map<Entry, Float32Array>();
		candidates.forEach((entry, at) => {
			const vector = known[at];
			if (vector) vectors.set(entry, vector);
		});
		const foreign = (entry: Entry) => (entry.source.language === options.language ? 0 : 1);
		const lacking = candidates
			.filter((entry) => !vectors.has(entry))
			.sort((a, b) => foreign(b) - foreign(a) || (wordOf.get(b) ?? 0) - (wordOf.get(a) ?? 0))
			.slice(0, options.embed);
		const texts = lacking.map((entry) => entry.text);
		const made =
			texts.length > 0
				? await this.#embed(texts, { kind: 'passage', keep: true, signal: options.signal })
				: [];
		const fresh = new Map<string, Float32Array>();
		lacking.forEach((entry, at) => {
			const vector = made?.[at];
			if (!vector) return;
			vectors.set(entry, vector);
			if (!isPrivate(entry.source.url)) fresh.set(entry.passage.id, vector);
		});
		for (const [entry, vector] of vectors) this.#meetPassage(entry, vector);
		if (fresh.size > 0) {
			this.#inLine((index) => index.vectors(options.runId, fresh));
		}
		const mean = (entry: Entry) => this.#parts.means.of('passage', entry.source.language);
		return new Map(
			[...vectors].map(([entry, vector]) => [entry, dot(asked, centred(vector, mean(entry)))])
		);
	}

	async closeness(
		query: string,
		texts: readonly string[],
		{ language, signal }: { language: string; signal: AbortSignal }
	): Promise<readonly number[] | null> {
		const [raw] = (await this.#embed([query], { kind: 'query', keep: false, signal })) ?? [];
		const vectors = raw ? await this.#embed(texts, { kind: 'passage', keep: false, signal }) : null;
		if (!raw || !vectors) return null;
		const { means } = this.#parts;
		const asked = centred(raw, means.of('query', language));
		return vectors.map((vector) => {
			const cosine = dot(asked, centred(vector, means.of('passage', language)));
			return Math.max(0, Math.min(1, (cosine - UNRELATED) / (RELATED - UNRELATED)));
		});
	}

	async snapshot(textHash: string): Promise<Snapshot> {
		const found = await this.#parts.snapshots.find(textHash);
		if (found) return found;
		throw new Failure('missing', `the kept copy ${textHash.slice(0, 12)} is gone`, {
			provider: 'library'
		});
	}

	async forget(runId: string): Promise<void> {
		this.#clear(runId);
		await this.#adding;
	}

	state(): LibraryState {
		const { embedder } = this.#parts;
		return {
			embedder: this.#embedTrouble ?? embedder?.id ?? 'none: words alone',
			index: this.#indexTrouble === null ? 'ok' : 'failing',
			message: this.#indexTrouble
		};
	}

	/** Null, and said in `state`, where the embedder fails: words go on alone. Cancelling is passed on. */
	async #embed(
		texts: readonly string[],
		options: { kind: 'query' | 'passage'; keep: boolean; signal: AbortSignal }
	): Promise<Float32Array[] | null> {
		if (!this.#vectors) return null;
		try {
			const vectors = await this.#vectors.of(texts, options);
			this.#embedTrouble = null;
			return vectors;
		} catch (error) {
			if (isCancelled(error)) throw error;
			this.#embedTrouble = `failing, words alone: ${error instanceof Error ? error.message : 'no reason given'}`;
			return null;
		}
	}

	async #tryIndex<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
		try {
			const result = await work();
			this.#indexTrouble = null;
			return result;
		} catch (error) {
			this.#indexTrouble = error instanceof Error ? error.message : 'no reason given';
			return otherwise;
		}
	}
}

/** Where the run's documents stand in the index, and which of its sources each of them is. */
function heldOf(sources: readonly Source[]) {
	const ids = new Map<string, string>();
	const scopes = new Set<string>();
	for (const { id, url } of sources) {
		const place = documentAt(url);
		if (!place) continue;
		ids.set(place.documentId, id);
		scopes.add(scopeOf(place.collectionId));
	}
	return { ids, scopes: [...scopes], sources: [...ids.keys()] };
}
