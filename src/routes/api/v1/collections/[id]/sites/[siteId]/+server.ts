import { noCollection } from '../../../../../collection.ts';
import { answering } from '../../../../../reply.ts';
import type { RequestHandler } from './$types';

export const DELETE: RequestHandler = ({ params, locals }) =>
	answering(async () => {
		if (!(await locals.house.collections.unfollow(params.id, params.siteId))) throw noCollection();
		return new Response(null, { status: 204 });
	});
