/**
 * How long a prompt a server really reads, found out by a word at the head of a long prompt: a server that cuts prompts
 * in silence (Ollama keeps 4,096 tokens on small machines) loses the word.
 */
import type { Probed } from '../../../research/settings.ts';
import { estimateTokens } from '../../../research/tokens.ts';
import { Failure } from '../../net/failure.ts';
import type { AnswerShape, ModelReply } from '../../ports.ts';

const SENT = 6_000; // tokens, about
const WORD = 'heliotrope';
const FILLER = 'The ferry left the harbour on time and the weather stayed calm all day. ';

export interface ProbeRequest {
	readonly text: string;
	readonly shape: AnswerShape;
	readonly maxTokens: number;
	readonly thinking: 'off' | 'high';
}

export interface ContextFound {
	readonly context: number | null; // tokens
	readonly outcome: Probed['outcome'];
	readonly note: string;
}

/** One long prompt; the number is a lower bound where the word came back. */
export async function measureContext(
	ask: (request: ProbeRequest) => Promise<ModelReply>
): Promise<ContextFound> {
	const filler = FILLER.repeat(Math.ceil(SENT / estimateTokens(FILLER)));
	const text = `The password is "${WORD}". Remember it.\n\n${filler}\n\nWhat is the password? Answer with that one word.`;
	try {
		const request = { shape: { kind: 'text' }, maxTokens: 200, thinking: 'off' } as const;
		const { text: answer, usage } = await ask({ text, ...request });
		if (answer.toLowerCase().includes(WORD)) {
			const context = usage.estimated ? SENT : usage.input;
			const shown = context.toLocaleString('en');
			return { context, outcome: 'pass', note: `at least ${shown} tokens: more was not tried` };
		}
		return usage.estimated || usage.input > 0.9 * SENT
			? {
					context: null,
					outcome: 'fail',
					note: `did not find a word at the head of ${SENT} tokens`
				}
			: cutAt(usage.input);
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		return failed(error);
	}
}

function cutAt(input: number): ContextFound {
	const shown = input.toLocaleString('en');
	const note = `cuts prompts in silence at ${shown} tokens: give the model a larger context on the server (Ollama: num_ctx)`;
	return { context: Math.max(1_000, input), outcome: 'fail', note };
}

/** Servers that refuse a long prompt mostly say how long it may be. */
function failed(error: Failure): ContextFound {
	if (error.kind !== 'overflow') {
		const note = error.kind === 'cancelled' ? 'took too long' : error.message;
		return { context: null, outcome: 'not-run', note };
	}
	const numbers = [...error.message.matchAll(/\d[\d,]{2,}/gu)].map(([text]) =>
		Number(text.replaceAll(',', ''))
	);
	const said = numbers.filter((one) => one >= 500 && one < SENT).sort((a, b) => b - a)[0];
	return said === undefined
		? { context: null, outcome: 'fail', note: `refuses prompts of ${SENT} tokens` }
		: {
				context: said,
				outcome: 'pass',
				note: `${said.toLocaleString('en')} tokens, as it said when it refused more`
			};
}
