/**
 * Which addresses may be reached, decided at connect time on parsed bytes by a positive rule: global unicast only. Names,
 * spellings, redirects and rebinding all end at this one question (reference: the 56 attack forms of the security note).
 */
import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { isIP, type Socket } from 'node:net';
import ipaddr from 'ipaddr.js';
import { buildConnector } from 'undici';
import { Failure } from './failure.ts';

const GLOBAL_V6 = ipaddr.parseCIDR('2000::/3');
const NEVER = new Set(['168.63.129.16']); // a cloud's metadata address inside a public range
const PORTS = new Set(['', '80', '443', '8080', '8443']);
const INSIDE_NAMES = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|home\.arpa)\.?$/iu;

/** True for global unicast addresses only; false for anything else, unparsable text included. */
export function isPublicIp(text: string): boolean {
	const bare = text.replace(/^\[|\]$/gu, '').replace(/%.*$/u, '');
	if (!ipaddr.IPv4.isValidFourPartDecimal(bare) && !ipaddr.IPv6.isValid(bare)) return false;
	const parsed = ipaddr.process(bare); // unwraps v4-mapped forms
	if (parsed instanceof ipaddr.IPv6) {
		return parsed.match(GLOBAL_V6) && parsed.range() === 'unicast';
	}
	return parsed.range() === 'unicast' && !NEVER.has(parsed.toString());
}

const blocked = (message: string) => new Failure('blocked', message, { provider: 'guard' });

/** The parsed URL of a page, or a Failure "blocked": http(s), no user info, usual ports, no literal or name of the inside. */
export function allowedUrl(text: string): URL {
	let url: URL;
	try {
		url = new URL(text);
	} catch (cause) {
		throw new Failure('blocked', 'is not at an address', { provider: 'guard', cause });
	}
	if (url.protocol !== 'http:' && url.protocol !== 'https:')
		throw blocked('is at an address that is neither http nor https');
	if (url.username !== '' || url.password !== '') throw blocked('has a user name in its address');
	if (!PORTS.has(url.port)) throw blocked('is at a port that is not read');
	const host = url.hostname;
	const literal = host.startsWith('[') || isIP(host) > 0;
	if (literal ? !isPublicIp(host) : INSIDE_NAMES.test(host) || !host.includes('.')) {
		throw blocked('is at an address that is not on the public internet');
	}
	return url;
}

export type Lookup = (
	host: string,
	done: (error: Error | null, addresses: readonly LookupAddress[]) => void
) => void;

const systemLookup: Lookup = (host, done) => {
	dnsLookup(host, { all: true }, (error, addresses) => done(error, addresses));
};

/**
 * An undici connector that reaches public addresses only: every answer of the lookup must be public, and the address of
 * the open socket is looked at again. `permits` is for tests on loopback; the product never sets it.
 */
export function guardedConnector({
	timeoutMs,
	lookup = systemLookup,
	permits = isPublicIp
}: {
	timeoutMs: number;
	lookup?: Lookup;
	permits?: (address: string) => boolean;
}): buildConnector.connector {
	const connect = buildConnector({
		timeout: timeoutMs,
		lookup: (host, options, done) => {
			lookup(host, (error, addresses) => {
				const refused = addresses.some(({ address }) => !permits(address));
				const failure =
					error ??
					(refused || addresses.length === 0
						? blocked('has a name that leads inside this network')
						: null);
				const [first] = addresses;
				if (failure || !first) done(failure ?? blocked('has no address'), '', 4);
				else if (options.all) done(null, [...addresses]);
				else done(null, first.address, first.family);
			});
		}
	});
	return (options, done) => {
		const literal = isIP(options.hostname.replace(/^\[|\]$/gu, '')) > 0;
		if (literal && !permits(options.hostname)) {
			done(blocked('is at an address that is not on the public internet'), null);
			return;
		}
		connect(options, (...result) => {
			const [error, socket] = result;
			if (error ?? !isPermitted(socket, permits)) {
				socket?.destroy();
				done(error ?? blocked('is at an address that is not on the public internet'), null);
			} else done(null, socket);
		});
	};
}

function isPermitted(
	socket: Socket | null,
	permits: (address: string) => boolean
): socket is Socket {
	return socket !== null && permits(socket.remoteAddress ?? '');
}
