import { json } from '@sveltejs/kit';
import { documentOut } from '#lib/research/collections-api.ts';
import { noCollection } from '../../../../../collection.ts';
import { answering } from '../../../../../reply.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ params, locals }) =>
	answering(async () => {
		const document = await locals.house.collections.document(params.id, params.documentId);
		if (!document) throw noCollection();
		return json(documentOut(document));
	});

export const DELETE: RequestHandler = ({ params, locals }) =>
	answering(async () => {
		const { id, documentId } = params;
		if (!(await locals.house.collections.removeDocument(id, documentId))) throw noCollection();
		return new Response(null, { status: 204 });
	});
