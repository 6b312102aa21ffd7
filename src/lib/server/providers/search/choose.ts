/**
 * Which engines are on. With a search server of the operator's own (SEARXNG_URL) or a general engine with a key, those
 * are asked and the keyless general ones stand in for them; without one the keyless ones are asked together.
 * Specialised engines (scholarly, code, news) are asked when the question is of their kind. SEARCH_ENGINES=a,b names
 * the engines that are on, and no other is.
 */
import type { z } from 'zod';
import type { Engine } from './federation.ts';
import type { EngineHealth } from './health.ts';
import type { Quota } from './quota.ts';
import type { SearcherDefinition, SearcherTools } from './searcher.ts';

/** Names as in the environment; empty strings count as not set. */
export type SearchSettings = Readonly<Record<string, string | undefined>>;

export interface Chosen {
	readonly engines: readonly Engine[];
	/** What the health shows for engines that are not on. */
	readonly off: readonly EngineHealth[];
	readonly problems: readonly string[];
}

/** The engines, ready to be asked, and every problem of the settings in words (then those engines are off). */
export function chooseEngines(
	definitions: readonly SearcherDefinition[],
	{ settings, tools }: { settings: SearchSettings; tools: SearcherTools }
): Chosen {
	const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value));
	const named = given.SEARCH_ENGINES?.split(',').map((name) => name.trim());
	const problems = unknownNames(named ?? [], definitions);
	const engines: (Engine & { keyless: boolean })[] = [];
	const off: EngineHealth[] = [];
	for (const definition of definitions) {
		const asked = named?.includes(definition.name);
		const trouble = troubleOf(definition, given);
		if (asked === true || (asked === undefined && trouble.wrong)) problems.push(...trouble.words);
		if (asked === false || trouble.words.length > 0) {
			off.push(offHealth(definition, { configured: trouble.words.length === 0 }));
			continue;
		}
		engines.push({ ...openEngine(definition, { given, tools }), keyless: definition.keyless });
	}
	const own =
		named === undefined && engines.some((engine) => !engine.keyless && engine.kind === 'general');
	return {
		engines: engines.map(({ keyless, ...engine }) => ({
			...engine,
			standIn: own && keyless && engine.kind === 'general'
		})),
		off,
		problems: [...new Set(problems)]
	};
}

/** Why an engine cannot be on, in words; `wrong` when what is set is not right, rather than not there. */
function troubleOf(
	{ name, needs, settings }: SearcherDefinition,
	given: SearchSettings
): { words: readonly string[]; wrong: boolean } {
	const missing = needs.filter((each) => given[each] === undefined);
	if (missing.length > 0) {
		const words = [`SEARCH_ENGINES names ${name}, which needs ${missing.join(', ')}`];
		return { words, wrong: false };
	}
	const parsed = settings.safeParse(given);
	return parsed.success
		? { words: [], wrong: false }
		: { words: parsed.error.issues.map(inWords), wrong: true };
}

function openEngine(
	definition: SearcherDefinition,
	{ given, tools }: { given: SearchSettings; tools: SearcherTools }
): Engine {
	let last: Quota | null = null;
	const searcher = definition.open(given, { ...tools, spent: (quota) => void (last = quota) });
	const { kind, pace, weight, languages, needs } = definition;
	return { searcher, kind, pace, weight, languages, needs, standIn: false, quota: () => last };
}

const offHealth = (
	{ name, kind, needs }: SearcherDefinition,
	{ configured }: { configured: boolean }
): EngineHealth => ({
	name,
	kind,
	needsKey: needs.length > 0,
	needs,
	configured,
	state: 'off',
	standIn: false,
	lastError: null,
	restMs: 0,
	late: 0,
	quota: null
});

function unknownNames(named: readonly string[], definitions: readonly SearcherDefinition[]) {
	const known = definitions.map((definition) => definition.name);
	return named
		.filter((name) => !known.includes(name))
		.map((name) => `SEARCH_ENGINES: there is no engine "${name}" (there are: ${known.join(', ')})`);
}

const inWords = (issue: z.core.$ZodIssue) => `${issue.path.join('.')}: ${issue.message}`;
