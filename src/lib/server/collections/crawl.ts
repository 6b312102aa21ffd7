/**
 * A site or feed that a collection follows: which addresses belong to it. Pages themselves are documents like any other
 * and are read in the same line (filling.ts); robots, politeness and the egress guard hold for every fetch.
 */
import type { Crawl } from '../../research/collection.ts';
import { Failure, isCancelled } from '../net/failure.ts';
import type { Fetcher, PageLink } from '../ports.ts';
import { WAIT_IN_CRAWL, type Robots } from '../web/robots.ts';
import { canonicalUrl } from '../web/url.ts';
import { listedIn } from './lists.ts';

export interface CrawlParts {
	readonly fetcher: Fetcher;
	readonly robots: Robots;
}

const MOST_LISTS = 8; // sitemaps read for one crawl
const NO_PAGE =
	/\.(?:avif|bmp|css|eot|exe|gif|gz|ico|jpe?g|js|json|m4a|mov|mp[34]|ogg|png|svg|tar|tiff?|ttf|wasm|webm|webp|woff2?|xml|zip)$/iu;

/** The addresses a crawl begins with: the entries of a feed, or the start of a site and what its sitemaps list. */
export async function startOf(
	crawl: Crawl,
	parts: CrawlParts,
	signal: AbortSignal
): Promise<{ feed: boolean; urls: readonly string[] }> {
	const { robots, fetcher } = parts;
	if (!(await robots.allows(crawl.url, signal)))
		throw new Failure('refused', 'is closed to programs by the robots.txt of its site', {
			provider: 'crawl'
		});
	const pace = await robots.pace(crawl.url, { signal, mostWaitMs: WAIT_IN_CRAWL });
	const page = await fetcher.fetch(crawl.url, { signal, ...pace });
	const list = listedIn(page.bytes, page.url);
	if (list?.kind === 'feed')
		return { feed: true, urls: canonical(list.urls).slice(0, crawl.pages) };
	if (list) {
		const named = await listed([crawl.url], { crawl, parts, signal });
		return { feed: false, urls: named.slice(0, crawl.pages) };
	}
	const maps = await robots.sitemaps(crawl.url, signal);
	const places = maps.length > 0 ? maps : [new URL('/sitemap.xml', crawl.url).href];
	const named = await listed(places, { crawl, parts, signal });
	const urls = [...new Set([...canonical([crawl.url]), ...named])].slice(0, crawl.pages);
	return { feed: false, urls };
}

/** What sitemaps list of the site, index after index; one that cannot be read lists nothing. */
async function listed(
	places: readonly string[],
	{ crawl, parts, signal }: { crawl: Crawl; parts: CrawlParts; signal: AbortSignal }
): Promise<string[]> {
	const waiting = [...places];
	const urls: string[] = [];
	for (
		let at = 0;
		at < Math.min(waiting.length, MOST_LISTS) && urls.length < crawl.pages;
		at += 1
	) {
		const place = waiting[at] ?? '';
		const list = await readList(place, { parts, signal });
		if (list?.kind === 'index') waiting.push(...list.urls.filter((url) => sameHost(url, place)));
		if (list?.kind === 'sitemap')
			urls.push(...canonical(list.urls).filter((url) => belongs(url, crawl.url)));
	}
	return urls;
}

async function readList(
	url: string,
	{ parts, signal }: { parts: CrawlParts; signal: AbortSignal }
) {
	try {
		if (!(await parts.robots.allows(url, signal))) return null;
		const pace = await parts.robots.pace(url, { signal, mostWaitMs: WAIT_IN_CRAWL });
		const page = await parts.fetcher.fetch(url, { signal, ...pace });
		return listedIn(page.bytes, page.url);
	} catch (error) {
		if (signal.aborted || isCancelled(error) || !(error instanceof Failure)) throw error;
		return null;
	}
}

/** Links of a page that belong to the crawl and may be pages, in their order. */
export function linksWithin(links: readonly PageLink[], start: string): string[] {
	const urls = canonical(links.map((link) => link.url));
	return urls.filter((url) => belongs(url, start) && !NO_PAGE.test(new URL(url).pathname));
}

/** True when an address is on the start's host and below its folder. */
export function belongs(url: string, start: string): boolean {
	if (!sameHost(url, start)) return false;
	const folder = new URL(start).pathname.replace(/[^/]*$/u, '');
	return new URL(url).pathname.startsWith(folder);
}

function sameHost(url: string, other: string): boolean {
	const bare = (text: string) => new URL(text).host.replace(/^www\./u, '');
	return URL.canParse(url) && bare(url) === bare(other);
}

function canonical(urls: readonly string[]): string[] {
	return [...new Set(urls.flatMap((url) => canonicalUrl(url) ?? []))];
}
