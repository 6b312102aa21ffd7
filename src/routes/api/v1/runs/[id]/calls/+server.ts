import { json } from '@sveltejs/kit';
import { answering, noRun } from '../../../../reply.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ params, locals }) =>
	answering(async () => {
		const view = await locals.house.view(params.id);
		if (!view) throw noRun();
		return json({ calls: view.calls });
	});
