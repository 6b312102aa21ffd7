import { noCollection } from '../../../../../../collection.ts';
import { answering } from '../../../../../../reply.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ params, locals }) =>
	answering(async () => {
		const document = await locals.house.collections.document(params.id, params.documentId);
		const snapshot = document?.textHash ? await locals.house.snapshot(document.textHash) : null;
		if (!snapshot) throw noCollection();
		return new Response(snapshot.text, {
			headers: { 'content-type': 'text/plain; charset=utf-8' }
		});
	});
