/** What a connection learns of its server on the way: mostly what it refuses, and at which levels it reasons. */
import type { AnswerShape, ModelRequest } from '../../ports.ts';
import type { ModelProfile } from './profiles.ts';

type Level = ModelRequest['thinking'];

export interface Learnt {
	stream: boolean;
	streamUsage: boolean;
	thinking: boolean;
	temperature: boolean;
	maxTokensField: ModelProfile['maxTokensField'];
	shapes: AnswerShape['kind'][];
	/** The least thinking it takes: many that reason cannot be told not to. */
	least: 'off' | 'low';
	/** Whether it binds no answer to a form while it thinks. */
	exclusive: boolean;
	/** Levels of thinking at which it was seen to reason: its answers then need room beside it. */
	reasons: Level[];
}

/** The level of thinking that is asked for where a request wants one. */
export function levelFor(
	{ least, exclusive }: Readonly<Learnt>,
	{ thinking, shape }: { thinking: Level; shape: AnswerShape['kind'] }
): Level {
	if (exclusive && shape !== 'text') return 'off';
	return thinking === 'off' ? least : thinking;
}

/** Tokens that reasoning gets beside those of the answer: most servers count both against one limit. */
const ROOM: Readonly<Record<Level, number>> = { off: 2_000, low: 2_000, high: 6_000 };

export function reasoningRoom({ reasons }: Readonly<Learnt>, level: Level): number {
	// Seen at one level, it is to be reckoned with at each at which it is asked for.
	const likely = level === 'off' ? reasons.includes('off') : reasons.length > 0;
	return likely ? ROOM[level] : 0;
}

export function noteReasoning(learnt: Learnt, level: Level): void {
	if (!learnt.reasons.includes(level)) learnt.reasons = [...learnt.reasons, level];
}

interface Refused {
	readonly words: string; // the server's
	readonly shape: AnswerShape['kind']; // asked for
	readonly level: Level; // of thinking, asked for
	readonly fields: ModelProfile['thinking'];
}

/** Undoes what was left out by guess. */
export type Undo = () => void;

/**
 * Leaves out what the server may have refused, one thing a time. Null when there is nothing left to leave out. What was
 * left out because the server named it stays out; for a guess there is the way back.
 */
export function leaveOut(
	learnt: Learnt,
	{ words, shape, level, fields }: Refused
): { readonly undo: Undo | null } | null {
	const other = learnt.maxTokensField === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
	const asked = new RegExp(`unsupported[^]*\\b${learnt.maxTokensField}\\b|use .?${other}`, 'iu');
	if (asked.test(words)) {
		learnt.maxTokensField = other;
		return { undo: null };
	}
	const has = (one: Level) => Object.keys(fields[one]).length > 0;
	const thinks = learnt.thinking && has(level);
	const steps: readonly Step[] = [
		{
			possible: thinks && level !== 'off' && shape !== 'text' && !learnt.exclusive,
			named: /(?:json|format|structured)[^]*thinking|thinking[^]*(?:json|format|structured)/iu,
			leave: () => (learnt.exclusive = true),
			undo: null,
			guess: false
		},
		{
			possible: learnt.stream && learnt.streamUsage,
			named: /stream_options/iu,
			leave: () => (learnt.streamUsage = false),
			undo: () => (learnt.streamUsage = true)
		},
		{
			possible: shape !== 'text',
			named: /response_format|json|schema|grammar/iu,
			leave: () => (learnt.shapes = learnt.shapes.filter((one) => one !== shape)),
			undo: null // what refuses a looser form as well refuses this one
		},
		{
			// A lower level than "off" there is not, but one that is not "off" may be taken.
			possible: thinks && level === 'off' && learnt.least === 'off' && has('low'),
			named: /(?:thinking|reasoning)[^]*(?:supported values|none|disabled?|budget 0)/iu,
			leave: () => (learnt.least = 'low'),
			undo: null,
			guess: false
		},
		{
			possible: thinks,
			named: /thinking|reasoning|chat_template/iu,
			leave: () => (learnt.thinking = false),
			undo: () => (learnt.thinking = true)
		},
		{
			possible: learnt.temperature,
			named: /temperature/iu,
			leave: () => (learnt.temperature = false),
			undo: () => (learnt.temperature = true)
		}
	];
	const named = steps.find(({ possible, named: pattern }) => possible && pattern.test(words));
	// OpenRouter names none: what a model has no use for, as a switch for thinking, goes before the form of the answer.
	const order = /requested parameters/iu.test(words) ? steps.toReversed() : steps;
	const step = named ?? order.find(({ possible, guess }) => possible && guess !== false);
	if (!step) return null;
	step.leave();
	return { undo: named ? null : step.undo };
}

interface Step {
	readonly possible: boolean;
	readonly named: RegExp;
	readonly leave: () => void;
	readonly undo: Undo | null;
	readonly guess?: false; // only where the server names it
}
