/** What was sent to models and what came back, by hash, compressed, beside the facts that name them. */
import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { Traces } from '../../ports.ts';

const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

export function createTraces(db: DatabaseSync): Traces {
	const put = db.prepare(
		'INSERT INTO traces (run_id, hash, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'
	);
	const get = db.prepare('SELECT body FROM traces WHERE run_id = ? AND hash = ?');
	return {
		keep: (runId, text) => {
			const hash = createHash('sha256').update(text, 'utf8').digest('hex');
			put.run(runId, hash, brotliCompressSync(text, QUALITY));
			return Promise.resolve(hash);
		},
		find: (runId, hash) => {
			const body = get.get(runId, hash)?.['body'];
			const text = body instanceof Uint8Array ? brotliDecompressSync(body).toString('utf8') : null;
			return Promise.resolve(text);
		}
	};
}
