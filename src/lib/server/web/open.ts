/** Opens what was fetched or uploaded: sort, decode, take apart, look for walls. The outcome is a kept copy or a reason. */
import { createHash } from 'node:crypto';
import type { FetchedPage } from '../ports.ts';
import { decodePage } from './decode.ts';
import { Unreadable } from './extract/documents/parts.ts';
import type { ExtractPool } from './extract/pool.ts';
import type { Work, Worked } from './extract/work.ts';
import type { ReadOutcome, SkipReason } from './page.ts';
import { BYTE_SORTS, sortOf, wordsForBinary, type ByteSort, type Sort } from './sort.ts';
import { wallOf } from './walls.ts';

export interface Opening {
	readonly pool: ExtractPool;
	readonly signal: AbortSignal;
	readonly readAt: number;
	readonly own: boolean; // a file of the user's: it may be short, and what reads like a wall is its text
}
export type Opened = Pick<FetchedPage, 'url' | 'bytes' | 'contentType' | 'truncated'>;

/** A file as its owner gives it. */
export interface DocumentFile {
	readonly bytes: Uint8Array;
	readonly contentType: string; // "" when nobody said
	readonly name: string; // file name, for its ending and as a title where the file has none
	readonly url?: string; // what its source is called; default file:///NAME
}

const FEWEST = 80; // characters of a page that are worth keeping
const FEWEST_IN_FILE = 1; // what somebody hands us may be short
const THIN = 500; // characters of a page that may be a shell for scripts
const THIN_SCRIPT = 400; // characters of script, comments and drawings in it

/**
 * Reads a file that was handed to us (PDF, DOCX, XLSX, CSV, EPUB, PPTX, Markdown, text, HTML ...) as a page of the web is
 * read, in the pool's killable threads. Gives an outcome with a reason in words; rejects only when aborted.
 */
export function readDocument(
	file: DocumentFile,
	opening: Omit<Opening, 'own'>
): Promise<ReadOutcome> {
	const url = file.url ?? `file:///${encodeURIComponent(file.name)}`;
	const { bytes, contentType } = file;
	return openPage({ url, bytes, contentType, truncated: false }, { ...opening, own: true });
}

/** Opens a fetched page or a file: its address tells its name. */
export async function openPage(page: Opened, opening: Opening): Promise<ReadOutcome> {
	return (await openDoubtfully(page, opening)).outcome;
}

export interface Doubtful {
	readonly outcome: ReadOutcome;
	/** Too little text for a page with so much script: a browser may find more. */
	readonly thin: boolean;
	readonly length: number; // characters of text
}

/** The same, telling whether the page seems to be drawn by its scripts. */
export async function openDoubtfully(page: Opened, opening: Opening): Promise<Doubtful> {
	const plain = (outcome: ReadOutcome): Doubtful => ({ outcome, thin: false, length: 0 });
	if (page.bytes.byteLength === 0) return plain(skip('empty', 'The page has no content.'));
	const sort = sortOf(page.bytes, page.contentType, new URL(page.url).pathname);
	if (sort === 'binary')
		return plain(skip('wrong-type', wordsForBinary(page.bytes, page.contentType)));
	let worked: Worked;
	try {
		worked = await opening.pool.run(workFor(page, sort), opening.signal);
	} catch (error) {
		if (opening.signal.aborted) throw error;
		if (error instanceof Unreadable) return plain(skip(error.reason, error.message));
		const words = error instanceof Error ? sentence(error.message) : 'The page could not be read.';
		return plain(skip('unreadable', words));
	}
	const found = outcomeOf(page, { worked, sort, opening });
	const { fullText } = worked;
	const outcome = found.ok || fullText === null ? found : { ...found, fullText };
	const drawn = outcome.ok || outcome.reason === 'needs-javascript' || outcome.reason === 'empty';
	const thin =
		sort === 'html' && drawn && worked.text.length < THIN && worked.scriptLength > THIN_SCRIPT;
	const asks = !outcome.ok && outcome.reason === 'needs-javascript';
	return { outcome, thin: thin || asks, length: worked.text.length };
}

function outcomeOf(
	page: Opened,
	{ worked, sort, opening }: { worked: Worked; sort: Sort; opening: Opening }
): ReadOutcome {
	const wall = opening.own || sort !== 'html' ? null : wallOf(worked);
	if (wall) return wall;
	if (worked.text.length < (opening.own ? FEWEST_IN_FILE : FEWEST)) {
		const words =
			sort === 'html'
				? 'Hardly any text is left when the furniture of the page is taken away.'
				: 'The document has hardly any text.';
		return skip('empty', words);
	}
	return kept(page, { worked, readAt: opening.readAt });
}

function workFor(page: Opened, sort: Exclude<Sort, 'binary'>): Work {
	const { url, bytes } = page;
	if (isByteSort(sort)) return { sort, bytes, url };
	return { sort, source: decodePage(bytes, page.contentType).text, url };
}

function isByteSort(sort: Sort): sort is ByteSort {
	return (BYTE_SORTS as readonly Sort[]).includes(sort);
}

function kept(page: Opened, { worked, readAt }: { worked: Worked; readAt: number }): ReadOutcome {
	const {
		text,
		textHash,
		passages,
		links,
		marks,
		blocks,
		cut,
		extractor,
		scriptLength: _scripts,
		paid: _paid,
		asksForScripts: _plea,
		licence,
		canonical,
		fullText,
		...metadata
	} = worked;
	const rawHash = createHash('sha256').update(page.bytes).digest('hex');
	const places = { ...(marks.length > 0 && { marks }), ...(blocks.length > 0 && { blocks }) };
	// A file stands at no address: what it names beside itself leads nowhere.
	const outward = links.filter((link) => !new URL(link.url).hostname.endsWith('.invalid'));
	return {
		ok: true,
		page: {
			...metadata,
			...(licence !== null && { licence }),
			...(canonical !== null && { canonical }),
			...(fullText !== null && { fullText }),
			url: page.url,
			truncated: page.truncated || cut,
			bytes: page.bytes.byteLength,
			readAt
		},
		snapshot: { textHash, text, passages, links: outward, ...places, extractor, rawHash }
	};
}

/** A page that was not read, with its reason. */
export function skip(reason: SkipReason, message: string): ReadOutcome {
	return { ok: false, reason, message };
}

/** Words as a sentence. */
export function sentence(words: string): string {
	const text = words.charAt(0).toUpperCase() + words.slice(1);
	return /[.!?]$/u.test(text) ? text : `${text}.`;
}
