/**
 * Serves build/ on Node's own HTTP server. Importing the handler opens the house (SvelteKit runs `init` of hooks.server
 * while it loads), so that nothing listens before the data folder is ours and the journal is migrated.
 *
 *   node scripts/serve.mjs [--port 3000] [--host 127.0.0.1] [--data ./data]      flags win over the environment
 *
 * SIGTERM or SIGINT: stop accepting, let the listeners of "sveltekit:shutdown" end runs and streams (they may be
 * asynchronous), then go. Never later than ten seconds after the signal.
 */
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { compress } from './compress.mjs';
import { isNewEnough, ROOT } from './node.mjs';

const LAST_MOMENT_MS = 9_000;
const PROTOCOL = 'x-groundwork-protocol';

if (!isNewEnough()) {
	console.error(
		`This needs Node 22.22.2 or newer, not ${process.versions.node}. Use \`npm start\`.`
	);
	process.exit(1);
}
try {
	const { host, port } = readFlags();
	prepareAdapter();
	const { handler } = await import(pathToFileURL(path.join(ROOT, 'build', 'handler.js')).href);
	listen({ handler, host, port });
} catch (error) {
	console.error(process.env.DEBUG ? error : problemOf(error));
	process.exit(1);
}

/** Flags into the environment, where the configuration reads them; .env fills what is not set. */
function readFlags() {
	const { values } = parseArgs({
		options: { port: { type: 'string' }, host: { type: 'string' }, data: { type: 'string' } }
	});
	const file = path.join(process.cwd(), '.env');
	if (existsSync(file)) process.loadEnvFile(file);
	if (values.port !== undefined) process.env.PORT = values.port;
	if (values.host !== undefined) process.env.HOST = values.host;
	if (values.data !== undefined) process.env.DATA_DIR = path.resolve(values.data);
	process.env.GROUNDWORK_ROOT ||= ROOT; // models and built workers stand there, wherever we were started
	process.env.HOST ||= '127.0.0.1';
	process.env.PORT ||= '3000';
	const port = Number(process.env.PORT);
	if (!Number.isInteger(port) || port < 0 || port > 65_535) {
		throw new Error(`PORT must be a number from 0 to 65535, not "${process.env.PORT}"`);
	}
	return { host: process.env.HOST, port };
}

/**
 * How the adapter learns the scheme, host and client address. Left alone it takes every request for https, and then
 * refuses forms on plain http. What a proxy says is believed only with TRUST_PROXY.
 */
function prepareAdapter() {
	process.env.PROTOCOL_HEADER = PROTOCOL;
	// Files are streamed to disk under caps of their own; hooks.server.ts keeps every other body small.
	process.env.BODY_SIZE_LIMIT ||= 'Infinity';
	if (process.env.ORIGIN === '') delete process.env.ORIGIN; // empty means not set; the adapter would refuse it
	if (!trustsProxy()) return;
	process.env.ADDRESS_HEADER ||= 'x-forwarded-for';
	process.env.HOST_HEADER ||= 'x-forwarded-host';
}
function trustsProxy() {
	return /^(?:1|true|yes|on)$/iu.test(process.env.TRUST_PROXY ?? '');
}

/** @param {import('node:http').IncomingMessage} request */
function setProtocol(request) {
	const said = String(request.headers['x-forwarded-proto'] ?? '')
		.split(',')[0]
		?.trim();
	request.headers[PROTOCOL] = trustsProxy() && said === 'https' ? 'https' : 'http';
	if (trustsProxy()) request.headers['x-forwarded-for'] ??= request.socket.remoteAddress ?? '';
}

/** @param {{ handler: (...all: any[]) => void, host: string, port: number }} what */
function listen({ handler, host, port }) {
	const server = createServer((request, response) => {
		setProtocol(request);
		compress(request, response);
		handler(request, response, () => {
			response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
		});
	});
	server.once('error', (error) => {
		console.error(problemOf(error));
		void close(server, 'error').then(() => process.exit(1));
	});
	server.listen(port, host, () => {
		const address = addressOf(server, host);
		process.emit(/** @type {any} */ ('groundwork:listening'), /** @type {any} */ (address));
		console.log(`Groundwork is at ${address}`);
	});
	let closing = false;
	const stop = (/** @type {string} */ reason) => {
		if (closing) process.exit(1); // asked twice: now
		closing = true;
		setTimeout(() => process.exit(1), LAST_MOMENT_MS).unref();
		void close(server, reason).then(() => process.exit(0));
	};
	process.on('SIGTERM', stop);
	process.on('SIGINT', stop);
	if (!process.env.GROUNDWORK_SUPERVISED) return;
	process.once('disconnect', () => stop('disconnect'));
	if (!process.connected) stop('disconnect');
}

/**
 * @param {import('node:http').Server} server
 * @param {string} reason
 */
async function close(server, reason) {
	server.close();
	server.closeIdleConnections();
	const listeners = process.listeners(/** @type {any} */ ('sveltekit:shutdown'));
	const ends = listeners.map(async (listener) => /** @type {Function} */ (listener)(reason));
	for (const end of await Promise.allSettled(ends)) {
		if (end.status === 'rejected') console.error('While closing:', end.reason);
	}
	server.closeAllConnections();
}

/** The address a person can open: a wildcard host is shown as this machine. */
function addressOf(/** @type {import('node:http').Server} */ server, /** @type {string} */ host) {
	const address = server.address();
	const port = typeof address === 'object' ? address?.port : address;
	const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
	return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`;
}

/** What went wrong in words for the person who started us; a bug keeps its stack. */
function problemOf(/** @type {any} */ error) {
	if (error?.code === 'EADDRINUSE')
		return `Port ${error.port} is taken. Choose another with --port, or 0 for any.`;
	if (error?.code?.startsWith('ERR_PARSE_ARGS'))
		return `${error.message.split('. To ')[0]}. Known: --port --host --data`;
	if (error?.code === 'EACCES') return `Not allowed to listen on ${error.address}:${error.port}.`;
	if (error instanceof TypeError || error instanceof ReferenceError) return error.stack;
	return error instanceof Error ? error.message : String(error);
}
