import { json } from '@sveltejs/kit';
import { ApproveBody } from '#lib/research/api.ts';
import { answering, noRun, readBody, Refusal } from '../../../../reply.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ params, locals, request }) =>
	answering(async () => {
		const { sections } = await readBody(request, ApproveBody);
		const taken = await locals.house.approve(params.id, sections ?? null);
		const view = await locals.house.view(params.id);
		if (!view) throw noRun();
		if (!taken) {
			throw new Refusal(409, 'no-plan', {
				message: `The run does not wait for its plan (${view.status}).`,
				hint: 'Ask with "approvePlan": true; the run then waits after its first pages.'
			});
		}
		return json({ id: params.id, status: view.status }, { status: 202 });
	});
