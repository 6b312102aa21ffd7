import { json } from '@sveltejs/kit';
import { ConnectionBody } from '#lib/research/settings.ts';
import { readBody } from '../../../reply.ts';
import { settling } from '../../../settings-reply.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ request, locals }) =>
	settling(async () => {
		const added = await locals.house.setup.add(await readBody(request, ConnectionBody));
		const location = `/api/v1/settings/connections/${added.id}`;
		return json(added, { status: 201, headers: { location } });
	});
