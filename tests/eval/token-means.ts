/**
 * Writes models/e5-small/token-means.json: the mean state of a piece in English and in Chinese, over the quotes of
 * `data/checks.jsonl`. Soft alignment (providers/embed/align.ts) takes them off before pieces are compared.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { isCjk } from '../../src/lib/research/words.ts';
import { loadModel } from '../../src/lib/server/providers/embed/model.ts';
import { MODEL } from './alignments.ts';

export async function run({ data }: { data: string }): Promise<void> {
	const rows = readFileSync(data, 'utf8')
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as { id: string; quote: string })
		.filter(({ id }) => !id.startsWith('cross'));
	const quotes = [...new Set(rows.map(({ quote }) => quote))];
	const model = await loadModel({ folder: MODEL, threads: 2 });
	const out: Record<string, string> = {};
	for (const language of ['en', 'zh']) {
		const texts = quotes.filter((quote) => isCjk(quote) === (language === 'zh'));
		const states = (await model.pieces(texts)).flatMap((one) => one.states);
		const sum = new Float64Array(states[0]?.length ?? 0);
		for (const state of states) {
			const length = Math.hypot(...state) || 1;
			state.forEach((value, at) => (sum[at] = (sum[at] ?? 0) + value / length));
		}
		const mean = Float32Array.from(sum, (value) => value / states.length);
		out[language] = Buffer.from(mean.buffer).toString('base64');
		console.log(`${language}: ${texts.length} quotes, ${states.length} pieces`);
	}
	writeFileSync(`${MODEL}/token-means.json`, `${JSON.stringify(out)}\n`);
}
