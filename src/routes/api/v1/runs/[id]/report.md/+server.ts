import { markdownOf, reportOf } from '#lib/research/report.ts';
import { answering, viewFor } from '../../../../reply.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ params, locals, url }) =>
	answering(async () => {
		const view = await viewFor(locals.house, { id: params.id, url });
		const name = (view.question?.text ?? 'report').toLowerCase().replace(/[^a-z0-9]+/gu, '-').replace(/^-|-$/gu, '').slice(0, 60) || 'report';
		return new Response(markdownOf(reportOf(view)), {
			headers: {
				'content-type': 'text/markdown; charset=utf-8',
				'content-disposition': `attachment; filename="${name}.md"`
			}
		});
	});
