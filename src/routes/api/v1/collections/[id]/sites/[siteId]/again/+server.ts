import { noCollection } from '../../../../../../collection.ts';
import { answering } from '../../../../../../reply.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ params, locals }) =>
	answering(async () => {
		if (!(await locals.house.collections.crawlAgain(params.id, params.siteId)))
			throw noCollection();
		return new Response(null, { status: 202 });
	});
