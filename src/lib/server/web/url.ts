/** One name per page: what does not change the page is taken off its address. */

/**
 * Parameters that say where a reader came from and nothing about the page, by the tool that adds them: campaign tags of
 * the analytics makers, click ids of the advertising networks, subscriber ids of the mailers.
 */
const TRACKING = new RegExp(
	`^(?:${[
		'(?:utm|ga|hsa|itm|mtm|pk|piwik|matomo|bsft|trk|oly_anon|oly_enc)_\\w+',
		'_ga|_gl|gclid|gclsrc|dclid|gbraid|wbraid|gad_source|gad_campaignid|srsltid', // Google
		'fbclid|fb_(?:action_ids|action_types|source|ref)|action_(?:object|type|ref)_map', // Facebook
		'igshid|igsh|twclid|ttclid|li_fat_id|epik|sccid|rdt_cid|__twitter_impression|ref_(?:src|url)',
		'msclkid|yclid|ysclid|_openstat|spm|scm', // Microsoft, Yandex, Alibaba
		'mc_[ce]id|mkt_tok|_hsenc|_hsmi|__hs(?:tc|sc|fp)|hsctatracking|vero_(?:id|conv)|dm_i|_kx|__s',
		'ml_subscriber(?:_hash)?|wickedid|s_cid|s_kwcid|ef_id|cm_mmc\\w*|wt[._]z?mc(?:_id)?|xtor|cmpid',
		'irclickid|irgwc|sscid|_branch_(?:match_id|referrer)|soc_(?:src|trk)|at_(?:campaign|medium|custom\\d)',
		'guccounter|guce_referrer(?:_sig)?'
	].join('|')})$`,
	'iu'
);

/**
 * The canonical form of an http(s) address, or null when it is not one: no fragment, no user name or password, no
 * tracking parameters; what remains of the query keeps its order and spelling. Idempotent; the host stays.
 */
export function canonicalUrl(text: string, base?: string): string | null {
	let url: URL;
	try {
		url = new URL(text.trim(), base);
	} catch {
		return null;
	}
	if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
	url.hash = '';
	url.username = '';
	url.password = '';
	const pairs = url.search.slice(1).split('&');
	// Set even when nothing goes: an empty query loses its "?".
	url.search = pairs.filter((pair) => !TRACKING.test(nameOf(pair))).join('&');
	return url.href;
}

/** The name of `name=value` as a server reads it. */
function nameOf(pair: string): string {
	const [name = ''] = pair.split('=', 1);
	try {
		return decodeURIComponent(name.replaceAll('+', ' '));
	} catch {
		return name;
	}
}

const AMP_CACHE =
	/^https?:\/\/(?:www\.google\.[a-z.]+\/amp|[^/]+\.cdn\.ampproject\.org\/[cv])\/(s\/)?/u;

/**
 * One key for an address and its variants: http and https, "www", mobile and AMP hosts and paths, an index file, a
 * slash at the end. For comparing only, never for fetching: a site need not serve all of them.
 */
export function samePage(address: string): string {
	const canonical = canonicalUrl(address) ?? address;
	const whole = AMP_CACHE.test(canonical) ? canonical.replace(AMP_CACHE, 'https://') : canonical;
	if (!URL.canParse(whole)) return whole;
	const { hostname, port, pathname, search } = new URL(whole);
	const pairs = search.slice(1).split('&');
	const query = pairs.filter((pair) => !/^(?:amp(?:=\w*)?|outputtype=amp)$/iu.test(pair)).join('&');
	const path = pathname
		.replace(/^\/amp(?=\/.)/iu, '')
		.replace(/\.amp(?:\.html?)?$/iu, '')
		.replace(/\/(?:index|default)\.(?:html?|php|aspx?)$/iu, '/')
		.replace(/\/amp\/?$/iu, '')
		.replace(/\/+$/u, '');
	return `${plainHost(hostname)}${port && `:${port}`}${path}${query && `?${query}`}`;
}

/** "www.", "m.", "mobile." and "amp." in front, and the "m" of en.m.wikipedia.org, as long as a domain remains. */
function plainHost(host: string): string {
	const bare = host.replace(/^(?:www\d?|m|mobile|amp|wap|touch)\.(?=[^.]+\.)/u, '');
	return bare.replace(/^([a-z-]{2,12})\.m\.(?=[^.]+\.)/u, '$1.');
}
