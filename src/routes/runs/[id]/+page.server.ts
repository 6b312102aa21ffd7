import { error, fail, redirect } from '@sveltejs/kit';
import { extensionOf } from '#lib/research/budget.ts';
import { canUpgrade, isOver, type RunView } from '#lib/research/fold.ts';
import { reportOf } from '#lib/research/report.ts';
import { SteerBody } from '#lib/research/api.ts';
import { PlanSections } from '#lib/research/steer.ts';
import { diffReports, type ReportDiff } from '#lib/research/versions.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals, url }) => {
	const now = await locals.house.view(params.id);
	if (!now) error(404, { message: 'There is no run at this address.', code: 'no-such-run' });
	const shown = versionIn(url);
	const view = shown === null ? now : await locals.house.viewAt(params.id, shown);
	if (!view) error(404, { message: 'There is no such version.', code: 'no-such-version' });
	const models = locals.house.settings().models;
	return {
		view,
		shown,
		versions: now.versions,
		working: !isOver(now),
		inWork: now.version.number,
		changes: await changesIn(locals.house, view),
		shared: (await locals.house.shareOf(params.id)) !== null,
		canUpgrade: models !== null && canUpgrade(view)
	};
};

function versionIn(url: URL): number | null {
	const asked = url.searchParams.get('version');
	return asked === null || !/^\d{1,6}$/u.test(asked) ? null : Number(asked);
}

/** What a finished version changed; null for the first, and while one is in work. */
async function changesIn(house: App.Locals['house'], view: RunView): Promise<ReportDiff | null> {
	const last = view.versions.at(-2); // numbers of versions that were given up are left out
	if (view.status !== 'done' || !last) return null;
	const before = await house.viewAt(view.id, last.number);
	return before && diffReports(reportOf(before), reportOf(view));
}

/** The same controls as the API's, for pages without scripts. */
const control =
	(kind: 'pause' | 'resume' | 'finish' | 'stop') =>
	async ({ params, locals }: { params: { id: string }; locals: App.Locals }) => {
		if (!(await locals.house.control(params.id, kind)))
			return fail(409, { message: 'The run is over.' });
		redirect(303, `/runs/${params.id}`);
	};

/** The plan's form as sections: rows in the order of their place, those without a question left out. */
function planIn(form: FormData): unknown[] {
	const column = (name: string) => form.getAll(name).map(String);
	const [ids, headings, places] = [column('id'), column('heading'), column('place')];
	return column('question')
		.map((question, at) => ({
			...{ id: ids[at] ?? '', heading: headings[at] ?? '', question: question.trim() },
			place: Number(places[at] ?? at)
		}))
		.filter(({ question }) => question !== '')
		.sort((a, b) => a.place - b.place)
		.map(({ id, heading, question }) => ({ ...(id !== '' && { id }), heading, question }));
}

export const actions: Actions = {
	pause: control('pause'),
	resume: control('resume'),
	finish: control('finish'),
	stop: control('stop'),
	steer: async ({ params, locals, request }) => {
		const form = await request.formData();
		const view = await locals.house.view(params.id);
		const share = Number(form.get('share') ?? 0);
		const said =
			form.get('kind') === 'extend' && view && share > 0 && share <= 1
				? { kind: 'extend', limits: extensionOf(view, share) }
				: { kind: form.get('kind'), text: form.get('text') };
		const steer = SteerBody.safeParse(said);
		if (!steer.success) {
			const why = steer.error.issues.find((issue) => issue.path[0] === 'text')?.message;
			return fail(422, { message: why ? `Not taken: it ${why}.` : 'Say what to add.' });
		}
		if (!(await locals.house.steer(params.id, steer.data)))
			return fail(409, { message: 'The run ended without a report.' });
		redirect(303, `/runs/${params.id}`);
	},
	approve: async ({ params, locals, request }) => {
		const sections = PlanSections.safeParse(planIn(await request.formData()));
		if (!sections.success)
			return fail(422, { message: 'A plan needs at least one question, and no more than 24.' });
		if (!(await locals.house.approve(params.id, sections.data)))
			return fail(409, { message: 'The run does not wait for its plan.' });
		redirect(303, `/runs/${params.id}`);
	},
	upgrade: async ({ params, locals }) => {
		if (!(await locals.house.upgrade(params.id)))
			return fail(409, { message: 'This report cannot be written again.' });
		redirect(303, `/runs/${params.id}`);
	}
};
