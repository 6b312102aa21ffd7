/**
 * All engines as one Search port: engines asked together, stand-ins when those bring nothing, resting engines, merged
 * hits, and one reply per engine that was meant to answer. A broken or empty engine is always in the replies.
 */
import type { EngineReply, Hit } from '../../../research/run.ts';
import { Failure, isCancelled } from '../../net/failure.ts';
import type { Search, Searcher, SearchOptions } from '../../ports.ts';
import { mergeHits } from './merge.ts';
import { Pace } from './pace.ts';
import { Rest } from './rest.ts';

export interface Engine {
	readonly searcher: Searcher;
	/** Asked only when the others fail or find nothing. */
	readonly standIn: boolean;
	readonly pace: { readonly atOnce: number; readonly gapMs: number };
}

export interface EngineHealth {
	readonly engine: string;
	readonly state: 'untried' | 'ok' | 'failing' | 'resting';
	readonly standIn: boolean;
	readonly message: string | null; // what went wrong last
	readonly restMs: number; // how long it will still be left alone
}

export interface Federation extends Search {
	/** For /api/v1/health: one line per engine, in the order they were given. */
	health(): readonly EngineHealth[];
}

/** Milliseconds slower engines are waited for once one has brought hits. */
const GRACE_MS = 2_500;

interface Desk {
	readonly engine: Engine;
	readonly rest: Rest;
	readonly pace: Pace;
	tried: boolean;
	message: string | null;
}
interface Answer {
	readonly desk: Desk;
	readonly hits: readonly Hit[];
	readonly reply: EngineReply;
	readonly failure: Failure | null;
}
interface Asking {
	readonly query: string;
	readonly options: SearchOptions;
}

/**
 * `canonical` names a page for de-duplication (null: not an address we take); `now` is milliseconds on any steady clock.
 * `find` never throws but for cancelling: with every engine broken it gives no hits and the failed replies.
 */
export function createFederation({
	engines,
	canonical,
	now,
	graceMs = GRACE_MS
}: {
	engines: readonly Engine[];
	canonical: (url: string) => string | null;
	now: () => number;
	graceMs?: number;
}): Federation {
	const desks = engines.map((engine) => openDesk(engine, now));
	return {
		async find(query, options) {
			const { signal, limit } = options;
			signal.throwIfAborted();
			const floor = { now, graceMs };
			const answers: Answer[] = [];
			for (const wave of [desks.filter(isMain), desks.filter(isStandIn)]) {
				const awake = wave.filter((desk) => desk.rest.left(now()) === 0);
				answers.push(...(await askTogether(awake, { query, options }, floor)));
				if (foundAny(answers)) break;
			}
			if (!foundAny(answers)) {
				const sleepers = desks.filter((desk) => !answers.some((answer) => answer.desk === desk));
				const probed = sleepers.filter((desk) => desk.rest.mayProbe(now()));
				for (const desk of probed) desk.rest.probed(now());
				answers.push(...(await askTogether(probed, { query, options }, floor)));
			}
			signal.throwIfAborted();
			takeNote(answers, now());
			const lists = answers.map((answer) => answer.hits);
			return {
				hits: mergeHits(lists, { canonical, limit }),
				replies: [
					...answers.map((answer) => answer.reply),
					...restingReplies(desks, answers, now())
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
	message: null
});
const isMain = (desk: Desk) => !desk.engine.standIn;
const isStandIn = (desk: Desk) => desk.engine.standIn;
const foundAny = (answers: readonly Answer[]) => answers.some((answer) => answer.hits.length > 0);

/** Asks engines side by side. Once one has hits the others have `graceMs` left. Throws only when the caller cancels. */
async function askTogether(
	desks: readonly Desk[],
	asking: Asking,
	{ now, graceMs }: { now: () => number; graceMs: number }
): Promise<Answer[]> {
	if (desks.length === 0) return [];
	const late = new AbortController();
	let timer: NodeJS.Timeout | undefined;
	const answers = await Promise.all(
		desks.map(async (desk) => {
			const answer = await askOne(desk, asking, { now, late: late.signal });
			if (answer.hits.length > 0) timer ??= setTimeout(() => late.abort(), graceMs);
			return answer;
		})
	).finally(() => clearTimeout(timer));
	return answers;
}

async function askOne(
	desk: Desk,
	{ query, options }: Asking,
	{ now, late }: { now: () => number; late: AbortSignal }
): Promise<Answer> {
	const { searcher } = desk.engine;
	const signal = AbortSignal.any([options.signal, late]);
	let began = now();
	const reply = (outcome: EngineReply['outcome'], hits: number, message: string | null) => ({
		engine: searcher.name,
		outcome,
		hits,
		ms: Math.max(0, Math.round(now() - began)),
		message
	});
	try {
		const hits = await desk.pace.run(() => {
			began = now();
			return searcher.search(query, { ...options, signal });
		}, signal);
		const outcome = hits.length > 0 ? 'ok' : 'empty';
		return { desk, hits, reply: reply(outcome, hits.length, null), failure: null };
	} catch (error) {
		options.signal.throwIfAborted();
		const slow = late.aborted && isCancelled(error);
		const message = slow ? 'slower than the others, not waited for' : words(error);
		const failure = slow ? null : asFailure(error, searcher.name);
		return { desk, hits: [], reply: reply('failed', 0, message), failure };
	}
}

const words = (error: unknown) =>
	(error instanceof Error ? error.message : String(error)).slice(0, 300);

const asFailure = (error: unknown, provider: string) =>
	error instanceof Failure
		? error
		: new Failure('malformed', words(error), { provider, cause: error });

/**
 * Strikes and pardons. An empty answer counts against an engine only when another one did find something for the same
 * query: a question nobody can answer is not the engine's fault.
 */
function takeNote(answers: readonly Answer[], now: number): void {
	const found = foundAny(answers);
	for (const { desk, hits, reply, failure } of answers) {
		desk.tried = true;
		if (hits.length > 0) {
			desk.rest.good();
			desk.message = null;
		} else if (failure !== null) {
			desk.rest.bad(now, failure.retryAfterMs);
			desk.message = reply.message;
		} else if (reply.outcome === 'empty' && found) {
			desk.rest.bad(now, null);
			desk.message = 'found nothing where another engine did';
		}
	}
}

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
	const restMs = desk.rest.left(now);
	const awake = desk.message === null ? (desk.tried ? 'ok' : 'untried') : 'failing';
	return {
		engine: desk.engine.searcher.name,
		state: restMs > 0 ? 'resting' : awake,
		standIn: desk.engine.standIn,
		message: desk.message,
		restMs
	};
}
