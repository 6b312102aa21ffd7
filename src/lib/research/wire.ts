/** Server-sent events: facts numbered by `seq`, deltas without a number, and `end`. Pure text in and out. */
import type { Fact } from './facts.ts';
import type { Status } from './run.ts';

/** What a stream begins with: browsers reconnect after a second. */
export const OPENING = 'retry: 1000\n\n';
/** Keeps proxies from closing an idle stream; receivers ignore it. */
export const HEARTBEAT = ': still here\n\n';

export function encodeFact(fact: Fact): string {
	return `id: ${fact.seq}\nevent: ${fact.type}\ndata: ${JSON.stringify(fact)}\n\n`;
}

export function encodeDelta(delta: { sectionId: string; text: string }): string {
	return `event: section.delta\ndata: ${JSON.stringify(delta)}\n\n`;
}

export function encodeEnd(status: Status): string {
	return `event: end\ndata: ${JSON.stringify({ status })}\n\n`;
}
