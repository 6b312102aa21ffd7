import { json } from '@sveltejs/kit';
import { compareRuns } from '#lib/research/compare.ts';
import { CompareQuery } from '#lib/research/trace-api.ts';
import { answering, checked, Refusal } from '../../reply.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals, url }) =>
	answering(async () => {
		const { a, b } = checked(Object.fromEntries(url.searchParams), CompareQuery);
		const [left, right] = await Promise.all([locals.house.view(a), locals.house.view(b)]);
		if (!left || !right) {
			const message = `There is no run with the id "${left ? b : a}" (${left ? 'b' : 'a'}).`;
			throw new Refusal(404, 'no-such-run', { message });
		}
		return json(compareRuns(left, right, Date.now()));
	});
