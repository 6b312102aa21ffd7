import { json } from '@sveltejs/kit';
import { DiffQuery } from '#lib/research/api.ts';
import { reportOf } from '#lib/research/report.ts';
import { diffReports } from '#lib/research/versions.ts';
import { answering, checked, noRun, noVersion } from '../../../../reply.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ params, locals, url }) =>
	answering(async () => {
		const asked = checked(Object.fromEntries(url.searchParams), DiffQuery);
		const view = await locals.house.view(params.id);
		if (!view) throw noRun();
		const to = asked.to ?? view.versions.at(-1)?.number ?? 1;
		// Numbers of versions that were given up are left out.
		const from = asked.from ?? view.versions.findLast(({ number }) => number < to)?.number ?? 1;
		const [before, after] = await Promise.all(
			[from, to].map((number) => locals.house.viewAt(params.id, number))
		);
		if (!before || !after) throw noVersion();
		return json({ from, to, ...diffReports(reportOf(before), reportOf(after)) });
	});
