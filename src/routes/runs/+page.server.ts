import { redirect } from '@sveltejs/kit';
import { STATUSES, type Status } from '#lib/research/run.ts';
import type { Actions, PageServerLoad } from './$types';

const PAGE = 30;

export const load: PageServerLoad = async ({ locals, url }) => {
	const text = (url.searchParams.get('q') ?? '').slice(0, 200);
	const status = STATUSES.find((one): one is Status => one === url.searchParams.get('status'));
	const before = url.searchParams.get('cursor');
	const { runs, next } = await locals.house.list({
		limit: PAGE,
		...(text !== '' && { text }),
		...(status && { status }),
		...(before !== null && { before })
	});
	return { runs, next, text, status: status ?? null };
};

export const actions: Actions = {
	remove: async ({ request, locals }) => {
		const form = await request.formData();
		await locals.house.remove(String(form.get('id') ?? ''));
		redirect(303, '/runs');
	}
};
