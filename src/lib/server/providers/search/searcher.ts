/** What a search engine file gives to the catalogue, and the small things every engine needs to read an answer. */
import type { z } from 'zod';
import type { EngineKind, Hit, Work } from '../../../research/run.ts';
import type { Call } from '../../net/call.ts';
import type { Searcher } from '../../ports.ts';
import type { Quota } from './quota.ts';

export interface SearcherTools {
	readonly call: Call;
	/** Told whenever an engine says what is left of its allowance. */
	readonly spent?: (quota: Quota) => void;
}

/** What one engine's file says about itself. `S` is what it reads from the settings: names as in the environment. */
interface Description<S> {
	readonly name: string;
	/** General engines are asked every query; the others when the question is of their kind. */
	readonly kind: EngineKind;
	readonly settings: z.ZodType<S>;
	/** Names that must be set for the engine to be on. */
	readonly needs: readonly string[];
	/** Keyless engines of the open internet: on by themselves, stand-ins where the operator runs SearXNG. */
	readonly keyless: boolean;
	/** How gently it must be asked: queries at once, and milliseconds between two of them. */
	readonly pace: { readonly atOnce: number; readonly gapMs: number };
	/** What its ranking is worth beside the others'; 1 where nothing is said. */
	readonly weight?: number;
	/** BCP 47 primary tags it is worth asking in; every language where nothing is said. */
	readonly languages?: readonly string[];
	create(settings: S, tools: SearcherTools): Searcher;
}

/** A search engine as the catalogue holds it: its settings are checked on the way in. */
export interface SearcherDefinition extends Required<Omit<Description<unknown>, 'create'>> {
	/** Throws a ZodError when the settings are not as `settings` wants them. */
	open(settings: unknown, tools: SearcherTools): Searcher;
}

/** Puts the engine's own schema before its `create`. */
export function defineSearcher<S>(description: Description<S>): SearcherDefinition {
	const { create: _create, ...said } = description;
	return {
		weight: 1,
		languages: [],
		...said,
		open: (given, tools) => description.create(description.settings.parse(given), tools)
	};
}

/** A result as an engine gives it; `readHits` makes hits of it. */
export interface RawHit {
	readonly url: unknown;
	readonly title: unknown;
	readonly snippet: unknown;
	readonly publishedAt?: unknown;
	readonly work?: Work;
}

/** Keeps results with an http(s) address, cleans their text and numbers them from 1. */
export function readHits(
	raw: Iterable<RawHit>,
	{ engine, limit }: { engine: string; limit: number }
): Hit[] {
	const hits: Hit[] = [];
	for (const each of raw) {
		if (hits.length >= limit) break;
		const url = webAddress(each.url);
		if (url === null) continue;
		hits.push({
			url,
			title: plain(each.title).slice(0, MAX_TITLE) || url,
			snippet: plain(each.snippet).slice(0, MAX_SNIPPET),
			engine,
			rank: hits.length + 1,
			publishedAt: isoDate(each.publishedAt),
			...(each.work !== undefined && { work: each.work })
		});
	}
	return hits;
}
const MAX_TITLE = 300;
const MAX_SNIPPET = 1_000;

function webAddress(value: unknown): string | null {
	if (typeof value !== 'string' || !URL.canParse(value)) return null;
	const url = new URL(value);
	return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
}

const plain = (value: unknown) =>
	typeof value === 'string' ? value.normalize('NFC').replace(/\s+/gu, ' ').trim() : '';

/** The day of a date an engine gave, or the month or year where that is all; null else. Times of day are invented. */
export function isoDate(value: unknown): string | null {
	if (typeof value !== 'string') return null;
	return /^\d{4}(?:-\d{2}(?:-\d{2})?)?(?=$|[T ])/u.exec(value)?.[0] ?? null;
}

/** Text out of an HTML fragment (snippets with <b> in them). The answer is text: it is never rendered as HTML. */
export function withoutTags(html: unknown): string {
	if (typeof html !== 'string') return '';
	return html.replace(/<[^>]*>/gu, '').replace(/&(?:#\d+|#x[\da-f]+|\w+);/giu, entity);
}

/** What `&name;` or `&#number;` stands for; unknown names stay as they are. */
function entity(written: string): string {
	const name = written.slice(1, -1).toLowerCase();
	if (!name.startsWith('#')) return ENTITIES[name] ?? written;
	const code = name.startsWith('#x') ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
	return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
const ENTITIES: Readonly<Record<string, string>> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	nbsp: ' ',
	ndash: '–',
	mdash: '—',
	hellip: '…'
};
