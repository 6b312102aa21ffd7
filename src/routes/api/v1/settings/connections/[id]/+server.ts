import { json } from '@sveltejs/kit';
import { ConnectionChange } from '#lib/research/settings.ts';
import { readBody } from '../../../../reply.ts';
import { settling } from '../../../../settings-reply.ts';
import type { RequestHandler } from './$types';

export const PUT: RequestHandler = ({ params, request, locals }) =>
	settling(async () => {
		const change = await readBody(request, ConnectionChange);
		return json(await locals.house.setup.change(params.id, change));
	});

export const DELETE: RequestHandler = ({ params, locals }) =>
	settling(async () => {
		await locals.house.setup.remove(params.id);
		return new Response(null, { status: 204 });
	});
