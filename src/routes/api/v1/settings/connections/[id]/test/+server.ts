import { json } from '@sveltejs/kit';
import { settling } from '../../../../../settings-reply.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ params, locals }) =>
	settling(async () => json(await locals.house.setup.test(params.id)));
