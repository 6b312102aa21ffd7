/** The door: opens the house, admits visitors, guards every response, maps failures. The only importer of `$env`. */
import { building, dev } from '$app/environment';
import { env } from '$env/dynamic/private';
import { json, type Handle, type HandleServerError, type ServerInit } from '@sveltejs/kit';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SAFE_HEADERS, type Asking } from '#lib/server/access.ts';
import { readConfig } from '#lib/server/config.ts';
import { openHouse, type House } from '#lib/server/house.ts';
import { Failure } from '#lib/server/net/failure.ts';

const SESSION = 'groundwork';
let house: House | null = null;

export const init: ServerInit = async () => {
	if (building) return;
	const root = env['GROUNDWORK_ROOT'] ?? process.cwd();
	const places = { root, fromSource: dev, version: versionOf(root), onError: report };
	house = await openHouse(readConfig(env), places);
	process.on('sveltekit:shutdown', () => house?.close());
	process.on('groundwork:listening', (address: string) => house?.serving(address));
	process.on('unhandledRejection', (error) => {
		report('unhandled rejection', error);
		process.exitCode = 1;
	});
};

function versionOf(root: string): string {
	const raw: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	return typeof raw === 'object' && raw !== null && 'version' in raw ? String(raw.version) : '0';
}

function report(where: string, error: unknown): void {
	console.error(`[${new Date().toISOString()}] ${where}:`, error);
}

export const handle: Handle = async ({ event, resolve }) => {
	if (!house) return new Response('Starting', { status: 503, headers: { 'retry-after': '1' } });
	const { request, url, cookies, locals } = event;
	const header = (name: string) => request.headers.get(name);
	const asking: Asking = {
		method: request.method,
		path: url.pathname,
		host: header('host'),
		origin: header('origin'),
		fetchSite: header('sec-fetch-site'),
		authorization: header('authorization'),
		session: cookies.get(SESSION) ?? null
	};
	const admission = house.access.admit(asking);
	if (!admission.admitted) return guarded(refusal(event, admission));
	const heavy = bodyProblem(event);
	if (heavy) return guarded(heavy);
	const theme = cookies.get('theme');
	locals.house = house;
	locals.as = admission.as;
	locals.theme = theme === 'light' || theme === 'dark' ? theme : null;
	locals.signIn = (password) => signIn(event, password);
	const response = await resolve(event, {
		transformPageChunk: ({ html }) => html.replace('%theme%', locals.theme ?? '')
	});
	return guarded(response);
};

type Event = Parameters<Handle>[0]['event'];

const MOST_BODY = 1_000_000; // bytes
/** Files are streamed to disk under caps of their own; every other body is read into memory and must be small. */
const UPLOAD = /^\/(?:api\/v1\/collections\/[\w-]+\/documents|collections\/[\w-]+\?\/upload)$/u;

function bodyProblem({ request, url }: Event): Response | null {
	if (request.body === null || UPLOAD.test(url.pathname + url.search)) return null;
	const length = request.headers.get('content-length');
	if (length === null) {
		const message = 'Say how long the body is (Content-Length).';
		return json({ error: { code: 'length-required', message } }, { status: 411 });
	}
	if (Number(length) <= MOST_BODY) return null;
	return json({ error: { code: 'too-large', message: 'The body is over 1 MB.' } }, { status: 413 });
}

function refusal(
	{ url }: Event,
	refused: { status: number; code: string; message: string }
): Response {
	const { status, code, message } = refused;
	if (status === 401 && !url.pathname.startsWith('/api/')) {
		const to = encodeURIComponent(url.pathname + url.search);
		return new Response(null, { status: 303, headers: { location: `/signin?to=${to}` } });
	}
	return json({ error: { code, message } }, { status });
}

function signIn({ cookies, getClientAddress, url }: Event, password: string): boolean | 'wait' {
	const result = house?.access.signIn(password, getClientAddress()) ?? null;
	if (result === null || result === 'wait') return result ?? false;
	cookies.set(SESSION, result.session, {
		path: '/',
		httpOnly: true,
		sameSite: 'lax',
		secure: url.protocol === 'https:',
		maxAge: 30 * 24 * 3600
	});
	return true;
}

function guarded(response: Response): Response {
	for (const [name, value] of Object.entries(SAFE_HEADERS)) response.headers.set(name, value);
	const type = response.headers.get('content-type') ?? '';
	if (!type.startsWith('text/html')) {
		response.headers.set('content-security-policy', "default-src 'none'; sandbox");
		if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
	}
	return response;
}

export const handleError: HandleServerError = ({ error, status, message }) => {
	if (status === 404) return { message: 'There is nothing at this address.', code: 'not-found' };
	if (status < 500) return { message };
	const id = randomBytes(4).toString('hex');
	report(`error ${id}`, error);
	const known = error instanceof Failure ? error.message : 'Something went wrong on the server.';
	return { message: known, code: id, hint: `The server log has more under ${id}.` };
};
