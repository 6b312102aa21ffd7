import { json } from '@sveltejs/kit';
import { runOut } from '#lib/research/api.ts';
import { answering, noRun } from '../../../reply.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ params, locals }) =>
	answering(async () => {
		const view = await locals.house.view(params.id);
		if (!view) throw noRun();
		return json(runOut(view));
	});

export const DELETE: RequestHandler = ({ params, locals }) =>
	answering(async () => {
		if (!(await locals.house.remove(params.id))) throw noRun();
		return new Response(null, { status: 204 });
	});
