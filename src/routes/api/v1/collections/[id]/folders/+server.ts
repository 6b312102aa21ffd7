import { json } from '@sveltejs/kit';
import { FolderBody } from '#lib/research/collections-api.ts';
import { collectionOr404, refusalOf } from '../../../../collection.ts';
import { answering, readBody } from '../../../../reply.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ params, request, locals }) =>
	answering(async () => {
		const { path } = await readBody(request, FolderBody);
		await collectionOr404(locals.house, params.id);
		try {
			const files = await locals.house.collections.giveFolder(params.id, path);
			return json({ files }, { status: 202 });
		} catch (error) {
			throw refusalOf(error, { status: 403, subject: 'The folder cannot be added' });
		}
	});
