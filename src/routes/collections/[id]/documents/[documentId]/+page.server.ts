import { error } from '@sveltejs/kit';
import { documentUrl } from '#lib/research/documents.ts';
import type { PageServerLoad } from './$types';

/** A text can be a book: it is a page without scripts. */
export const csr = false;

export const load: PageServerLoad = async ({ params, locals, setHeaders }) => {
	setHeaders({ 'cache-control': 'no-store' });
	const collection = await locals.house.collections.find(params.id);
	const document = await locals.house.collections.document(params.id, params.documentId);
	const snapshot = document?.textHash ? await locals.house.snapshot(document.textHash) : null;
	if (!collection || !document || !snapshot)
		error(404, { message: 'There is no text at this address.', code: 'no-such-document' });
	const { title, author, publishedAt, updatedAt, language, truncated } = document;
	const { licence, readAt, addedAt, url } = document;
	return {
		source: {
			...{ title, author, publishedAt, updatedAt, language, truncated },
			...(licence !== null && { licence }),
			site: collection.name,
			url: url ?? documentUrl(collection.id, document.id),
			readAt: readAt ?? addedAt
		},
		text: snapshot.text,
		marks: snapshot.marks ?? [],
		blocks: snapshot.blocks ?? [],
		extractor: snapshot.extractor,
		back: `/collections/${collection.id}`,
		from: null,
		to: null
	};
};
