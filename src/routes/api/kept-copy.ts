/** The kept copy that the API is asked for. */
import { noRun, Refusal } from './reply.ts';
import type { Snapshot } from '#lib/server/ports.ts';

/** Throws the refusal when the run, or its copy, is not there. */
export async function keptCopyOf(
	house: App.Locals['house'],
	{ id, sourceId }: { id: string; sourceId: string }
): Promise<Snapshot> {
	const view = await house.view(id);
	if (!view) throw noRun();
	const source = view.sources.find((one) => one.id === sourceId);
	const snapshot = source ? await house.snapshot(source.textHash) : null;
	if (snapshot) return snapshot;
	throw new Refusal(404, 'no-such-source', {
		message: 'The run has no kept copy under this id.'
	});
}
