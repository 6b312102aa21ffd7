/**
 * How long a call to a model may be expected to take, from the calls of the run so far: a slow model on the user's own
 * machine must not spend on an outline the time that the writing needs. Pure.
 */
import type { ModelCall } from '../../research/run.ts';

const READ = 0.2; // what a token that is read takes beside one that is written (measured on two cores: 225 and 45 a second)
const WRITTEN = 80; // tokens written, where this prompt has not been answered yet

interface Expecting {
	readonly model: string;
	readonly prompt: string;
	readonly input: number; // tokens
	readonly most: number; // tokens it may write
}

/** Milliseconds; 0 while the model has answered nothing in this run. */
export function expectedMs(
	calls: readonly ModelCall[],
	{ model, prompt, input, most }: Expecting
): number {
	const own = calls.filter((one) => one.requested === model && one.ms > 0 && one.outputTokens > 0);
	if (own.length === 0) return 0;
	const rate = median(own.map((one) => one.ms / weightOf(one.inputTokens, one.outputTokens)));
	const alike = own.filter((one) => one.prompt === prompt).map((one) => one.outputTokens);
	const written = alike.length > 0 ? median(alike) : Math.min(WRITTEN, most / 2);
	return rate * weightOf(input, written);
}

const weightOf = (input: number, output: number) => READ * input + output;

function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
