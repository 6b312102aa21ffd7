/**
 * One file of a model from a hub to the disk: written beside its place, gone on with where it broke off, held against
 * the checksum that the hub states and the one it had when it was first fetched, and only then put in its place.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { z } from 'zod';
import type { Delivery, Download } from '../../net/download.ts';
import { Failure } from '../../net/failure.ts';

export interface FileWanted {
	readonly url: string;
	readonly trust: 'operator' | 'web';
	readonly place: string; // where it goes
	readonly most: number; // bytes
	/** SHA-256 of the file as it was first fetched: nothing else is taken. */
	readonly known: string | null;
}
export interface FileFetched {
	readonly bytes: number;
	readonly sha256: string;
	/** What the hub itself said of the file, and what was held against it. */
	readonly stated: 'sha256' | 'git' | 'nothing';
	/** The hub's commit, so that the other files come from the same one. Null where it is not told. */
	readonly revision: string | null;
}
export interface Fetching {
	readonly download: Download;
	readonly signal: AbortSignal;
	readonly progress: (bytes: number) => void;
	/** Milliseconds; throws when the signal aborts. */
	readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

const TRIES = 5;
const WAIT_MS = 1_000; // doubled each time

/** What a part was begun with; it is only gone on with for the same. */
const Note = z.object({ url: z.string(), etag: z.string().nullable(), sum: z.string().nullable() });
type Note = z.infer<typeof Note>;

/** Throws Failure in words: "missing", "refused", "malformed", "too-large", "unavailable", "blocked", "cancelled". */
export async function fetchFile(wanted: FileWanted, fetching: Fetching): Promise<FileFetched> {
	for (let tried = 1; ; tried += 1) {
		try {
			return await attempt(wanted, fetching);
		} catch (error) {
			if (!(error instanceof Failure)) throw diskFailure(error) ?? error;
			if (!mayPass(error) || tried === TRIES) throw error;
			await fetching.sleep(WAIT_MS * 2 ** (tried - 1), fetching.signal);
		}
	}
}

/** A slow host or a broken connection may be better the next time; what the guard or a cap refuses will not be. */
function mayPass({ kind, retryable }: Failure): boolean {
	return retryable || kind === 'unavailable';
}

async function attempt(wanted: FileWanted, fetching: Fetching): Promise<FileFetched> {
	const part = `${wanted.place}.part`;
	const begun = await begunPart(wanted, part);
	const headers = begun && {
		range: `bytes=${begun.bytes}-`,
		...(begun.note.etag !== null && { 'if-range': begun.note.etag })
	};
	const { url, trust } = wanted;
	const { signal } = fetching;
	return fetching.download(
		{ url, trust, signal, provider: hostOf(url), ...(headers && { headers }) },
		async (delivery) => {
			const taking = await whatComes(delivery, { wanted, begun, part });
			await write(delivery.body, { ...taking, wanted, part, fetching });
			return await keep({ ...taking, wanted, part });
		}
	);
}

interface Begun {
	readonly bytes: number;
	readonly note: Note;
}
/** A part that may be gone on with; anything else that lies there is thrown away. */
async function begunPart({ url, most }: FileWanted, part: string): Promise<Begun | null> {
	try {
		const note = Note.parse(JSON.parse(await readFile(`${part}.json`, 'utf8')));
		const { size } = await stat(part);
		const telling = note.etag !== null || note.sum !== null; // else other bytes could be joined to these
		if (note.url === url && telling && size > 0 && size <= most) return { bytes: size, note };
	} catch {
		// Nothing is there, or nothing that can be used.
	}
	await discard(part);
	return null;
}

async function discard(part: string): Promise<void> {
	for (const file of [part, `${part}.json`]) await rm(file, { force: true });
}

interface Taking {
	readonly from: number;
	readonly total: number | null;
	readonly stated: string | null; // sum as the hub writes it
	readonly revision: string | null;
}

/** Reads the head of what comes: where it begins, how long the whole is, what the hub says of it. Notes it beside the part. */
async function whatComes(
	delivery: Delivery,
	{ wanted, begun, part }: { wanted: FileWanted; begun: Begun | null; part: string }
): Promise<Taking> {
	const head = delivery.headers.at(-1) ?? {};
	const { sum, revision, size } = saidByHub(delivery.headers);
	if (delivery.status === 416 || (begun?.note.sum ?? sum) !== sum) {
		await discard(part);
		throw failed('unavailable', 'has another file than the one begun; it begins anew', wanted);
	}
	refuseStatus(delivery.status, wanted);
	if (/^text\/html/iu.test(head['content-type'] ?? '')) {
		const message = 'sent a web page instead of the file (a sign-in page of your network?)';
		throw failed('malformed', message, wanted);
	}
	if (!/^(?:identity)?$/iu.test(head['content-encoding'] ?? '')) {
		throw failed('malformed', 'sent the file compressed though it was asked not to', wanted);
	}
	const range = /^bytes (\d+)-\d+\/(\d+)$/u.exec(head['content-range'] ?? '');
	const from = delivery.status === 206 ? Number(range?.[1] ?? -1) : 0;
	if (from !== 0 && from !== begun?.bytes) {
		await discard(part);
		throw failed('unavailable', 'went on at another place than it was asked', wanted);
	}
	const length = delivery.status === 206 ? range?.[2] : (head['content-length'] ?? size);
	const total = length === undefined ? null : Number(length);
	if (total !== null && total > wanted.most) throw tooLarge(total, wanted);
	const note: Note = { url: wanted.url, etag: strong(head['etag']), sum };
	await writeFile(`${part}.json`, JSON.stringify(note));
	return { from, total, stated: sum, revision };
}

/** Only a strong tag says that bytes are the same. */
function strong(etag: string | undefined): string | null {
	return etag !== undefined && /^"[^"]*"$/u.test(etag) ? etag : null;
}

/** Large files have their SHA-256 in x-linked-etag, small ones their git object's name as etag beside x-repo-commit. */
function saidByHub(headers: Delivery['headers']) {
	const of = (name: string) =>
		headers
			.map((each) => each[name])
			.find((value) => value !== undefined)
			?.replace(/^W\/|"/gu, '');
	const revision = of('x-repo-commit') ?? null;
	const linked = of('x-linked-etag') ?? '';
	const own = revision === null ? '' : (of('etag') ?? '');
	const sum = [linked, own].find((text) => /^(?:[0-9a-f]{64}|[0-9a-f]{40})$/u.test(text)) ?? null;
	return { revision, sum, size: of('x-linked-size') };
}

function refuseStatus(status: number, wanted: FileWanted): void {
	if (status === 200 || status === 206) return;
	if (status === 404 || status === 410) {
		throw failed('missing', `does not have ${nameOf(wanted)} (${status})`, wanted);
	}
	if (status === 401 || status === 403 || status === 451) {
		throw failed('refused', `does not give ${nameOf(wanted)} (${status})`, wanted);
	}
	const passing = status === 408 || status === 429 || status >= 500;
	throw failed(passing ? 'unavailable' : 'malformed', `answered ${status}`, wanted);
}

interface Writing extends Taking {
	readonly wanted: FileWanted;
	readonly part: string;
	readonly fetching: Fetching;
}

async function write(
	body: AsyncIterable<Uint8Array>,
	{ from, total, wanted, part, fetching }: Writing
): Promise<void> {
	const file = await open(part, from === 0 ? 'w' : 'a');
	let size = from;
	try {
		fetching.progress(size);
		for await (const piece of body) {
			size += piece.byteLength;
			if (size > wanted.most) throw tooLarge(size, wanted);
			await file.writeFile(piece);
			fetching.progress(size);
		}
		await file.sync();
	} catch (error) {
		if (error instanceof Failure && error.kind === 'too-large') await discard(part);
		throw error;
	} finally {
		await file.close();
	}
	if (total !== null && size < total) {
		throw failed('unavailable', `broke off after ${size} of ${total} bytes`, wanted);
	}
}

async function keep({
	from,
	stated,
	revision,
	wanted,
	part
}: Omit<Writing, 'fetching'>): Promise<FileFetched> {
	const { size } = await stat(part);
	const sha256 = await sumOf(part, createHash('sha256'));
	const kind = stated === null ? 'nothing' : stated.length === 64 ? 'sha256' : 'git';
	const found =
		kind === 'git' ? await sumOf(part, createHash('sha1').update(`blob ${size}\0`)) : sha256;
	if (stated !== null && found !== stated) {
		await discard(part);
		// What was joined from two transfers may only have been joined wrongly.
		const message = 'sent a file with another checksum than it states; nothing of it was kept';
		throw failed(from > 0 ? 'unavailable' : 'malformed', message, wanted);
	}
	if (wanted.known !== null && wanted.known !== sha256) {
		await discard(part);
		const message = `now has another ${nameOf(wanted)} than the one first fetched; nothing of it was kept`;
		throw failed('malformed', message, wanted);
	}
	await rename(part, wanted.place);
	await discard(part);
	return { bytes: size, sha256, stated: kind, revision };
}

/** The checksum of a file as hex, read piece by piece. */
export async function sumOf(file: string, hash: Hash = createHash('sha256')): Promise<string> {
	const stream = createReadStream(file);
	stream.on('data', (piece) => hash.update(piece));
	await once(stream, 'close'); // throws where reading fails
	return hash.digest('hex');
}

function tooLarge(bytes: number, wanted: FileWanted): Failure {
	const message = `has a ${nameOf(wanted)} of ${bytes} bytes, more than the ${wanted.most} that are taken`;
	return failed('too-large', message, wanted);
}

function failed(kind: Failure['kind'], message: string, { url }: FileWanted): Failure {
	return new Failure(kind, message, { provider: hostOf(url) });
}

function hostOf(url: string): string {
	return new URL(url).host;
}

function nameOf({ url }: FileWanted): string {
	return new URL(url).pathname.split('/').at(-1) ?? 'file';
}

/** The disk's own errors by their codes, without paths; null for errors that are not the disk's. */
export function diskFailure(error: unknown): Failure | null {
	if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return null;
	const code = String(error.code);
	const message = code === 'ENOSPC' ? 'is full' : `cannot be written or read (${code})`;
	return new Failure('unavailable', message, { provider: 'disk', retryable: false, cause: error });
}
