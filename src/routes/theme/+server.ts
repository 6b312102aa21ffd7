import { redirect } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

const YEAR = 365 * 24 * 3600;

/** Light, dark, light …: the first press goes to the one the page is not in by default. */
export const POST: RequestHandler = async ({ request, cookies, locals, url }) => {
	const form = await request.formData();
	const to = String(form.get('to') ?? '/');
	const theme = locals.theme === 'dark' ? 'light' : 'dark';
	cookies.set('theme', theme, {
		path: '/',
		maxAge: YEAR,
		sameSite: 'lax',
		secure: url.protocol === 'https:',
		httpOnly: true
	});
	redirect(303, /^\/(?!\/)/u.test(to) ? to : '/');
};
