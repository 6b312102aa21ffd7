/** Which hosts a run may use. Subdomains count as the domain. Pure. */
import type { Scope, Source } from './run.ts';

/** The host name of an address, lower case; null when it is none. */
export function hostOf(url: string): string | null {
	return URL.canParse(url) ? new URL(url).hostname.toLowerCase() : null;
}

/** True for a source that was asked for, or found to stand, at this very address. */
export function isAt(
	{ url, askedUrl }: Pick<Source, 'url' | 'askedUrl'>,
	address: string
): boolean {
	return url === address || askedUrl === address;
}

/** True when a host is the domain or one of its subdomains. A domain may be written as an address. */
export function isWithin(host: string, domain: string): boolean {
	const bare = bareHost(domain);
	return bare !== '' && (host === bare || host.endsWith(`.${bare}`));
}

/** The host that a domain or an address names, as hosts are compared: lower case, without "www.", names of all scripts in ASCII. */
function bareHost(domain: string): string {
	const bare = domain
		.trim()
		.toLowerCase()
		.replace(/^(?:https?:\/\/)?(?:www\.)?/u, '')
		.replace(/[/:?#].*$/u, '');
	return /[^\x21-\x7e]/u.test(bare) ? (hostOf(`http://${bare}`) ?? bare) : bare;
}

/** True when words name a host or an address at one: "example.org", "gov", "https://www.example.org/docs". */
export function isSite(words: string): boolean {
	const bare = bareHost(words);
	return /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?$/u.test(bare) || /^\[[0-9a-f:.]+$/u.test(bare);
}

/** True when the run's scope lets a page of this address be used. */
export function allows(scope: Scope, url: string): boolean {
	const host = hostOf(url);
	if (host === null || scope.deny.some((domain) => isWithin(host, domain))) return false;
	return scope.allow.length === 0 || scope.allow.some((domain) => isWithin(host, domain));
}

/** False when only the user's own collections may be searched. */
export function searchesWeb(scope: Scope | undefined): boolean {
	return scope?.web !== false;
}

/** The collections that a run searches, by id. */
export function collectionsIn(scope: Scope | undefined): readonly string[] {
	return scope?.collections ?? [];
}
