import { answering, noRun, Refusal } from '../../../../../../reply.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ params, locals }) =>
	answering(async () => {
		const view = await locals.house.view(params.id);
		if (!view) throw noRun();
		const source = view.sources.find((one) => one.id === params.sourceId);
		const snapshot = source ? await locals.house.snapshot(source.textHash) : null;
		if (!snapshot) {
			throw new Refusal(404, 'no-such-source', {
				message: 'The run has no kept copy under this id.'
			});
		}
		return new Response(snapshot.text, {
			headers: { 'content-type': 'text/plain; charset=utf-8' }
		});
	});
