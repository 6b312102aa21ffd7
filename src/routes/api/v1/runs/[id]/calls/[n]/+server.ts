import { json } from '@sveltejs/kit';
import { answering, Refusal } from '../../../../../reply.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ params, locals }) =>
	answering(async () => {
		const traced = await locals.house.traced(params.id, Number(params.n));
		if (!traced) {
			throw new Refusal(404, 'no-such-call', { message: 'The run has no call of this number.' });
		}
		return json(traced);
	});
