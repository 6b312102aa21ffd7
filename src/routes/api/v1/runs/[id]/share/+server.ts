import { json } from '@sveltejs/kit';
import { ShareBody } from '#lib/research/api.ts';
import { answering, noRun, readBody } from '../../../../reply.ts';
import type { RequestHandler } from './$types';

const DAY_MS = 24 * 3_600_000;

export const POST: RequestHandler = ({ params, request, url, locals }) =>
	answering(async () => {
		const { expiresInDays, privateQuotes } = await readBody(request, ShareBody);
		const expiresAt = expiresInDays === undefined ? null : Date.now() + expiresInDays * DAY_MS;
		const shared = await locals.house.share(params.id, {
			expiresAt,
			withPrivate: privateQuotes ?? false
		});
		if (!shared) throw noRun();
		return json({ url: `${url.origin}/s/${shared.token}`, token: shared.token }, { status: 201 });
	});

export const DELETE: RequestHandler = ({ params, locals }) =>
	answering(async () => {
		if (!(await locals.house.view(params.id))) throw noRun();
		await locals.house.unshare(params.id);
		return new Response(null, { status: 204 });
	});
