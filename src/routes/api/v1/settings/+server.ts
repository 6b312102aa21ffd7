import { json } from '@sveltejs/kit';
import { answering } from '../../reply.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals }) =>
	answering(async () => json(await locals.house.setup.read()));
