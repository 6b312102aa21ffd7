/**
 * A fetched model's folder: its two files and `fetched.json`, which says what they were when they were first fetched.
 * What lies there is believed only as far as it has those checksums.
 */
import { mkdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { EmbedFile, EmbedModel } from '../../../research/embed-models.ts';
import { Failure } from '../../net/failure.ts';
import { diskFailure, fetchFile, sumOf, type Fetching } from './fetch-file.ts';
import { NAMES } from './file-names.ts';

type Part = keyof typeof NAMES;
/** The small file first: what is wrong with an address shows before much is fetched. */
const PARTS: readonly Part[] = ['tokenizer', 'model'];

const FileNote = z.object({
	bytes: z.number(),
	sha256: z.string(),
	stated: z.enum(['sha256', 'git', 'nothing']), // what the hub said of it
	from: z.string() // address, without what a redirect added
});
const FetchedRecord = z.object({
	model: z.string(),
	revision: z.string(), // the hub's commit, or the branch where it is not told
	files: z.object({ model: FileNote.nullable(), tokenizer: FileNote.nullable() }),
	/** It has given a vector of the right kind. */
	proven: z.boolean()
});
type FetchedRecord = z.infer<typeof FetchedRecord>;

export interface KeptPlace {
	readonly folder: string; // of this model alone
	readonly model: EmbedModel;
}
export interface Hub {
	readonly base: string; // https://huggingface.co
	readonly trust: 'operator' | 'web';
}
/** What is wanted of the hub and how far it is. */
export interface FetchingModel extends Omit<Fetching, 'progress'> {
	readonly hub: Hub;
	readonly progress: (done: number, of: number) => void;
}
/** A model that is whole. */
export interface KeptModel {
	readonly sum: string; // SHA-256 of the model file
	readonly proven: boolean;
}

const ROOM = 50_000_000; // bytes of the disk that stay free
const BRANCH = 'main';

/** The model as it lies on the disk; null where a file is missing or is not what was fetched. Fetches nothing. */
export async function keptModel(place: KeptPlace): Promise<KeptModel | null> {
	const record = await readRecord(place);
	if (!record) return null;
	for (const part of PARTS) if (!(await isWhole(part, { place, record }))) return null;
	const sum = record.files.model?.sha256;
	return sum === undefined ? null : { sum, proven: record.proven };
}

/** Fetches what is missing or damaged. Throws Failure in words; what was whole before stays. */
export async function fetchModel(place: KeptPlace, fetching: FetchingModel): Promise<KeptModel> {
	try {
		await mkdir(place.folder, { recursive: true });
		let record = (await readRecord(place)) ?? emptyRecord(place.model);
		const missing: Part[] = [];
		for (const part of PARTS) if (!(await isWhole(part, { place, record }))) missing.push(part);
		await checkRoom(place, missing);
		for (const part of missing) {
			record = await fetchPart(part, { place, record, fetching });
			await writeRecord(place, record);
		}
		return { sum: record.files.model?.sha256 ?? '', proven: record.proven };
	} catch (error) {
		throw diskFailure(error) ?? error;
	}
}

/** Notes that the model has given a vector of the right kind. */
export async function noteProven(place: KeptPlace): Promise<void> {
	const record = await readRecord(place);
	if (record) await writeRecord(place, { ...record, proven: true });
}

/** Throws the files away with what is known of them: the next fetch takes what the hub has then. */
export async function forgetModel({ folder }: KeptPlace): Promise<void> {
	await rm(folder, { recursive: true, force: true });
}

interface Standing {
	readonly place: KeptPlace;
	readonly record: FetchedRecord;
}

async function fetchPart(
	part: Part,
	{ place, record, fetching }: Standing & { fetching: FetchingModel }
): Promise<FetchedRecord> {
	const { hub, progress, ...rest } = fetching;
	const { files, repository } = place.model;
	const url = `${hub.base}/${repository}/resolve/${record.revision}/${files[part].path}`;
	const before = part === 'model' ? (record.files.tokenizer?.bytes ?? 0) : 0;
	const all = before + files.model.bytes + (part === 'model' ? 0 : files.tokenizer.bytes);
	const fetched = await fetchFile(
		{
			url,
			trust: hub.trust,
			place: join(place.folder, NAMES[part]),
			most: mostOf(files[part]),
			known: record.files[part]?.sha256 ?? null
		},
		{ ...rest, progress: (bytes) => progress(before + bytes, Math.max(all, before + bytes)) }
	);
	const { bytes, sha256, stated, revision } = fetched;
	return {
		...record,
		revision: revision !== null && /^[0-9a-f]{40}$/u.test(revision) ? revision : record.revision,
		files: { ...record.files, [part]: { bytes, sha256, stated, from: url } }
	};
}

/** The table's sizes are rounded: twice as much is still taken, more is another file. */
function mostOf({ bytes }: EmbedFile): number {
	return bytes * 2 + 1_000_000;
}

async function isWhole(part: Part, { place, record }: Standing): Promise<boolean> {
	const noted = record.files[part];
	if (!noted) return false;
	const file = join(place.folder, NAMES[part]);
	try {
		if ((await stat(file)).size !== noted.bytes) return false;
		return (await sumOf(file)) === noted.sha256;
	} catch {
		return false;
	}
}

async function checkRoom({ folder, model }: KeptPlace, missing: readonly Part[]): Promise<void> {
	const wanted = missing.reduce((sum, part) => sum + model.files[part].bytes, 0);
	const { bavail, bsize } = await statfs(folder);
	if (wanted === 0 || bavail * bsize >= wanted + ROOM) return;
	const [needs, has] = [wanted + ROOM, bavail * bsize].map((bytes) => Math.ceil(bytes / 1e6));
	throw new Failure('too-large', `has ${has} MB free where ${needs} MB are needed`, {
		provider: 'disk'
	});
}

function emptyRecord({ id }: EmbedModel): FetchedRecord {
	return { model: id, revision: BRANCH, files: { model: null, tokenizer: null }, proven: false };
}

async function readRecord({ folder, model }: KeptPlace): Promise<FetchedRecord | null> {
	try {
		const text = await readFile(join(folder, 'fetched.json'), 'utf8');
		const record = FetchedRecord.parse(JSON.parse(text));
		return record.model === model.id ? record : null;
	} catch {
		return null; // never fetched, or unreadable: then it is fetched anew
	}
}

async function writeRecord({ folder }: KeptPlace, record: FetchedRecord): Promise<void> {
	const file = join(folder, 'fetched.json');
	await writeFile(`${file}.part`, JSON.stringify(record, null, '\t'));
	await rename(`${file}.part`, file);
}
