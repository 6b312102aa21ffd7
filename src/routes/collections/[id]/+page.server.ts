import { error, fail, redirect } from '@sveltejs/kit';
import { CollectionName } from '#lib/research/collection.ts';
import { DOCUMENT_STATUSES } from '#lib/research/documents.ts';
import { CrawlBody } from '#lib/research/collections-api.ts';
import { takeFiles } from '../../api/collection.ts';
import { Refusal } from '../../api/reply.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const SHOWN = 100; // documents of one page

export const load: PageServerLoad = async ({ params, locals, url, depends }) => {
	depends('collection:page');
	const { collections } = locals.house;
	const collection = await collections.find(params.id);
	if (!collection)
		error(404, { message: 'There is no collection at this address.', code: 'no-such-collection' });
	const status = DOCUMENT_STATUSES.find((one) => one === url.searchParams.get('status'));
	const after = url.searchParams.get('after');
	const found = await collections.documents({
		collectionId: params.id,
		limit: SHOWN + 1,
		...(status && { status }),
		...(after !== null && { after })
	});
	const documents = found.slice(0, SHOWN);
	const { fileBytes, pages, roots } = collections.caps;
	return {
		collection,
		documents,
		status: status ?? null,
		first: after === null,
		next: found.length > SHOWN ? (documents.at(-1)?.id ?? null) : null,
		caps: { fileMb: Math.round(fileBytes / 1e6), pages, roots },
		embedder: !locals.house.settings().embedder.startsWith('none')
	};
};

const back = ({ params }: RequestEvent) => redirect(303, `/collections/${params.id}`);
const failureOf = (cause: unknown): string | null =>
	cause instanceof Error && cause.name === 'Failure' ? cause.message : null;

/** The same as the API's, for pages without scripts. */
export const actions: Actions = {
	upload: async ({ params, request, locals }) => {
		try {
			const given = await takeFiles(request, { house: locals.house, collectionId: params.id });
			const refused = given.filter(({ outcome }) => outcome === 'refused');
			if (refused.length > 0) return fail(422, { refused, message: null });
		} catch (cause) {
			if (cause instanceof Refusal)
				return fail(cause.status, { refused: [], message: cause.message });
			throw cause;
		}
		redirect(303, `/collections/${params.id}`);
	},
	folder: async (event) => {
		const path = String((await event.request.formData()).get('path') ?? '');
		try {
			const given = await event.locals.house.collections.giveFolder(event.params.id, path);
			const refused = given.filter(({ outcome }) => outcome === 'refused');
			if (refused.length > 0) return fail(422, { refused, message: null });
		} catch (cause) {
			const why = failureOf(cause);
			if (why === null) throw cause;
			return fail(422, { refused: [], message: `The folder cannot be added: ${why}.` });
		}
		return back(event);
	},
	follow: async (event) => {
		const form = await event.request.formData();
		const body = CrawlBody.safeParse({
			url: form.get('url'),
			depth: Number(form.get('depth') ?? 3),
			pages: Number(form.get('pages') || event.locals.house.collections.caps.pages)
		});
		if (!body.success)
			return fail(422, { refused: [], message: 'Give the address of a site or feed.' });
		try {
			await event.locals.house.collections.follow(event.params.id, body.data);
		} catch (cause) {
			const why = failureOf(cause);
			if (why === null) throw cause;
			return fail(422, { refused: [], message: `“${body.data.url}” ${why}.` });
		}
		return back(event);
	},
	crawlAgain: async (event) => {
		const crawl = String((await event.request.formData()).get('crawl') ?? '');
		await event.locals.house.collections.crawlAgain(event.params.id, crawl);
		return back(event);
	},
	unfollow: async (event) => {
		const crawl = String((await event.request.formData()).get('crawl') ?? '');
		await event.locals.house.collections.unfollow(event.params.id, crawl);
		return back(event);
	},
	removeDocument: async (event) => {
		const id = String((await event.request.formData()).get('document') ?? '');
		await event.locals.house.collections.removeDocument(event.params.id, id);
		return back(event);
	},
	again: async (event) => {
		await event.locals.house.collections.readAgain(event.params.id, 'failed');
		return back(event);
	},
	reindex: async (event) => {
		await event.locals.house.collections.reindex(event.params.id);
		return back(event);
	},
	cancel: async (event) => {
		await event.locals.house.collections.cancel(event.params.id);
		return back(event);
	},
	rename: async (event) => {
		const name = CollectionName.safeParse((await event.request.formData()).get('name'));
		if (!name.success)
			return fail(422, { refused: [], message: 'Give it a name of up to 120 characters.' });
		await event.locals.house.collections.rename(event.params.id, name.data);
		return back(event);
	},
	remove: async ({ params, locals }) => {
		await locals.house.collections.remove(params.id);
		redirect(303, '/collections');
	}
};
