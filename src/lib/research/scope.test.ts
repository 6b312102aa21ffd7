import { expect, it } from 'vitest';
import { isSite, isWithin } from './scope.ts';

it('a domain covers its hosts, however it is written', () => {
	for (const domain of ['example.org', ' www.Example.org ', 'https://example.org/docs?x=1', 'org'])
		expect(isWithin('docs.example.org', domain), domain).toBe(true);
	for (const domain of ['ample.org', 'example.com', '', 'https://'])
		expect(isWithin('docs.example.org', domain), domain).toBe(false);
});

it('a domain in any script covers the host as addresses have it', () => {
	const { hostname } = new URL('http://news.新浪.中国/');
	expect(isWithin(hostname, '新浪.中国')).toBe(true);
	expect(isWithin(hostname, 'https://www.新浪.中国/财经')).toBe(true);
	expect(isWithin(hostname, '百度.中国')).toBe(false);
});

it('tells what names a site from what names none', () => {
	for (const site of ['example.org', 'gov', 'http://a.test:8080/x', 'bücher.example', '10.0.0.1'])
		expect(isSite(site), site).toBe(true);
	for (const none of ['', '???', 'http:///nowhere', 'a b', '/etc/passwd', 'me@example.org'])
		expect(isSite(none), none).toBe(false);
});
