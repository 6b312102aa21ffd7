import { error } from '@sveltejs/kit';
import { keptCopy } from '../../../../kept-copy.ts';
import type { PageServerLoad } from './$types';

/** A kept copy can be a book: it is a page of text without scripts. */
export const csr = false;

export const load: PageServerLoad = async ({ params, locals, url, setHeaders }) => {
	setHeaders({ 'x-robots-tag': 'noindex, nofollow', 'cache-control': 'no-store' });
	const view = await locals.house.shared(params.token);
	if (!view) error(404, { message: 'There is no report at this address.', code: 'no-such-share' });
	return {
		...(await keptCopy(locals.house, { view, sourceId: params.sourceId, url })),
		back: `/s/${params.token}`
	};
};
