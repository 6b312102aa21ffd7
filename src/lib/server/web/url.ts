/** One name per page: what does not change the page is taken off its address. */
const TRACKING =
	/^(?:utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|mc_[ce]id|_hsenc|_hsmi|mkt_tok|vero_id|oly_(?:anon|enc)_id|s_cid|cmpid|ref_src|spm|scm)$/iu;

/** The canonical form of an http(s) address, or null when it is not one. */
export function canonicalUrl(text: string, base?: string): string | null {
	let url: URL;
	try {
		url = new URL(text.trim(), base);
	} catch {
		return null;
	}
	if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
	url.hash = '';
	for (const name of [...url.searchParams.keys()]) {
		if (TRACKING.test(name)) url.searchParams.delete(name);
	}
	if (url.search === '?') url.search = '';
	return url.href;
}
