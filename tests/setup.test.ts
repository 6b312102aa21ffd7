import net from 'node:net';
import { expect, it } from 'vitest';

const failure = (open: () => net.Socket) =>
	new Promise<string>((resolve) => {
		const socket = open();
		socket.on('error', (error) => resolve(error.message)).on('connect', () => resolve('connected'));
	});

it('lets loopback through and nothing else', async () => {
	const server = net.createServer((socket) => socket.end()).listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	const { port } = server.address() as net.AddressInfo;
	expect(await failure(() => net.connect(port, '127.0.0.1'))).toBe('connected');
	server.close();
	expect(await failure(() => net.connect(80, '203.0.113.7'))).toMatch(/tried to connect to 203/u);
	expect(await failure(() => net.connect({ port: 443, host: 'example.org' }))).toMatch(
		/example\.org/u
	);
	await expect(fetch('http://203.0.113.7/')).rejects.toThrow();
});
