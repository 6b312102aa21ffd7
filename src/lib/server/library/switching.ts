/**
 * One embedder after another without a restart. What one embedder's vectors hold is never mixed with another's, so each
 * has a library of its own; a run stays with the one it was begun with, what comes after goes to the new one.
 */
import type { Holdings } from './holdings.ts';
import type { OpenLibrary } from './library.ts';

export interface Shelf {
	readonly library: OpenLibrary;
	readonly holdings: Holdings;
}
export interface SwitchedShelf extends Shelf {
	/** From now on this one; the earlier one answers the runs that have passages in it. */
	to(next: Shelf): void;
}

const MOST_RUNS = 1_000; // of which it is known where they were begun; a library keeps far fewer in memory

export function createSwitchedShelf(first: Shelf): SwitchedShelf {
	let now = first;
	const begun = new Map<string, Shelf>();
	const of = (runId: string) => (begun.get(runId) ?? now).library;
	const library: OpenLibrary = {
		keep: (snapshot) => now.library.keep(snapshot),
		shelve: (runId, source, snapshot) => {
			const shelf = begun.get(runId) ?? now;
			const oldest = begun.keys().next().value;
			if (begun.size >= MOST_RUNS && oldest !== undefined) begun.delete(oldest);
			begun.set(runId, shelf);
			return shelf.library.shelve(runId, source, snapshot);
		},
		find: (query, options) => of(options.runId).find(query, options),
		snapshot: (textHash) => now.library.snapshot(textHash),
		neighbours: (source, passageId) => now.library.neighbours(source, passageId),
		closeness: (query, texts, options) => now.library.closeness(query, texts, options),
		forget: async (runId) => {
			await of(runId).forget(runId);
			begun.delete(runId);
		},
		state: () => now.library.state()
	};
	const holdings: Holdings = {
		get embedder() {
			return now.holdings.embedder;
		},
		add: (held, options) => now.holdings.add(held, options),
		embed: (held, signal) => now.holdings.embed(held, signal),
		find: (query, options) => now.holdings.find(query, options),
		count: (collectionId) => now.holdings.count(collectionId),
		forget: (collectionId, documentId) => now.holdings.forget(collectionId, documentId)
	};
	return {
		library,
		holdings,
		to: (next) => {
			now = next;
		}
	};
}
