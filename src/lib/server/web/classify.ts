/**
 * The class of a page by code: its host where the table knows it, else what the page says of itself, else what host and
 * path look like. A page can claim to be anything, so its claims come after the table.
 */
import type { SourceClass } from '../../research/source-class.ts';
import { HOST_PATTERNS, listedClass, PATH_PATTERNS } from './host-classes.ts';

export interface Seen {
	readonly url: string;
	readonly types: string; // JSON-LD @type values, separated by spaces
	readonly ogType: string | null;
	readonly cited: boolean; // it carries citation_* elements
}

const TYPES: readonly (readonly [SourceClass, RegExp])[] = [
	['paper', /ScholarlyArticle/u],
	['statistics', /\b(?:Dataset|DataCatalog|StatisticalPopulation)\b/u],
	['record', /Legislation|Government(?:Organization|Service|Permit)|\bCourthouse\b/u],
	['forum', /DiscussionForum|QAPage|\bQuestion\b|SocialMediaPosting/u],
	['press', /NewsArticle|ReportageNews|NewsMediaOrganization|OpinionNewsArticle/u],
	['blog', /BlogPosting|\bBlog\b/u],
	['documentation', /TechArticle|APIReference|SoftwareSourceCode|\bHowTo\b/u],
	[
		'vendor',
		/\b(?:Product|ProductGroup|Offer|SoftwareApplication|Corporation|Store|OnlineStore)\b/u
	]
];

/** The class of a page. */
export function classify({ url, types, ogType, cited }: Seen): SourceClass {
	const { hostname, pathname } = new URL(url);
	const host = hostname.replace(/^(?:www\d?|m|mobile)\.(?=[^.]+\.)/u, '');
	const listed = listedByPath(host, pathname) ?? listedClass(host, pathname);
	if (listed !== null) return listed;
	if (cited) return 'paper';
	const sure = HOST_PATTERNS.find(([name, pattern]) => name === 'record' && pattern.test(host));
	if (sure) return 'record';
	const said = TYPES.find(([, pattern]) => pattern.test(types))?.[0];
	if (said !== undefined) return said;
	if (ogType === 'product' || ogType === 'product.item') return 'vendor';
	const looks =
		HOST_PATTERNS.find(([, pattern]) => pattern.test(host)) ??
		PATH_PATTERNS.find(([, pattern]) => pattern.test(pathname));
	return looks?.[0] ?? 'other';
}

/** Talk on a host that otherwise holds something else, and a maker's blog or documents on its own host. */
function listedByPath(host: string, path: string): SourceClass | null {
	if (/^(?:github|gitlab)\.com$/u.test(host) && /\/(?:issues|discussions|pull)(?:\/|$)/u.test(path))
		return 'forum';
	if (/^(?:docs?|developers?|support|help)\./u.test(host) && listedClass(host, path) === 'vendor')
		return 'documentation';
	return null;
}
