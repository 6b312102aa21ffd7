import { documentCopy } from '../../../../../../collection.ts';
import { answering } from '../../../../../../reply.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ params, locals }) =>
	answering(async () => {
		const { text } = await documentCopy(locals.house, params);
		return new Response(text, { headers: { 'content-type': 'text/plain; charset=utf-8' } });
	});
