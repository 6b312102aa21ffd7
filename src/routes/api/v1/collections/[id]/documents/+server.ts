import { json } from '@sveltejs/kit';
import { documentOut, DocumentsQuery } from '#lib/research/collections-api.ts';
import { collectionOr404, takeFiles } from '../../../../collection.ts';
import { answering, checked } from '../../../../reply.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ params, url, locals }) =>
	answering(async () => {
		const asked = checked(Object.fromEntries(url.searchParams), DocumentsQuery);
		const { status, cursor, limit } = asked;
		await collectionOr404(locals.house, params.id);
		const found = await locals.house.collections.documents({
			collectionId: params.id,
			limit: limit + 1,
			...(status !== undefined && { status }),
			...(cursor !== undefined && { after: cursor })
		});
		const documents = found.slice(0, limit);
		const next = found.length > limit ? (documents.at(-1)?.id ?? null) : null;
		return json({ documents: documents.map(documentOut), next });
	});

export const POST: RequestHandler = ({ params, request, locals }) =>
	answering(async () => {
		await collectionOr404(locals.house, params.id);
		const files = await takeFiles(request, { house: locals.house, collectionId: params.id });
		return json({ files }, { status: 202 });
	});
