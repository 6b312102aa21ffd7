/** What the routes of collections have in common: the collection or a 404, and files streamed out of a form. */
import { Busboy } from '@fastify/busboy';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';
import type { Snapshot } from '#lib/server/ports.ts';
import { Refusal } from './reply.ts';

type House = App.Locals['house'];
type Given = Awaited<ReturnType<House['collections']['give']>>;

const MOST_FILES = 1_000; // of one request
const MOST_FIELDS = 50;

export const noCollection = () =>
	new Refusal(404, 'no-such-collection', { message: 'There is no collection with this id.' });

export async function collectionOr404(house: House, id: string) {
	const collection = await house.collections.find(id);
	if (!collection) throw noCollection();
	return collection;
}

/** The kept copy of a document. Throws the refusal when there is none. */
export async function documentCopy(
	house: House,
	{ id, documentId }: { id: string; documentId: string }
): Promise<Snapshot> {
	const document = await house.collections.document(id, documentId);
	const snapshot = document?.textHash ? await house.snapshot(document.textHash) : null;
	if (!snapshot) throw noCollection();
	return snapshot;
}

/** Streams every file of a multipart form into the collection, one after the other as they come. */
export async function takeFiles(
	request: Request,
	{ house, collectionId }: { house: House; collectionId: string }
): Promise<readonly Given[]> {
	const type = request.headers.get('content-type') ?? '';
	if (!/^multipart\/form-data;\s*boundary=/iu.test(type) || !request.body)
		throw new Refusal(400, 'not-multipart', { message: 'Send the files as a multipart form.' });
	const form = new Busboy({
		headers: { 'content-type': type },
		preservePath: true, // folders are shown; nothing is ever written under such a name
		limits: { files: MOST_FILES, fields: MOST_FIELDS, fieldSize: 10_000 }
	});
	const jobs: Promise<Given>[] = [];
	const open = new Set<Readable>();
	form.on('file', (_field: string, file: Readable, name: string | undefined) => {
		if (name === undefined || name === '') {
			file.resume(); // a form whose file field was left empty
			return;
		}
		open.add(file);
		const chunks = file.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
		const job = house.collections.give(collectionId, { name, chunks, origin: 'upload' });
		jobs.push(job.finally(() => open.delete(file.resume())));
	});
	try {
		await pipeline(Readable.fromWeb(request.body as WebStream<Uint8Array>), form);
	} catch (cause) {
		for (const file of open) file.destroy(new Error('the upload broke off', { cause }));
		await Promise.allSettled(jobs);
		throw new Refusal(400, 'broken-off', {
			message: 'The upload broke off, or is no multipart form.'
		});
	}
	return Promise.all(jobs);
}

/** What a room refused, as the API says it; anything else is passed on. */
export function refusalOf(
	error: unknown,
	{ status, subject }: { status: number; subject: string }
): unknown {
	const known = error instanceof Error && error.name === 'Failure';
	if (!known) return error;
	return new Refusal(status, 'refused', { message: `${subject}: ${error.message}.` });
}
