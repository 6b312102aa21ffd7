import { json } from '@sveltejs/kit';
import { CollectionBody, collectionOut, crawlOut } from '#lib/research/collections-api.ts';
import { collectionOr404, noCollection } from '../../../collection.ts';
import { answering, readBody } from '../../../reply.ts';
import type { RequestHandler } from './$types';

async function detail(house: App.Locals['house'], id: string): Promise<Response> {
	const collection = await collectionOr404(house, id);
	return json({ ...collectionOut(collection), crawls: collection.crawls.map(crawlOut) });
}

export const GET: RequestHandler = ({ params, locals }) =>
	answering(() => detail(locals.house, params.id));

export const PATCH: RequestHandler = ({ params, request, locals }) =>
	answering(async () => {
		const { name } = await readBody(request, CollectionBody);
		if (!(await locals.house.collections.rename(params.id, name))) throw noCollection();
		return detail(locals.house, params.id);
	});

export const DELETE: RequestHandler = ({ params, locals }) =>
	answering(async () => {
		if (!(await locals.house.collections.remove(params.id))) throw noCollection();
		return new Response(null, { status: 204 });
	});
