import { describe, expect, it } from 'vitest';
import { Access, type Asking } from './access.ts';
import { readConfig } from './config.ts';

const asking = (more: Partial<Asking> = {}): Asking => ({
	method: 'GET',
	path: '/api/v1/runs',
	host: '127.0.0.1:3000',
	origin: null,
	fetchSite: null,
	authorization: null,
	session: null,
	...more
});
const TOKEN = 't'.repeat(24);
const open = new Access({
	password: null,
	apiToken: null,
	appHosts: ['box.example'],
	now: () => 0
});
const shut = new Access({ password: 'correct horse', apiToken: TOKEN, appHosts: [], now: () => 0 });
const status = (access: Access, more: Partial<Asking>) => {
	const admission = access.admit(asking(more));
	return admission.admitted ? 200 : admission.status;
};

describe('every request', () => {
	it.each([
		['another host', { host: 'evil.test' }, 421],
		['no host', { host: null }, 421],
		['a host of ours', { host: 'box.example' }, 200],
		['a form from another site', { method: 'POST', fetchSite: 'cross-site' }, 403],
		['a form from a sister site', { method: 'POST', fetchSite: 'same-site' }, 403],
		['a form with a foreign Origin', { method: 'POST', origin: 'http://evil.test' }, 403],
		['Origin null', { method: 'POST', origin: 'null' }, 403],
		['our own form', { method: 'POST', fetchSite: 'same-origin' }, 200],
		['an old browser on our page', { method: 'POST', origin: 'http://127.0.0.1:3000' }, 200],
		['a program without cookies', { method: 'DELETE' }, 200],
		['a wrong token', { authorization: 'Bearer nope' }, 401]
	] as const)('%s', (_name, more, expected) => {
		expect(status(open, more)).toBe(expected);
	});
});

describe('with a password', () => {
	it('lets nobody in but to the open paths', () => {
		for (const path of [
			'/',
			'/runs/x',
			'/api/v1/runs',
			'/api/v1/runs/x/events',
			'/api/v1/runs/x/sources/s1/text',
			'/signinx'
		]) {
			expect([path, status(shut, { path })]).toEqual([path, 401]);
		}
		for (const path of ['/signin', '/s/abc', '/api/v1/health', '/_app/x.js']) {
			const admission = shut.admit(asking({ path }));
			expect(admission).toMatchObject({ admitted: true, as: 'visitor' });
		}
	});
	it('admits the token and a session, and no forged one', () => {
		expect(status(shut, { authorization: `Bearer ${TOKEN}`, method: 'POST' })).toBe(200);
		const signed = shut.signIn('correct horse', 'a');
		if (signed === null || signed === 'wait') throw new Error('the password is right');
		expect(status(shut, { session: signed.session })).toBe(200);
		expect(status(shut, { session: signed.session.replace(/^\d+/u, '99999999999999') })).toBe(401);
		expect(status(shut, { session: `${signed.session}x` })).toBe(401);
	});
	it('makes the sixth wrong password wait, for that address only', () => {
		for (let tries = 0; tries < 5; tries += 1) expect(shut.signIn('wrong', 'b')).toBeNull();
		expect(shut.signIn('correct horse', 'b')).toBe('wait');
		expect(shut.signIn('correct horse', 'c')).not.toBe('wait');
	});
});

describe('settings', () => {
	it('names every problem at once', () => {
		expect(() =>
			readConfig({ PORT: 'x', PASSWORD: 'short', HOST: '0.0.0.0', EMBED_MODEL: 'm' })
		).toThrow(/PORT[\s\S]*PASSWORD/u);
		expect(() => readConfig({ HOST: '0.0.0.0' })).toThrow(/PASSWORD must be set/u);
		expect(() => readConfig({ EMBED_MODEL: 'm' })).toThrow(/set both or neither/u);
		expect(() => readConfig({ PASSWORD_FILE: '/nowhere' })).toThrow(/cannot be read/u);
	});
	it('is safe with nothing set', () => {
		expect(readConfig({})).toMatchObject({
			host: '127.0.0.1',
			port: 3000,
			password: null,
			fetchProxy: null
		});
	});
});
