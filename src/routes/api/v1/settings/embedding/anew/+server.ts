import { json } from '@sveltejs/kit';
import { settling } from '../../../../settings-reply.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ locals }) =>
	settling(async () => {
		await locals.house.setup.fetchEmbedderAnew();
		return json(await locals.house.setup.read());
	});
