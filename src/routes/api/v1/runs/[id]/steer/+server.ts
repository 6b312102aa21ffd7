import { json } from '@sveltejs/kit';
import { SteerBody } from '#lib/research/api.ts';
import { answering, noRun, readBody, Refusal } from '../../../../reply.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ params, locals, request }) =>
	answering(async () => {
		const steer = await readBody(request, SteerBody);
		const taken = await locals.house.steer(params.id, steer);
		const view = await locals.house.view(params.id);
		if (!view) throw noRun();
		if (!taken) {
			throw new Refusal(409, 'run-over', {
				message: `The run ended without a report (${view.status}); nothing can be added to it.`
			});
		}
		return json({ id: params.id, status: view.status }, { status: 202 });
	});
