import { error } from '@sveltejs/kit';
import { keptCopy } from '../../../../kept-copy.ts';
import type { PageServerLoad } from './$types';

/** A kept copy can be a book: it is a page of text without scripts. */
export const csr = false;

export const load: PageServerLoad = async ({ params, locals, url }) => {
	const view = await locals.house.view(params.id);
	if (!view) error(404, { message: 'There is no run at this address.', code: 'no-such-run' });
	return {
		...(await keptCopy(locals.house, { view, sourceId: params.sourceId, url })),
		back: `/runs/${params.id}`
	};
};
