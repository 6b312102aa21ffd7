import { json } from '@sveltejs/kit';
import { CrawlBody, crawlOut } from '#lib/research/collections-api.ts';
import { collectionOr404, refusalOf } from '../../../../collection.ts';
import { answering, readBody } from '../../../../reply.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ params, request, locals }) =>
	answering(async () => {
		const body = await readBody(request, CrawlBody);
		await collectionOr404(locals.house, params.id);
		try {
			const crawl = await locals.house.collections.follow(params.id, body);
			return json(crawlOut(crawl), { status: 202 });
		} catch (error) {
			throw refusalOf(error, { status: 422, subject: body.url });
		}
	});
