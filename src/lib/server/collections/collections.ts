/**
 * Collections: named sets of documents that the user owns. They are filled with files, folders of the server, and sites
 * or feeds; the reading goes on in the background (filling.ts). What comes in is an attacker's: names are never paths,
 * types are told by the bytes, and nothing is shown but text.
 */
import { randomBytes } from 'node:crypto';
import type {
	Collection,
	Crawl,
	CrawlStanding,
	Document,
	DocumentStatus
} from '../../research/collection.ts';
import { Failure } from '../net/failure.ts';
import type { DocumentFilter } from '../ports/collections.ts';
import { Filling, type FillingParts } from './filling.ts';
import { allowedFolder, filesIn } from './folder.ts';
import { shownName } from './names.ts';
import { canonicalUrl } from '../web/url.ts';

export interface CollectionCaps {
	readonly fileBytes: number;
	readonly files: number; // documents of one collection
	readonly pages: number; // of one crawl
	readonly roots: readonly string[]; // folders of the server below which folders may be named
}
export interface CollectionDetail extends Collection {
	readonly crawls: readonly CrawlStanding[];
}
/** What became of one file that was given. */
export interface Given {
	readonly name: string;
	readonly outcome: 'added' | 'known' | 'refused';
	readonly message: string; // why it was refused; "" otherwise
}

export type CollectionsParts = Omit<FillingParts, 'newId' | 'changed' | 'most'> & {
	readonly caps: CollectionCaps;
};

export const CRAWL_DEPTH = 3;
const MOST_DEPTH = 10;

export class Collections {
	readonly caps: CollectionCaps;
	readonly #parts: CollectionsParts;
	readonly #filling: Filling;
	readonly #watchers = new Map<string, Set<() => void>>();

	constructor(parts: CollectionsParts) {
		this.#parts = parts;
		this.caps = parts.caps;
		this.#filling = new Filling({
			...parts,
			newId,
			most: parts.caps.files,
			changed: (id) => this.#changed(id)
		});
	}

	open(): Promise<void> {
		return this.#filling.open();
	}
	close(): Promise<void> {
		return this.#filling.close();
	}
	/** Resolves when all that was given is read and has vectors. */
	idle(): Promise<void> {
		return this.#filling.idle();
	}

	list(): Promise<readonly Collection[]> {
		return this.#parts.collections.list();
	}

	async create(name: string): Promise<Collection> {
		const id = newId();
		await this.#parts.collections.create({ id, name, at: this.#parts.now() });
		const made = await this.#parts.collections.find(id);
		if (!made) throw new Error(`collection ${id} was not kept`);
		return made;
	}

	async find(id: string): Promise<CollectionDetail | null> {
		const collection = await this.#parts.collections.find(id);
		if (!collection) return null;
		const crawls = await this.#parts.crawls.list(id);
		return { ...collection, crawls: await Promise.all(crawls.map((one) => this.#standing(one))) };
	}

	async #standing(crawl: Crawl): Promise<CrawlStanding> {
		const { all, open, read } = await this.#parts.documents.ofCrawl(crawl.id);
		return { ...crawl, found: all, open, read };
	}

	rename(id: string, name: string): Promise<boolean> {
		return this.#parts.collections.rename(id, name, this.#parts.now());
	}

	/** Deletes it with its documents: bytes, texts that no run cites, passages. False when there is none. */
	async remove(id: string): Promise<boolean> {
		const { collections, documents, blobs, holdings } = this.#parts;
		if (!(await collections.find(id))) return false;
		await documents.cancel(id, CANCELLED);
		this.#filling.interrupt(id);
		for (const hash of await collections.remove(id)) await blobs.forget(hash);
		await holdings.forget(id);
		this.#changed(id);
		return true;
	}

	documents(filter: DocumentFilter): Promise<readonly Document[]> {
		return this.#parts.documents.list(filter);
	}

	/** A document of this collection; null when it has none with this id. */
	async document(collectionId: string, id: string): Promise<Document | null> {
		const document = await this.#parts.documents.find(id);
		return document?.collectionId === collectionId ? document : null;
	}

	/** Takes one file, streamed to disk. Reading it is queued. Never throws for what is wrong with the file. */
	async give(
		collectionId: string,
		file: { name: string; chunks: AsyncIterable<Uint8Array>; origin: 'upload' | 'folder' }
	): Promise<Given> {
		const { blobs, documents, collections, now, caps } = this.#parts;
		const name = shownName(file.name);
		const collection = await collections.find(collectionId);
		if (!collection) return { name, outcome: 'refused', message: 'The collection is gone.' };
		const { queued, reading, read, failed } = collection.counts;
		if (queued + reading + read + failed >= caps.files) {
			const message = `The collection has ${caps.files} documents, the most there may be.`;
			return { name, outcome: 'refused', message };
		}
		try {
			const { hash, bytes } = await blobs.keep(file.chunks, caps.fileBytes);
			const { added, orphan } = await documents.add({
				...{ id: newId(), collectionId, crawlId: null, origin: file.origin, name },
				...{ url: null, depth: 0, rawHash: hash, bytes, at: now() }
			});
			if (orphan !== null) await blobs.forget(orphan);
			if (added) this.#filling.wake();
			this.#changed(collectionId);
			return { name, outcome: added ? 'added' : 'known', message: '' };
		} catch (error) {
			if (!(error instanceof Failure)) throw error;
			return { name, outcome: 'refused', message: `The file ${error.message}.` };
		}
	}

	/**
	 * Takes the files of a folder on the server, below the operator's roots. Throws Failure "blocked" when the folder may
	 * not be read.
	 */
	async giveFolder(collectionId: string, folder: string): Promise<readonly Given[]> {
		const real = await allowedFolder(folder, this.caps.roots);
		const given: Given[] = [];
		for await (const file of filesIn(real)) {
			if (given.length >= this.caps.files) break;
			const name = shownName(file.name);
			try {
				const chunks = await file.open();
				given.push(await this.give(collectionId, { name, chunks, origin: 'folder' }));
			} catch (error) {
				const why = error instanceof Failure ? error.message : 'cannot be opened';
				given.push({ name, outcome: 'refused', message: `The file ${why}.` });
			}
		}
		return given;
	}

	/** Follows a site or feed. Throws Failure "malformed" for an address that is none. */
	async follow(
		collectionId: string,
		{ url, depth, pages }: { url: string; depth?: number | undefined; pages?: number | undefined }
	): Promise<CrawlStanding> {
		const whole = /^[a-z]+:/iu.test(url) ? url : `https://${url}`;
		const start = canonicalUrl(whole);
		// A name and password in an address would be dropped in silence.
		if (start === null || new URL(whole).username !== '')
			throw new Failure('malformed', 'is not an address of a web page', {
				provider: 'collections'
			});
		const { crawls } = this.#parts;
		const id = newId();
		await crawls.create({
			...{ id, collectionId, url: start },
			depth: Math.min(MOST_DEPTH, depth ?? CRAWL_DEPTH),
			pages: Math.min(this.caps.pages, pages ?? this.caps.pages)
		});
		this.#filling.wake();
		this.#changed(collectionId);
		const made = await crawls.find(id);
		if (!made) throw new Error(`crawl ${id} was not kept`);
		return this.#standing(made);
	}

	/** Visits the pages of a crawl again; those that have not changed cost a question. False when there is none. */
	async crawlAgain(collectionId: string, crawlId: string): Promise<boolean> {
		const { crawls, documents } = this.#parts;
		const crawl = await crawls.find(crawlId);
		if (crawl?.collectionId !== collectionId) return false;
		await documents.requeue({ crawlId });
		await crawls.change(crawlId, { status: 'queued', message: '', endedAt: null });
		this.#filling.wake();
		this.#changed(collectionId);
		return true;
	}

	/** Stops following; the documents it brought stay. False when there is none. */
	async unfollow(collectionId: string, crawlId: string): Promise<boolean> {
		const { crawls } = this.#parts;
		const crawl = await crawls.find(crawlId);
		if (crawl?.collectionId !== collectionId) return false;
		await crawls.remove(crawlId);
		this.#changed(collectionId);
		return true;
	}

	/** Ends what is going on; what was read stays. */
	async cancel(collectionId: string): Promise<void> {
		const { crawls, documents, now } = this.#parts;
		for (const { id, status } of await crawls.list(collectionId)) {
			if (status !== 'queued' && status !== 'crawling') continue;
			await crawls.change(id, { status: 'cancelled', message: 'Cancelled.', endedAt: now() });
		}
		await documents.cancel(collectionId, CANCELLED);
		this.#filling.interrupt(collectionId);
		this.#changed(collectionId);
	}

	/** Reads documents again: those that failed, or all. The number of them. */
	async readAgain(collectionId: string, status?: DocumentStatus): Promise<number> {
		const filter = { collectionId, ...(status !== undefined && { status }) };
		const count = await this.#parts.documents.requeue(filter);
		this.#filling.wake();
		this.#changed(collectionId);
		return count;
	}

	/** Fills the index of another embedder from the kept copies; words find them at once, vectors come in the background. */
	restock(): Promise<void> {
		return this.#filling.restock();
	}

	/** Builds its part of the index anew from the kept copies. */
	reindex(collectionId: string): Promise<void> {
		return this.#filling.reindex(collectionId);
	}

	/** Deletes a document with its bytes, its text where no run cites it, and its passages. */
	async removeDocument(collectionId: string, id: string): Promise<boolean> {
		const { documents, blobs, holdings } = this.#parts;
		if (!(await this.document(collectionId, id))) return false;
		const orphan = await documents.remove(id);
		if (orphan !== null) await blobs.forget(orphan);
		await holdings.forget(collectionId, id);
		this.#changed(collectionId);
		return true;
	}

	/** Calls back whenever the collection is not as it was; gives the way to end it. */
	watch(collectionId: string, told: () => void): () => void {
		const watchers = this.#watchers.get(collectionId) ?? new Set();
		this.#watchers.set(collectionId, watchers.add(told));
		return () => {
			watchers.delete(told);
			if (watchers.size === 0) this.#watchers.delete(collectionId);
		};
	}

	#changed(collectionId: string): void {
		for (const told of this.#watchers.get(collectionId) ?? []) told();
	}
}

const CANCELLED = { reason: 'cancelled', message: 'Cancelled before it was read.' };

/** 72 random bits, URL-safe. */
function newId(): string {
	return randomBytes(9).toString('base64url');
}
