import { fail, redirect } from '@sveltejs/kit';
import { CollectionName } from '#lib/research/collection.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({
	collections: await locals.house.collections.list()
});

export const actions: Actions = {
	default: async ({ request, locals }) => {
		const form = await request.formData();
		const name = CollectionName.safeParse(form.get('name'));
		if (!name.success) return fail(422, { message: 'Give it a name of up to 120 characters.' });
		const { id } = await locals.house.collections.create(name.data);
		redirect(303, `/collections/${id}`);
	}
};
