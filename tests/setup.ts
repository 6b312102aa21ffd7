/** Tests never leave the machine: any connection but to loopback is refused, and says who wanted it. */
import net from 'node:net';

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+|localhost|)$/u;

const socket = net.Socket.prototype as unknown as {
	connect: (this: net.Socket, ...args: unknown[]) => net.Socket;
};
const { connect } = socket;
socket.connect = function guarded(...args) {
	const target = targetOf(args);
	if (!LOOPBACK.test(target)) {
		process.nextTick(() => this.destroy(new Error(`a test tried to connect to ${target}`)));
		return this;
	}
	return Reflect.apply(connect, this, args);
};

/** The host of any form of connect(): (options), (port, host), (path), or Node's own [options] form. */
function targetOf(args: readonly unknown[]): string {
	const [first, second] = (Array.isArray(args[0]) ? args[0] : args) as unknown[];
	if (typeof first === 'object' && first !== null) {
		const { host, path, lookup } = first as { host?: unknown; path?: unknown; lookup?: unknown };
		if (typeof path === 'string' || typeof host !== 'string') return '';
		// A client may name the server for TLS in `host` and give the address it means by a lookup of its own.
		return typeof lookup === 'function' ? addressBy(lookup as Lookup, host) : host;
	}
	return typeof first === 'number' && typeof second === 'string' ? second : '';
}

type Lookup = (
	host: string,
	options: { all: boolean },
	done: (error: Error | null, found: unknown) => void
) => void;

/** What a client's own lookup answers at once; one that asks the network answers later and counts as the name. */
function addressBy(lookup: Lookup, host: string): string {
	let found = host;
	lookup(host, { all: true }, (error, answer) => {
		if (error) found = ''; // it refused: nothing will be connected
		const [first] = Array.isArray(answer) ? (answer as { address?: unknown }[]) : [];
		if (typeof first?.address === 'string') found = first.address;
	});
	return found;
}
