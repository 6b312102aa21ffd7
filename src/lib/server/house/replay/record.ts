/**
 * What a run was told by the outside, as its facts and kept texts have it: hits by query, pages by address, answers by
 * the exact context they were asked with. Handed to the engine in place of the network, it can give nothing else.
 */
import { createHash } from 'node:crypto';
import type { Fact } from '../../../research/facts.ts';
import { isPrivate } from '../../../research/documents.ts';
import type { ModelCall, Source } from '../../../research/run.ts';
import { questionOf } from '../../../research/tries.ts';
import type { CollectionReader } from '../../collections/found.ts';
import { Failure, type Charge, type FailureKind } from '../../net/failure.ts';
import type { Model, ModelRequest, ModelRole, Search, SnapshotStore, Traces } from '../../ports.ts';
import { SKIP_REASONS, type ReadOutcome, type Web } from '../../web/page.ts';

/** The engine wanted something that the recorded run was never given. */
export class Unrecorded extends Error {}

export interface Kept {
	readonly snapshots: Pick<SnapshotStore, 'find'>;
	readonly traces: Pick<Traces, 'find'>;
}

interface Place extends Kept {
	/** Resolves when it is a call's turn to end. */
	readonly turn: (key: string) => Promise<void>;
	/** True when gathering was ended before the fact with this number came. */
	readonly endsBefore: (seq: number) => boolean;
	/** Resolves when gathering is told to end; false when it is not, though everything waits for it. */
	readonly ended: (signal: AbortSignal) => Promise<boolean>;
}

export interface Recording {
	readonly search: Search;
	readonly web: Web;
	readonly collections: CollectionReader;
	models(role: ModelRole, version: number): readonly Model[];
}

/** The recorded outside of a run. */
export function recordingOf(runId: string, facts: readonly Fact[], kept: Place): Recording {
	const answers = hitsOf(facts);
	const hitsFor = async (text: string, signal: AbortSignal) => {
		const found = answers.get(text);
		if (kept.endsBefore(found?.seq ?? Infinity) && (await kept.ended(signal))) throw cutOff();
		if (!found) throw new Unrecorded(`the query "${text}" was not asked in the recorded run`);
		return found;
	};
	const pages = pagesOf(facts);
	const read = (url: string) => readAgain(pages, { url, kept });
	return {
		search: {
			find: async (text, { signal }) => {
				const { hits, replies } = await hitsFor(text, signal);
				return {
					hits: hits.filter((hit) => !isPrivate(hit.url)),
					replies: replies.filter((reply) => reply.engine !== OWN)
				};
			}
		},
		web: { read },
		collections: {
			find: async (text, { signal }) => {
				const { hits, replies } = await hitsFor(text, signal);
				const reply = replies.find((one) => one.engine === OWN);
				if (!reply) throw new Unrecorded(`no collection was asked for "${text}"`);
				return { hits: hits.filter((hit) => isPrivate(hit.url)), reply };
			},
			read
		},
		models: modelsOf(runId, facts, kept)
	};
}

/** As what is under way is cut off when gathering ends. */
function cutOff(): Failure {
	return new Failure('cancelled', 'gathering had ended', { provider: 'replay' });
}

const OWN = 'collections'; // how collections/reader.ts names itself among the engines

type HitsFound = Extract<Fact, { type: 'hits.found' }>;

function hitsOf(facts: readonly Fact[]): ReadonlyMap<string, HitsFound> {
	const texts = new Map<string, string>();
	const answers = new Map<string, HitsFound>();
	for (const fact of facts) {
		if (fact.type === 'query.sent') texts.set(fact.query.id, fact.query.text);
		if (fact.type === 'hits.found') answers.set(texts.get(fact.queryId) ?? '', fact);
	}
	return answers;
}

type Page = Extract<Fact, { type: 'source.read' | 'source.skipped' }>;
interface Pages {
	readonly queues: ReadonlyMap<string, Page[]>; // in the order they were read
	readonly sources: ReadonlyMap<string, Source>;
}

function pagesOf(facts: readonly Fact[]): Pages {
	const read = facts.filter(
		(fact): fact is Page => fact.type === 'source.read' || fact.type === 'source.skipped'
	);
	const urlOf = (fact: Page) =>
		fact.type === 'source.read' ? fact.source.askedUrl : fact.skipped.url;
	const sources = read.flatMap((fact) => (fact.type === 'source.read' ? [fact.source] : []));
	return {
		queues: Map.groupBy(read, urlOf),
		sources: new Map(sources.map((source) => [source.id, source]))
	};
}

async function readAgain(
	pages: Pages,
	{ url, kept }: { url: string; kept: Place }
): Promise<ReadOutcome> {
	const queue = pages.queues.get(url) ?? [];
	if (kept.endsBefore(queue[0]?.seq ?? Infinity)) throw cutOff();
	const fact = queue.shift();
	if (!fact) throw new Unrecorded(`the page ${url} was not read in the recorded run`);
	if (fact.type === 'source.read') return copyOf(fact.source, kept);
	const { reason, message, fullText } = fact.skipped;
	// It was read, and found to be a page that is there already.
	const twin = pages.sources.get(/^The same page as (s\d+)\.$/u.exec(message)?.[1] ?? '');
	if (reason === 'duplicate' && twin) return copyOf(twin, kept);
	const known = SKIP_REASONS.find((one) => one === reason);
	if (!known) throw new Unrecorded(`a page skipped for "${reason}" cannot be replayed yet`);
	return { ok: false, reason: known, message, ...(fullText !== undefined && { fullText }) };
}

async function copyOf(source: Source, { snapshots }: Kept): Promise<ReadOutcome> {
	const snapshot = await snapshots.find(source.textHash);
	if (!snapshot) throw new Unrecorded(`the kept copy of ${source.id} (${source.url}) is gone`);
	return { ok: true, page: { ...source, bytes: 0 }, snapshot };
}

interface Asked {
	readonly version: number;
	readonly call: ModelCall;
	used: boolean;
}

/** Models that answer what they answered then, found by the hash of the context; one of no use then is of none now. */
function modelsOf(runId: string, facts: readonly Fact[], kept: Place): Recording['models'] {
	const asked = callsOf(facts);
	return (role, version) => {
		const mine = asked.filter((one) => one.version === version);
		const ofRole = mine.filter((one) => one.call.role === role);
		const ids = (ofRole.length > 0 ? ofRole : mine).map((one) => one.call.requested);
		return [...new Set(ids)].map((id) => modelOf(id, { asked, version, runId, kept }));
	};
}

function callsOf(facts: readonly Fact[]): Asked[] {
	let version = 1;
	const asked: Asked[] = [];
	for (const fact of facts) {
		if (fact.type === 'run.finished') version += 1;
		if (fact.type === 'budget.spent' && fact.call)
			asked.push({ version, call: fact.call, used: false });
	}
	return asked;
}

function modelOf(
	id: string,
	{
		asked,
		version,
		runId,
		kept
	}: { asked: readonly Asked[]; version: number; runId: string; kept: Place }
): Model {
	const own = asked.filter((one) => one.call.requested === id);
	const now = own.filter((one) => one.version === version);
	const questions = new Set<string>();
	const firsts = own.filter(({ call }) => {
		const question = questionOf(call.key);
		if (call.outcome === 'skipped' || questions.has(question)) return false;
		return questions.add(question).size > 0;
	});
	return {
		id,
		context: now.find(({ call }) => call.context !== undefined)?.call.context ?? Infinity,
		atOnce: now[0]?.call.atOnce ?? 1,
		local: own.some(({ call }) => call.local === true),
		reasoningRoom: () => 0,
		costOf: () => null, // what there was money for, the record says
		// As it was when the next question was put: a connection learns in the run what its server takes.
		get shape() {
			const { call } = firsts.find((one) => !one.used) ?? firsts.at(-1) ?? {};
			return call?.asked ?? call?.shape ?? 'schema';
		},
		complete: async (request) => {
			const hash = hashOfContext(request);
			const match = own.find((one) => !one.used && one.call.contextHash === hash);
			if (!match) throw new Unrecorded(missing(id, own));
			match.used = true;
			const { call } = match;
			await kept.turn(call.key);
			const text = call.answerHash === null ? null : await kept.traces.find(runId, call.answerHash);
			if (call.answerHash !== null && text === null)
				throw new Unrecorded(`the answer to "${call.key}" is not kept any more`);
			if (text === null) throw failureOf(call);
			const { usage, usd, price } = chargeOf(call);
			return {
				text,
				finish: 'stop',
				...{ usage, usd, ...(price !== undefined && { price }) },
				served: call.served ?? id,
				ms: call.ms,
				shape: call.shape
			};
		}
	};
}

/** The failure that a call is recorded with. */
function failureOf(call: ModelCall): Failure {
	const failure = new Failure((call.failure ?? 'unavailable') as FailureKind, call.note, {
		provider: call.requested,
		retryAfterMs: call.waitMs ?? null
	});
	const taken = call.inputTokens + call.outputTokens > 0;
	return taken ? failure.charging(chargeOf(call)) : failure;
}

function chargeOf(call: ModelCall): Charge {
	return {
		usage: {
			input: call.inputTokens,
			cached: call.cachedTokens,
			output: call.outputTokens,
			reasoning: call.reasoningTokens,
			estimated: call.estimated
		},
		usd: call.usd,
		...(call.price !== undefined && { price: call.price }),
		served: call.served
	};
}

function missing(id: string, own: readonly Asked[]): string {
	const next = own.find((one) => !one.used && one.call.outcome !== 'skipped');
	return next
		? `${id} is asked something that the recorded run did not ask; its next recorded question is "${next.call.key}" (${next.call.prompt})`
		: `${id} is asked more often than in the recorded run`;
}

/** As engine/model.ts keeps the context of a call. */
function hashOfContext({ messages }: ModelRequest): string {
	const context = messages.map(({ role, content }) => `[${role}]\n${content}`).join('\n\n');
	return createHash('sha256').update(context, 'utf8').digest('hex');
}
