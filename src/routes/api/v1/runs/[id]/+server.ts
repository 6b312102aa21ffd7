import { json } from '@sveltejs/kit';
import { runOut } from '#lib/research/api.ts';
import { answering, noRun, viewFor } from '../../../reply.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ params, locals, url }) =>
	answering(async () => json(runOut(await viewFor(locals.house, { id: params.id, url }))));

export const DELETE: RequestHandler = ({ params, locals }) =>
	answering(async () => {
		if (!(await locals.house.remove(params.id))) throw noRun();
		return new Response(null, { status: 204 });
	});
