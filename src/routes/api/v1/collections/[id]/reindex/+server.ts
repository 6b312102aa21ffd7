import { collectionOr404 } from '../../../../collection.ts';
import { answering } from '../../../../reply.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ params, locals }) =>
	answering(async () => {
		await collectionOr404(locals.house, params.id);
		await locals.house.collections.reindex(params.id);
		return new Response(null, { status: 202 });
	});
