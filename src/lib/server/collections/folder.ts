/** A folder on the server, only below the operator's roots: no link is followed, nothing outside is opened. */
import { constants, type ReadStream } from 'node:fs';
import { lstat, open, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../net/failure.ts';

export interface FolderFile {
	readonly name: string; // with its folders, from the folder that was named
	open(): Promise<ReadStream>;
}

/** The real path of a folder below one of the roots. Throws Failure "blocked" or "missing", in words. */
export async function allowedFolder(folder: string, roots: readonly string[]): Promise<string> {
	if (roots.length === 0) throw refused('folders of the server are not open; see COLLECTION_ROOTS');
	if (!path.isAbsolute(folder)) throw refused('name the folder by its full path');
	const real = await realpath(folder).catch(() => null);
	const within = await Promise.all(
		roots.map(async (root) => {
			const top = await realpath(root).catch(() => null);
			return real !== null && top !== null && isBelow(real, top);
		})
	);
	// Whether a folder outside exists is not told.
	if (real === null || !within.includes(true))
		throw refused('there is no such folder below COLLECTION_ROOTS');
	if (!(await lstat(real)).isDirectory()) throw refused('that is a file, not a folder');
	return real;
}

/** Regular files below a real folder, depth first by name; hidden ones and links are left out. */
export async function* filesIn(folder: string, top = folder): AsyncGenerator<FolderFile> {
	const entries = await readdir(folder, { withFileTypes: true });
	entries.sort((a, b) => (a.name < b.name ? -1 : 1));
	for (const entry of entries) {
		if (entry.name.startsWith('.')) continue;
		const place = path.join(folder, entry.name);
		if (entry.isDirectory()) yield* filesIn(place, top);
		else if (entry.isFile())
			yield {
				name: path.join(path.basename(top), path.relative(top, place)),
				open: () => openBelow(place, top)
			};
	}
}

/** Opens without following a link, and only what is still below the top: folders may be swapped meanwhile. */
async function openBelow(place: string, top: string): Promise<ReadStream> {
	const real = await realpath(place);
	if (!isBelow(real, top)) throw refused('leads outside of its folder');
	const handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW);
	return handle.createReadStream();
}

function isBelow(place: string, top: string): boolean {
	const relative = path.relative(top, place);
	return relative === '' || (!relative.startsWith('..') && !path.isAbsolute(relative));
}

function refused(message: string): Failure {
	return new Failure('blocked', message, { provider: 'collections' });
}
