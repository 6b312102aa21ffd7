/**
 * Reading pages: side by side, written down in the order they were chosen, so that ids do not depend on which page came
 * first. A page that keeps the others waiting is given up with a reason. URLs come from picks only: the user, hits and
 * links our parser read (the URL ledger); nothing else can reach the reader.
 */
import type { FactDraft } from '../../research/facts.ts';
import type { RunView } from '../../research/fold.ts';
import { papersOf, workAt } from '../../research/papers.ts';
import type { Source } from '../../research/run.ts';
import type { ReadOutcome } from '../web/page.ts';
import { Failure, isCancelled } from '../net/failure.ts';
import { readPlace } from './own-sources.ts';
import type { Pick } from './select.ts';
import { inOrder } from './step.ts';
import type { Run, Tools } from './tools.ts';

const WIDTH = 6;

export interface Wave {
	readonly picks: readonly Pick[];
	readonly round: number;
	readonly patience: number; // milliseconds
	readonly signal: AbortSignal;
	/** Called between two pages, also before the first of them: the others go on being read meanwhile. */
	readonly recorded: () => Promise<void>;
}

/** Reads the wave's pages that have no fact yet. Ends early, without an error, when gathering is told to end. */
export async function readWave(run: Run, tools: Tools, wave: Wave): Promise<void> {
	const known = triedIn(run.view(), wave.round);
	const todo = wave.picks.filter((pick) => !known.has(pick.url));
	const late = new AbortController();
	const patience = new AbortController();
	const wait = AbortSignal.any([wave.signal, patience.signal]);
	const timer = tools.clock.sleep(wave.patience, wait).then(
		() =>
			late.abort(
				new Failure('cancelled', 'this page keeps the others waiting', { provider: 'engine' })
			),
		() => undefined
	);
	const signal = AbortSignal.any([wave.signal, late.signal]);
	try {
		await wave.recorded(); // a run that was killed here looks before it reads on
		await inOrder(todo, {
			width: WIDTH,
			job: (pick) => readOne({ run, tools }, { pick, signal, late: late.signal }),
			take: async (outcome, pick) => {
				if (!outcome) return;
				await record(run, tools, { outcome, pick, round: wave.round });
				await wave.recorded();
			}
		});
	} finally {
		patience.abort();
		await timer;
	}
}

function triedIn(view: RunView, round: number): Set<string> {
	return new Set([
		...view.sources.filter((source) => source.round === round).map((source) => source.askedUrl),
		...view.skipped.filter((skipped) => skipped.round === round).map((skipped) => skipped.url)
	]);
}

/** Null when gathering was told to end: the page is then neither read nor skipped. */
async function readOne(
	hands: { run: Run; tools: Tools },
	{ pick, signal, late }: { pick: Pick; signal: AbortSignal; late: AbortSignal }
): Promise<ReadOutcome | null> {
	const tooSlow: ReadOutcome = {
		ok: false,
		reason: 'unavailable',
		message: 'It did not answer in the time this effort waits for a page.'
	};
	if (late.aborted) return tooSlow;
	try {
		return await readPlace(hands, { pick, signal });
	} catch (error) {
		if (!isCancelled(error)) throw error;
		return late.aborted ? tooSlow : null;
	}
}

async function record(
	run: Run,
	tools: Tools,
	{ outcome, pick, round }: { outcome: ReadOutcome; pick: Pick; round: number }
): Promise<void> {
	if (outcome.ok) await tools.library.keep(outcome.snapshot);
	const facts = await run.append((view) => [
		draftOf(view, { outcome, pick, round, at: tools.clock.now() })
	]);
	const [fact] = facts;
	if (outcome.ok && fact?.type === 'source.read') {
		await tools.library.shelve(run.id, fact.source, outcome.snapshot);
	}
}

function draftOf(
	view: RunView,
	{ outcome, pick, round, at }: { outcome: ReadOutcome; pick: Pick; round: number; at: number }
): FactDraft {
	if (!outcome.ok) {
		const { ok: _ok, ...why } = outcome;
		return {
			type: 'source.skipped',
			skipped: { url: pick.url, ...why, via: pick.via, round, at }
		};
	}
	const { page, snapshot } = outcome;
	const twin = view.sources.find(
		(source) => source.url === page.url || source.textHash === snapshot.textHash
	);
	if (twin?.url === page.url) {
		const message = `The same page as ${twin.id}.`;
		return {
			type: 'source.skipped',
			skipped: { url: pick.url, reason: 'duplicate', message, via: pick.via, round, at }
		};
	}
	const { bytes: _bytes, ...known } = page;
	const work = workAt(papersOf(view.queries), [pick.url, page.url, ...namedBy(view, pick.url)]);
	const source: Source = {
		...known,
		id: `s${view.sources.length + 1}`,
		askedUrl: pick.url,
		textHash: snapshot.textHash,
		textLength: snapshot.text.length,
		passageCount: snapshot.passages.length,
		via: pick.via,
		round,
		...(work && { work })
	};
	return { type: 'source.read', source };
}

/** Pages of papers that named this address as their full text. */
function namedBy(view: RunView, url: string): string[] {
	const naming = [
		...view.sources.map((one) => ({ ...one, urls: [one.askedUrl, one.url] })),
		...view.skipped.map((one) => ({ ...one, urls: [one.url] }))
	];
	return naming.filter(({ fullText }) => fullText === url).flatMap(({ urls }) => urls);
}
