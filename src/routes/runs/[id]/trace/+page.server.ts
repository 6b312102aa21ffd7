import { error } from '@sveltejs/kit';
import { traceOf } from '#lib/research/trace.ts';
import type { PageServerLoad } from './$types';

/** A page of text, without scripts. */
export const csr = false;

export const load: PageServerLoad = async ({ params, locals }) => {
	const facts = await locals.house.facts(params.id);
	if (!facts) error(404, { message: 'There is no run at this address.', code: 'no-such-run' });
	return { trace: traceOf(params.id, facts) };
};
