import { json } from '@sveltejs/kit';
import { answering, noRun, Refusal } from '../../../../reply.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ params, locals }) =>
	answering(async () => {
		if (locals.house.settings().models === null) {
			throw new Refusal(409, 'no-model', {
				message: 'No model is set up.',
				hint: 'Set MODEL_BASE_URL and MODEL_NAME and start again.'
			});
		}
		const taken = await locals.house.upgrade(params.id);
		const view = await locals.house.view(params.id);
		if (!view) throw noRun();
		if (!taken) {
			throw new Refusal(409, 'not-upgradable', {
				message: 'Only a finished report that no model has written can be written again.'
			});
		}
		return json({ id: params.id, status: view.status }, { status: 202 });
	});
