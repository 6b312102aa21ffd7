/**
 * Who may come in. Without a password the server listens on loopback only and lets its user in; with one a visitor signs
 * in or sends an API token. Every request must name this host (DNS rebinding), and every change must come from our own
 * pages or with a token (request forgery).
 */
import { createHmac, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';

export interface AccessSettings {
	readonly password: string | null;
	readonly apiToken: string | null;
	readonly appHosts: readonly string[];
	readonly now: () => number;
}
export interface Asking {
	readonly method: string;
	readonly path: string;
	readonly host: string | null; // header
	readonly origin: string | null;
	readonly fetchSite: string | null; // Sec-Fetch-Site
	readonly authorization: string | null;
	readonly session: string | null; // cookie
}
export type Admission =
	| { readonly admitted: true; readonly as: 'user' | 'visitor' }
	| {
			readonly admitted: false;
			readonly status: 401 | 403 | 421;
			readonly code: string;
			readonly message: string;
	  };

const LOCAL = ['127.0.0.1', 'localhost', '[::1]'];
const SESSION_MS = 30 * 24 * 3_600_000;
const TRIES = 5;
const WINDOW_MS = 15 * 60_000;
/** Paths that answer without signing in: they show nothing of the owner's. */
const OPEN =
	/^\/(?:signin$|s\/|theme$|api\/v1\/health$|api\/v1\/openapi\.json$|_app\/|favicon|robots\.txt$|manifest)/u;

export class Access {
	readonly #settings: AccessSettings;
	readonly #hosts: ReadonlySet<string>;
	readonly #salt = randomBytes(16);
	readonly #key: Buffer; // signs sessions; a new password or a restart with another one ends them
	readonly #digest: Buffer | null;
	readonly #failures = new Map<string, { count: number; since: number }>();

	constructor(settings: AccessSettings) {
		this.#settings = settings;
		this.#hosts = new Set([...LOCAL, ...settings.appHosts]);
		const { password } = settings;
		this.#digest = password === null ? null : scryptSync(password, this.#salt, 32);
		this.#key = scryptSync(password ?? 'open', 'groundwork session', 32);
	}

	get needsPassword(): boolean {
		return this.#digest !== null;
	}

	admit(asking: Asking): Admission {
		const name = (asking.host ?? '').toLowerCase().replace(/:\d+$/u, '');
		if (!this.#hosts.has(name)) {
			return refuse(
				421,
				'wrong-host',
				`This server does not answer for "${name}". Add it to APP_HOSTS if it is yours.`
			);
		}
		const bearer = this.#bearer(asking.authorization);
		if (asking.authorization !== null && !bearer && asking.path.startsWith('/api/')) {
			return refuse(401, 'unauthorized', 'The API token is not right.');
		}
		if (
			!['GET', 'HEAD', 'OPTIONS'].includes(asking.method) &&
			!bearer &&
			!this.#sameOrigin(asking)
		) {
			return refuse(403, 'cross-site', 'Changes must come from this site or with an API token.');
		}
		if (bearer || !this.needsPassword || this.#signed(asking.session))
			return { admitted: true, as: 'user' };
		if (OPEN.test(asking.path)) return { admitted: true, as: 'visitor' };
		return refuse(
			401,
			'unauthorized',
			'Sign in, or send an API token as "Authorization: Bearer …".'
		);
	}

	#bearer(authorization: string | null): boolean {
		const { apiToken } = this.#settings;
		const token = /^Bearer (.+)$/u.exec(authorization ?? '')?.[1];
		return apiToken !== null && token !== undefined && same(token, apiToken);
	}

	/** The browser says so, or the Origin is this host; programs send neither, and have no cookies to abuse. */
	#sameOrigin({ fetchSite, origin, host, session }: Asking): boolean {
		if (fetchSite !== null) return fetchSite === 'same-origin' || fetchSite === 'none';
		if (origin === null) return session === null;
		try {
			return new URL(origin).host === host;
		} catch {
			return false;
		}
	}

	/** A session value for the right password; null for a wrong one; "wait" after too many wrong ones. */
	signIn(password: string, from: string): { session: string } | null | 'wait' {
		const now = this.#settings.now();
		const known = this.#failures.get(from);
		const failures = known && now - known.since < WINDOW_MS ? known : { count: 0, since: now };
		if (failures.count >= TRIES) return 'wait';
		if (this.#digest && timingSafeEqual(scryptSync(password, this.#salt, 32), this.#digest)) {
			this.#failures.delete(from);
			const until = String(now + SESSION_MS);
			return { session: `${until}.${this.#sign(until)}` };
		}
		if (this.#failures.size > 10_000) this.#failures.clear();
		this.#failures.set(from, { ...failures, count: failures.count + 1 });
		return null;
	}

	#signed(session: string | null): boolean {
		const [until = '', mark = ''] = (session ?? '').split('.');
		return Number(until) > this.#settings.now() && same(mark, this.#sign(until));
	}

	#sign(until: string): string {
		return createHmac('sha256', this.#key).update(until).digest('base64url');
	}
}

function same(a: string, b: string): boolean {
	const [left, right] = [Buffer.from(a), Buffer.from(b)];
	return left.length === right.length && timingSafeEqual(left, right);
}

function refuse(status: 401 | 403 | 421, code: string, message: string): Admission {
	return { admitted: false, status, code, message };
}

/** Headers on every response, pages and API alike. */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'same-origin', // "no-referrer" would send our own forms with Origin null
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'x-frame-options': 'DENY',
	'permissions-policy': 'camera=(), microphone=(), geolocation=()'
};
