/**
 * The work of filling collections, in the background: crawls are started, documents read one after the other, and when
 * nothing waits their passages get vectors. What is to be done is what the rows say, so that a restart goes on with it.
 */
import type { Crawl, Document } from '../../research/collection.ts';
import { Failure, isCancelled } from '../net/failure.ts';
import type { Holdings } from '../library/holdings.ts';
import type { SnapshotStore } from '../ports.ts';
import type { CollectionShelf, CrawlShelf, DocumentShelf } from '../ports/collections.ts';
import type { ReadOutcome } from '../web/page.ts';
import { belongs, linksWithin, startOf } from './crawl.ts';
import { heldAs } from './reader.ts';
import { readDocument, type Reading, type ReadingParts } from './reading.ts';

export interface FillingParts extends ReadingParts {
	readonly collections: CollectionShelf;
	readonly documents: DocumentShelf;
	readonly crawls: CrawlShelf;
	readonly snapshots: SnapshotStore;
	readonly holdings: Holdings;
	readonly now: () => number;
	readonly newId: () => string;
	readonly most: number; // documents of one collection
	/** Told whenever a collection is not as it was. */
	readonly changed: (collectionId: string) => void;
	readonly onError: (where: string, error: unknown) => void;
}

const AT_ONCE = 2; // documents read side by side
const EMBEDDED_AT_ONCE = 16; // documents given vectors in one go

export class Filling {
	readonly #parts: FillingParts;
	readonly #ends = new Map<string, { collectionId: string; end: AbortController }>(); // by document or crawl
	readonly #loops = new Set<Promise<void>>();
	readonly #closing = new AbortController();
	#stirred = false; // something was queued since a loop last looked
	#embedding: Promise<void> | null = null;
	#embedAgain = false;
	#checking: Promise<void> = Promise.resolve();

	constructor(parts: FillingParts) {
		this.#parts = parts;
	}

	/** Takes up what an earlier process left, and puts back what the index lost. */
	async open(): Promise<void> {
		const { documents, crawls } = this.#parts;
		await documents.requeue({ status: 'reading' });
		for (const { id } of await crawls.list(null)) await crawls.change(id, { status: 'queued' });
		this.#checking = this.#restock().catch((error: unknown) => this.#report('index', error));
		this.wake();
	}

	/** There may be something to do. */
	wake(): void {
		this.#stirred = true;
		while (!this.#closing.signal.aborted && this.#loops.size < AT_ONCE) {
			const loop = this.#loop().catch((error: unknown) => this.#report('reading', error));
			const ended = loop.finally(() => {
				this.#loops.delete(ended);
				if (this.#stirred) this.wake();
				else if (this.#loops.size === 0) this.#embedLater();
			});
			this.#loops.add(ended);
		}
	}

	/** Ends what is going on for a collection; what waits is the caller's to change. */
	interrupt(collectionId: string): void {
		for (const one of this.#ends.values()) if (one.collectionId === collectionId) one.end.abort();
	}

	/** Resolves when nothing waits and nothing is being done. */
	async idle(): Promise<void> {
		await this.#checking;
		while (this.#loops.size > 0 || this.#embedding) {
			await Promise.all([...this.#loops, this.#embedding]);
		}
	}

	async close(): Promise<void> {
		this.#closing.abort();
		await Promise.allSettled([...this.#loops, this.#embedding, this.#checking]);
	}

	async #loop(): Promise<void> {
		while (!this.#closing.signal.aborted) {
			this.#stirred = false;
			const crawl = (await this.#parts.crawls.list(null)).find(
				({ id, status }) => status === 'queued' && !this.#ends.has(id)
			);
			if (crawl) {
				await this.#begin(crawl);
				continue;
			}
			const document = await this.#parts.documents.next();
			if (document) await this.#read(document);
			else if (!this.#stirred) return;
		}
	}

	/** Runs work under a signal of its own, which `interrupt` and closing abort. */
	async #under<T>(
		{ id, collectionId }: { id: string; collectionId: string },
		work: (signal: AbortSignal) => Promise<T>
	): Promise<T> {
		const end = new AbortController();
		this.#ends.set(id, { collectionId, end });
		try {
			return await work(AbortSignal.any([end.signal, this.#closing.signal]));
		} finally {
			this.#ends.delete(id);
		}
	}

	async #begin(crawl: Crawl): Promise<void> {
		const { crawls, documents, changed, now } = this.#parts;
		await this.#under(crawl, async (signal) => {
			await crawls.change(crawl.id, {
				status: 'crawling',
				message: '',
				startedAt: now(),
				endedAt: null
			});
			changed(crawl.collectionId);
			try {
				const { feed, urls } = await startOf(crawl, this.#parts, signal);
				if (feed) await crawls.change(crawl.id, { depth: 0 });
				await this.#enqueue(crawl, { urls, depth: 0 });
			} catch (error) {
				if (signal.aborted || isCancelled(error)) return; // cancelled, or taken up by the next process
				if (!(error instanceof Failure)) throw error;
				const { read } = await documents.ofCrawl(crawl.id);
				const message = `Its start could not be read: the page ${error.message}.`;
				await crawls.change(crawl.id, {
					...(read === 0 && { status: 'failed' as const, endedAt: now() }),
					message
				});
			}
			await this.#settleCrawl(crawl.id);
			changed(crawl.collectionId);
		});
	}

	async #enqueue(
		crawl: Crawl,
		{ urls, depth }: { urls: readonly string[]; depth: number }
	): Promise<void> {
		const { documents, crawls, newId, now, most } = this.#parts;
		let { all } = await documents.ofCrawl(crawl.id);
		const { queued, reading, read, failed } = await documents.counts(crawl.collectionId);
		let room = most - queued - reading - read - failed;
		for (const url of urls) {
			if (all >= crawl.pages) break;
			if (room <= 0) {
				await crawls.change(crawl.id, { message: `The collection is full: ${most} documents.` });
				break;
			}
			const { added } = await documents.add({
				id: newId(),
				collectionId: crawl.collectionId,
				crawlId: crawl.id,
				origin: 'crawl',
				name: url,
				url,
				depth,
				rawHash: null,
				bytes: 0,
				at: now()
			});
			if (!added) continue;
			all += 1;
			room -= 1;
		}
		this.wake();
	}

	/** A crawl is over when none of its pages waits. */
	async #settleCrawl(id: string): Promise<void> {
		const { crawls, documents, now } = this.#parts;
		const crawl = await crawls.find(id);
		if (crawl?.status !== 'crawling') return;
		const { open } = await documents.ofCrawl(id);
		if (open === 0) await crawls.change(id, { status: 'done', endedAt: now() });
	}

	async #read(document: Document): Promise<void> {
		const { changed } = this.#parts;
		changed(document.collectionId);
		await this.#under(document, async (signal) => {
			try {
				const reading = await readDocument(document, this.#parts, signal);
				await this.#take(document, reading);
			} catch (error) {
				if (signal.aborted || isCancelled(error)) return; // its row says already how it stands
				this.#report(`document ${document.id}`, error);
				await this.#fail(document, {
					reason: 'unreadable',
					message: 'Something unexpected happened while it was read; the server log says more.'
				});
			}
		});
		if (document.crawlId !== null) await this.#settleCrawl(document.crawlId);
		changed(document.collectionId);
	}

	async #take(document: Document, reading: Reading): Promise<void> {
		const { documents, now } = this.#parts;
		if (reading.kind === 'unchanged') {
			await documents.change(document.id, { status: 'read', message: '', readAt: now() });
			return;
		}
		const { outcome } = reading;
		if (!outcome.ok) return this.#fail(document, outcome);
		const crawl =
			document.crawlId === null ? undefined : await this.#parts.crawls.find(document.crawlId);
		if (crawl && crawl.depth > 0 && !belongs(outcome.page.url, crawl.url)) {
			const message = 'The address leads to another site.';
			return this.#fail(document, { reason: 'not-allowed', message });
		}
		await this.#keep(document, { reading, outcome });
		if (crawl && document.depth < crawl.depth) {
			const urls = linksWithin(outcome.snapshot.links, crawl.url);
			await this.#enqueue(crawl, { urls, depth: document.depth + 1 });
		}
	}

	async #keep(
		document: Document,
		{
			reading,
			outcome
		}: {
			reading: Extract<Reading, { kind: 'outcome' }>;
			outcome: Extract<ReadOutcome, { ok: true }>;
		}
	): Promise<void> {
		const { documents, snapshots, holdings } = this.#parts;
		const { page, snapshot } = outcome;
		const { title, author, publishedAt, updatedAt, language, truncated, readAt } = page;
		const stands = await documents.find(document.id);
		if (stands?.rawHash !== document.rawHash) return; // other bytes came meanwhile: they are queued
		await snapshots.keep(snapshot);
		const read = {
			title: title === '' ? document.name : title,
			...{ author, publishedAt, updatedAt, language, truncated, readAt },
			licence: page.licence ?? null,
			textHash: snapshot.textHash
		};
		const held = heldAs({ ...document, ...read });
		// What a crash added without a row's word for it is seen when the index is next compared with the rows.
		if (held) await holdings.add(held, { snapshot, replace: document.textHash !== null });
		const { rawHash, bytes, etag, modified } = reading;
		await documents.change(document.id, {
			...read,
			status: 'read',
			reason: null,
			message: truncated ? 'It broke off while it was read.' : '',
			textLength: snapshot.text.length,
			passageCount: snapshot.passages.length,
			embedded: null,
			...{ rawHash, bytes, etag, modified }
		});
		if (document.textHash !== null) await documents.forgetText(document.textHash);
		if (await documents.find(document.id)) return;
		// Removed meanwhile: nothing of it may stay.
		await holdings.forget(document.collectionId, document.id);
		await documents.forgetText(snapshot.textHash);
	}

	/** What was read before stays where the page is only out of reach; where it is gone its text goes too. */
	async #fail(
		document: Document,
		{ reason, message }: { reason: string; message: string }
	): Promise<void> {
		const { documents, holdings } = this.#parts;
		if (document.textHash !== null && document.origin === 'crawl' && reason !== 'not-found') {
			const still = `Not read again: ${message} The earlier copy stands.`;
			await documents.change(document.id, { status: 'read', reason, message: still });
			return;
		}
		await documents.change(document.id, {
			...{ status: 'failed' as const, reason, message },
			...{ textHash: null, textLength: 0, passageCount: 0, embedded: null }
		});
		if (document.textHash === null) return;
		await holdings.forget(document.collectionId, document.id);
		await documents.forgetText(document.textHash);
	}

	#embedLater(): void {
		if (this.#closing.signal.aborted) return;
		// What is being done may be past seeing what came meanwhile: it is looked at again when it ends.
		if (this.#embedding) {
			this.#embedAgain = true;
			return;
		}
		this.#embedding = this.#embed()
			.catch((error: unknown) => {
				// Words go on alone; the next time something is to be done it is tried again.
				if (!isCancelled(error)) this.#report('embedding', error);
			})
			.finally(() => {
				this.#embedding = null;
				if (!this.#embedAgain) return;
				this.#embedAgain = false;
				this.#embedLater();
			});
	}

	async #embed(): Promise<void> {
		const { documents, holdings, changed } = this.#parts;
		const { signal } = this.#closing;
		const { embedder } = holdings;
		await this.#checking;
		const stands = () => holdings.embedder === embedder && !signal.aborted;
		while (embedder !== null && stands() && this.#loops.size === 0) {
			const some = await documents.unembedded(embedder, EMBEDDED_AT_ONCE);
			const [first] = some;
			if (!first) return;
			await holdings.embed(
				some.flatMap((one) => heldAs(one) ?? []),
				signal
			);
			for (const { id, textHash } of some) {
				// One that was read anew meanwhile has new passages without vectors.
				const now = await documents.find(id);
				if (now?.textHash === textHash) await documents.change(id, { embedded: embedder });
			}
			changed(first.collectionId);
		}
	}

	/**
	 * Another embedder has an index of its own: what is kept goes into it, by words at once, by vectors in the background.
	 * What is being read meanwhile may come in twice or not at all, so it is compared with the rows at the end.
	 */
	restock(): Promise<void> {
		const work = async () => {
			for (const { id } of await this.#parts.collections.list()) await this.reindex(id);
			while (this.#loops.size > 0) await Promise.all(this.#loops);
			await this.#restock();
			this.wake();
		};
		this.#checking = this.#checking
			.then(work)
			.catch((error: unknown) => this.#report('index', error));
		return this.#checking;
	}

	/** The index is derived: where it holds less than the rows say, it is filled again from the kept copies. */
	async #restock(): Promise<void> {
		const { collections, holdings } = this.#parts;
		for (const { id, counts } of await collections.list()) {
			if ((await holdings.count(id)) !== counts.passages) await this.reindex(id);
		}
	}

	/** Puts every kept copy of a collection into the index anew. */
	async reindex(collectionId: string): Promise<void> {
		const { documents, holdings, snapshots, changed } = this.#parts;
		await holdings.forget(collectionId);
		for (let after: string | undefined; ;) {
			const page = await documents.list({
				collectionId,
				limit: 100,
				...(after !== undefined && { after })
			});
			for (const document of page) {
				if (this.#closing.signal.aborted) return;
				const held = heldAs(document);
				const snapshot = held && (await snapshots.find(held.textHash));
				if (!held || !snapshot) continue;
				await holdings.add(held, { snapshot, replace: false });
				await documents.change(document.id, { embedded: null });
			}
			after = page.at(-1)?.id;
			if (page.length < 100) break;
		}
		changed(collectionId);
		this.wake();
	}

	#report(where: string, error: unknown): void {
		this.#parts.onError(`collections, ${where}`, error);
	}
}
