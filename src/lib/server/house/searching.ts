/** The search engines that are set up, put together into one search. */
import type { Config } from '../config.ts';
import type { Call } from '../net/call.ts';
import { searchers } from '../providers/catalogue.ts';
import { chooseEngines } from '../providers/search/choose.ts';
import { createFederation } from '../providers/search/federation.ts';
import { canonicalUrl, samePage } from '../web/url.ts';

export function openSearch(config: Config, call: Call) {
	const chosen = chooseEngines(searchers, { settings: config.search, tools: { call } });
	const search = createFederation({
		engines: chosen.engines,
		canonical: (url) => canonicalUrl(url),
		samePage,
		now: () => performance.now()
	});
	const engines = chosen.engines.map(({ searcher }) => searcher.name);
	const searching = chosen.engines.map(({ searcher, kind }) => ({ name: searcher.name, kind }));
	/** Every engine as it stands, those that are switched off too. */
	const health = () => [...search.health(), ...chosen.off];
	return { search, engines, searching, health, problems: chosen.problems };
}
