import { json } from '@sveltejs/kit';
import { reportOf } from '#lib/research/report.ts';
import { answering, viewFor } from '../../../../reply.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ params, locals, url }) =>
	answering(async () => {
		const view = await viewFor(locals.house, { id: params.id, url });
		return json(reportOf(view));
	});
