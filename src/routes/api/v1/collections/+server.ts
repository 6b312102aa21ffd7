import { json } from '@sveltejs/kit';
import { CollectionBody, collectionOut } from '#lib/research/collections-api.ts';
import { answering, readBody } from '../../reply.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals }) =>
	json({ collections: (await locals.house.collections.list()).map(collectionOut) });

export const POST: RequestHandler = ({ request, locals }) =>
	answering(async () => {
		const { name } = await readBody(request, CollectionBody);
		const made = await locals.house.collections.create(name);
		const location = `/api/v1/collections/${made.id}`;
		return json(collectionOut(made), { status: 201, headers: { location } });
	});
