/** A file from a hub to the disk, with everything that goes wrong on the way. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
	COMMIT,
	sha256,
	startHub,
	type Hub,
	type HubFault
} from '../../../../../tests/fixtures/hub.ts';
import { createCall } from '../../net/call.ts';
import { fetchFile } from './fetch-file.ts';

const PATH = 'a/model/resolve/main/onnx/model.onnx';
const BYTES = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7919) % 251));
const SMALL = Buffer.from('{"small": true}');
const outside = createCall({ userAgent: 'test', spacingMs: 0 });
let hub: Hub;
let folder: string;
const folders: string[] = [];
beforeAll(async () => {
	hub = await startHub();
});
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'fetch-'));
	folders.push(folder);
	hub.files.clear();
	hub.faults.clear();
	hub.asked.length = 0;
	hub.files.set(PATH, BYTES);
});
afterAll(async () => {
	await outside.close();
	await hub.close();
	for (const each of folders) rmSync(each, { recursive: true, force: true });
});

const place = () => join(folder, 'model.onnx');
const part = () => `${place()}.part`;
async function take(
	fault: HubFault = {},
	how: { path?: string; most?: number; known?: string; base?: string; signal?: AbortSignal } = {}
) {
	const { path = PATH, most = 400_000, known = null, base = hub.url } = how;
	const waits: number[] = [];
	const seen: number[] = [];
	const waiting: { bytes: number; go: () => void }[] = [];
	const taken = (bytes: number) =>
		new Promise<void>((go) => {
			waiting.push({ bytes, go });
			told();
		});
	const told = () => {
		for (const { bytes, go } of waiting) if ((seen.at(-1) ?? 0) >= bytes) go();
	};
	hub.faults.set(path, { taken, ...fault });
	const fetched = await fetchFile(
		{ url: `${base}/${path}`, trust: 'operator', place: place(), most, known },
		{
			download: outside.download,
			signal: how.signal ?? AbortSignal.timeout(10_000),
			progress: (bytes) => {
				seen.push(bytes);
				told();
			},
			sleep: (ms) => {
				waits.push(ms);
				return Promise.resolve();
			}
		}
	);
	return { ...fetched, waits, seen };
}
const onDisk = () => readdirSync(folder).sort();

describe('a file of a model', () => {
	it('comes over the redirect, is held against the stated checksum, and only then has its name', async () => {
		const { seen, waits, ...fetched } = await take();
		expect(fetched).toEqual({
			...{ bytes: BYTES.byteLength, sha256: sha256(BYTES) },
			...{ stated: 'sha256', revision: COMMIT }
		});
		expect(readFileSync(place()).equals(BYTES)).toBe(true);
		expect(onDisk()).toEqual(['model.onnx']);
		expect([seen.at(0), seen.at(-1), waits]).toEqual([0, BYTES.byteLength, []]);
	});
	it('small ones are held against the name git gives them, plain ones against nothing, which is told', async () => {
		hub.files.set('a/b/resolve/main/t.json', SMALL);
		expect((await take({}, { path: 'a/b/resolve/main/t.json' })).stated).toBe('git');
		const other = { otherBytes: Buffer.from('{"small": TRUE}') };
		await expect(take(other, { path: 'a/b/resolve/main/t.json' })).rejects.toThrow('checksum');
		expect(await take({ plain: true })).toMatchObject({ stated: 'nothing', revision: null });
	});
	it('goes on where it broke off', async () => {
		const { waits } = await take({ cuts: [100_000, 50_000] });
		expect(readFileSync(place()).equals(BYTES)).toBe(true);
		expect(waits).toEqual([1_000, 2_000]);
		const begun = hub.asked.map((each) => Number(/bytes=(\d+)/u.exec(each)?.[1] ?? 0));
		expect(begun).toEqual([0, 100_000, 150_000]);
	});
	it('also after a restart, and from the start where the hub cannot go on', async () => {
		await expect(take({ cuts: [90_000, 0, 0, 0, 0] })).rejects.toMatchObject({
			kind: 'unavailable'
		});
		expect(existsSync(place())).toBe(false);
		expect(onDisk()).toEqual(['model.onnx.part', 'model.onnx.part.json']);
		hub.asked.length = 0;
		await take({ ignoresRanges: true });
		expect(hub.asked).toEqual([expect.stringMatching(/bytes=\d+-$/u)]);
		expect(readFileSync(place()).equals(BYTES)).toBe(true);
		expect(onDisk()).toEqual(['model.onnx']);
	});
	it('a part of which nothing is known, or of another file, is thrown away', async () => {
		writeFileSync(part(), 'left over');
		await take();
		expect(hub.asked).toEqual([PATH]);
		rmSync(place());
		await expect(take({ cuts: [90_000, 0, 0, 0, 0] })).rejects.toThrow();
		hub.files.set(PATH, Buffer.from(BYTES).fill(7, 0, 50));
		await take();
		expect(readFileSync(place())[0]).toBe(7);
	});
	it('nothing is joined to a part where no checksum and no tag could tell that it belongs to it', async () => {
		await take({ plain: true, cuts: [90_000] });
		expect(hub.asked).toEqual([PATH, PATH]);
		expect(readFileSync(place()).equals(BYTES)).toBe(true);
	});
	it('with a wrong checksum nothing is kept, and what was there stays', async () => {
		writeFileSync(place(), 'the old one');
		const otherBytes = Buffer.from(BYTES).fill(1, 200_000);
		await expect(take({ otherBytes })).rejects.toMatchObject({
			...{ kind: 'malformed', provider: new URL(hub.url).host },
			message: expect.stringContaining('another checksum than it states') as unknown
		});
		expect(onDisk()).toEqual(['model.onnx']);
		expect(readFileSync(place(), 'utf8')).toBe('the old one');
	});
	it('that is another than the one first fetched is not taken', async () => {
		const known = sha256(Buffer.from('first'));
		await expect(take({}, { known })).rejects.toThrow('another model.onnx than the one first');
		expect(onDisk()).toEqual([]);
	});
	it('that is too large is refused before or while it comes', async () => {
		await expect(take({}, { most: 299_999 })).rejects.toMatchObject({ kind: 'too-large' });
		expect(existsSync(part())).toBe(false);
	});
	it.each([
		[{ status: 404 }, 'missing', 'does not have model.onnx (404)'],
		[{ status: 401 }, 'refused', 'does not give model.onnx (401)'],
		[{ status: 418 }, 'malformed', 'answered 418'],
		[{ plain: true, html: true }, 'malformed', 'a web page instead of the file'],
		[{ plain: true, compressed: true }, 'malformed', 'compressed'],
		[{ to: 'http://169.254.169.254/latest' }, 'blocked', 'not on the public internet']
	] as const)('%j fails at once and in words', async (fault, kind, words) => {
		await expect(take(fault)).rejects.toMatchObject({
			kind,
			message: expect.stringContaining(words) as unknown
		});
		expect(hub.asked).toHaveLength(1);
		expect(existsSync(place())).toBe(false);
	});
	it('a hub that is overloaded or away is asked again a few times', async () => {
		await expect(take({ status: 503 })).rejects.toMatchObject({ kind: 'unavailable' });
		expect(hub.asked).toHaveLength(5);
		await expect(take({}, { base: 'http://127.0.0.1:1' })).rejects.toThrow('refused');
	});
	it('ends when it is told to', async () => {
		const signal = AbortSignal.abort();
		await expect(take({}, { signal })).rejects.toMatchObject({ kind: 'cancelled' });
		expect(hub.asked).toEqual([]);
	});
	it('a disk that refuses is told as such', async () => {
		folder = join(folder, 'not', 'there');
		await expect(take()).rejects.toMatchObject({ provider: 'disk', kind: 'unavailable' });
	});
});
