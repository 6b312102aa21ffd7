/** One control of a run: kept first, applied at once, answered with how the run stands. */
import { json } from '@sveltejs/kit';
import { answering, noRun, Refusal } from './reply.ts';

export function controlling(
	house: App.Locals['house'],
	id: string,
	kind: 'pause' | 'resume' | 'finish' | 'stop'
): Promise<Response> {
	return answering(async () => {
		const done = await house.control(id, kind);
		const view = await house.view(id);
		if (!view) throw noRun();
		if (!done) {
			throw new Refusal(409, 'run-over', {
				message: `The run is over (${view.status}); nothing is left to ${kind}.`
			});
		}
		return json({ id, status: view.status }, { status: 202 });
	});
}
