import { fail, redirect } from '@sveltejs/kit';
import {
	ConnectionBody,
	ConnectionChange,
	EmbeddingBody,
	LimitsBody,
	readSetting,
	RolesBody
} from '#lib/research/settings.ts';
import { isFailure } from '../api/settings-reply.ts';
import type { Actions, PageServerLoad } from './$types';
import { connectionOf, limitsOf, rolesOf, textOf } from './form.ts';

export const load: PageServerLoad = async ({ locals }) => ({
	settings: await locals.house.setup.read()
});

interface Trouble {
	readonly at: string; // "add", a connection's id, "roles", "embedding" or "limits"
	readonly message: string;
	/** What was typed, so that nothing but the key must be typed again. */
	readonly typed: Readonly<Record<string, string>>;
}

/** Does the work and goes back to its place on the page; what is refused in words is shown there. */
async function saving(
	{ at, form }: { at: string; form: FormData },
	work: () => Promise<string>
): Promise<ReturnType<typeof fail<Trouble>>> {
	let place: string;
	try {
		place = await work();
	} catch (error) {
		if (!isFailure(error) && !(error instanceof Wrong)) throw error;
		return fail(422, { at, message: error.message, typed: typedOf(form) });
	}
	redirect(303, `/settings#${place}`);
}

class Wrong extends Error {}

function valid<T>(read: { readonly value: T } | { readonly problem: string }): T {
	if ('problem' in read) throw new Wrong(read.problem);
	return read.value;
}

function typedOf(form: FormData): Record<string, string> {
	return Object.fromEntries(
		[...form.entries()].flatMap(([name, value]) =>
			name !== 'apiKey' && typeof value === 'string' ? [[name, value] as const] : []
		)
	);
}

export const actions: Actions = {
	add: async ({ request, locals }) => {
		const form = await request.formData();
		return saving({ at: 'add', form }, async () => {
			const body = valid(readSetting(connectionOf(form), ConnectionBody));
			const { id } = await locals.house.setup.add(body);
			return `connection-${id}`;
		});
	},
	change: async ({ request, locals }) => {
		const form = await request.formData();
		const id = textOf(form, 'id');
		return saving({ at: id, form }, async () => {
			const change = valid(readSetting(connectionOf(form), ConnectionChange));
			await locals.house.setup.change(id, change);
			return `connection-${id}`;
		});
	},
	remove: async ({ request, locals }) => {
		const form = await request.formData();
		const id = textOf(form, 'id');
		return saving({ at: id, form }, async () => {
			await locals.house.setup.remove(id);
			return 'models';
		});
	},
	test: async ({ request, locals }) => {
		const form = await request.formData();
		const id = textOf(form, 'id');
		return saving({ at: id, form }, async () => {
			await locals.house.setup.test(id);
			return `connection-${id}`;
		});
	},
	roles: async ({ request, locals }) => {
		const form = await request.formData();
		return saving({ at: 'roles', form }, async () => {
			await locals.house.setup.setRoles(valid(readSetting(rolesOf(form), RolesBody)));
			return 'roles';
		});
	},
	embedding: async ({ request, locals }) => {
		const form = await request.formData();
		return saving({ at: 'embedding', form }, async () => {
			const model = textOf(form, 'model');
			const body = valid(readSetting({ model: model === '' ? null : model }, EmbeddingBody));
			await locals.house.setup.setEmbedding(body);
			return 'embedding';
		});
	},
	embedderAnew: async ({ request, locals }) => {
		const form = await request.formData();
		return saving({ at: 'embedding', form }, async () => {
			await locals.house.setup.fetchEmbedderAnew();
			return 'embedding';
		});
	},
	limits: async ({ request, locals }) => {
		const form = await request.formData();
		return saving({ at: 'limits', form }, async () => {
			await locals.house.setup.setLimits(valid(readSetting(limitsOf(form), LimitsBody)));
			return 'limits';
		});
	}
};
