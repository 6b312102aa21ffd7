import { json } from '@sveltejs/kit';
import { openApi } from '#lib/research/openapi.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals, url }) =>
	json(openApi({ version: locals.house.version, origin: url.origin }));
