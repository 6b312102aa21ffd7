import { describe, expect, it } from 'vitest';
import type { Embedder, VectorCache } from '../ports.ts';
import { createTextVectors } from './vectors.ts';

const signal = new AbortController().signal;
const OPTIONS = { kind: 'passage', keep: true, signal } as const;

function embedder(length: number): Embedder {
	return {
		id: 'model@1',
		dimensions: 3,
		embed: (texts) => Promise.resolve(texts.map(() => new Float32Array(length).fill(0.5))),
		close: () => Promise.resolve()
	};
}

function cache() {
	const kept = new Map<string, Float32Array>();
	const store: VectorCache = {
		get: (id, keys) =>
			new Map(
				keys.flatMap((key) => {
					const vector = kept.get(`${id} ${key}`);
					return vector ? [[key, vector] as const] : [];
				})
			),
		put: (id, vectors) => vectors.forEach((vector, key) => kept.set(`${id} ${key}`, vector))
	};
	return { kept, store };
}

describe('vectors of texts', () => {
	it('are refused, and not kept, when the model gives another length than agreed', async () => {
		const { kept, store } = cache();
		const vectors = createTextVectors(embedder(2), store);
		await expect(vectors.of(['a text'], OPTIONS)).rejects.toMatchObject({ kind: 'malformed' });
		expect(kept.size).toBe(0);
	});
	it('are kept by model: another model does not find them', async () => {
		const { kept, store } = cache();
		await createTextVectors(embedder(3), store).of(['a text'], OPTIONS);
		expect(kept.size).toBe(1);
		const other = createTextVectors({ ...embedder(3), id: 'model@2' }, store);
		expect(other.known(['a text'], 'passage')).toEqual([null]);
	});
});
