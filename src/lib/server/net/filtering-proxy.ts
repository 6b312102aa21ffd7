/**
 * The browser's only way out: a proxy on loopback that applies the same rule as the fetcher to every request, redirect
 * and tunnel, on the address that is really connected to. Each page opens a session with its own name, word and caps;
 * what comes without one is refused.
 */
import { randomBytes } from 'node:crypto';
import {
	createServer,
	request as httpRequest,
	type IncomingHttpHeaders,
	type IncomingMessage,
	type ServerResponse
} from 'node:http';
import { connect, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Transform, type Duplex } from 'node:stream';
import { Failure } from './failure.ts';
import { allowedUrl, guardedConnector, type Lookup } from './guard.ts';

export interface ProxySession {
	readonly username: string;
	readonly password: string;
	/** Addresses that were asked for and refused, without their paths. */
	refused(): readonly string[];
	/** True once the caps cut something off. */
	capped(): boolean;
	/** Ends every connection of the session. */
	close(): void;
}
export interface FilteringProxy {
	readonly url: string;
	open(caps?: Partial<Caps>): ProxySession;
	close(): Promise<void>;
}
export interface Caps {
	readonly bytes: number; // received, over all connections of the session
	readonly requests: number;
	readonly hosts: number;
}
export interface ProxySettings {
	readonly upstream?: string; // operator's proxy for pages; it then also resolves names
	readonly lookup?: Lookup; // tests
	readonly permits?: (address: string) => boolean; // tests
}

const CAPS: Caps = { bytes: 15_000_000, requests: 300, hosts: 40 };
const CONNECT_MS = 5_000;
const IDLE_MS = 10_000;
const METHODS = new Set(['GET', 'HEAD', 'POST', 'OPTIONS']);
const HOP_BY_HOP =
	/^(?:connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect)$/iu;

class Session implements ProxySession {
	readonly username = randomBytes(9).toString('base64url');
	readonly password = randomBytes(18).toString('base64url');
	readonly sockets = new Set<Duplex>();
	readonly #caps: Caps;
	readonly #hosts = new Set<string>();
	readonly #refused = new Set<string>();
	readonly #left: (session: Session) => void;
	#bytes = 0;
	#requests = 0;
	#capped = false;

	constructor(caps: Caps, left: (session: Session) => void) {
		this.#caps = caps;
		this.#left = left;
	}

	refused = (): readonly string[] => [...this.#refused];
	capped = (): boolean => this.#capped;

	/** The URL when it may be asked for. Throws Failure "blocked". */
	admit(text: string): URL {
		try {
			const url = allowedUrl(text);
			this.#requests += 1;
			this.#hosts.add(url.host);
			if (this.#requests > this.#caps.requests || this.#hosts.size > this.#caps.hosts) {
				this.#capped = true;
				throw new Failure('blocked', 'asks for more than a page may', { provider: 'proxy' });
			}
			return url;
		} catch (error) {
			this.#refused.add(originOf(text));
			throw error;
		}
	}

	/** Counts what comes in; ends the stream at the cap. */
	meter(): Transform {
		return new Transform({
			transform: (chunk: Buffer, _encoding, done) => {
				this.#bytes += chunk.byteLength;
				if (this.#bytes <= this.#caps.bytes) return done(null, chunk);
				this.#capped = true;
				done(new Failure('too-large', 'sent more than a page may', { provider: 'proxy' }));
			}
		});
	}

	hold(socket: Duplex): void {
		this.sockets.add(socket);
		socket.once('close', () => this.sockets.delete(socket));
	}

	close = (): void => {
		this.#left(this);
		for (const socket of this.sockets) socket.destroy();
	};
}

function originOf(text: string): string {
	try {
		return new URL(text).origin;
	} catch {
		return 'no address';
	}
}

/** Opens the proxy on a free port of loopback. */
export async function createFilteringProxy(settings: ProxySettings = {}): Promise<FilteringProxy> {
	const sessions = new Map<string, Session>();
	const way = outward(settings);
	const sessionOf = ({ 'proxy-authorization': word }: IncomingHttpHeaders): Session | null => {
		const [name = '', secret = ''] = Buffer.from((word ?? '').replace(/^Basic /iu, ''), 'base64')
			.toString('utf8')
			.split(':');
		const session = sessions.get(name);
		return session?.password === secret ? session : null;
	};
	const server = createServer((asked, answer) => {
		const session = sessionOf(asked.headers);
		if (!session) return challenge(answer);
		void forward(asked, answer, { session, way });
	});
	server.on('connect', (asked: IncomingMessage, socket: Duplex, head: Buffer) => {
		const session = sessionOf(asked.headers);
		socket.on('error', () => socket.destroy());
		if (!session) {
			socket.end(
				'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="page"\r\nConnection: close\r\n\r\n'
			);
			return;
		}
		void tunnel({ target: asked.url ?? '', socket, head }, { session, way });
	});
	server.on('clientError', (_error, socket) => socket.destroy());
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	server.unref();
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		open: (caps = {}) => {
			const session = new Session({ ...CAPS, ...caps }, (one) => sessions.delete(one.username));
			sessions.set(session.username, session);
			return session;
		},
		close: async () => {
			for (const session of sessions.values()) session.close();
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		}
	};
}

interface Way {
	/** An open connection: to the host itself, by the guard's rule, or to the operator's upstream. */
	socket(url: URL): Promise<Socket>;
	readonly upstream: URL | null;
}
interface Passage {
	readonly session: Session;
	readonly way: Way;
}

function outward({ upstream, lookup, permits }: ProxySettings): Way {
	if (upstream !== undefined) {
		const url = new URL(upstream);
		return { upstream: url, socket: () => plainSocket(url) };
	}
	const guarded = guardedConnector({
		timeoutMs: CONNECT_MS,
		...(lookup && { lookup }),
		...(permits && { permits })
	});
	return {
		upstream: null,
		socket: ({ hostname, port, protocol }) =>
			new Promise((resolve, reject) => {
				const to = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
				// Always a bare connection: the browser itself speaks TLS through it.
				guarded({ hostname, host: hostname, port: to, protocol: 'http:' }, (...result) => {
					const [error, socket] = result;
					if (socket) resolve(socket);
					else reject(error ?? new Error('no connection'));
				});
			})
	};
}

function plainSocket({ hostname, port }: URL): Promise<Socket> {
	return new Promise((resolve, reject) => {
		const socket = connect({ host: hostname, port: Number(port === '' ? 80 : port) });
		socket.setTimeout(CONNECT_MS, () => socket.destroy(new Error('no connection in time')));
		socket.once('error', reject);
		socket.once('connect', () => {
			socket.setTimeout(0);
			socket.off('error', reject);
			resolve(socket);
		});
	});
}

function challenge(answer: ServerResponse): void {
	answer.writeHead(407, { 'proxy-authenticate': 'Basic realm="page"', connection: 'close' }).end();
}

function refuse(answer: ServerResponse): void {
	if (answer.headersSent) answer.destroy();
	else answer.writeHead(403, { 'content-type': 'text/plain', connection: 'close' }).end('refused');
}

/** A plain request, sent on with its own connection. */
async function forward(
	asked: IncomingMessage,
	answer: ServerResponse,
	{ session, way }: Passage
): Promise<void> {
	session.hold(asked.socket);
	try {
		if (!METHODS.has(asked.method ?? '')) throw new Error('method');
		const url = session.admit(asked.url ?? '');
		const socket = await way.socket(url);
		session.hold(socket);
		const onward = httpRequest({
			createConnection: () => socket,
			method: asked.method,
			host: url.hostname,
			path: way.upstream ? url.href : `${url.pathname}${url.search}`,
			headers: { ...endToEnd(asked.headers), host: url.host, connection: 'close' },
			timeout: IDLE_MS
		});
		onward.on('timeout', () => onward.destroy());
		onward.on('error', () => refuse(answer));
		onward.on('response', (response) => {
			answer.writeHead(response.statusCode ?? 502, endToEnd(response.headers));
			const meter = session.meter();
			meter.on('error', () => {
				response.destroy();
				answer.destroy();
			});
			response.on('error', () => answer.destroy());
			response.pipe(meter).pipe(answer);
		});
		answer.on('close', () => onward.destroy());
		asked.pipe(onward);
	} catch {
		refuse(answer);
	}
}

function endToEnd(headers: IncomingHttpHeaders): Record<string, string | string[]> {
	const out: Record<string, string | string[]> = {};
	for (const [name, value] of Object.entries(headers)) {
		if (value !== undefined && !HOP_BY_HOP.test(name)) out[name] = value;
	}
	return out;
}

/** CONNECT: bytes both ways, counted on the way in. */
async function tunnel(
	{ target, socket, head }: { target: string; socket: Duplex; head: Buffer },
	{ session, way }: Passage
): Promise<void> {
	session.hold(socket);
	try {
		const url = session.admit(`https://${target}/`);
		const onward = await way.socket(url);
		session.hold(onward);
		const end = () => {
			onward.destroy();
			socket.destroy();
		};
		onward.on('error', end).on('close', end).setTimeout(IDLE_MS, end);
		socket.on('close', end);
		if (way.upstream) await askUpstream(onward, target);
		socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
		if (head.length > 0) onward.write(head);
		socket.pipe(onward);
		onward.pipe(session.meter().on('error', end)).pipe(socket);
	} catch {
		socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
	}
}

/** Asks the operator's proxy for a tunnel; resolves when it stands. */
function askUpstream(onward: Socket, target: string): Promise<void> {
	return new Promise((resolve, reject) => {
		let seen = '';
		const more = (chunk: Buffer) => {
			seen += chunk.toString('latin1');
			const end = seen.indexOf('\r\n\r\n');
			if (end < 0 && seen.length < 16_384) return;
			onward.off('data', more);
			onward.pause();
			if (end >= 0 && /^HTTP\/1\.[01] 200/u.test(seen)) {
				const rest = Buffer.from(seen.slice(end + 4), 'latin1');
				if (rest.length > 0) onward.unshift(rest);
				resolve();
			} else reject(new Error('the upstream proxy refused'));
		};
		onward.on('data', more);
		onward.once('close', () => reject(new Error('the upstream proxy closed')));
		onward.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
	});
}
