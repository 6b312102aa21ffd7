/**
 * Which engines are on. With a search server of the operator's own (SEARXNG_URL), that one is asked and the keyless
 * ones stand in for it; without one the keyless ones are asked together. SEARCH_ENGINES=a,b names them outright: all of
 * those are asked together and no other.
 */
import type { z } from 'zod';
import type { Engine } from './federation.ts';
import type { SearcherDefinition, SearcherTools } from './searcher.ts';

/** Names as in the environment; empty strings count as not set. */
export type SearchSettings = Readonly<Record<string, string | undefined>>;

/** The engines, ready to be asked, and every problem of the settings in words (then those engines are off). */
export function chooseEngines(
	definitions: readonly SearcherDefinition[],
	{ settings, tools }: { settings: SearchSettings; tools: SearcherTools }
): { engines: Engine[]; problems: string[] } {
	const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value));
	const named = given.SEARCH_ENGINES?.split(',').map((name) => name.trim());
	const problems = unknownNames(named ?? [], definitions);
	const engines: (Engine & { keyless: boolean })[] = [];
	for (const definition of definitions) {
		const asked = named?.includes(definition.name);
		if (asked === false) continue;
		const missing = definition.needs.filter((name) => given[name] === undefined);
		if (missing.length > 0) {
			if (asked)
				problems.push(`SEARCH_ENGINES names ${definition.name}, which needs ${missing.join(', ')}`);
			continue;
		}
		const parsed = definition.settings.safeParse(given);
		if (!parsed.success) {
			problems.push(...parsed.error.issues.map(inWords));
			continue;
		}
		const { keyless, pace } = definition;
		const searcher = definition.open(given, tools);
		engines.push({ searcher, pace, keyless, standIn: false });
	}
	const own = named === undefined && engines.some((engine) => !engine.keyless);
	return {
		engines: engines.map(({ keyless, ...engine }) => ({ ...engine, standIn: own && keyless })),
		problems
	};
}

function unknownNames(named: readonly string[], definitions: readonly SearcherDefinition[]) {
	const known = definitions.map((definition) => definition.name);
	return named
		.filter((name) => !known.includes(name))
		.map((name) => `SEARCH_ENGINES: there is no engine "${name}" (there are: ${known.join(', ')})`);
}

const inWords = (issue: z.core.$ZodIssue) => `${issue.path.join('.')}: ${issue.message}`;
