/** What scholarly engines say about a paper, read leniently: a field in the wrong shape is a field not given. */
import type { Work } from '../../../research/run.ts';
import { withoutTags } from './searcher.ts';

type Said = { readonly [Field in keyof Work]?: unknown };

const MOST_AUTHORS = 20;

export function readWork(said: Said): Work {
	return {
		doi: readDoi(said.doi),
		venue: words(said.venue),
		authors: Array.isArray(said.authors)
			? said.authors.flatMap((name) => words(name) ?? []).slice(0, MOST_AUTHORS)
			: [],
		citations: wholeNumber(said.citations),
		retracted: typeof said.retracted === 'boolean' ? said.retracted : null,
		pdfUrl: webAddress(said.pdfUrl),
		licence: words(said.licence)
	};
}

/** Bare and lower case, out of "10.1/x", "doi:10.1/x" or an address of doi.org; null when it is none. */
export function readDoi(value: unknown): string | null {
	if (typeof value !== 'string') return null;
	const bare = value.trim().replace(/^(?:doi:\s*|https?:\/\/(?:dx\.)?doi\.org\/)/iu, '');
	return /^10\.\d{4,9}\/\S{1,200}$/u.test(bare) ? bare.toLowerCase() : null;
}

export const doiUrl = (doi: string) =>
	`https://doi.org/${encodeURI(doi).replace(/[?#]/gu, encodeURIComponent)}`;

function words(value: unknown): string | null {
	if (typeof value !== 'string') return null;
	const text = withoutTags(value).normalize('NFC').replace(/\s+/gu, ' ').trim().slice(0, 200);
	return text === '' ? null : text;
}

const wholeNumber = (value: unknown) =>
	typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null;

function webAddress(value: unknown): string | null {
	if (typeof value !== 'string' || !URL.canParse(value)) return null;
	const { protocol, href } = new URL(value);
	return protocol === 'https:' || protocol === 'http:' ? href : null;
}
