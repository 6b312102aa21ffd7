/**
 * Gzip for what the server makes on the fly (files of the build are compressed beforehand). Safe for streams: every
 * write is flushed, and event streams are left alone because proxies and clients wait for their small pieces.
 */
import { constants, createGzip } from 'node:zlib';

const WORTH =
	/^(?:text\/(?!event-stream)|application\/(?:json|[\w.+-]+\+json|javascript|xml|manifest)|image\/svg)/iu;
const SMALLEST = 1_024; // bytes; below this the headers cost more than is won

/**
 * Makes `response` compress itself when it turns out to be worth it. Call before the handler.
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
export function compress(request, response) {
	if (request.method === 'HEAD' || !/\bgzip\b/u.test(String(request.headers['accept-encoding'])))
		return;
	const plain = {
		writeHead: response.writeHead.bind(response),
		write: response.write.bind(response),
		end: response.end.bind(response)
	};
	/** @type {import('node:zlib').Gzip | null} */
	let gzip = null;
	let decided = false;

	const decide = () => {
		if (decided) return;
		decided = true;
		if (!worthIt(response)) return;
		response.removeHeader('content-length');
		response.setHeader('content-encoding', 'gzip');
		weakenTag(response);
		gzip = createGzip({ level: 5, flush: constants.Z_SYNC_FLUSH });
		gzip.on('data', (piece) => {
			if (!plain.write(piece)) gzip?.pause();
		});
		gzip.on('end', () => plain.end());
		gzip.on('error', () => response.destroy());
		response.on('drain', () => gzip?.resume());
		response.on('close', () => gzip?.destroy());
	};

	Object.assign(response, {
		writeHead(/** @type {number} */ status, /** @type {any[]} */ ...rest) {
			const headers = rest.find((each) => typeof each === 'object' && each !== null);
			response.statusCode = status;
			if (typeof rest[0] === 'string') response.statusMessage = rest[0];
			for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
			vary(response);
			decide();
			return plain.writeHead(status);
		},
		write(/** @type {any[]} */ ...args) {
			if (!response.headersSent) response.writeHead(response.statusCode);
			if (gzip === null) return plain.write(.../** @type {[any]} */ (args));
			const room = gzip.write(.../** @type {[any]} */ (args));
			if (!room) gzip.once('drain', () => response.emit('drain'));
			return room;
		},
		end(/** @type {any[]} */ ...args) {
			if (!response.headersSent) {
				const body = args[0];
				const size = typeof body === 'function' || body == null ? 0 : Buffer.byteLength(body);
				const bodiless = response.statusCode === 204 || response.statusCode === 304;
				if (!bodiless && !response.hasHeader('content-length')) {
					response.setHeader('content-length', size);
				}
				response.writeHead(response.statusCode);
			}
			if (gzip === null) return plain.end(.../** @type {[any]} */ (args));
			gzip.end(.../** @type {[any]} */ (args));
			return response;
		}
	});
}

/** @param {import('node:http').ServerResponse} response */
function worthIt(response) {
	const { statusCode } = response;
	if (statusCode < 200 || statusCode === 204 || statusCode === 206 || statusCode === 304)
		return false;
	if (response.hasHeader('content-encoding')) return false;
	if (!WORTH.test(String(response.getHeader('content-type') ?? ''))) return false;
	if (/no-transform/iu.test(String(response.getHeader('cache-control') ?? ''))) return false;
	const length = response.getHeader('content-length');
	return length === undefined || Number(length) >= SMALLEST;
}

/** @param {import('node:http').ServerResponse} response */
function vary(response) {
	const given = String(response.getHeader('vary') ?? '');
	if (/accept-encoding|\*/iu.test(given)) return;
	response.setHeader('vary', given === '' ? 'accept-encoding' : `${given}, accept-encoding`);
}

/** The bytes are no longer those the strong tag named. @param {import('node:http').ServerResponse} response */
function weakenTag(response) {
	const tag = response.getHeader('etag');
	if (typeof tag === 'string' && !tag.startsWith('W/')) response.setHeader('etag', `W/${tag}`);
}
