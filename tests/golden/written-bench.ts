/** A bench whose runs have a scripted model behind them, and how a report is told by what a reader sees of it. */
import type { Fact } from '../../src/lib/research/facts.ts';
import type { RunView } from '../../src/lib/research/fold.ts';
import { reportOf } from '../../src/lib/research/report.ts';
import { replay } from '../../src/lib/server/house/replay/replay.ts';
import { noMeans } from '../../src/lib/server/library/centre.ts';
import { createLibrary } from '../../src/lib/server/library/library.ts';
import type { Model } from '../../src/lib/server/ports.ts';
import { createModel } from '../../src/lib/server/providers/model/client.ts';
import { startScriptedModel, type ScriptedModel } from '../fixtures/scripted-model.ts';
import { memoryIndex, openBench, type Bench } from './bench.ts';

export const QUESTION = 'Who designed the Tessel Bridge, and when did it open?';

export interface Written {
	readonly bench: Bench;
	readonly server: ScriptedModel;
	readonly model: Model;
	close(): Promise<void>;
}

/** Opens both; `connection` is what is special about the way to the model. */
export async function openWritten(
	connection: Partial<Parameters<typeof createModel>[0]> = {}
): Promise<Written> {
	const server = await startScriptedModel();
	const model = createModel({
		...{ name: 'scripted', baseUrl: server.url, model: 'scripted', apiKey: '', local: false },
		...connection
	});
	const bench = await openBench(() => [model]);
	const close = async () => {
		await bench.close();
		await server.close();
	};
	return { bench, server, model, close };
}

/** A run done again from what a bench keeps of it; `facts` in place of those it recorded. */
export async function replayed(
	{ journal, snapshots, traces }: Bench,
	{ id, facts }: { id: string; facts?: readonly Fact[] }
) {
	const cache = { get: () => new Map<string, Float32Array>(), put: () => undefined };
	const library = createLibrary({
		...{ index: memoryIndex(), snapshots, cache },
		...{ embedder: null, means: noMeans }
	});
	return replay({ id, facts: facts ?? (await journal.read(id, 0)), snapshots, traces, library });
}

/** Sections with their sentences and verdicts. */
export const toldIn = (view: RunView) =>
	reportOf(view).sections.map((section) => [
		section.id,
		section.heading,
		section.sentences.map((one) => [one.id, one.text, one.verdict])
	]);

/** Sentences that state something. */
export const factualIn = (view: RunView) =>
	reportOf(view)
		.sections.flatMap((section) => section.sentences)
		.filter((one) => one.kind !== 'framing');
