import { error, fail, redirect } from '@sveltejs/kit';
import { SteerBody } from '#lib/research/steer.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals }) => {
	const view = await locals.house.view(params.id);
	if (!view) error(404, { message: 'There is no run at this address.', code: 'no-such-run' });
	const models = locals.house.settings().models;
	return {
		view,
		shared: (await locals.house.shareOf(params.id)) !== null,
		canUpgrade: models !== null && view.status === 'done' && view.calls.length === 0
	};
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
	stop: control('stop'),
	steer: async ({ params, locals, request }) => {
		const form = await request.formData();
		const steer = SteerBody.safeParse({ kind: form.get('kind'), text: form.get('text') });
		if (!steer.success) return fail(422, { message: 'Say what to add.' });
		if (!(await locals.house.steer(params.id, steer.data)))
			return fail(409, { message: 'The run is over.' });
		redirect(303, `/runs/${params.id}`);
	},
	upgrade: async ({ params, locals }) => {
		if (!(await locals.house.upgrade(params.id)))
			return fail(409, { message: 'This report cannot be written again.' });
		redirect(303, `/runs/${params.id}`);
	}
};
