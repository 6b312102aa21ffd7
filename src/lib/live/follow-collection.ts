/** The progress of a collection while it is being filled, from its event stream. */
import type { Counts } from '#lib/research/collection.ts';
import type { ProgressOut } from '#lib/research/collections-api.ts';
import type { z } from 'zod';

type Progress = z.infer<typeof ProgressOut>;

/** Calls back at every change until it is ended; the browser connects again by itself. */
export function followCollection(
	id: string,
	told: (progress: { counts: Counts; crawls: Progress['crawls'] }) => void
): () => void {
	const events = new EventSource(`/api/v1/collections/${id}/events`);
	events.addEventListener('progress', (event: MessageEvent<string>) =>
		told(JSON.parse(event.data) as Progress)
	);
	return () => events.close();
}
