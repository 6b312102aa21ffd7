/** Where a page really lives: hosts that show another site's pages under their own name, as data. Pure. */

/** Hosts (and their subdomains) that carry the pages of another site. */
const MIRRORS: readonly (readonly [of: string, hosts: string])[] = [
	[
		'wikipedia.org',
		'wikiwand.com wikizero.com wiki2.org wikimili.com wikibrief.org infogalactic.com justapedia.org thereaderwiki.com en-academic.com wikizhwiki.com wiki.kidzsearch.com dbpedia.org kiwix.org'
	],
	['arxiv.org', 'ar5iv.org ar5iv.labs.arxiv.org alphaxiv.org export.arxiv.org xxx.lanl.gov'],
	['reddit.com', 'old.reddit.com teddit.net libreddit.it redlib.matthew.science safereddit.com'],
	['medium.com', 'scribe.rip freedium.cfd readmedium.com'],
	['x.com', 'twitter.com nitter.net xcancel.com mobile.twitter.com'],
	['youtube.com', 'youtu.be yewtu.be invidious.io m.youtube.com'],
	['github.com', 'raw.githubusercontent.com hub.fastgit.org kgithub.com gitclone.com'],
	['stackoverflow.com', 'stackovernet.com stackoom.com code.i-harness.com itecnote.com'],
	['baike.baidu.com', 'baike.baidu.hk m.baike.baidu.com wapbaike.baidu.com']
];
const HOME = new Map(MIRRORS.flatMap(([of, hosts]) => hosts.split(' ').map((host) => [host, of])));

/** Addresses that carry the address of the page they show. */
const CARRIERS: readonly RegExp[] = [
	/^https?:\/\/web\.archive\.org\/web\/\d+(?:[a-z]{2}_)?\/(?<inner>.+)$/u,
	/^https?:\/\/archive\.(?:ph|today|is|li|md|vn)\/(?:newest|\d{14})\/(?<inner>.+)$/u,
	/^https?:\/\/(?:r\.jina\.ai|12ft\.io|1ft\.io)\/(?:proxy\?q=)?(?<inner>.+)$/u,
	/^https?:\/\/[^/]*\.cdn\.ampproject\.org\/[acv]\/(?:s\/)?(?<inner>.+)$/u,
	/^https?:\/\/(?:www\.)?google\.[a-z.]+\/amp\/(?:s\/)?(?<inner>.+)$/u
];

export interface Home {
	readonly host: string; // lower case, without "www.", "m." and the like
	readonly page: string; // host and path: equal for two addresses of one page
	readonly moved: boolean; // the address shows another site's page
}

/** The home of an address; of one that is none, itself. */
export function homeOf(url: string): Home {
	for (const carrier of CARRIERS) {
		const inner = carrier.exec(url)?.groups?.['inner'];
		if (inner === undefined) continue;
		const address = /^https?:\/\//u.test(inner) ? inner : `https://${inner.replace(/^\/+/u, '')}`;
		if (URL.canParse(address) && address !== url) return { ...homeOf(address), moved: true };
	}
	if (!URL.canParse(url)) return { host: url, page: url, moved: false };
	const { hostname, port, pathname, search } = new URL(url);
	const translated = /^(.+)\.translate\.goog$/u.exec(hostname)?.[1];
	const shown = translated?.replace(/--|-/gu, (sign) => (sign === '-' ? '.' : '-'));
	const bare = (shown ?? hostname)
		.toLowerCase()
		.replace(/^(?:www\d?|m|mobile|amp|wap)\.(?=[^.]+\.)/u, '')
		.replace(/^([a-z]{2,3})\.m\./u, '$1.');
	const moved = shown !== undefined || mirrored(bare) !== null;
	const host = (mirrored(bare) ?? bare) + (port === '' ? '' : `:${port}`);
	const path = pathname.replace(/\/(?:amp\/?|index\.html?)?$/u, '').replace(/^\/amp\//u, '/');
	const asked = shown === undefined ? search : '';
	return { host, page: `${moved && !shown ? bare : host}${path}${asked}`, moved };
}

function mirrored(host: string): string | null {
	const labels = host.split('.');
	for (let at = 0; at < labels.length - 1; at += 1) {
		const home = HOME.get(labels.slice(at).join('.'));
		if (home !== undefined) return home;
	}
	return null;
}
