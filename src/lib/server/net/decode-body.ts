/** Reads a response body with caps on both sides of its content coding; what is usable of a broken one is kept. */
import { Writable, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate, type Zlib } from 'node:zlib';
import type { Transform } from 'node:stream';
import { Failure } from './failure.ts';

/** Most bytes of a body, decoded; a function is told how the body begins. */
export type MostBytes = number | ((head: Uint8Array) => number);

export interface Body {
	readonly bytes: Uint8Array;
	readonly truncated: boolean;
}

const CODINGS: Readonly<Record<string, () => Transform & Zlib>> = {
	gzip: () => createGunzip(),
	'x-gzip': () => createGunzip(),
	br: () => createBrotliDecompress(),
	deflate: () => createInflate()
};

/** A cap was reached on purpose: not an error, the end of what we take. */
class CapReached extends Error {}

/**
 * The decoded bytes, cut at `maxBytes`. A stream that breaks after some bytes gives those, marked truncated; one that
 * breaks before gives its error. Throws Failure "malformed" for stacked or unknown codings.
 */
export async function readBody(
	stream: Readable,
	{
		coding,
		maxBytes,
		maxWire,
		provider
	}: { coding: string; maxBytes: MostBytes; maxWire: number; provider: string }
): Promise<Body> {
	const decoder = decoderFor(coding, provider);
	const sink = new Sink(maxBytes);
	const wire = wireCap(maxWire);
	try {
		if (decoder) await pipeline(stream, wire, decoder, sink);
		else await pipeline(stream, wire, sink);
		return { bytes: sink.bytes(), truncated: false };
	} catch (error) {
		stream.destroy();
		if (sink.size === 0 && !(error instanceof CapReached)) throw error;
		return { bytes: sink.bytes(), truncated: true };
	}
}

function decoderFor(coding: string, provider: string): (Transform & Zlib) | null {
	const name = coding.trim().toLowerCase();
	if (name === '' || name === 'identity') return null;
	const make = CODINGS[name];
	if (!make)
		throw new Failure('malformed', `content coding "${name.slice(0, 40)}" is not read`, {
			provider
		});
	return make();
}

function wireCap(most: number) {
	let size = 0;
	return async function* (chunks: AsyncIterable<Uint8Array>) {
		for await (const chunk of chunks) {
			size += chunk.byteLength;
			if (size > most) throw new CapReached('wire cap');
			yield chunk;
		}
	};
}

class Sink extends Writable {
	readonly #cap: MostBytes;
	readonly #parts: Uint8Array[] = [];
	#most: number | null = null;
	size = 0;

	constructor(cap: MostBytes) {
		super();
		this.#cap = cap;
	}

	override _write(
		chunk: Uint8Array,
		_encoding: BufferEncoding,
		done: (error?: Error) => void
	): void {
		this.#most ??= typeof this.#cap === 'number' ? this.#cap : this.#cap(chunk);
		const room = this.#most - this.size;
		this.#parts.push(chunk.byteLength > room ? chunk.subarray(0, room) : chunk);
		this.size += Math.min(room, chunk.byteLength);
		done(chunk.byteLength > room ? new CapReached('size cap') : undefined);
	}

	bytes(): Uint8Array {
		return Buffer.concat(this.#parts);
	}
}
