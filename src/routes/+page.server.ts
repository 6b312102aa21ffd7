import { fail, redirect } from '@sveltejs/kit';
import { EFFORTS, type Effort } from '#lib/research/run.ts';
import { MAX_QUESTION } from '#lib/research/api.ts';
import type { SourcesField } from '#lib/research/engine-names.ts';
import { readSourcesForm, scopeOfForm } from '#lib/research/ask-sources.ts';
import type { Actions, PageServerLoad } from './$types';

const RECENT = 5;

export const load: PageServerLoad = async ({ locals, url }) => {
	const { runs } = await locals.house.list({ limit: RECENT });
	const collections = await locals.house.collections.list();
	const known = new Set(collections.map((one) => one.id));
	return {
		question: (url.searchParams.get('q') ?? '').slice(0, MAX_QUESTION),
		recent: runs,
		collections,
		chosen: url.searchParams.getAll('collection').filter((id) => known.has(id)),
		settings: locals.house.settings(),
		estimates: await locals.house.setup.estimates(),
		offPeak: locals.house.setup.offPeak()
	};
};

/** Without the question where to look, the web it is. */
function whereOf(form: FormData): { web: boolean; collections: string[] } {
	const collections = form.getAll('collection').map(String);
	return { web: form.get('where') === null || form.get('web') !== null, collections };
}

export const actions: Actions = {
	default: async ({ request, locals }) => {
		const form = await request.formData();
		const text = String(form.get('question') ?? '').trim();
		const effort = EFFORTS.find((one): one is Effort => one === form.get('effort')) ?? 'standard';
		const { web, collections } = whereOf(form);
		const approvePlan = form.get('approvePlan') === 'on';
		const sources = readSourcesForm(form);
		const wrong: SourcesField | null = null;
		const kept = { text, effort, web, collections, approvePlan, sources, wrong };
		if (text === '') return fail(422, { ...kept, message: 'Write a question first.' });
		if (text.length > MAX_QUESTION) {
			return fail(422, {
				...kept,
				message: `A question may have ${MAX_QUESTION} characters; this has ${text.length}.`
			});
		}
		if (!web && collections.length === 0) {
			const message = 'Tick the web, a collection, or both.';
			return fail(422, { ...kept, message });
		}
		const there = locals.house.settings().searching;
		const scoped = scopeOfForm({ web, collections }, { form: sources, there });
		if ('message' in scoped)
			return fail(422, { ...kept, message: scoped.message, wrong: scoped.field });
		const { scope } = scoped;
		// A box that is not ticked says no, whatever the settings say; without the box the settings count.
		const waitOffPeak = locals.house.setup.offPeak() ? form.get('waitOffPeak') !== null : undefined;
		const { id } = await locals.house.ask({ text, effort, scope, waitOffPeak, approvePlan });
		redirect(303, `/runs/${id}`);
	}
};
