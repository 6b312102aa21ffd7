import { json } from '@sveltejs/kit';
import { traceOf } from '#lib/research/trace.ts';
import { answering, noRun } from '../../../../reply.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ params, locals }) =>
	answering(async () => {
		const facts = await locals.house.facts(params.id);
		if (!facts) throw noRun();
		return json(traceOf(params.id, facts));
	});
