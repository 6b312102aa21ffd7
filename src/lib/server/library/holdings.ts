/**
 * What the collections hold, in the index under a scope of each: passages go in with their words at once and get their
 * vectors in the background. A question finds documents, not passages: what it finds becomes a source of the run.
 */
import { Failure, isCancelled } from '../net/failure.ts';
import type { Embedder, Index, Snapshot, SnapshotStore, VectorCache } from '../ports.ts';
import { askedOf, count, lexicalScores } from './bm25.ts';
import { centred, dot, type Means } from './centre.ts';
import { rank } from './rank.ts';
import { matchedText, scopeOf } from './rows.ts';
import { createTextVectors } from './vectors.ts';

/** A document as the index needs to know it. */
export interface Held {
	readonly id: string;
	readonly collectionId: string;
	readonly title: string;
	readonly language: string;
	readonly textHash: string;
}
export interface HeldMatch {
	readonly held: Held;
	readonly score: number; // fused, 0..1 within one answer
	readonly passage: string; // its best one's text
}
export interface Holdings {
	/** Id of the embedder; null where there is none and words stand alone. */
	readonly embedder: string | null;
	/** Puts a document's passages in; `replace`: in place of those it had. */
	add(held: Held, options: { snapshot: Snapshot; replace: boolean }): Promise<void>;
	/** Gives the passages of documents of one collection vectors. Throws the embedder's Failure. */
	embed(held: readonly Held[], signal: AbortSignal): Promise<void>;
	/** Documents that bear on a question, best first. `heldOf` knows a document by its id; what it does not know is left out. */
	find(query: string, options: HeldQuery): Promise<readonly HeldMatch[]>;
	count(collectionId: string): Promise<number>;
	forget(collectionId: string, documentId?: string): Promise<void>;
}
export interface HeldQuery {
	readonly collections: readonly string[];
	readonly heldOf: (id: string) => Promise<Held | undefined>;
	readonly limit: number;
	readonly language: string;
	readonly signal: AbortSignal;
}

export interface HoldingsParts {
	readonly index: Index;
	readonly snapshots: SnapshotStore;
	readonly embedder: Embedder | null;
	readonly cache: VectorCache;
	readonly means: Means;
}

const CANDIDATES = 60;
const AT_ONCE = 8; // texts of one call to the embedder: a question waits for one at most
const DOCUMENTS = 24; // looked at closely for one question
// Under both a document has nothing to do with the question: it would be a name in the list of sources and no more.
const LEAST_WORDS = 0.15;
const LEAST_MEANING = 0.2;

export function createHoldings(parts: HoldingsParts): Holdings {
	const { index, embedder } = parts;
	const vectors = embedder ? createTextVectors(embedder, parts.cache) : null;
	return {
		embedder: embedder?.id ?? null,
		add: async (held, { snapshot, replace }) => {
			const scope = scopeOf(held.collectionId);
			if (replace) await index.forget(scope, held.id);
			await index.add(
				snapshot.passages.map((passage) => ({
					scope,
					sourceId: held.id,
					passageId: `${held.id}.${passage.id}`,
					textHash: held.textHash,
					language: held.language,
					text: matchedText(held.title, passage),
					vector: null
				}))
			);
		},
		embed: async (held, signal) => {
			const [first] = held;
			if (!vectors || !first) return;
			const passages = await passagesOf(held, parts.snapshots);
			const made = new Map<string, Float32Array>();
			for (let at = 0; at < passages.length; at += AT_ONCE) {
				const some = passages.slice(at, at + AT_ONCE);
				const texts = some.map(({ text }) => text);
				const found = await vectors.of(texts, { kind: 'passage', keep: true, signal });
				some.forEach(({ id }, place) => {
					const vector = found[place];
					if (vector) made.set(id, vector);
				});
			}
			// One write for all of them: writing costs the index about as much for one row as for a hundred.
			await index.vectors(scopeOf(first.collectionId), made);
		},
		find: (query, options) => find(query, { ...parts, ...options, vectors }),
		count: (collectionId) => index.count(scopeOf(collectionId)),
		forget: (collectionId, documentId) => index.forget(scopeOf(collectionId), documentId)
	};
}

async function passagesOf(held: readonly Held[], snapshots: SnapshotStore) {
	const passages: { id: string; text: string }[] = [];
	for (const { id, title, textHash } of held) {
		const snapshot = await snapshots.find(textHash);
		for (const passage of snapshot?.passages ?? [])
			passages.push({ id: `${id}.${passage.id}`, text: matchedText(title, passage) });
	}
	return passages;
}

interface Finding extends HoldingsParts, HeldQuery {
	readonly vectors: ReturnType<typeof createTextVectors> | null;
}
interface Candidate {
	readonly held: Held;
	readonly passage: string;
	readonly text: string;
}

async function find(query: string, finding: Finding): Promise<readonly HeldMatch[]> {
	const asked = await questionVector(query, finding);
	const candidates = await candidatesOf(query, { finding, asked });
	if (candidates.length === 0) return [];
	const texts = candidates.map(({ text }) => count(text));
	const words = lexicalScores(askedOf(query), texts);
	const meanings = meaningsOf(candidates, { finding, asked });
	const signals = candidates.map(({ held }, at) => ({
		words: words[at] ?? 0,
		meaning: meanings[at] ?? null,
		foreign: held.language !== finding.language,
		counted: texts[at] ?? count('')
	}));
	const scores = rank(query, signals, { texts, weight: finding.embedder?.weight });
	const best = new Map<string, HeldMatch>();
	candidates.forEach(({ held, passage }, at) => {
		const { words: lexical = 0, meaning = null } = signals[at] ?? {};
		if (lexical < LEAST_WORDS && (meaning ?? 0) < LEAST_MEANING) return;
		const score = scores[at] ?? 0;
		if (score > (best.get(held.id)?.score ?? -1)) best.set(held.id, { held, score, passage });
	});
	return [...best.values()]
		.sort((a, b) => b.score - a.score || (a.held.id < b.held.id ? -1 : 1))
		.slice(0, finding.limit);
}

/** Null, and words go on alone, where no embedder works. */
async function questionVector(
	query: string,
	{ vectors, signal }: Finding
): Promise<Float32Array | null> {
	if (!vectors) return null;
	try {
		const [vector] = await vectors.of([query], { kind: 'query', keep: false, signal });
		return vector ?? null;
	} catch (error) {
		if (isCancelled(error) || !(error instanceof Failure)) throw error;
		return null;
	}
}

/** Passages that the index has by words and by vectors, of the documents it names most highly. */
async function candidatesOf(
	query: string,
	{ finding, asked }: { finding: Finding; asked: Float32Array | null }
): Promise<Candidate[]> {
	const { index, snapshots, collections, heldOf } = finding;
	const within = { scopes: collections.map(scopeOf), limit: CANDIDATES };
	const byWords = await index.words(query, within);
	const byVector = asked ? await index.nearest(asked, within) : [];
	const wanted = new Map<string, Set<string>>();
	for (let at = 0; at < CANDIDATES; at += 1) {
		for (const match of [byWords[at], byVector[at]]) {
			if (!match) continue;
			const known = wanted.get(match.sourceId);
			if (known) known.add(match.passageId);
			else if (wanted.size < DOCUMENTS) wanted.set(match.sourceId, new Set([match.passageId]));
		}
	}
	const candidates: Candidate[] = [];
	for (const [id, passages] of wanted) {
		const held = await heldOf(id);
		const snapshot = held && (await snapshots.find(held.textHash));
		for (const passage of snapshot?.passages ?? []) {
			if (!held || !passages.has(`${id}.${passage.id}`)) continue;
			candidates.push({ held, passage: passage.text, text: matchedText(held.title, passage) });
		}
	}
	return candidates;
}

function meaningsOf(
	candidates: readonly Candidate[],
	{ finding, asked }: { finding: Finding; asked: Float32Array | null }
): (number | null)[] {
	const { vectors, means, language } = finding;
	if (!asked || !vectors) return candidates.map(() => null);
	const question = centred(asked, means.of('query', language));
	const known = vectors.known(
		candidates.map(({ text }) => text),
		'passage'
	);
	return known.map((vector, at) => {
		const tongue = candidates[at]?.held.language ?? language;
		return vector ? dot(question, centred(vector, means.of('passage', tongue))) : null;
	});
}
