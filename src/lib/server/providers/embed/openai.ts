/** Any OpenAI-compatible `/v1/embeddings` endpoint of the operator's. */
import OpenAI from 'openai';
import { Failure, type FailureKind } from '../../net/failure.ts';
import type { Embedder } from '../../ports.ts';

const BATCH = 64;

/** Asks once to learn the dimension. Throws Failure when the endpoint does not answer as it should. */
export async function openRemoteEmbedder({
	baseUrl,
	model,
	apiKey,
	weight
}: {
	baseUrl: string;
	model: string;
	apiKey: string;
	weight: number | undefined;
}): Promise<Embedder> {
	const client = new OpenAI({
		baseURL: baseUrl,
		apiKey: apiKey === '' ? 'none' : apiKey,
		maxRetries: 1,
		timeout: 30_000
	});
	const ask = async (texts: readonly string[], signal: AbortSignal) => {
		try {
			const reply = await client.embeddings.create(
				{ model, input: [...texts], encoding_format: 'float' },
				{ signal }
			);
			const rows = [...reply.data]
				.sort((a, b) => a.index - b.index)
				.map((row) => unit(row.embedding));
			if (rows.length === texts.length) return rows;
		} catch (error) {
			throw failureOf(error, signal);
		}
		throw new Failure('malformed', 'the endpoint gave another number of vectors than texts', {
			provider: model
		});
	};
	const [probe] = await ask(['dimension'], AbortSignal.timeout(30_000));
	const dimensions = probe?.length ?? 0;
	return {
		id: `${model}@${new URL(baseUrl).host}`,
		dimensions,
		weight,
		embed: async (texts, { signal }) => {
			const out: Float32Array[] = [];
			for (let at = 0; at < texts.length; at += BATCH)
				out.push(...(await ask(texts.slice(at, at + BATCH), signal)));
			return out;
		},
		close: () => Promise.resolve()
	};
}

function unit(values: readonly number[]): Float32Array {
	const length = Math.hypot(...values) || 1;
	return Float32Array.from(values, (value) => value / length);
}

function failureOf(error: unknown, signal: AbortSignal): Failure {
	const provider = 'embeddings';
	if (signal.aborted) return new Failure('cancelled', 'cancelled', { provider, cause: error });
	const status = error instanceof OpenAI.APIError ? Number(error.status) : 0;
	const kind: FailureKind =
		status === 401 || status === 403
			? 'auth'
			: status === 429
				? 'limited'
				: status === 404
					? 'missing'
					: status >= 400 && status < 500
						? 'malformed'
						: 'unavailable';
	return new Failure(
		kind,
		status > 0 ? `the endpoint answered ${status}` : 'the endpoint cannot be reached',
		{ provider, cause: error }
	);
}
