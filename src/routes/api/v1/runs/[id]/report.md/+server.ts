import { markdownOf, reportOf } from '#lib/research/report.ts';
import { answering, noRun } from '../../../../reply.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ params, locals }) =>
	answering(async () => {
		const view = await locals.house.view(params.id);
		if (!view) throw noRun();
		const name = (view.question?.text ?? 'report').toLowerCase().replace(/[^a-z0-9]+/gu, '-').replace(/^-|-$/gu, '').slice(0, 60) || 'report';
		return new Response(markdownOf(reportOf(view)), {
			headers: {
				'content-type': 'text/markdown; charset=utf-8',
				'content-disposition': `attachment; filename="${name}.md"`
			}
		});
	});
