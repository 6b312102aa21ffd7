import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals, setHeaders }) => {
	setHeaders({ 'x-robots-tag': 'noindex, nofollow', 'cache-control': 'no-store' });
	const view = await locals.house.shared(params.token);
	// Unknown, revoked and expired look the same.
	if (!view) error(404, { message: 'There is no report at this address.', code: 'no-such-share' });
	return { view, token: params.token };
};
