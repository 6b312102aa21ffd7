import { error, fail, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals }) => {
	const view = await locals.house.view(params.id);
	if (!view) error(404, { message: 'There is no run at this address.', code: 'no-such-run' });
	return { view, shared: (await locals.house.shareOf(params.id)) !== null };
};

/** The same controls as the API's, for pages without scripts. */
const control =
	(kind: 'pause' | 'resume' | 'finish' | 'stop') =>
	async ({ params, locals }: { params: { id: string }; locals: App.Locals }) => {
		if (!(await locals.house.control(params.id, kind)))
			return fail(409, { message: 'The run is over.' });
		redirect(303, `/runs/${params.id}`);
	};

export const actions: Actions = {
	pause: control('pause'),
	resume: control('resume'),
	finish: control('finish'),
	stop: control('stop')
};
