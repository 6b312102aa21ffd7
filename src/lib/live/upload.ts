/** Sends files to a collection one request each, a few side by side, and tells how far it is. */

export interface Sending {
	readonly done: number;
	readonly all: number;
	readonly refused: readonly { readonly name: string; readonly message: string }[];
}
export interface NamedFile {
	readonly file: File;
	readonly name: string; // with its folders
}

const AT_ONCE = 2;

/** Resolves when every file was sent or refused. `told` is called after each. */
export async function sendFiles(
	collectionId: string,
	files: readonly NamedFile[],
	told: (sending: Sending) => void
): Promise<Sending> {
	let sending: Sending = { done: 0, all: files.length, refused: [] };
	let next = 0;
	const line = async () => {
		for (let one = files[next++]; one; one = files[next++]) {
			const refused = await sendOne(collectionId, one);
			sending = {
				...sending,
				done: sending.done + 1,
				refused: refused ? [...sending.refused, refused] : sending.refused
			};
			told(sending);
		}
	};
	told(sending);
	await Promise.all(Array.from({ length: AT_ONCE }, line));
	return sending;
}

async function sendOne(
	collectionId: string,
	{ file, name }: NamedFile
): Promise<{ name: string; message: string } | null> {
	const body = new FormData();
	body.append('file', file, name);
	const response = await fetch(`/api/v1/collections/${collectionId}/documents`, {
		method: 'POST',
		body
	}).catch(() => null);
	if (!response?.ok) return { name, message: 'It could not be sent; the connection broke off.' };
	const { files } = (await response.json()) as {
		files: { outcome: string; message: string }[];
	};
	const [given] = files;
	return given?.outcome === 'refused' ? { name, message: given.message } : null;
}

/** The files of a drop, folders walked through. Call it while the drop event lasts. */
export async function droppedFiles(transfer: DataTransfer): Promise<NamedFile[]> {
	const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
	if (entries.length === 0) return [...transfer.files].map((file) => ({ file, name: file.name }));
	const found: NamedFile[] = [];
	for (const entry of entries) await walk(entry, '', found);
	return found;
}

async function walk(entry: FileSystemEntry, above: string, found: NamedFile[]): Promise<void> {
	const name = above + entry.name;
	if (entry.isFile) {
		const file = await new Promise<File>((resolve, reject) => {
			(entry as FileSystemFileEntry).file(resolve, reject);
		});
		found.push({ file, name });
		return;
	}
	const reader = (entry as FileSystemDirectoryEntry).createReader();
	for (;;) {
		const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => {
			reader.readEntries(resolve, reject);
		});
		if (entries.length === 0) return; // it gives a hundred at a time
		for (const one of entries) await walk(one, `${name}/`, found);
	}
}
