/**
 * Model servers on this machine, found on their usual ports. They are offered on the settings page and never used by
 * themselves. Looking takes a moment at most, in the background, and asks for nothing but the list of models.
 */
import { listModels } from './listing.ts';
import { PROFILES } from './profiles.ts';

export interface LocalServer {
	readonly provider: string; // "Ollama"
	readonly name: string; // for the connection: "ollama"
	readonly baseUrl: string;
	readonly models: readonly string[];
}
export type LocalPlace = Omit<LocalServer, 'models'>;

const LOOK_MS = 1_500;
const AGAIN_MS = 30_000;
const OWN = /^groundwork\b/u; // our own OpenAI-shaped face, where we happen to serve on one of these ports

export const LOCAL_PLACES: readonly LocalPlace[] = PROFILES.filter(({ local }) => local).map(
	({ id, label, baseUrl }) => ({ provider: label, name: id, baseUrl })
);

/** The servers that answer with a list of models. Never throws. */
export async function findLocal(places: readonly LocalPlace[]): Promise<LocalServer[]> {
	const found = places.map(async (place) => {
		const address = { ...place, apiKey: '', model: '' };
		const listing = await listModels(address, LOOK_MS).catch(() => null);
		if (listing === null || listing.models.some((model) => OWN.test(model))) return [];
		return [{ ...place, models: listing.models.slice(0, 200) }];
	});
	return (await Promise.all(found)).flat();
}

export interface Lookout {
	/** What was found last. Looks again, for the next time, when that was a while ago. */
	seen(): readonly LocalServer[];
	/** Resolves when no look is under way. */
	settled(): Promise<void>;
}

/** Looks at once and from time to time, while it is switched on. */
export function createLookout({
	places,
	on,
	now
}: {
	places: readonly LocalPlace[];
	on: () => boolean;
	now: () => number;
}): Lookout {
	let found: readonly LocalServer[] = [];
	let last = -Infinity;
	let looking: Promise<void> = Promise.resolve();
	const look = () => {
		if (!on() || now() - last < AGAIN_MS) return;
		last = now();
		looking = findLocal(places).then((servers) => void (found = servers));
	};
	look();
	return {
		seen: () => {
			look();
			return on() ? found : [];
		},
		settled: () => looking
	};
}
