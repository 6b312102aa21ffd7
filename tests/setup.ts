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
		const { host, path } = first as { host?: unknown; path?: unknown };
		return typeof path === 'string' || typeof host !== 'string' ? '' : host;
	}
	return typeof first === 'number' && typeof second === 'string' ? second : '';
}
