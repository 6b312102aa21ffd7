/** Alignments for measurements, kept in the system's folder for temporary files: a second run need not compute them. */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlignPair, Alignment } from '../../src/lib/server/ports.ts';
import { createLocalEmbedder } from '../../src/lib/server/providers/embed/local.ts';

export const MODEL = new URL('../../models/e5-small', import.meta.url).pathname;

/** The alignment of each pair, in order. Prints the time a pair took where it was computed. */
export async function alignmentsOf(pairs: readonly AlignPair[]): Promise<Alignment[]> {
	const embedder = createLocalEmbedder({ folder: MODEL });
	const means = createHash('sha256').update(readFileSync(`${MODEL}/token-means.json`));
	const version = `${embedder.id}-${means.digest('hex').slice(0, 8)}`;
	const file = join(tmpdir(), `groundwork-alignments-${version}.jsonl`);
	const kept = new Map<string, Alignment>();
	for (const line of existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []) {
		const { key, alignment } = JSON.parse(line) as { key: string; alignment: Alignment };
		kept.set(key, alignment);
	}
	const { signal } = new AbortController();
	const out: Alignment[] = [];
	let [computed, ms] = [0, 0];
	for (const pair of pairs) {
		const key = createHash('sha256').update(JSON.stringify(pair)).digest('hex').slice(0, 24);
		const known = kept.get(key);
		if (known) {
			out.push(known);
			continue;
		}
		const began = performance.now();
		const alignment = await embedder.align(pair, { signal });
		ms += performance.now() - began;
		computed += 1;
		appendFileSync(file, `${JSON.stringify({ key, alignment: rounded(alignment) })}\n`);
		out.push(alignment);
	}
	if (computed > 0) console.log(`${computed} alignments, ${(ms / computed).toFixed(0)} ms each`);
	await embedder.close();
	return out;
}

function rounded({ rarity, near, same, cosines }: Alignment): Alignment {
	const short = (values: readonly number[]) => values.map((value) => Number(value.toFixed(4)));
	return { rarity: short(rarity), near: near.map(short), same, cosines: short(cosines) };
}
