/**
 * Spans to the operator's OpenTelemetry collector (OTLP over HTTP, JSON), made of facts after they are on disk. Off unless
 * an endpoint is set. Sends in batches beside the work; a collector that is away loses spans and nothing else.
 */
import type { Fact } from '../../research/facts.ts';
import type { Call } from '../net/call.ts';
import type { Journal } from '../ports.ts';
import { spanOf, type Span } from './spans.ts';

const EVERY_MS = 2_000;
const BATCH = 200;
const MOST = 2_000; // spans that wait; later ones are dropped
const TIMEOUT_MS = 3_000;
const PROVIDER = 'telemetry';

export interface TelemetryParts {
	readonly endpoint: string; // without /v1/traces
	readonly version: string;
	readonly call: Call;
	/** Told once each time the collector goes away. */
	readonly onError: (error: unknown) => void;
}
export interface Telemetry {
	/** The journal, its committed facts made known here. */
	over(journal: Journal): Journal;
	/** Sends what waits. Never throws. */
	flush(): Promise<void>;
	close(): Promise<void>;
}

/** With no endpoint the journal is left as it is. */
export function openTelemetry(
	parts: Omit<TelemetryParts, 'endpoint'> & { endpoint: string | null }
): Telemetry {
	const { endpoint } = parts;
	if (endpoint !== null) return new Exporter({ ...parts, endpoint });
	const nothing = () => Promise.resolve();
	return { over: (journal) => journal, flush: nothing, close: nothing };
}

class Exporter implements Telemetry {
	readonly #parts: TelemetryParts;
	readonly #began = new Map<string, number>(); // runs at work, by when they were first seen
	readonly #timer: NodeJS.Timeout;
	#waiting: Span[] = [];
	#sending: Promise<void> = Promise.resolve();
	#away = false;

	constructor(parts: TelemetryParts) {
		this.#parts = parts;
		this.#timer = setInterval(() => void this.flush(), EVERY_MS).unref();
	}

	over(journal: Journal): Journal {
		return {
			read: (runId, after) => journal.read(runId, after),
			append: async (runId, drafts, expected) => {
				const facts = await journal.append(runId, drafts, expected);
				for (const fact of facts) this.#note(runId, fact);
				return facts;
			}
		};
	}

	#note(runId: string, fact: Fact): void {
		const began = this.#began.get(runId) ?? fact.at;
		this.#began.set(runId, began);
		const span = spanOf(runId, fact, began);
		if (span?.parentSpanId === undefined && span) this.#began.delete(runId);
		if (span && this.#waiting.length < MOST) this.#waiting.push(span);
		if (this.#waiting.length === BATCH) void this.flush();
	}

	flush(): Promise<void> {
		this.#sending = this.#sending.then(async () => {
			while (this.#waiting.length > 0) {
				await this.#send(this.#waiting.splice(0, BATCH));
				if (this.#away) return; // the rest waits for the next time, so that closing takes one try
			}
		});
		return this.#sending;
	}

	async #send(spans: readonly Span[]): Promise<void> {
		const { endpoint, call, onError } = this.#parts;
		try {
			const { status } = await call({
				url: `${endpoint.replace(/\/+$/u, '')}/v1/traces`,
				...{ trust: 'operator', method: 'POST', provider: PROVIDER, timeoutMs: TIMEOUT_MS },
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(this.#packed(spans)),
				signal: AbortSignal.timeout(TIMEOUT_MS)
			});
			if (status >= 300) throw new Error(`the collector answered ${status}`);
			this.#away = false;
		} catch (error) {
			if (!this.#away) onError(error);
			this.#away = true;
		}
	}

	#packed(spans: readonly Span[]) {
		const name = { key: 'service.name', value: { stringValue: 'groundwork' } };
		const { version } = this.#parts;
		const number = { key: 'service.version', value: { stringValue: version } };
		const scopeSpans = [{ scope: { name: 'groundwork', version }, spans }];
		return { resourceSpans: [{ resource: { attributes: [name, number] }, scopeSpans }] };
	}

	async close(): Promise<void> {
		clearInterval(this.#timer);
		await this.flush();
	}
}
