import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowedUrl, isPublicIp } from './guard.ts';

describe('isPublicIp', () => {
	it.each([
		...[
			'127.0.0.1',
			'10.0.0.1',
			'172.16.0.1',
			'192.168.1.1',
			'169.254.169.254',
			'100.64.0.1',
			'0.0.0.0',
			'255.255.255.255'
		],
		...[
			'168.63.129.16',
			'198.18.0.1',
			'192.0.2.1',
			'224.0.0.1',
			'::',
			'::1',
			'[::1]',
			'fe80::1',
			'fe80::1%eth0',
			'fc00::1',
			'ff02::1'
		],
		...[
			'::ffff:127.0.0.1',
			'::ffff:a9fe:a9fe',
			'::a9fe:a9fe',
			'64:ff9b::7f00:1',
			'2002:7f00:1::',
			'2001:db8::1',
			'localhost',
			'',
			'1.2.3'
		]
	])('refuses %s', (address) => {
		expect(isPublicIp(address)).toBe(false);
	});
	it.each(['93.184.216.34', '1.1.1.1', '2606:4700::1111', '[2606:4700::1111]', '::ffff:1.1.1.1'])(
		'allows %s',
		(address) => {
			expect(isPublicIp(address)).toBe(true);
		}
	);
	it('never allows a private IPv4 address in any spelling that wraps it in IPv6', () => {
		const inside = fc.tuple(fc.constantFrom(10, 127), fc.nat(255), fc.nat(255), fc.nat(255));
		fc.assert(
			fc.property(inside, fc.constantFrom('::ffff:', '::', '64:ff9b::'), (octets, prefix) => {
				const [a, b, c, d] = octets;
				const hex = [(a << 8) | b, (c << 8) | d].map((word) => word.toString(16)).join(':');
				return (
					!isPublicIp(octets.join('.')) &&
					!isPublicIp(prefix + octets.join('.')) &&
					!isPublicIp(prefix + hex)
				);
			})
		);
	});
});

describe('allowedUrl', () => {
	it.each([
		...[
			'http://127.0.0.1/',
			'http://2130706433/',
			'http://0x7f.1/',
			'http://0177.0.0.1/',
			'http://127.1/',
			'http://①②⑦.⓪.⓪.①/'
		],
		...[
			'http://[::1]/',
			'http://[::ffff:169.254.169.254]/',
			'http://localhost/',
			'http://foo.localhost/',
			'http://LOCALHOST./'
		],
		...[
			'http://printer.local/',
			'http://db.internal/',
			'http://intranet/',
			'http://user:pass@example.org/',
			'http://example.org:22/'
		],
		...[
			'file:///etc/passwd',
			'data:text/plain,x',
			'javascript:alert(1)',
			'ftp://example.org/',
			'not an address',
			''
		]
	])('refuses %s', (url) => {
		expect(() => allowedUrl(url)).toThrow();
	});
	it('names no address in what it says', () => {
		expect(() => allowedUrl('http://10.1.2.3/')).toThrow(/^(?!.*10\.1\.2\.3).*$/u);
	});
	it.each(['http://example.org/', 'https://example.org:8443/a?b', 'http://93.184.216.34/'])(
		'allows %s',
		(url) => {
			expect(allowedUrl(url).href).toBe(url);
		}
	);
});
