/** Vectors of texts: asked of the embedder once per text and model, kept in memory and, for passages, on disk. */
import { createHash } from 'node:crypto';
import { Failure } from '../net/failure.ts';
import type { Embedder, VectorCache } from '../ports.ts';

const MOST_IN_MEMORY = 20_000;

export interface TextVectors {
	/** Vectors in the order of the texts. Throws the embedder's Failure. */
	of(
		texts: readonly string[],
		options: { kind: 'query' | 'passage'; keep: boolean; signal: AbortSignal }
	): Promise<Float32Array[]>;
	/** What is known already; null where a text would have to be embedded. */
	known(texts: readonly string[], kind: 'query' | 'passage'): (Float32Array | null)[];
}

export function createTextVectors(embedder: Embedder, cache: VectorCache): TextVectors {
	const memory = new Map<string, Float32Array>();
	const keyOf = (text: string, kind: string) =>
		createHash('sha256').update(`${kind}\n${text}`).digest('hex');
	const remember = (key: string, vector: Float32Array) => {
		if (memory.size >= MOST_IN_MEMORY) memory.delete(memory.keys().next().value ?? '');
		memory.set(key, vector);
	};
	const look = (keys: readonly string[]): (Float32Array | null)[] => {
		const missing = keys.filter((key) => !memory.has(key));
		for (const [key, vector] of cache.get(embedder.id, missing)) remember(key, vector);
		return keys.map((key) => memory.get(key) ?? null);
	};
	return {
		known: (texts, kind) => look(texts.map((text) => keyOf(text, kind))),
		of: async (texts, { kind, keep, signal }) => {
			const keys = texts.map((text) => keyOf(text, kind));
			const found = look(keys);
			const missing = new Map<string, string>();
			keys.forEach((key, at) => {
				if (!found[at]) missing.set(key, texts[at] ?? '');
			});
			const made = await embedder.embed([...missing.values()], { kind, signal });
			checkDimension(made, embedder);
			const fresh = new Map(
				[...missing.keys()].map((key, at) => [
					key,
					made[at] ?? new Float32Array(embedder.dimensions)
				])
			);
			for (const [key, vector] of fresh) remember(key, vector);
			if (keep && fresh.size > 0) cache.put(embedder.id, fresh);
			return keys.map(
				(key, at) => found[at] ?? fresh.get(key) ?? new Float32Array(embedder.dimensions)
			);
		}
	};
}

/** A store takes a vector of any length in silence and is spoilt by it: what does not fit is refused here. */
function checkDimension(made: readonly Float32Array[], { id, dimensions }: Embedder): void {
	const odd = made.find((vector) => vector.length !== dimensions);
	if (!odd) return;
	const message = `gave a vector of ${odd.length} numbers where ${dimensions} were agreed`;
	throw new Failure('malformed', message, { provider: id, retryable: false });
}
