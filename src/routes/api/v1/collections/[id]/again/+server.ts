import { AgainBody } from '#lib/research/collections-api.ts';
import { collectionOr404 } from '../../../../collection.ts';
import { answering, readBody } from '../../../../reply.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ params, request, locals }) =>
	answering(async () => {
		const { status } = await readBody(request, AgainBody);
		await collectionOr404(locals.house, params.id);
		await locals.house.collections.readAgain(params.id, status);
		return new Response(null, { status: 202 });
	});
