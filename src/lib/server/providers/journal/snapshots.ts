/** Kept copies by the hash of their text, compressed, in the journal's database: what facts point at lives with them. */
import type { DatabaseSync } from 'node:sqlite';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { z } from 'zod';
import { Block, Mark, Passage } from '../../../research/run.ts';
import type { Snapshot, SnapshotStore } from '../../ports.ts';

const Stored = z.object({
	textHash: z.string(),
	text: z.string(),
	passages: z.array(Passage.omit({ text: true })),
	marks: z.array(Mark).optional(),
	blocks: z.array(Block).optional(),
	links: z.array(
		z.object({ url: z.string(), text: z.string(), start: z.number(), end: z.number() })
	),
	extractor: z.string(),
	rawHash: z.string()
});

const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }; // a few ms a page, a third of its size

/** `now` stamps a copy, so that one just kept is not taken for an orphan before its fact is written. */
export function createSnapshots(db: DatabaseSync, now: () => number): SnapshotStore {
	const put = db.prepare(
		'INSERT INTO snapshots (text_hash, body, kept_at) VALUES (?, ?, ?) ON CONFLICT (text_hash) DO UPDATE SET body = excluded.body, kept_at = excluded.kept_at'
	);
	const touch = db.prepare('UPDATE snapshots SET kept_at = ? WHERE text_hash = ?');
	const get = db.prepare('SELECT body FROM snapshots WHERE text_hash = ?');
	return {
		keep: (snapshot) => {
			const body = get.get(snapshot.textHash)?.['body'];
			const mended = body instanceof Uint8Array ? mendedBy(unpack(body), snapshot) : snapshot;
			if (mended) put.run(snapshot.textHash, pack(mended), now());
			else touch.run(now(), snapshot.textHash);
			return Promise.resolve();
		},
		find: (textHash) => {
			const body = get.get(textHash)?.['body'];
			return Promise.resolve(body instanceof Uint8Array ? unpack(body) : undefined);
		}
	};
}

/**
 * A copy never changes, passages included: facts point into it. Only what its spans were on the page is taken from a new
 * reading of the same text: a copy kept before structure was, or by a reader that knew less, gets it. Null: nothing new.
 */
function mendedBy(kept: Snapshot, { blocks }: Snapshot): Snapshot | null {
	if (!blocks || JSON.stringify(blocks) === JSON.stringify(kept.blocks)) return null;
	return { ...kept, blocks };
}

/** A passage's text is a slice of the text, so it is not stored twice. */
function pack(snapshot: Snapshot): Uint8Array {
	const passages = snapshot.passages.map(({ text: _text, ...place }) => place);
	return brotliCompressSync(JSON.stringify({ ...snapshot, passages }), QUALITY);
}

function unpack(body: Uint8Array): Snapshot {
	const { marks, blocks, ...stored } = Stored.parse(
		JSON.parse(brotliDecompressSync(body).toString('utf8'))
	);
	const passages = stored.passages.map(({ marks: within, ...one }) => ({
		...one,
		text: stored.text.slice(one.start, one.end),
		...(within && { marks: within })
	}));
	return { ...stored, ...(marks && { marks }), ...(blocks && { blocks }), passages };
}
