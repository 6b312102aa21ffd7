/**
 * Asking a model: one purpose, one closed answer. The ladder (schema, JSON, lines, one re-ask with the complaint), the
 * fall-back chain of a role, patience with a busy server, and the budget. Every try is a fact with its texts kept, so
 * that a resumed run reads what was answered instead of asking again. Null: the step uses its substitute.
 */
import type { Budget } from '../../research/effort.ts';
import { NOTHING_SPENT, type RunView } from '../../research/fold.ts';
import type { ModelCall } from '../../research/run.ts';
import { estimateTokens } from '../../research/tokens.ts';
import { keyOfTry } from '../../research/tries.ts';
import { Failure, isCancelled } from '../net/failure.ts';
import type { AnswerShape, Model, ModelReply, ModelRequest, ModelRole } from '../ports.ts';
import { isRefused, patienceAfter, waitAfter } from './patience.ts';
import { fitted, hashOf, nameOf, type Prompt } from './prompts/prompt.ts';
import { expectedMs } from './pace.ts';
import { readAnswer } from './read-answer.ts';
import { lacksBudget, Reservations, type Place, type Reserve } from './reserve.ts';
import { formsOf } from './forms.ts';
import type { Run, Tools } from './tools.ts';

const MARGIN = 64; // tokens a chat template and a complaint may add
const LEAST = 200; // tokens of room that every question has

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
		if (isRefused(callsNow(run.view()), { model: model.id, key })) continue;
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

/** The calls of the version in work: what a model refused before, a key or money may have changed since. */
function callsNow(view: RunView): readonly ModelCall[] {
	const ours = keyIn(view, '');
	return view.calls.filter(({ key }) =>
		ours === '' ? !/^v\d+ /u.test(key) : key.startsWith(ours)
	);
}

/** Keys are unique in a run: those of later versions name theirs. */
function keyIn({ version }: RunView, key: string): string {
	return version.number === 1 ? key : `v${version.number} ${key}`;
}

/** One model: its best shape, then the same with the complaint, then lines. What was asked before a crash is read again. */
async function climb<I, O>(talk: Talk<I, O>, model: Model): Promise<{ value: O } | null> {
	const forms = talk.formsOf(model);
	let last: Pick<Try, 'shape' | 'complaint'> | null = null;
	for (let at = 0; ; at += 1) {
		const shape = talk.formBefore(model) ?? forms[at];
		if (shape === undefined) return null;
		// What was wrong with JSON only misleads who is now asked for lines.
		const complaint: string = last?.shape === shape ? last.complaint : '';
		const outcome = await talk.patiently(model, { shape, complaint });
		if (outcome.kind === 'valid') return { value: outcome.value };
		if (outcome.kind === 'gone') return null;
		last = { shape, complaint: outcome.complaint };
	}
}

type Outcome<O> =
	| { readonly kind: 'valid'; readonly value: O }
	| { readonly kind: 'invalid'; readonly complaint: string }
	| { readonly kind: 'gone' }; // no answer to be had from this model, or no budget

interface Try {
	readonly shape: AnswerShape['kind'];
	readonly complaint: string;
	readonly room: number; // tokens of the volatile part; smaller after an overflow
	readonly thinking?: ModelRequest['thinking']; // instead of the prompt's
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

	formsOf(model: Model): AnswerShape['kind'][] {
		const calls = callsNow(this.#hands.run.view());
		return formsOf(model, { calls, prompt: nameOf(this.#prompt) });
	}

	/** The form in which the next try was made already; null when it was not made yet. */
	formBefore(model: Model): AnswerShape['kind'] | null {
		const view = this.#hands.run.view();
		const key = keyOfTry(keyIn(view, this.#asking.key), this.#count + 1);
		const known = view.calls.find((call) => call.key === key && call.requested === model.id);
		return known ? (known.asked ?? known.shape) : null;
	}

	/**
	 * One rung, tried again while the failure may pass; a prompt that is too long is sent once more at half its length, one
	 * whose answer was empty without thinking, which may have used up the tokens for it.
	 */
	async patiently(model: Model, wanted: Omit<Try, 'room'>): Promise<Outcome<O>> {
		let room = this.#roomOf(model, wanted.shape);
		let { thinking } = this.#prompt;
		let waits = 0;
		for (;;) {
			const { call, text, failure } = await this.#call(model, { ...wanted, room, thinking });
			if (text !== null) return this.#read(text, { shape: call.shape, room });
			if (call.outcome === 'skipped') return { kind: 'gone' };
			if (call.failure === 'overflow') {
				const sent = this.#sizeIn(room);
				room = Math.floor(Math.min(room, sent) / 2);
				if (room < LEAST / 2 || this.#sizeIn(room) >= sent) return { kind: 'gone' };
				continue;
			}
			if (waits >= patienceAfter(call, callsNow(this.#hands.run.view()))) return { kind: 'gone' };
			waits += 1;
			if (call.failure === 'empty') thinking = 'off';
			else if (failure) await this.#wait(failure);
		}
	}

	#read(text: string, { shape, room }: Pick<Try, 'shape' | 'room'>): Outcome<O> {
		const input = this.#shownIn(room);
		const { value, remark } = readAnswer(this.#prompt, { text, shape, input });
		return value ? { kind: 'valid', value: value.value } : { kind: 'invalid', complaint: remark };
	}

	#roomOf(model: Model, shape: AnswerShape['kind']): number {
		const { maxInput, maxOutput } = this.#prompt;
		const fixed = estimateTokens(this.#instructions(shape)) + MARGIN;
		return Math.max(LEAST, Math.min(maxInput, model.context - maxOutput) - fixed);
	}

	#isTight({ context }: Model): boolean {
		return context < this.#prompt.maxInput + this.#prompt.maxOutput;
	}

	#shownIn(room: number): I {
		return fitted(this.#prompt, { input: this.#asking.input, room });
	}

	#sizeIn(room: number): number {
		return estimateTokens(this.#prompt.user(this.#shownIn(room)));
	}

	/** One request, or what the facts say of it: then there is no failure to wait after. */
	async #call(model: Model, wanted: Try): Promise<Sent> {
		const { run, tools } = this.#hands;
		const key = keyOfTry(keyIn(run.view(), this.#asking.key), (this.#count += 1));
		const known = run.view().calls.find((call) => call.key === key);
		if (known) {
			const text = known.answerHash && (await tools.traces.find(run.id, known.answerHash));
			return { call: known, text: text || null, failure: null };
		}
		await run.boundary();
		const messages = this.#messages(wanted);
		const call = this.#blank(key, { model, shape: wanted.shape });
		const place = await this.#place(model, { key, messages, wanted });
		if (place.lacking !== null) {
			const skipped = { ...call, outcome: 'skipped' as const, note: place.lacking };
			return { ...(await this.#settle(skipped, null)), failure: null };
		}
		return this.#send(model, { call, messages, wanted })
			.catch((error: unknown) => {
				tools.held?.fail(error);
				throw error;
			})
			.finally(place.end);
	}

	/** A place among the calls in flight, or why there is none. */
	async #place(
		model: Model,
		{ key, messages, wanted }: { key: string; messages: ModelRequest['messages']; wanted: Try }
	): Promise<Place> {
		const { run, tools } = this.#hands;
		const { maxOutput, phase, thinking } = this.#prompt;
		const input = estimateTokens(messages.map((one) => one.content).join('\n'));
		const output = maxOutput + model.reasoningRoom(wanted.thinking ?? thinking);
		const usd = model.costOf({ input, output });
		const needs = { tokens: input + output, usd };
		const { budget } = this.#asking;
		const lacks = (reserved: Reserve) => {
			if (tools.refusal) return tools.refusal(key);
			const [view, now] = [run.view(), tools.clock.now()];
			const call = { model: model.id, prompt: nameOf(this.#prompt), input, most: output };
			const ms = expectedMs(view.calls, call);
			return Promise.resolve(lacksBudget(view, { budget, phase, needs, reserved, now, ms }));
		};
		const place = await (tools.held ?? new Reservations()).take({ model, needs, lacks });
		if (place.lacking !== null || !tools.purse || tools.refusal) return place;
		const month = await tools.purse.take(model.id, usd).catch((error: unknown) => {
			place.end();
			throw error;
		});
		if (month.lacking !== null) {
			place.end();
			return month;
		}
		const end = () => {
			month.end();
			place.end();
		};
		return { lacking: null, end };
	}

	/** Sends it and writes down what came of it. */
	async #send(
		model: Model,
		{ call, messages, wanted }: { call: ModelCall; messages: ModelRequest['messages']; wanted: Try }
	): Promise<Sent> {
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
				thinking: wanted.thinking ?? this.#prompt.thinking,
				signal: run.signal,
				onText: () => undefined
			});
			const answered = await this.#answered(asked, { reply, room: wanted.room });
			return { ...answered, failure: null };
		} catch (error) {
			if (!(error instanceof Failure) || isCancelled(error)) throw error;
			const ms = Math.max(0, Math.round(tools.clock.elapsed() - began));
			const settled = await this.#settle(failedCall(asked, { error, ms }), null);
			return { ...settled, failure: error };
		}
	}

	async #answered(
		call: ModelCall,
		{ reply, room }: { reply: ModelReply; room: number }
	): Promise<{ call: ModelCall; text: string }> {
		const { run, tools } = this.#hands;
		const read = readAnswer(this.#prompt, { ...reply, input: this.#shownIn(room) });
		const outcome = read.value ? (read.mended ? 'repaired' : 'ok') : 'invalid';
		const done: ModelCall = {
			...call,
			served: reply.served,
			shape: reply.shape,
			...(reply.shape !== call.shape && { asked: call.shape }),
			outcome,
			note: read.remark,
			answerHash: await tools.traces.keep(run.id, reply.text),
			...tokensOf(reply),
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

	#instructions(shape: AnswerShape['kind']): string {
		const { system, example, lines } = this.#prompt;
		const json = `Answer with one JSON object and nothing else, like this:\n${example}`;
		return `${system}\n\n${shape === 'text' ? lines : json}`;
	}

	#messages({ shape, complaint, room }: Try) {
		const user = this.#prompt.user(this.#shownIn(room));
		const again = complaint === '' ? '' : `\n\nYour last answer could not be used: ${complaint}`;
		return [
			{ role: 'system' as const, content: this.#instructions(shape) },
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
			...(this.#isTight(model) && { context: model.context }),
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

/** A request as it was settled; `failure` when it was made just now and had no answer. */
interface Sent {
	readonly call: ModelCall;
	readonly text: string | null;
	readonly failure: Failure | null;
}

/** A call without an answer. What it took is entered all the same: it was read, thought over and billed. */
function failedCall(call: ModelCall, { error, ms }: { error: Failure; ms: number }): ModelCall {
	const { charge, kind, message, retryAfterMs } = error;
	return {
		...call,
		...(charge && { ...tokensOf(charge), served: charge.served }),
		...(retryAfterMs !== null && { waitMs: retryAfterMs }),
		...{ ms, outcome: 'failed', failure: kind, note: message }
	};
}

/** What a call took, as the ledger has it. */
export function tokensOf({ usage, usd, price }: Pick<ModelReply, 'usage' | 'usd' | 'price'>) {
	return {
		inputTokens: usage.input,
		cachedTokens: usage.cached,
		outputTokens: usage.output,
		reasoningTokens: usage.reasoning,
		estimated: usage.estimated,
		usd,
		...(price !== undefined && { price })
	};
}
