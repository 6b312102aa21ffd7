import { json } from '@sveltejs/kit';
import { EmbeddingBody } from '#lib/research/settings.ts';
import { readBody } from '../../../reply.ts';
import { settling } from '../../../settings-reply.ts';
import type { RequestHandler } from './$types';

export const PUT: RequestHandler = ({ request, locals }) =>
	settling(async () => {
		await locals.house.setup.setEmbedding(await readBody(request, EmbeddingBody));
		return json(await locals.house.setup.read());
	});
