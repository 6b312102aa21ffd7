/**
 * Every provider there is. Adding one is a file beside its kin and a line here; the contract suite of its port then
 * runs over it, and it reads its own settings.
 */
import { duckduckgo } from './search/duckduckgo.ts';
import { mojeek } from './search/mojeek.ts';
import { searxng } from './search/searxng.ts';
import { wikipedia } from './search/wikipedia.ts';

export const searchers = [searxng, duckduckgo, wikipedia, mojeek] as const;
