/**
 * Asking a model: one purpose, one closed answer. The ladder (schema, JSON, lines, one re-ask with the complaint), the
 * fall-back chain of a role, patience with a busy server, and the budget. Every try is a fact with its texts kept, so
 * that a resumed run reads what was answered instead of asking again. Null: the step uses its substitute.
 */
import type { Budget } from '../../research/effort.ts';
import { NOTHING_SPENT, type RunView } from '../../research/fold.ts';
import type { ModelCall } from '../../research/run.ts';
import { estimateTokens } from '../../research/tokens.ts';
import { Failure, isCancelled } from '../net/failure.ts';
import type { AnswerShape, Model, ModelReply, ModelRequest, ModelRole } from '../ports.ts';
import { parseAnswer } from './answer-format.ts';
import { hashOf, nameOf, type Prompt } from './prompts/prompt.ts';
import { lacksBudget, Reservations, type Place, type Reserve } from './reserve.ts';
import type { Run, Tools } from './tools.ts';

const RETRIES = 2; // of one try that failed for a passing reason
const MOST_WAIT_MS = 60_000;
const MARGIN = 64; // tokens a chat template may add

export interface Asking<I> {
	/** What the call is for, unique in its version: "compose b2". */
	readonly key: string;
	readonly input: I;
	readonly budget: Budget;
}

export interface Answer<O> {
	readonly value: O;
	/** Prompt and model, for the fact that follows from it: "section@1 deepseek/deepseek-flash". */
	readonly by: string;
}

/** Asks the models of the prompt's role in turn until one gives a valid answer; null when none does. */
export async function ask<I, O>(
	{ run, tools }: { run: Run; tools: Tools },
	prompt: Prompt<I, O>,
	asking: Asking<I>
): Promise<Answer<O> | null> {
	const chain = tools.models(prompt.role);
	const talk = new Talk({ run, tools }, prompt, asking);
	for (const model of chain) {
		const key = keyIn(run.view(), asking.key);
		if (isRefused(run.view().calls, { model: model.id, key })) continue;
		const value = await climb(talk, model);
		if (value) return { value: value.value, by: `${nameOf(prompt)} ${model.id}` };
	}
	return null;
}

/** True when the last try of a question was not made for want of budget. */
export function wasLeftOut(view: RunView, key: string): boolean {
	const own = `${keyIn(view, key)} #`;
	return view.calls.findLast((call) => call.key.startsWith(own))?.outcome === 'skipped';
}

/** How many questions may be put side by side to the models of a role. At least 1. */
export function widthOf(tools: Tools, role: ModelRole): number {
	return Math.max(1, tools.models(role)[0]?.atOnce ?? 1);
}

/** Keys are unique in a run: those of later versions name theirs. */
function keyIn({ version }: RunView, key: string): string {
	return version.number === 1 ? key : `v${version.number} ${key}`;
}

/** One model: its best shape, then the same with the complaint, then lines. */
async function climb<I, O>(talk: Talk<I, O>, model: Model): Promise<{ value: O } | null> {
	let complaint = '';
	for (const shape of rungsOf(model)) {
		const outcome = await talk.patiently(model, { shape, complaint });
		if (outcome.kind === 'valid') return { value: outcome.value };
		if (outcome.kind === 'gone') return null;
		complaint = outcome.complaint;
	}
	return null;
}

function rungsOf(model: Model): AnswerShape['kind'][] {
	return model.shape === 'text' ? ['text', 'text'] : [model.shape, model.shape, 'text'];
}

type Outcome<O> =
	| { readonly kind: 'valid'; readonly value: O }
	| { readonly kind: 'invalid'; readonly complaint: string }
	| { readonly kind: 'gone' }; // no answer to be had from this model, or no budget

interface Try {
	readonly shape: AnswerShape['kind'];
	readonly complaint: string;
	readonly room?: number; // tokens of the volatile part; smaller after an overflow
}

/** The calls made for one question to the models, numbered. */
class Talk<I, O> {
	readonly #hands: { run: Run; tools: Tools };
	readonly #prompt: Prompt<I, O>;
	readonly #asking: Asking<I>;
	#count = 0;

	constructor(hands: { run: Run; tools: Tools }, prompt: Prompt<I, O>, asking: Asking<I>) {
		this.#hands = hands;
		this.#prompt = prompt;
		this.#asking = asking;
	}

	/** One rung, tried again while the failure may pass; a prompt that is too long is sent once more at half its length. */
	async patiently(model: Model, wanted: Try): Promise<Outcome<O>> {
		let room = this.#roomOf(model);
		let waits = 0;
		for (;;) {
			const { call, text } = await this.#call(model, { ...wanted, room });
			if (text !== null) return this.#read(text, call.shape);
			if (call.outcome === 'skipped') return { kind: 'gone' };
			if (call.failure === 'overflow' && room > 400) {
				room = Math.floor(room / 2);
				continue;
			}
			const patience = isDown(callsUpTo(this.#hands.run.view().calls, call), model.id)
				? 0
				: RETRIES;
			const passing = PASSING.has(call.failure ?? '') && waits < patience;
			if (!passing) return { kind: 'gone' };
			waits += 1;
		}
	}

	#read(text: string, shape: AnswerShape['kind']): Outcome<O> {
		const { value, complaint } = readAnswer(this.#prompt, {
			text,
			shape,
			input: this.#asking.input
		});
		return value ? { kind: 'valid', value: value.value } : { kind: 'invalid', complaint };
	}

	#roomOf(model: Model): number {
		const { maxInput, maxOutput, system } = this.#prompt;
		const fixed = estimateTokens(system) + MARGIN;
		return Math.max(200, Math.min(maxInput, model.context - maxOutput) - fixed);
	}

	/** One request, or what the facts say of it. */
	async #call(model: Model, wanted: Try): Promise<{ call: ModelCall; text: string | null }> {
		const { run, tools } = this.#hands;
		const key = `${keyIn(run.view(), this.#asking.key)} #${(this.#count += 1)}`;
		const known = run.view().calls.find((call) => call.key === key);
		if (known) {
			const text = known.answerHash && (await tools.traces.find(run.id, known.answerHash));
			return { call: known, text: text || null };
		}
		await run.boundary();
		const messages = this.#messages(wanted);
		const call = this.#blank(key, { model, shape: wanted.shape });
		const place = await this.#place(model, { key, messages });
		if (place.lacking !== null)
			return this.#settle({ ...call, outcome: 'skipped', note: place.lacking }, null);
		const sent = await this.#send(model, { call, messages, wanted })
			.catch((error: unknown) => {
				tools.held?.fail(error);
				throw error;
			})
			.finally(place.end);
		// Without a place: a busy server is waited for by this question only.
		if (sent.failure) await this.#wait(sent.failure);
		return sent;
	}

	/** A place among the calls in flight, or why there is none. */
	async #place(
		model: Model,
		{ key, messages }: { key: string; messages: ModelRequest['messages'] }
	): Promise<Place> {
		const { run, tools } = this.#hands;
		const { maxOutput, phase } = this.#prompt;
		const input = estimateTokens(messages.map((one) => one.content).join('\n'));
		const usd = model.costOf({ input, output: maxOutput });
		const needs = { tokens: input + maxOutput, usd };
		const { budget } = this.#asking;
		const lacks = async (reserved: Reserve) => {
			if (tools.refusal) return tools.refusal(key);
			const now = tools.clock.now();
			const own = lacksBudget(run.view(), { budget, phase, needs, reserved, now });
			const most = (reserved.usd ?? 0) + (usd ?? 0);
			return own ?? (await tools.purse?.lacks(model.id, most)) ?? null;
		};
		return (tools.held ?? new Reservations()).take({ model, needs, lacks });
	}

	/** Sends it and writes down what came of it. */
	async #send(
		model: Model,
		{ call, messages, wanted }: { call: ModelCall; messages: ModelRequest['messages']; wanted: Try }
	): Promise<{ call: ModelCall; text: string | null; failure: Failure | null }> {
		const { run, tools } = this.#hands;
		await run.boundary(); // it may have waited for its place
		const context = messages.map(({ role, content }) => `[${role}]\n${content}`).join('\n\n');
		const asked = { ...call, contextHash: await tools.traces.keep(run.id, context) };
		const began = tools.clock.elapsed();
		try {
			const reply = await model.complete({
				messages,
				shape: this.#shape(wanted.shape),
				maxTokens: this.#prompt.maxOutput,
				temperature: wanted.complaint === '' ? this.#prompt.temperature : 0.3,
				thinking: this.#prompt.thinking,
				signal: run.signal,
				onText: () => undefined
			});
			return { ...(await this.#answered(asked, reply)), failure: null };
		} catch (error) {
			if (!(error instanceof Failure) || isCancelled(error)) throw error;
			const ms = Math.max(0, Math.round(tools.clock.elapsed() - began));
			const failed = { ...asked, ms, outcome: 'failed' as const, failure: error.kind };
			const settled = await this.#settle({ ...failed, note: error.message }, null);
			return { ...settled, failure: error };
		}
	}

	async #answered(call: ModelCall, reply: ModelReply): Promise<{ call: ModelCall; text: string }> {
		const { run, tools } = this.#hands;
		const { usage } = reply;
		const read = readAnswer(this.#prompt, { ...reply, input: this.#asking.input });
		const outcome = read.value ? (read.mended ? 'repaired' : 'ok') : 'invalid';
		const done: ModelCall = {
			...call,
			served: reply.served,
			shape: reply.shape,
			outcome,
			note: read.complaint,
			answerHash: await tools.traces.keep(run.id, reply.text),
			inputTokens: usage.input,
			cachedTokens: usage.cached,
			outputTokens: usage.output,
			reasoningTokens: usage.reasoning,
			estimated: usage.estimated,
			usd: reply.usd,
			ms: Math.round(reply.ms)
		};
		await this.#settle(done, reply.text);
		return { call: done, text: reply.text };
	}

	/** The call as a fact, before anything is made of its answer. */
	async #settle(
		call: ModelCall,
		text: string | null
	): Promise<{ call: ModelCall; text: string | null }> {
		const { inputTokens, cachedTokens, outputTokens, usd, ms } = call;
		const spent = { ...NOTHING_SPENT, inputTokens, cachedTokens, outputTokens, usd };
		await this.#hands.run.append(() => [
			{ type: 'budget.spent', spending: { ...spent, step: call.key, ms }, call }
		]);
		return { call, text };
	}

	async #wait(error: Failure): Promise<void> {
		if (!error.retryable) return;
		const { clock } = this.#hands.tools;
		const wait = waitAfter(error, { tries: this.#count, chance: clock.chance() });
		await clock.sleep(wait, this.#hands.run.signal);
	}

	#messages({ shape, complaint, room = 1000 }: Try) {
		const { system, example, lines } = this.#prompt;
		const form =
			shape === 'text'
				? lines
				: `Answer with one JSON object and nothing else, like this:\n${example}`;
		const user = this.#prompt.user(this.#asking.input, room);
		const again = complaint === '' ? '' : `\n\nYour last answer could not be used: ${complaint}`;
		return [
			{ role: 'system' as const, content: `${system}\n\n${form}` },
			{ role: 'user' as const, content: `${user}${again}` }
		];
	}

	#shape(kind: AnswerShape['kind']): AnswerShape {
		return kind === 'schema'
			? { kind, name: this.#prompt.id, schema: this.#prompt.schema }
			: { kind };
	}

	#blank(key: string, { model, shape }: { model: Model; shape: AnswerShape['kind'] }): ModelCall {
		return {
			key,
			prompt: nameOf(this.#prompt),
			promptHash: hashOf(this.#prompt),
			role: this.#prompt.role,
			requested: model.id,
			...(model.atOnce > 1 && { atOnce: model.atOnce }),
			...(model.local && { local: true as const }),
			served: null,
			shape,
			outcome: 'failed',
			failure: null,
			note: '',
			contextHash: null,
			answerHash: null,
			inputTokens: 0,
			cachedTokens: 0,
			outputTokens: 0,
			reasoningTokens: 0,
			estimated: false,
			usd: null,
			ms: 0
		};
	}
}

/**
 * Milliseconds to wait before a busy server is asked again: as long as it said, else doubling from half a second; spread
 * by chance, so that runs that were refused together do not come back together.
 */
export function waitAfter(
	error: Pick<Failure, 'retryAfterMs'>,
	{ tries, chance }: { tries: number; chance: number }
): number {
	const said = error.retryAfterMs;
	const doubling = 500 * 2 ** Math.min(tries, 6);
	// Never earlier than the server asked for.
	const wait = said == null ? doubling * (0.5 + chance) : said * (1 + 0.2 * chance);
	return Math.min(MOST_WAIT_MS, Math.round(wait));
}

/** A key that is refused, an account without money, a model that is not there: asking again in this run is no use. */
const LASTING: ReadonlySet<string> = new Set(['auth', 'billing', 'missing']);

function isRefused(
	calls: readonly ModelCall[],
	{ model, key }: { model: string; key: string }
): boolean {
	// What this very question was told stays in its own count, so that a resumed run counts as the first one did; and a
	// question that was put to the model already was put before anyone beside it was refused.
	const own = (call: ModelCall) => call.key.startsWith(`${key} #`);
	if (calls.some((call) => call.requested === model && own(call))) return false;
	return calls.some((call) => call.requested === model && LASTING.has(call.failure ?? ''));
}

/** The calls as they stood when this one was written down, so that a resumed run judges by what the first one saw. */
function callsUpTo(calls: readonly ModelCall[], { key }: ModelCall): readonly ModelCall[] {
	return calls.slice(0, calls.findIndex((one) => one.key === key) + 1);
}

/** True when a model's last three answers all failed: it is then tried, but not waited for. */
function isDown(calls: readonly ModelCall[], model: string): boolean {
	const last = calls
		.filter((call) => call.requested === model && call.outcome !== 'skipped')
		.slice(-3);
	return last.length === 3 && last.every((call) => call.outcome === 'failed');
}

const PASSING: ReadonlySet<string> = new Set(['limited', 'unavailable', 'truncated', 'empty']);

interface Reading<O> {
	readonly value: { readonly value: O } | null;
	readonly mended: boolean;
	readonly complaint: string; // "" when the value is good
}

/** An answer as the prompt reads it, whichever shape it came in: a model asked for lines may still send JSON. */
export function readAnswer<I, O>(
	prompt: Prompt<I, O>,
	{ text, shape, input }: { text: string; shape: AnswerShape['kind']; input: I }
): Reading<O> {
	const parsed = parseAnswer(text);
	const told = parsed?.value ?? (shape === 'text' ? prompt.fromLines(text) : null);
	if (told === null) {
		const complaint =
			shape === 'text' ? 'it had no line in the form asked for.' : 'it was not a JSON object.';
		return { value: null, mended: false, complaint };
	}
	const read = prompt.read(told, input);
	if (typeof read === 'string') return { value: null, mended: false, complaint: read };
	return { value: read, mended: parsed?.mended ?? false, complaint: '' };
}
