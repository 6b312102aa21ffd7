import { fail, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

const within = (to: string | null) => (to !== null && /^\/(?![/\\])/u.test(to) ? to : '/');

export const load: PageServerLoad = ({ locals, url }) => {
	if (locals.as === 'user') redirect(303, within(url.searchParams.get('to')));
	return {};
};

export const actions: Actions = {
	default: async ({ request, locals, url }) => {
		const form = await request.formData();
		const result = locals.signIn(String(form.get('password') ?? ''));
		if (result === 'wait')
			return fail(429, { message: 'Too many wrong passwords. Try again in a quarter of an hour.' });
		if (!result) return fail(400, { message: 'That is not the password.' });
		redirect(303, within(url.searchParams.get('to')));
	}
};
