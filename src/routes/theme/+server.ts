import { redirect } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

const YEAR = 365 * 24 * 3600;

/** Light, dark, or as the system says (no cookie); then back to the page the reader came from. */
export const POST: RequestHandler = async ({ request, cookies, url }) => {
	const form = await request.formData();
	const theme = form.get('theme');
	const to = String(form.get('to') ?? '/');
	if (theme === 'light' || theme === 'dark') {
		cookies.set('theme', theme, {
			path: '/',
			maxAge: YEAR,
			sameSite: 'lax',
			secure: url.protocol === 'https:',
			httpOnly: true
		});
	} else cookies.delete('theme', { path: '/' });
	redirect(303, /^\/(?![/\\])/u.test(to) ? to : '/');
};
