/** Bytes that were given, in files named by their hash: what a file was called is never part of a path. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '../../net/failure.ts';
import type { Blobs } from '../../ports/collections.ts';

const HASH = /^[0-9a-f]{64}$/u;

export function openBlobs(folder: string): Blobs {
	const incoming = join(folder, 'incoming');
	rmSync(incoming, { recursive: true, force: true }); // what a crash cut off
	mkdirSync(incoming, { recursive: true });
	const placeOf = (hash: string) => join(folder, hash.slice(0, 2), hash);
	return {
		keep: async (chunks, most) => {
			const part = join(incoming, randomBytes(12).toString('hex'));
			const digest = createHash('sha256');
			let bytes = 0;
			const handle = await open(part, 'wx', 0o600);
			try {
				try {
					// Read by hand: a pipeline that gives up waits for its source, which may never end by itself.
					for await (const chunk of chunks) {
						bytes += chunk.byteLength;
						if (bytes > most) throw tooLarge(most);
						digest.update(chunk);
						await handle.write(chunk);
					}
				} finally {
					await handle.close();
				}
				const hash = digest.digest('hex');
				await mkdir(dirname(placeOf(hash)), { recursive: true });
				await rename(part, placeOf(hash));
				return { hash, bytes };
			} catch (error) {
				await rm(part, { force: true });
				throw error;
			}
		},
		read: async (hash) => {
			if (!HASH.test(hash)) return undefined;
			return readFile(placeOf(hash)).catch(() => undefined);
		},
		forget: async (hash) => {
			if (HASH.test(hash)) await rm(placeOf(hash), { force: true });
		}
	};
}

function tooLarge(most: number): Failure {
	const message = `is larger than ${Math.round(most / 1e6)} MB`;
	return new Failure('too-large', message, { provider: 'collections' });
}
