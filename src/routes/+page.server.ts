import { fail, redirect } from '@sveltejs/kit';
import { EFFORTS, type Effort } from '#lib/research/run.ts';
import { MAX_QUESTION } from '#lib/research/api.ts';
import type { Actions, PageServerLoad } from './$types';

const RECENT = 5;

export const load: PageServerLoad = async ({ locals, url }) => {
	const { runs } = await locals.house.list({ limit: RECENT });
	return {
		question: (url.searchParams.get('q') ?? '').slice(0, MAX_QUESTION),
		recent: runs,
		settings: locals.house.settings()
	};
};

export const actions: Actions = {
	default: async ({ request, locals }) => {
		const form = await request.formData();
		const text = String(form.get('question') ?? '').trim();
		const effort = EFFORTS.find((one): one is Effort => one === form.get('effort')) ?? 'standard';
		if (text === '') return fail(400, { text, effort, message: 'Write a question first.' });
		if (text.length > MAX_QUESTION) {
			return fail(400, {
				text,
				effort,
				message: `A question may have ${MAX_QUESTION} characters; this has ${text.length}.`
			});
		}
		const { id } = await locals.house.ask({ text, effort });
		redirect(303, `/runs/${id}`);
	}
};
