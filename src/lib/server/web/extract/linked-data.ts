/** What a page says to machines: its JSON-LD objects. */
export type Json = Record<string, unknown>;

const MOST_OBJECTS = 400;

/** The JSON-LD objects of a page in the order they stand, those of `@graph` and of lists too. */
export function linkedData(html: string): Json[] {
	const found: Json[] = [];
	for (const match of html.matchAll(
		/<script[^>]+application\/ld\+json[^>]*>([\s\S]*?)<\/script>/giu
	)) {
		try {
			collect(JSON.parse(match[1] ?? ''), found);
		} catch {
			// broken JSON-LD is common and only costs us its fields
		}
	}
	return found;
}

function collect(value: unknown, found: Json[]): void {
	if (found.length >= MOST_OBJECTS) return;
	if (Array.isArray(value)) for (const one of value.slice(0, 50)) collect(one, found);
	else if (typeof value === 'object' && value !== null) {
		const one = value as Json;
		found.push(one);
		if ('@graph' in one) collect(one['@graph'], found);
	}
}

/** The types of an object in words. */
export const typeText = (one: Json): string => [one['@type']].flat().join(' ');

const TEXT_KEYS = /^(?:description|articleBody|text|reviewBody|abstract)$/u;
const MOST_TEXT = 200_000;

/** The texts that the objects carry: descriptions, bodies, answers; tags and entities are taken off. */
export function toldText(objects: readonly Json[]): string {
	const parts: string[] = [];
	const visit = (value: unknown, depth: number): void => {
		if (depth > 6 || typeof value !== 'object' || value === null) return;
		for (const [key, inner] of Object.entries(value)) {
			if (typeof inner === 'string' && TEXT_KEYS.test(key)) parts.push(inner);
			else visit(inner, depth + 1);
		}
	};
	for (const one of objects) visit(one, 0);
	return parts
		.join('\n')
		.slice(0, MOST_TEXT)
		.replace(/<[^>]*>/gu, ' ')
		.replace(/&nbsp;/gu, ' ')
		.replace(/&amp;/gu, '&')
		.replace(/&#0?39;|&rsquo;|&apos;/gu, "'")
		.replace(/&quot;/gu, '"')
		.replace(/\s+/gu, ' ');
}
