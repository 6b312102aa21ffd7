/**
 * Every provider there is. Adding one is a file beside its kin and a line here; the contract suite of its port then
 * runs over it, and it reads its own settings.
 */
import { arxiv } from './search/arxiv.ts';
import { bing } from './search/bing.ts';
import { brave } from './search/brave.ts';
import { crossref } from './search/crossref.ts';
import { duckduckgo } from './search/duckduckgo.ts';
import { europepmc } from './search/europepmc.ts';
import { exa } from './search/exa.ts';
import { gdelt } from './search/gdelt.ts';
import { github } from './search/github.ts';
import { google } from './search/google.ts';
import { hackernews } from './search/hackernews.ts';
import { kagi } from './search/kagi.ts';
import { mojeek } from './search/mojeek.ts';
import { openalex } from './search/openalex.ts';
import { searxng } from './search/searxng.ts';
import { semanticscholar } from './search/semanticscholar.ts';
import { serper } from './search/serper.ts';
import { stackexchange } from './search/stackexchange.ts';
import { tavily } from './search/tavily.ts';
import { wikidata } from './search/wikidata.ts';
import { wikipedia } from './search/wikipedia.ts';

export const searchers = [
	// general, the operator's own or with a key
	...[searxng, brave, kagi, google, bing, serper, tavily, exa],
	// general, without a key
	...[duckduckgo, wikipedia, mojeek, wikidata],
	// asked when the question is of their kind
	...[openalex, semanticscholar, crossref, europepmc, arxiv],
	...[github, stackexchange, hackernews],
	...[gdelt]
] as const;
