import { controlling } from '../../../../control.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ params, locals }) =>
	controlling(locals.house, params.id, 'pause');
