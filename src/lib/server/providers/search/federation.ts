/**
 * All engines as one Search port: engines asked together (specialised ones when the query is of their kind), stand-ins
 * when those bring nothing, resting engines, merged hits, and one reply per engine that was meant to answer. A broken
 * or empty engine is always in the replies; a slow one never holds the others up for long.
 */
import type { EngineKind, EngineReply, Hit } from '../../../research/run.ts';
import { Failure, isCancelled } from '../../net/failure.ts';
import type { FindOptions, Search, Searcher } from '../../ports.ts';
import type { EngineHealth } from './health.ts';
import { mergeHits } from './merge.ts';
import { Pace } from './pace.ts';
import type { Quota } from './quota.ts';
import { Rest } from './rest.ts';

export interface Engine {
	readonly searcher: Searcher;
	readonly kind: EngineKind;
	/** Asked only when the others fail or find nothing. */
	readonly standIn: boolean;
	readonly pace: { readonly atOnce: number; readonly gapMs: number };
	readonly weight: number; // of its ranking in the merged list
	readonly languages: readonly string[]; // worth asking in; empty: every one
	readonly needs: readonly string[]; // settings without which it would be off
	readonly quota: () => Quota | null;
}

export interface Federation extends Search {
	/** For /api/v1/health: one line per engine, in the order they were given. */
	health(): readonly EngineHealth[];
}

/** Milliseconds slower engines are waited for once one has brought hits. */
const GRACE_MS = 2_500;
/** Milliseconds after which nobody is waited for. */
const DEADLINE_MS = 12_000;
/** Answers too late in a row that count as a bad one. */
const LATE_STRIKE = 3;

interface Desk {
	readonly engine: Engine;
	readonly rest: Rest;
	readonly pace: Pace;
	tried: boolean;
	message: string | null;
	late: number; // since the start
	lateInARow: number;
}
interface Answer {
	readonly desk: Desk;
	readonly hits: readonly Hit[];
	readonly reply: EngineReply;
	readonly failure: Failure | null;
	readonly late: boolean;
}
interface Asking {
	readonly query: string;
	readonly options: FindOptions;
}
interface Patience {
	readonly now: () => number;
	readonly graceMs: number;
	readonly deadlineMs: number;
}

/**
 * `canonical` gives the address a page is read under (null: not an address we take), `samePage` a key that its mobile,
 * AMP and "www" variants share; `now` is milliseconds on any steady clock.
 * `find` never throws but for cancelling: with every engine broken it gives no hits and the failed replies.
 */
export function createFederation({
	engines,
	canonical,
	samePage,
	now,
	graceMs = GRACE_MS,
	deadlineMs = DEADLINE_MS
}: {
	engines: readonly Engine[];
	canonical: (url: string) => string | null;
	samePage: (url: string) => string;
	now: () => number;
	graceMs?: number;
	deadlineMs?: number;
}): Federation {
	const desks = engines.map((engine) => openDesk(engine, now));
	const patience = { now, graceMs, deadlineMs };
	return {
		async find(query, options) {
			const { signal, limit } = options;
			signal.throwIfAborted();
			const asking = { query, options };
			const answers: Answer[] = [];
			const { waves, meant } = wavesOf(desks, options);
			for (const wave of waves) {
				const awake = wave.filter((desk) => desk.rest.left(now()) === 0);
				answers.push(...(await askTogether(awake, asking, patience)));
				if (foundAny(answers.filter(isGeneral))) break;
			}
			if (!foundAny(answers)) {
				const sleepers = meant.filter((desk) => !answers.some((answer) => answer.desk === desk));
				const probed = sleepers.filter((desk) => desk.rest.mayProbe(now()));
				for (const desk of probed) desk.rest.probed(now());
				answers.push(...(await askTogether(probed, asking, patience)));
			}
			signal.throwIfAborted();
			takeNote(answers, now());
			const lists = answers.map(({ hits, desk }) => ({ hits, weight: desk.engine.weight }));
			return {
				hits: mergeHits(lists, { canonical, samePage, limit }),
				replies: [
					...answers.map((answer) => answer.reply),
					...restingReplies(meant, answers, now())
				]
			};
		},
		health: () => desks.map((desk) => healthOf(desk, now()))
	};
}

const openDesk = (engine: Engine, now: () => number): Desk => ({
	engine,
	rest: new Rest(),
	pace: new Pace({ ...engine.pace, now }),
	tried: false,
	message: null,
	late: 0,
	lateInARow: 0
});
const foundAny = (answers: readonly Answer[]) => answers.some((answer) => answer.hits.length > 0);
const isGeneral = ({ desk }: { readonly desk: Desk }) => desk.engine.kind === 'general';

/**
 * Whom a query is for. Engines named for the run: those and no other. Else the general ones, with the specialised ones
 * of the query's kinds beside them; where no general engine is on, all that are.
 */
function wavesOf(
	desks: readonly Desk[],
	{ engines, kinds, language }: FindOptions
): { waves: Desk[][]; meant: Desk[] } {
	const named = desks.filter(({ engine }) => engines.includes(engine.searcher.name));
	if (named.length > 0) return { waves: [named], meant: named };
	const general = speaking(
		desks.filter(({ engine }) => engine.kind === 'general'),
		language
	);
	if (general.length === 0) return { waves: [[...desks]], meant: [...desks] };
	const special = desks.filter(
		({ engine }) =>
			engine.kind !== 'general' && kinds.includes(engine.kind) && speaks(engine, language)
	);
	const first = [...general.filter(({ engine }) => !engine.standIn), ...special];
	const standIns = general.filter(({ engine }) => engine.standIn);
	return { waves: [first, standIns], meant: [...first, ...standIns] };
}

const speaks = ({ languages }: Engine, language: string) =>
	languages.length === 0 || languages.includes(language);

/** Those that know the language; all of them where none does. */
function speaking(desks: readonly Desk[], language: string): readonly Desk[] {
	const able = desks.filter(({ engine }) => speaks(engine, language));
	return able.length > 0 ? able : desks;
}

/**
 * Asks engines side by side. Once one has hits the others have `graceMs` left (a general one, where one is asked: a
 * quick answer of a specialised engine does not cut the web short). Throws only when the caller cancels.
 */
async function askTogether(
	desks: readonly Desk[],
	asking: Asking,
	{ now, graceMs, deadlineMs }: Patience
): Promise<Answer[]> {
	if (desks.length === 0) return [];
	const late = new AbortController();
	const anyGeneral = desks.some((desk) => isGeneral({ desk }));
	const end = () => late.abort();
	const deadline = setTimeout(end, deadlineMs);
	let grace: NodeJS.Timeout | undefined;
	return await Promise.all(
		desks.map(async (desk) => {
			const answer = await askOne(desk, asking, { now, late: late.signal });
			const good = answer.hits.length > 0 && (isGeneral(answer) || !anyGeneral);
			if (good) grace ??= setTimeout(end, graceMs);
			return answer;
		})
	).finally(() => {
		clearTimeout(grace);
		clearTimeout(deadline);
	});
}

async function askOne(
	desk: Desk,
	{ query, options }: Asking,
	{ now, late }: { now: () => number; late: AbortSignal }
): Promise<Answer> {
	const { searcher } = desk.engine;
	const { limit, language } = options;
	const signal = AbortSignal.any([options.signal, late]);
	let began: number | null = null;
	const reply = (outcome: EngineReply['outcome'], hits: number, message: string | null) => ({
		engine: searcher.name,
		outcome,
		hits,
		ms: began === null ? 0 : Math.max(0, Math.round(now() - began)),
		message
	});
	const empty = { desk, hits: [], failure: null, late: false };
	try {
		const hits = await desk.pace.run(() => {
			began = now();
			return searcher.search(query, { limit, language, signal });
		}, signal);
		const outcome = hits.length > 0 ? 'ok' : 'empty';
		return { ...empty, hits, reply: reply(outcome, hits.length, null) };
	} catch (error) {
		options.signal.throwIfAborted();
		if (late.aborted && isCancelled(error)) {
			return began === null
				? { ...empty, reply: reply('resting', 0, 'busy with earlier queries, not waited for') }
				: { ...empty, reply: reply('failed', 0, SLOW), late: true };
		}
		const failure = asFailure(error, searcher.name);
		return { ...empty, reply: reply('failed', 0, words(error)), failure };
	}
}
const SLOW = 'slower than the others, not waited for';

const words = (error: unknown) =>
	(error instanceof Error ? error.message : String(error)).slice(0, 300);

const asFailure = (error: unknown, provider: string) =>
	error instanceof Failure
		? error
		: new Failure('malformed', words(error), { provider, cause: error });

/**
 * Strikes and pardons. An empty answer counts against an engine only when another one of its kind did find something
 * for the same query: a question nobody can answer, or one that is not for it, is not the engine's fault. One slow
 * answer is not either; several in a row are.
 */
function takeNote(answers: readonly Answer[], now: number): void {
	for (const answer of answers) {
		const { desk, hits, reply, failure, late } = answer;
		if (reply.outcome === 'resting') continue;
		desk.tried = true;
		desk.lateInARow = late ? desk.lateInARow + 1 : 0;
		if (late) desk.late += 1;
		if (hits.length > 0) {
			desk.rest.good();
			desk.message = null;
		} else if (failure !== null) {
			desk.rest.bad(now, failure.retryAfterMs);
			desk.message = reply.message;
		} else if (late && desk.lateInARow % LATE_STRIKE === 0) {
			desk.rest.bad(now, null);
			desk.message = `${desk.lateInARow} answers in a row came too late`;
		} else if (reply.outcome === 'empty' && kindFound(answers, desk)) {
			desk.rest.bad(now, null);
			desk.message = 'found nothing where another engine did';
		}
	}
}

const kindFound = (answers: readonly Answer[], { engine }: Desk) =>
	answers.some(({ hits, desk }) => hits.length > 0 && desk.engine.kind === engine.kind);

/** Engines that were left alone, so that the reader sees why they said nothing. Idle stand-ins are not news. */
function restingReplies(
	desks: readonly Desk[],
	answers: readonly Answer[],
	now: number
): EngineReply[] {
	return desks
		.filter((desk) => desk.rest.left(now) > 0 && !answers.some((answer) => answer.desk === desk))
		.map((desk) => ({
			engine: desk.engine.searcher.name,
			outcome: 'resting' as const,
			hits: 0,
			ms: 0,
			message: desk.message
		}));
}

function healthOf(desk: Desk, now: number): EngineHealth {
	const { searcher, kind, needs, standIn, quota } = desk.engine;
	const restMs = desk.rest.left(now);
	const awake = desk.message === null ? (desk.tried ? 'ok' : 'untried') : 'failing';
	return {
		name: searcher.name,
		kind,
		needsKey: needs.length > 0,
		needs,
		configured: true,
		state: restMs > 0 ? 'resting' : awake,
		standIn,
		lastError: desk.message,
		restMs,
		late: desk.late,
		quota: quota()
	};
}
