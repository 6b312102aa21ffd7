/** What a passage is matched by, and under which scope the passages of a collection stand. */
import type { Passage } from '../../research/run.ts';

/** Title, headings and words: the same for a run and a collection, so that a vector is made once. */
export function matchedText(title: string, passage: Pick<Passage, 'headings' | 'text'>): string {
	return [title, ...passage.headings, passage.text].join('\n');
}

export function scopeOf(collectionId: string): string {
	return `collection:${collectionId}`;
}
