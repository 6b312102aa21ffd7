import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/** A page of text, without scripts. */
export const csr = false;

export const load: PageServerLoad = async ({ params, locals }) => {
	const traced = await locals.house.traced(params.id, Number(params.n));
	if (!traced) error(404, { message: 'There is no such call in this run.', code: 'no-such-call' });
	return { ...traced, runId: params.id };
};
