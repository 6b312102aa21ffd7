/**
 * Words of films and talks that a page carries: a transcript in its JSON-LD becomes the end of its text; caption tracks
 * (WebVTT, SubRip) become links, so that they stand in the URL ledger and can be read as captions.
 */
import { canonicalUrl } from '../url.ts';
import { cleanText, joinParts } from './documents/parts.ts';
import type { Extracted } from './html.ts';

const HEADING = 'Transcript';
const MOST = 400_000; // characters
const FEWEST = 80;
const MOST_TRACKS = 8;

/** The page with its transcript and tracks; the same page where it has none. */
export function withTranscript<T extends Extracted>(page: T, html: string, url: string): T {
	const tracks = tracksIn(html, url).filter((track) =>
		page.links.every((link) => link.url !== track.url)
	);
	const words = transcriptIn(html);
	// Pages that show their transcript have it in their text already.
	const shown = words !== null && page.text.includes(words.slice(0, FEWEST));
	if (words === null || shown) {
		return tracks.length === 0 ? page : { ...page, links: [...page.links, ...tracks] };
	}
	const heading = { start: 0, end: HEADING.length, level: 2, text: HEADING };
	const { text, headings, links, blocks } = joinParts([
		{ ...page, label: null },
		{ label: null, text: `${HEADING}\n${words}`, headings: [heading] }
	]);
	return { ...page, text, headings, blocks, links: [...links, ...tracks] };
}

function transcriptIn(html: string): string | null {
	for (const match of html.matchAll(
		/<script[^>]+application\/ld\+json[^>]*>([\s\S]*?)<\/script>/giu
	)) {
		if (!match[1]?.includes('"transcript"')) continue;
		try {
			const found = transcriptOf(JSON.parse(match[1]), 0);
			if (found !== null) return found;
		} catch {
			// broken JSON-LD only costs us its fields
		}
	}
	return null;
}

function transcriptOf(value: unknown, depth: number): string | null {
	if (typeof value !== 'object' || value === null || depth > 8) return null;
	for (const [name, inner] of Object.entries(value)) {
		if (name === 'transcript' && typeof inner === 'string') {
			const words = cleanText(inner.replace(/<[^>]{0,500}>/gu, ' ').slice(0, MOST))
				.replace(/[ \t]+/gu, ' ')
				.replace(/ ?\n[\n ]*/gu, '\n')
				.trim();
			if (words.length >= FEWEST) return words;
		}
		const found = transcriptOf(inner, depth + 1);
		if (found !== null) return found;
	}
	return null;
}

function tracksIn(html: string, base: string) {
	const found = new Map<string, string>();
	for (const [tag] of html.matchAll(/<track\b[^>]{0,2000}>/giu)) {
		const kind = attribute(tag, 'kind') ?? 'subtitles';
		if (!/^(?:subtitles|captions|descriptions)$/iu.test(kind)) continue;
		const url = canonicalUrl(attribute(tag, 'src') ?? 'about:', base);
		if (url !== null && found.size < MOST_TRACKS)
			found.set(url, attribute(tag, 'label') ?? 'Captions');
	}
	return [...found].map(([url, label]) => ({ url, text: cleanText(label), start: -1, end: -1 }));
}

function attribute(tag: string, name: string): string | null {
	const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'iu').exec(tag);
	const value = match?.[1] ?? match?.[2] ?? match?.[3];
	return value === undefined ? null : value.replaceAll('&amp;', '&').trim();
}
